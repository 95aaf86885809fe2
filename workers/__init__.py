"""Newsmill: raw crawled pages in, clean article events out."""

__version__ = "0.1.0"
