"""The steps of a page, in order: read, decode, extract, language, topics, fingerprint. Pure: no clock, environment, randomness or I/O."""
