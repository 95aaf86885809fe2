"""Bytes as they lie in files and on the wire: gzip, zstd, WARC, HTTP. Pure, and no policy."""
