"""What moved a block's score: the log-odds of its trees, split among the columns they asked.

At each node of a block's way through a tree, the answer moves the value expected there: from the mean of all leaves below the node to the
mean of those below the branch it takes. What all nodes moved, and the mean that each tree began with, is exactly the block's log-odds
(Saabas, 2014). Means are over the page's own blocks, so a block is compared with the page's average one.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from workers.steps.extract.columns.arrays import Floats, Ints
from workers.steps.extract.trees import LEAVES, Trees

_PRIOR = 0.1
"""Blocks that each leaf counts beside the page's own: so much the model's own average weighs, and no leaf is without any."""
_ROWS = 256
_ALL = np.uint32(0xFFFFFFFF)
_BITS = np.uint32(1) << np.arange(LEAVES, dtype=np.uint32)


class Moved(NamedTuple):
    """The log-odds of the page's average block, and for each block (rows) how much each group of columns moved it."""

    average: float
    by_group: npt.NDArray[np.float64]


def moved_by(trees: Trees, matrix: Floats, group: Ints) -> Moved:
    """Split the log-odds of each row of a matrix among groups of its columns: `group` is each column's, from 0."""
    rows = len(matrix)
    ends = np.concatenate([trees.ends(matrix[start : start + _ROWS]) for start in range(0, rows, _ROWS)], axis=1)
    left, below = _branches(trees)
    value, weight = trees.leaves.astype(np.float64), _counts(ends) * _is_leaf(trees)
    tree = np.arange(len(value))
    moves = np.zeros((*value.shape, int(group.max()) + 1))  # by each tree, in each of its leaves, for each group
    for node in range(trees.column.shape[1]):
        under, is_left = below[:, node], left[:, node] & below[:, node]
        both, taken = _mean(value, weight, under), _mean(value, weight, is_left)
        other = _mean(value, weight, under & ~is_left)
        moved = np.where(is_left, (taken - both)[:, None], np.where(under, (other - both)[:, None], 0.0))
        moves[tree, :, group[trees.column[:, node]]] += moved
    by_group = np.zeros((rows, moves.shape[2]))
    for place in tree:
        by_group += moves[place][ends[place]]
    average = float((value * weight).sum(axis=1) @ (1 / weight.sum(axis=1)))
    return Moved(average, by_group)


def _counts(ends: Ints) -> npt.NDArray[np.float64]:
    """Count the rows that end in each leaf of each tree."""
    trees = len(ends)
    places = (ends + LEAVES * np.arange(trees)[:, None]).ravel()
    counts: npt.NDArray[np.float64] = np.bincount(places, minlength=trees * LEAVES).reshape(trees, LEAVES) + np.float64(_PRIOR)
    return counts


def _is_leaf(trees: Trees) -> npt.NDArray[np.bool_]:
    """Say which leaves a tree has: one more than nodes that rule any out."""
    nodes = (trees.keeps != _ALL).sum(axis=1)
    found: npt.NDArray[np.bool_] = np.arange(LEAVES) <= nodes[:, None]
    return found


def _branches(trees: Trees) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Say for each node which leaves lie on its left, and which below it: (trees, nodes, LEAVES). Nodes that a tree lacks have none.

    Leaves are numbered from the left, so those on a node's left are a run from `begin` to `split`; those on its right go on to the nearest
    split of a node that has this one on its left, else to the tree's last leaf.
    """
    left = (~trees.keeps[:, :, None] & _BITS) != 0
    is_node = left.any(axis=2)
    begin = np.where(is_node, left.argmax(axis=2), LEAVES)
    split = begin + left.sum(axis=2)
    last = is_node.sum(axis=1) + 1
    holds = (begin[:, None, :] <= begin[:, :, None]) & (split[:, None, :] > split[:, :, None]) & is_node[:, None, :]
    end = np.where(holds, split[:, None, :], last[:, None, None]).min(axis=2)
    leaf = np.arange(LEAVES)
    below = (leaf >= begin[:, :, None]) & (leaf < end[:, :, None]) & is_node[:, :, None]
    return left, below


def _mean(
    value: npt.NDArray[np.float64], weight: npt.NDArray[np.float64], among: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Average the leaves of each tree that are among some; 0 where there are none."""
    weights = weight * among
    mean: npt.NDArray[np.float64] = (value * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
    return mean
