"""What moved a block's score adds up to the score, exactly, whatever the trees look like."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.explain.labeller import ALL
from workers.explain.evidence import moved_by
from workers.steps.extract.columns.arrays import Floats
from workers.steps.extract.trees import LEAVES, Trees

COLUMNS = 5


def grown(sizes: list[int], seed: int) -> Trees:
    """Trees of so many leaves, split at random."""
    draw = np.random.default_rng(seed)
    column = np.zeros((len(sizes), LEAVES - 1), np.int16)
    threshold = np.full((len(sizes), LEAVES - 1), np.inf, np.float32)
    keeps = np.full((len(sizes), LEAVES - 1), ALL, np.uint32)
    leaves = np.zeros((len(sizes), LEAVES), np.float32)
    for tree, size in enumerate(sizes):
        leaves[tree, :size] = draw.normal(size=size)
        branches, node = [(0, size)], 0
        while branches:
            begin, end = branches.pop(draw.integers(len(branches)))
            if end - begin < 2:
                continue
            split = int(draw.integers(begin + 1, end))
            column[tree, node], threshold[tree, node] = draw.integers(COLUMNS), draw.normal()
            keeps[tree, node] = ALL ^ sum(1 << leaf for leaf in range(begin, split))
            branches += [(begin, split), (split, end)]
            node += 1
    return Trees(column, threshold, keeps, leaves)


@given(sizes=st.lists(st.integers(1, LEAVES), min_size=1, max_size=6), rows=st.integers(1, 300), seed=st.integers(0, 999))
def test_the_average_and_what_moved_a_block_are_its_log_odds(sizes: list[int], rows: int, seed: int) -> None:
    trees = grown(sizes, seed)
    matrix: Floats = np.random.default_rng(seed + 1).normal(size=(rows, COLUMNS)).astype(np.float32)
    moved = moved_by(trees, matrix, np.arange(COLUMNS))
    assert moved.by_group.shape == matrix.shape
    assert moved.average + moved.by_group.sum(axis=1) == pytest.approx(trees.log_odds(matrix), abs=1e-5)


def test_a_column_that_no_node_on_the_way_asks_moves_nothing() -> None:
    """x <= 0 ? 1 : y <= 0 ? 2 : 4: where x is below, y was not asked."""
    column, threshold = np.zeros((1, LEAVES - 1), np.int16), np.full((1, LEAVES - 1), np.inf, np.float32)
    keeps, leaves = np.full((1, LEAVES - 1), ALL, np.uint32), np.zeros((1, LEAVES), np.float32)
    column[0, 1], threshold[0, :2], keeps[0, :2], leaves[0, :3] = 1, 0, (ALL ^ 0b001, ALL ^ 0b010), (1, 2, 4)
    moved = moved_by(
        Trees(column, threshold, keeps, leaves), np.array([[-1, -1], [1, -1], [1, 1]], np.float32), np.arange(2)
    ).by_group
    assert moved[0, 1] == 0
    assert moved[0, 0] < 0 < moved[1, 0]
    assert moved[1, 1] == pytest.approx(-moved[2, 1])
    assert moved[2, 1] == pytest.approx(1)


def test_what_columns_of_a_group_move_is_added_up() -> None:
    trees, matrix = grown([9, 20], 1), np.random.default_rng(2).normal(size=(50, COLUMNS)).astype(np.float32)
    alone = moved_by(trees, matrix, np.arange(COLUMNS)).by_group
    grouped = moved_by(trees, matrix, np.array([0, 1, 0, 1, 1])).by_group
    assert grouped == pytest.approx(np.column_stack([alone[:, [0, 2]].sum(axis=1), alone[:, [1, 3, 4]].sum(axis=1)]))
