"""What the topics step has learned (`make train NAME=topics`): words, sections, a linear model."""

import msgspec
import numpy as np
import numpy.typing as npt

from workers.steps.topics.features import features


class TopicModel(msgspec.Struct, frozen=True, kw_only=True):
    """Labels and parents by topic id; topics by folded section name; a logistic model over hashed features, calibrated."""

    labels: dict[str, str]
    parents: dict[str, str]
    sections: dict[str, str]
    classes: list[str]
    idf: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    slope: npt.NDArray[np.float32]
    shift: npt.NDArray[np.float32]


def text_probabilities(model: TopicModel, title: str | None, text: str) -> dict[str, float]:
    """Tell how likely each top-level topic is by the text alone."""
    found = features(title, text)
    if not found:
        return {}
    buckets = np.fromiter(found.keys(), dtype=np.int64, count=len(found))
    values = np.fromiter(found.values(), dtype=np.float32, count=len(found)) * model.idf[buckets]
    values /= max(float(np.linalg.norm(values)), 1e-9)
    scores = model.weights[:, buckets] @ values + model.bias
    chances = 1 / (1 + np.exp(-(model.slope * scores + model.shift)))
    return dict(zip(model.classes, chances.tolist(), strict=True))
