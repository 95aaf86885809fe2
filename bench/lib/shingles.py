"""How alike two texts are: shares of their 4-gram shingles of words, and what becomes of them over many pages."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

SIZE = 4
_WORD = re.compile(r"\w+")
Floats = npt.NDArray[np.float64]
Shingles = Counter[tuple[str, ...]]
Shares = tuple[float, float, float]
"""What is right, extra and missing."""


def words_of(text: str) -> list[str]:
    """Split a text into words."""
    return _WORD.findall(text)


def shingles_of(text: str) -> Shingles:
    """Count a text's runs of four words; a shorter text is one run."""
    words = words_of(text)
    if len(words) < SIZE:
        return Counter([tuple(words)] if words else [])
    return Counter(zip(*(words[start:] for start in range(SIZE)), strict=False))


def shares(gold: Shingles, found: Shingles) -> Shares:
    """Say what is right, extra and missing in what was found, as shares of all three: every page weighs the same."""
    right = (gold & found).total()
    extra, missing = found.total() - right, gold.total() - right
    total = right + extra + missing
    return (right / total, extra / total, missing / total) if total else (0.0, 0.0, 0.0)


def f1(rows: Sequence[Shares] | Floats) -> float:
    """Give F1 over pages, from the sums of their shares or counts."""
    right, extra, missing = np.asarray(rows, np.float64).sum(axis=0)
    return float(2 * right / max(2 * right + extra + missing, 1e-9))


def interval(ours: Floats, theirs: Floats, draws: int = 1000, inner: float = 0.9) -> tuple[float, float]:
    """Say between what F1 differs on pages drawn anew, the same for both (paired bootstrap), in so many of all cases."""
    drawn = np.random.default_rng(0).integers(0, len(ours), (draws, len(ours)))
    differences = [f1(ours[pages]) - f1(theirs[pages]) for pages in drawn]
    low, high = np.quantile(differences, [(1 - inner) / 2, (1 + inner) / 2])
    return float(low), float(high)
