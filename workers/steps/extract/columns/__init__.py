"""Columns: what is known of each block of a page as numbers, from which a model tells the article's blocks."""
