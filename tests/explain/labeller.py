"""A small labeller, made by hand: three trees that ask for links and length, for what boxes are called, and for the title."""

import msgspec
import numpy as np

from testing.words import LINE_WORDS, WORDS
from workers.enums import ReaderName
from workers.limits import DEFAULT_LIMITS
from workers.models.language import load_language_model
from workers.models.load import load_topic_model
from workers.page import Format
from workers.pipeline import Tools
from workers.records import Reader
from workers.steps.extract.blocks.lines import read_lines
from workers.steps.extract.columns.evidence import Evidence
from workers.steps.extract.columns.matrix import Witness, columns_of
from workers.steps.extract.head import Head
from workers.steps.extract.labeller import LabellerOfEach
from workers.steps.extract.plain.lines import split_lines
from workers.steps.extract.trees import LEAVES, TreeLabeller, Trees

ALL = 0xFFFFFFFF
EVIDENCE = Evidence(names={"related": -2.0, "comment": -2.5, "story": 2.0}, words={"subscribe": -3.0, "said": 1.5}, texts={})


def witness() -> Witness:
    """A page that says nothing of itself."""
    return Witness(Head("", [], {}, {}, [], ""), [], "", "https://paper.example/")


def column_names(format_: Format = Format.HTML) -> list[str]:
    """The columns of a page, in their order."""
    page = msgspec.structs.replace(witness(), format=format_)
    return [*columns_of(read_lines(split_lines("One line\n\nAnother line", LINE_WORDS.months)), page, EVIDENCE, LINE_WORDS)]


def small_trees(names: list[str], least: str = "names_least") -> Trees:
    """linked > 0.5 ? -3 : weight > 80 ? 3 : -1; then names_least > -1 ? 0.5 : -2.5; then is_title > 0.5 ? -4 : 0."""
    column = np.zeros((3, LEAVES - 1), np.int16)
    threshold = np.full((3, LEAVES - 1), np.inf, np.float32)
    keeps = np.full((3, LEAVES - 1), ALL, np.uint32)
    leaves = np.zeros((3, LEAVES), np.float32)
    column[0, :2], threshold[0, :2] = (names.index("linked"), names.index("weight")), (0.5, 80)
    keeps[0, :2], leaves[0, :3] = (ALL ^ 0b011, ALL ^ 0b001), (-1, 3, -3)
    column[1, 0], threshold[1, 0], keeps[1, 0], leaves[1, :2] = names.index(least), -1, ALL ^ 1, (-2.5, 0.5)
    column[2, 0], threshold[2, 0], keeps[2, 0], leaves[2, :2] = names.index("is_title"), 0.5, ALL ^ 1, (0, -4)
    return Trees(column, threshold, keeps, leaves)


def small_labeller() -> LabellerOfEach:
    """The labeller; lines have no names, so they are asked for something else that is never below -1."""
    html = TreeLabeller(EVIDENCE, small_trees(column_names()), LINE_WORDS)
    lines = TreeLabeller(EVIDENCE, small_trees(column_names(Format.PLAIN), "rule_body"), LINE_WORDS)
    return LabellerOfEach({Format.HTML: html, Format.PLAIN: lines})


def small_tools() -> Tools:
    """All that steps work with, the labeller among it."""
    readers = {name: Reader(name=name, version="1") for name in ReaderName}
    return Tools(
        limits=DEFAULT_LIMITS,
        language=load_language_model(),
        topics=load_topic_model(),
        readers=readers,
        labeller=small_labeller(),
        words=WORDS,
    )
