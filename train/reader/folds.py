"""Which fold a site is in: a function of its name, so that all sets share the folds, and no model is tried on a site that it has seen."""

from zlib import crc32

FOLDS = 5


def fold_of(site: str) -> int:
    """Name the fold of a site."""
    return crc32(site.encode()) % FOLDS
