"""The learned reader's weights and what it has learned of words, from files."""

import hashlib
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from workers.models.words import load_words
from workers.page import Format
from workers.steps.extract.columns.evidence import Evidence
from workers.steps.extract.labeller import LabellerOfEach
from workers.steps.extract.trees import TreeLabeller, Trees

FOLDER = Path(__file__).parent / "data" / "reader"
HTML, PLAIN_TEXT = FOLDER / "html.npz", FOLDER / "plain_text.npz"
WEIGHTS = {Format.HTML: HTML, Format.PLAIN: PLAIN_TEXT}
HUNDREDTHS = 100
"""Log-odds are kept in hundredths."""
_EVIDENCE = ("names", "words", "texts")


@cache
def load_labeller(path: Path) -> TreeLabeller:
    """Load what `make train NAME=reader` made."""
    with np.load(path, allow_pickle=False) as arrays:
        trees = Trees(*(arrays[name] for name in ("column", "threshold", "keeps", "leaves")))
        evidence = Evidence(*(_odds(arrays[name], arrays[f"{name}_odds"]) for name in _EVIDENCE))
    return TreeLabeller(evidence, trees, load_words().lines)


@cache
def load_labellers() -> LabellerOfEach:
    """Load one for each format."""
    return LabellerOfEach({format_: load_labeller(path) for format_, path in WEIGHTS.items()})


@cache
def digest_of(path: Path) -> str:
    """Name weights by their bytes: other weights are another version of the reader."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]


@cache
def digest_of_weights() -> str:
    """Name weights by their bytes: other weights are another version of the reader."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in WEIGHTS.values())).hexdigest()[:8]


def save_labeller(labeller: TreeLabeller, path: Path) -> None:
    """Write a labeller down: arrays of numbers, and words a line each."""
    trees, evidence = labeller.trees, labeller.evidence
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "column": trees.column,
        "threshold": trees.threshold,
        "keeps": trees.keeps,
        "leaves": trees.leaves,
    }
    for name in _EVIDENCE:
        odds = dict(sorted(getattr(evidence, name).items()))
        arrays[name] = np.frombuffer("\n".join(odds).encode(), np.uint8)
        arrays[f"{name}_odds"] = np.array([round(value * HUNDREDTHS) for value in odds.values()], np.int16)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type] # its stubs take a flag by any name


def _odds(words: npt.NDArray[np.uint8], hundredths: npt.NDArray[np.int16]) -> dict[str, float]:
    known = words.tobytes().decode().split("\n") if len(words) else []  # lines have no names
    return dict(zip(known, (hundredths / HUNDREDTHS).tolist(), strict=True))
