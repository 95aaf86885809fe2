"""The embedded mode, newsmill clean: the same pipeline and relay over files."""
