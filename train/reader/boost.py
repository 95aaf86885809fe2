"""Boosted trees, fitted to rows with LightGBM, which nothing but training needs."""

import lightgbm
import numpy as np

from train.reader.export import trees_of
from train.reader.rows import Rows
from workers.steps.extract.columns.arrays import Floats
from workers.steps.extract.trees import LEAVES, Trees

PARAMETERS = {
    "objective": "cross_entropy",
    "learning_rate": 0.09,
    "num_leaves": LEAVES - 1,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.35,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 127,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 2,
    "verbose": -1,
}


def fit_trees(rows: Rows, count: int, seed: int) -> Trees:
    """Boost trees."""
    parameters = {**PARAMETERS, "seed": seed}
    data = lightgbm.Dataset(rows.matrix, np.clip(rows.labels, 0, 1), weight=rows.weights, params=parameters)
    return trees_of(lightgbm.train(parameters, data, count).dump_model())


def likelihood(trees: Trees, matrix: Floats) -> Floats:
    """Say for each block of a page how likely it is that it is text."""
    return (1 / (1 + np.exp(-trees.log_odds(matrix)))).astype(np.float32)
