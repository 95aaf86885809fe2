"""Trees in arrays: a row ends in the leaf that its answers lead to."""

import numpy as np

from workers.steps.extract.trees import LEAVES, Trees


def trees() -> Trees:
    """Two trees: x <= 1 ? (y <= 5 ? 0.1 : 0.2) : 0.4, and a leaf of 1 alone."""
    column = np.zeros((2, LEAVES - 1), np.int16)
    threshold = np.full((2, LEAVES - 1), np.inf, np.float32)
    keeps = np.full((2, LEAVES - 1), 0xFFFFFFFF, np.uint32)
    leaves = np.zeros((2, LEAVES), np.float32)
    column[0, :2], threshold[0, :2] = (0, 1), (1, 5)
    keeps[0, :2] = (0xFFFFFFFF ^ 0b011, 0xFFFFFFFF ^ 0b001)
    leaves[0, :3], leaves[1, 0] = (0.1, 0.2, 0.4), 1
    return Trees(column, threshold, keeps, leaves)


def test_a_row_ends_in_its_leaf() -> None:
    rows = np.array([[1, 5], [1, 6], [2, 0], [2, 9]], np.float32)
    assert np.allclose(trees().log_odds(rows), [1.1, 1.2, 1.4, 1.4])


def test_the_last_leaf_has_a_bit_too() -> None:
    grown = trees()
    grown.keeps[0, 2], grown.column[0, 2], grown.threshold[0, 2] = np.uint32(1 << 31), 0, 100
    grown.leaves[0, 31] = 7
    assert np.allclose(grown.log_odds(np.array([[101, 0]], np.float32)), [8])


def test_many_rows_are_asked_in_parts() -> None:
    rows = np.tile(np.array([[1, 5], [2, 0]], np.float32), (400, 1))
    assert np.allclose(trees().log_odds(rows), np.tile([1.1, 1.4], 400))
