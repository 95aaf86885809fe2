"""The embedded mode, newsmill clean: the same pipeline and relay over files."""

STANDARD_OUTPUT = "-"
"""The path of an output that goes there."""
