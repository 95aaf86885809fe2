"""Boosted trees, evaluated with numpy: the sum of the leaves is a block's log-odds.

Each block ends in one leaf of every tree. All inner nodes are asked at once. A node that sends a block to the right rules the leaves on its left out, as bits of a number; the first
leaf that none has ruled out is the block's own (QuickScorer: Lucchese et al., SIGIR 2015). The answers of eight nodes are a byte, and what each byte leaves stands in a table.
"""

from functools import cached_property
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Floats
from workers.steps.extract.columns.evidence import Evidence
from workers.steps.extract.columns.matrix import Witness, columns_of, matrix_of
from workers.steps.extract.plain.words import LineWords

LEAVES = 32
"""The most leaves that a tree has: a bit each."""
_ALL = np.uint32(0xFFFFFFFF)
_ROWS = 256
"""So many blocks are asked at a time, so that memory is bounded."""
_BYTES = LEAVES // 8
"""Of answers of a tree's nodes."""


class _Packed(NamedTuple):
    """Nodes by their bits of the bytes of answers, then by these bytes; what leaves each byte leaves (from `first` on for each of a tree's)."""

    column: npt.NDArray[np.int16]
    threshold: npt.NDArray[np.float32]
    first: npt.NDArray[np.int32]
    left: npt.NDArray[np.uint32]


class Trees(msgspec.Struct, frozen=True, dict=True):
    """Trees as arrays. Nodes are (trees, LEAVES - 1), those that a tree lacks rule nothing out; leaves are (trees, LEAVES), from the left.

    A node asks whether the column of this number is above its threshold, and rules out the leaves whose bits are 0 in `keeps`.
    """

    column: npt.NDArray[np.int16]
    threshold: npt.NDArray[np.float32]
    keeps: npt.NDArray[np.uint32]
    leaves: npt.NDArray[np.float32]

    def log_odds(self, matrix: Floats) -> npt.NDArray[np.float64]:
        """Sum the leaves in which each row ends."""
        return np.concatenate([self._some(matrix[start : start + _ROWS]) for start in range(0, len(matrix), _ROWS)])

    def _some(self, rows: Floats) -> npt.NDArray[np.float64]:
        found: npt.NDArray[np.float64] = np.take_along_axis(self.leaves, self.ends(rows), axis=1).sum(axis=0, dtype=np.float64)
        return found

    def ends(self, rows: Floats) -> npt.NDArray[np.int64]:
        """Say in which leaf of each tree each row ends: (trees, rows). Ask for few rows at a time."""
        packed = self._packed
        asked = (np.ascontiguousarray(rows.T)[packed.column] > packed.threshold).view(np.uint8).reshape(8, -1, len(rows))
        answers = asked[0]
        for bit in range(1, 8):
            answers |= asked[bit] << bit
        left = packed.left[packed.first + answers].reshape(len(self.column), _BYTES, -1)
        bits = np.bitwise_and.reduce(left, axis=1)
        first: npt.NDArray[np.int64] = np.frexp((bits & -bits.astype(np.int64)).astype(np.float64))[1] - 1
        return first

    @cached_property
    def _packed(self) -> _Packed:
        """Pack the nodes, once, when they are first asked."""
        none = (self.column[:, :1], np.full((len(self.column), 1), np.inf, np.float32), np.full((len(self.column), 1), _ALL))
        column, threshold, keeps = (
            np.concatenate([nodes, last], axis=1).reshape(-1, 8)
            for nodes, last in zip((self.column, self.threshold, self.keeps), none, strict=True)
        )
        left = np.full((len(keeps), 256), _ALL)
        for bit in range(8):
            left[:, np.arange(256) >> bit & 1 == 1] &= keeps[:, bit : bit + 1]
        return _Packed(
            np.ascontiguousarray(column.T).ravel(),
            np.ascontiguousarray(threshold.T).reshape(-1, 1),
            np.arange(len(keeps), dtype=np.int32).reshape(-1, 1) * 256,
            left.ravel(),
        )


class TreeLabeller(msgspec.Struct, frozen=True):
    """The learned labeller. `said` are the words that lines are told by."""

    evidence: Evidence
    trees: Trees
    said: LineWords

    def __call__(self, blocks: Blocks, witness: Witness) -> Floats:
        """Say for each block how likely it is that it belongs to the article's text."""
        if not blocks.texts:
            return np.zeros(0, np.float32)
        return self.likely(matrix_of(columns_of(blocks, witness, self.evidence, self.said)))

    def likely(self, matrix: Floats) -> Floats:
        """Say it of blocks whose columns are known."""
        odds = self.trees.log_odds(matrix)
        return (1 / (1 + np.exp(-odds))).astype(np.float32)
