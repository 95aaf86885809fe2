"""Bytes as they lie in files and on the wire: gzip, zstd, WARC, HTTP responses; pure, and no policy."""
