"""The models, loaded: what reads files for the steps, which get it in `Tools`."""

import json
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

from workers import __version__
from workers.enums import ReaderName
from workers.limits import Limits
from workers.models.language import load_language_model
from workers.models.reader import digest_of_weights, load_labellers
from workers.models.words import load_words
from workers.pipeline import Tools
from workers.records import Reader
from workers.steps.topics.model import TopicModel
from workers.urls import site_of

DATA = Path(__file__).parent / "data"


def load_tools(limits: Limits, reader: ReaderName = ReaderName.TRAFILATURA) -> Tools:
    """Give all that steps work with, to their limits; what is loaded once stays. `reader` is what reads pages."""
    load_public_suffixes()
    return Tools(
        limits=limits,
        language=load_language_model(),
        topics=load_topic_model(),
        words=load_words(),
        readers={
            ReaderName.LEARNED: Reader(name=ReaderName.LEARNED, version=f"{__version__}+{digest_of_weights()}"),
            ReaderName.TRAFILATURA_ALONE: Reader(name=ReaderName.TRAFILATURA_ALONE, version=version("trafilatura")),
            ReaderName.TRAFILATURA: Reader(name=ReaderName.TRAFILATURA, version=version("trafilatura")),
            ReaderName.PLAIN_TEXT: Reader(name=ReaderName.PLAIN_TEXT, version=__version__),
        },
        labeller=load_labellers() if reader is ReaderName.LEARNED else None,
    )


@cache
def load_topic_model() -> TopicModel:
    """Load the vocabulary, the names of sections, and the weights that `make train NAME=topics` made."""
    folder = DATA / "topics"
    vocabulary = json.loads((folder / "mediatopics.json").read_text(encoding="utf-8"))
    with np.load(folder / "weights.npz") as arrays:
        numbers = {name: arrays[name].astype(np.float32) for name in ("idf", "weights", "bias", "slope", "shift")}
        classes = [str(name) for name in arrays["classes"]]
    return TopicModel(
        labels={topic: label for topic, (label, _) in vocabulary.items()},
        parents={topic: parent for topic, (_, parent) in vocabulary.items() if parent},
        sections=json.loads((folder / "sections.json").read_text(encoding="utf-8")),
        classes=classes,
        **numbers,
    )


def load_public_suffixes() -> None:
    """Have tld read its list of public suffixes, which it keeps: else it does so on the first page."""
    site_of("https://paper.example/")
