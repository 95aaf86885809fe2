"""Sums over blocks in their order."""

import numpy as np

from workers.steps.extract.columns.arrays import around, before_and_behind, floats, shift, since, until

ONES = np.ones(4)
HIT = np.array([False, True, False, False])


def test_shift_gives_the_value_of_a_neighbour() -> None:
    values = floats([1, 2, 3])
    assert shift(values, 1, 0).tolist() == [0, 1, 2]
    assert shift(values, -2, 9).tolist() == [3, 9, 9]
    assert shift(values, 5, 9).tolist() == [9, 9, 9]


def test_since_and_until_count_blocks() -> None:
    assert since(HIT, 10).tolist() == [10, 0, 1, 2]
    assert until(HIT, 10).tolist() == [1, 0, 11, 10]


def test_sums_end_with_the_page() -> None:
    before, behind = before_and_behind(ONES, 2)
    assert before.tolist() == [0, 1, 2, 2]
    assert behind.tolist() == [2, 2, 1, 0]
    assert around(ONES, 1).tolist() == [2, 3, 3, 2]
