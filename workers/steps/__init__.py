"""The steps of a page, in order. Pure: no clock, environment, randomness or I/O."""
