"""A model of LightGBM → the arrays that the product evaluates with numpy alone."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from workers.steps.extract.trees import LEAVES, Trees

_ALL = (1 << LEAVES) - 1


def trees_of(model: dict[str, Any]) -> Trees:
    """Make arrays of a model's trees."""
    grown = [_nodes(tree["tree_structure"]) for tree in model["tree_info"]]
    shape = len(grown), LEAVES - 1
    trees = Trees(
        np.zeros(shape, np.int16),
        np.zeros(shape, np.float32),
        np.full(shape, _ALL, np.uint32),
        np.zeros((shape[0], LEAVES), np.float32),
    )
    for number, (nodes, leaves) in enumerate(grown):
        for place, node in enumerate(nodes):
            trees.column[number, place] = node.column
            trees.threshold[number, place] = rounded_down(node.threshold)
            trees.keeps[number, place] = node.keeps
        trees.leaves[number, : len(leaves)] = leaves
    return trees


class _Node(NamedTuple):
    column: int
    threshold: float
    keeps: int


def _nodes(root: dict[str, Any]) -> tuple[list[_Node], list[float]]:
    """Gather a tree's inner nodes, and its leaves from the left."""
    leaves: list[float] = []

    def walk(node: dict[str, Any]) -> Iterator[_Node]:
        if "leaf_value" in node:
            leaves.append(node["leaf_value"])
            return
        if node["decision_type"] != "<=":
            raise ValueError(f"a node that asks {node['decision_type']} is none of a number")
        first = len(leaves)
        yield from walk(node["left_child"])
        left = (1 << len(leaves)) - (1 << first)
        yield _Node(node["split_feature"], node["threshold"], _ALL & ~left)
        yield from walk(node["right_child"])

    return list(walk(root)), leaves


def rounded_down(threshold: float) -> np.float32:
    """Round down to 32 bits: whatever number of 32 bits is above the threshold is above it still, and no other is."""
    near = np.float32(threshold)
    return near if float(near) <= threshold else np.nextafter(near, np.float32(-np.inf))
