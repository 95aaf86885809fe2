"""Train the topics model: weights.npz and mediatopics.json in workers/models/data/topics (sections.json beside them is kept by hand).

`--shared` holds data/topics. Prints figures cross-validated by site; the last line is JSON: `pages`, `macro_f1` and `best_topic_right` of
the text alone. The same input gives the same weights.
"""

import gzip
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from bench.lib.arguments import parser
from workers.steps.topics.features import BUCKETS, features

TOPICS = Path(__file__).parent.parent / "workers" / "models" / "data" / "topics"
FOLDS = 5
LEAST_CHANCE = 0.3
"""As in workers.steps.topics.tag: from here on a topic is told by the text."""
Floats = npt.NDArray[np.float64]


def matrix(rows: list[dict[str, Any]]) -> sparse.csr_matrix:
    """Make a row of features of each page."""
    found = [features(row["title"], row["lead"]) for row in rows]
    starts = np.cumsum([0, *map(len, found)])
    buckets = [bucket for page in found for bucket in page]
    values = [value for page in found for value in page.values()]
    return sparse.csr_matrix((values, buckets, starts), shape=(len(rows), BUCKETS))


def inverse_frequency(counts: sparse.csr_matrix) -> Floats:
    """Weigh features by how few pages hold them (smoothed idf)."""
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + (counts > 0).sum(axis=0))) + 1).ravel()


def scaled(counts: sparse.csr_matrix, idf: Floats) -> sparse.csr_matrix:
    """TF-IDF, each row of length one."""
    weighed = counts.multiply(idf).tocsr()
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(lengths, 1e-9)) @ weighed


def classifier() -> LogisticRegression:
    """One topic against the rest."""
    return LogisticRegression(C=10, class_weight="balanced", solver="liblinear", random_state=0)


def vocabulary(path: Path) -> dict[str, tuple[str, str | None]]:
    """Read the vocabulary's labels and parents, without what was retired."""
    concepts = json.loads(path.read_text(encoding="utf-8"))["conceptSet"]
    parents = {child: concept["qcode"] for concept in concepts for child in concept.get("narrower", [])}
    return {
        concept["qcode"]: (concept["prefLabel"]["en-GB"], parents.get(concept["qcode"]))
        for concept in concepts
        if "retired" not in concept
    }


def main() -> None:
    """Train, validate, write."""
    data = parser(__doc__).parse_args().shared / "data" / "topics"
    with gzip.open(data / "labels.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    topics = vocabulary(data / "iptc-mediatopics-en-GB.json")
    classes = sorted({topic for row in rows for topic in row["topics"]})
    truth = np.array([[topic in row["topics"] for topic in classes] for row in rows])
    counts = matrix(rows)
    held_out = np.zeros(truth.shape)
    sites = [urlsplit(row["url"]).hostname or "" for row in rows]
    for train, test in GroupKFold(FOLDS).split(counts, groups=sites):
        idf = inverse_frequency(counts[train])
        for column in range(len(classes)):
            fitted = classifier().fit(scaled(counts[train], idf), truth[train, column])
            held_out[test, column] = fitted.decision_function(scaled(counts[test], idf))
    platt = [LogisticRegression(random_state=0).fit(held_out[:, [column]], truth[:, column]) for column in range(len(classes))]
    chances = np.column_stack([fit.predict_proba(held_out[:, [column]])[:, 1] for column, fit in enumerate(platt)])
    labelled = truth.any(axis=1)
    macro = f1_score(truth, chances >= LEAST_CHANCE, average="macro", zero_division=0)
    right = truth[np.arange(len(rows)), chances.argmax(axis=1)][labelled].mean()
    print(f"text alone: macro-F1 {macro:.3f}, best topic right {right:.3f} ({len(rows)} pages)")
    idf = inverse_frequency(counts)
    final = [classifier().fit(scaled(counts, idf), truth[:, column]) for column in range(len(classes))]
    np.savez_compressed(
        TOPICS / "weights.npz",
        classes=np.array(classes),
        idf=idf.astype(np.float16),
        weights=np.vstack([fit.coef_[0] for fit in final]).astype(np.float16),
        bias=np.array([fit.intercept_[0] for fit in final]).astype(np.float32),
        slope=np.array([fit.coef_[0, 0] for fit in platt]).astype(np.float32),
        shift=np.array([fit.intercept_[0] for fit in platt]).astype(np.float32),
    )
    (TOPICS / "mediatopics.json").write_text(
        json.dumps(topics, indent=0, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    print(json.dumps({"pages": len(rows), "macro_f1": round(macro, 3), "best_topic_right": round(right, 3)}))


if __name__ == "__main__":
    main()
