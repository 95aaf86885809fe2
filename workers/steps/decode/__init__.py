"""The step decode: a raw page's bytes become text."""
