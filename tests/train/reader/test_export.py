"""Trees as arrays: a block ends in the leaf that LightGBM would have put it in."""

from typing import Any

import numpy as np
import pytest

from train.reader.export import rounded_down, trees_of


def leaf(value: float) -> dict[str, Any]:
    return {"leaf_value": value}


def node(column: int, threshold: float, left: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
    return {"split_feature": column, "threshold": threshold, "decision_type": "<=", "left_child": left, "right_child": right}


def walked(tree: dict[str, Any], row: np.ndarray) -> float:
    """The leaf's value, as LightGBM finds it."""
    while "leaf_value" not in tree:
        tree = tree["left_child"] if float(row[tree["split_feature"]]) <= tree["threshold"] else tree["right_child"]
    return float(tree["leaf_value"])


DEEP = node(0, 0.5, node(1, 0.2, leaf(1), node(2, 0.7, leaf(2), leaf(3))), node(1, 0.8, node(0, 0.9, leaf(4), leaf(5)), leaf(6)))
CHAIN = node(2, 0.1, leaf(-1), node(2, 0.3, leaf(-2), node(2, 0.6, leaf(-3), leaf(-4))))
STUMP = leaf(0.25)


def test_rows_end_where_they_would_by_walking() -> None:
    rows = np.random.default_rng(3).random((500, 3), np.float32)
    trees = trees_of({"tree_info": [{"tree_structure": tree} for tree in (DEEP, CHAIN, STUMP)]})
    expected = [walked(DEEP, row) + walked(CHAIN, row) + 0.25 for row in rows]
    assert trees.log_odds(rows).tolist() == pytest.approx(expected)
    assert {walked(DEEP, row) for row in rows} == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize("threshold", [0.1, 1 / 3, 1e-35, 5.0, -0.1, 1.0000000180025095e-35])
def test_a_threshold_parts_the_same_numbers_of_32_bits(threshold: float) -> None:
    near = np.float32(threshold)
    for value in (np.nextafter(near, np.float32(-9)), near, np.nextafter(near, np.float32(9))):
        assert (value <= rounded_down(threshold)) == (float(value) <= threshold)


def test_a_node_that_asks_something_else_is_no_number() -> None:
    with pytest.raises(ValueError, match="=="):
        trees_of({"tree_info": [{"tree_structure": {**DEEP, "decision_type": "=="}}]})
