"""What is known of each block of a page, as columns of numbers that a model reads."""
