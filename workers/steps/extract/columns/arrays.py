"""Small sums over a page's blocks in their order, each an array with a number for each block."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Columns = dict[str, npt.NDArray[np.generic]]
"""Columns by name, in their order."""


def floats(values: Sequence[float] | npt.NDArray[np.generic]) -> Floats:
    """Make an array of numbers."""
    return np.asarray(values, np.float32)


def shift(values: Floats, by: int, fill: float) -> Floats:
    """Give each block the value of the block so many before it (behind it where negative)."""
    shifted = np.full_like(values, fill)
    if abs(by) < len(values):
        if by > 0:
            shifted[by:] = values[:-by]
        else:
            shifted[:by] = values[-by:]
    return shifted


def since(hit: Bools, most: int) -> Ints:
    """Count blocks since the last hit; before the first one, as if it had been `most` before the page."""
    places = np.arange(len(hit))
    return places - np.maximum.accumulate(np.where(hit, places, -most))


def until(hit: Bools, most: int) -> Ints:
    """Count blocks until the next hit."""
    return since(hit[::-1], most)[::-1]


def before_and_behind(values: npt.NDArray[np.floating], reach: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Sum the values of so many blocks before and behind each."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    places = np.arange(len(values))
    first, last = np.maximum(places - reach, 0), np.minimum(places + reach + 1, len(values))
    return sums[places] - sums[first], sums[last] - sums[places + 1]


def around(values: npt.NDArray[np.floating], reach: int) -> npt.NDArray[np.float64]:
    """Sum the values of each block and of so many on each side."""
    before, behind = before_and_behind(values, reach)
    return before + values + behind
