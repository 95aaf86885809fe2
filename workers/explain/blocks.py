"""A page's blocks with their labels: which were kept, why, and what mattered for each."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from workers.enums import ReaderName
from workers.explain.evidence import moved_by
from workers.explain.explanation import Block, Reason, Verdict
from workers.explain.words import CONCEPTS, KINDS, Facts, Values, concepts_of
from workers.page import Document, Extracted, Format
from workers.steps.extract.blocks.lines import read_lines
from workers.steps.extract.blocks.walk import Blocks, read_blocks
from workers.steps.extract.choose import Choice, choose, cut_at
from workers.steps.extract.columns.arrays import Floats
from workers.steps.extract.columns.matrix import Witness, columns_of, matrix_of
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.labeller import Labeller, LabellerOfEach
from workers.steps.extract.layout import without_loose_headings
from workers.steps.extract.plain.kinds import classify
from workers.steps.extract.plain.lines import measure, split_lines
from workers.steps.extract.plain.words import LineWords
from workers.steps.extract.strings import without_long_runs
from workers.steps.extract.together import together
from workers.steps.extract.trees import TreeLabeller

MOST_TOLD = 2_000
"""Blocks of which it is told what mattered: those that are shown in a browser."""

_REASONS = 5
_LEAST = 0.05  # log-odds below which a reason is none
_LONG = 25  # characters from which a text inside another is no chance
_DEEP = 4  # boxes that a path names
_LONGEST_NAME = 40


class Labelled(NamedTuple):
    """What a labeller was asked, and what it said."""

    labeller: Labeller
    blocks: Blocks
    likely: Floats
    names: Sequence[str] = ()
    matrix: Floats | None = None
    """The columns of the blocks, and what they hold, where the labeller goes by them."""

    @property
    def judged(self) -> Floats:
        """How likely each block is with its likes."""
        return together(self.blocks, self.likely)

    @property
    def choice(self) -> Choice:
        """What is kept by these labels."""
        return choose(self.blocks.texts, self.judged, self.blocks.kinds)


class Listening:
    """A labeller that keeps what it was asked and said."""

    def __init__(self, labeller: Labeller) -> None:
        self._labeller = labeller
        self.heard: Labelled | None = None

    def __call__(self, blocks: Blocks, witness: Witness) -> Floats:
        """Ask the labeller."""
        labeller = self._labeller
        if isinstance(labeller, LabellerOfEach):
            labeller = labeller.of[witness.format]
        if isinstance(labeller, TreeLabeller) and blocks.texts:
            columns = columns_of(blocks, witness, labeller.evidence, labeller.said)
            matrix = matrix_of(columns)
            self.heard = Labelled(labeller, blocks, labeller.likely(matrix), [*columns], matrix)
        else:
            self.heard = Labelled(labeller, blocks, labeller(blocks, witness))
        return self.heard.likely


def blocks_of(document: Document, extracted: Extracted | None, labelled: Labelled | None, said: LineWords) -> list[Block]:
    """Tell what became of each block: as the labeller said it, else as the text has it that another reader found."""
    if labelled and (extracted is None or extracted.reader is ReaderName.LEARNED):
        blocks, verdicts = labelled.blocks, _by_labels(labelled, extracted.text if extracted else None)
    else:
        blocks = labelled.blocks if labelled else _read(document, said)
        verdicts = _by_text(blocks, extracted)
    likely: Sequence[float | None] = labelled.judged.tolist() if labelled else [None] * len(blocks.texts)
    reasons = _reasons(labelled) if labelled else _lines(blocks, said)
    paths = _paths(blocks)
    return [
        Block(
            number=place,
            text=text,
            path=paths[blocks.box[place]],
            verdict=Verdict.KEPT if is_kept else Verdict.DROPPED,
            why=why,
            likelihood=likely[place],
            evidence=reasons[place],
        )
        for place, (text, (is_kept, why)) in enumerate(zip(blocks.texts, verdicts, strict=True))
    ]


def _read(document: Document, said: LineWords) -> Blocks:
    """Read a page's blocks where no labeller was asked for them."""
    if document.format is Format.PLAIN:
        return read_lines(split_lines(document.text, said.months))
    tree = parse_html(document.text)
    return Blocks() if tree is None else read_blocks(tree)


def _by_labels(labelled: Labelled, text: str | None) -> list[tuple[bool, str]]:
    """Say which blocks were kept by their likelihood, and why not the others; `text` is the article's, where it is known."""
    texts, choice, likely = labelled.blocks.texts, labelled.choice, labelled.judged
    limit = cut_at(choice.expected)
    unrepeated, headed = set(choice.kept), set(without_loose_headings(labelled.blocks, choice.kept))
    written = {place for place in headed if text is None or without_long_runs(texts[place]) in text}
    last = max(written, default=-1)

    def verdict(place: int) -> tuple[bool, str]:
        if likely[place] <= limit:
            return False, "below the cut"
        if place not in unrepeated:
            return False, "above the cut, but a repetition"
        if place not in headed or place > last:
            return False, "above the cut, but a heading with nothing below it"
        if place not in written:
            return False, "above the cut, but the title, which is a field of its own"
        return True, "above the cut"

    return [verdict(place) for place in range(len(texts))]


def _by_text(blocks: Blocks, extracted: Extracted | None) -> list[tuple[bool, str]]:
    """Say which blocks stand in the text that a reader without labels found."""
    if extracted is None:
        return [(False, "the page is no article")] * len(blocks.texts)
    lines = [line.removeprefix("- ") for line in extracted.text.split("\n")]
    whole, long = set(lines), [line for line in lines if len(line) >= _LONG]
    found = f"{extracted.reader} {'found it' if extracted.text else 'found nothing'}"

    def is_in(text: str) -> bool:
        return text in whole or (len(text) >= _LONG and (text in extracted.text or any(line in text for line in long)))

    return [(True, found) if is_in(text) else (False, f"not in the text that {extracted.reader} found") for text in blocks.texts]


def _reasons(labelled: Labelled) -> list[tuple[Reason, ...]]:
    """Say what mattered most for each block; nothing is known of what moves a labeller that is no model of trees."""
    blocks, labeller, names = labelled.blocks, labelled.labeller, labelled.names
    if not isinstance(labeller, TreeLabeller) or labelled.matrix is None:
        return [()] * len(blocks.texts)
    matrix = labelled.matrix[:MOST_TOLD]
    sums = moved_by(labeller.trees, matrix, np.array(concepts_of(names))).by_group
    order = np.argsort(-np.abs(sums), axis=1)[:, :_REASONS]
    number = {name: place for place, name in enumerate(names)}
    found: list[tuple[Reason, ...]] = []
    for place, most in enumerate(order):
        values = Values(number, matrix[place])
        weights = {concept: float(sums[place, concept]) for concept in most.tolist()}
        found.append(
            tuple(
                Reason(CONCEPTS[concept].say(Facts(blocks, place, values, labeller.evidence, weight)), round(weight, 2))
                for concept, weight in weights.items()
                if abs(weight) >= _LEAST
            )
        )
    return found + [()] * (len(blocks.texts) - len(found))


def _lines(blocks: Blocks, said: LineWords) -> list[tuple[Reason, ...]]:
    """Say what kind of line each block is by its words, where that is all that is known."""
    return [(Reason(f"reads like {KINDS[classify(measure(text, said.months), said)]}", 0.0),) for text in blocks.texts]


def _paths(blocks: Blocks) -> list[str]:
    """Name each box by the elements around it and what they are called, outermost first; the outer ones of many are left out."""
    own = [_named(tag, names) for tag, names in zip(blocks.tags, blocks.names, strict=True)]
    paths: list[tuple[str, ...]] = []
    for box, outer in enumerate(blocks.parent):
        paths.append(((*paths[outer], own[box]) if 0 <= outer < box else (own[box],))[-_DEEP:])
    return [" › ".join(path) for path in paths]


def _named(tag: str, names: str) -> str:
    first = names.split(maxsplit=1)[:1]
    return f"{tag or '?'}.{first[0][:_LONGEST_NAME]}" if first else tag or "?"
