"""Labelled pages → rows for the trees: a block's columns, its label and its weight. Of the many blocks that are easy a few are enough."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from train.reader.evidence import Shares, learn_evidence
from train.reader.folds import fold_of
from train.reader.made_pages import Made
from train.reader.pages import NEWS, Labelled
from train.reader.words import LINE_WORDS
from train.reader.workers import over
from workers.page import Format
from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Bools, Floats, around, floats
from workers.steps.extract.columns.evidence import Evidence
from workers.steps.extract.columns.matrix import Witness, columns_of, matrix_of

SET_WEIGHTS = {"news": 2.0, "articles": 1.0, "readability": 1.0, "snippets": 0.5}
_NEWS_LINES = 2.0
"""Lines of news weigh so much more: without boxes captions and teasers are told by words, and other sets count many of them as text."""
_NEAR_MADE = 2  # blocks: what made blocks change is learned of their neighbours too
_MADE_WEIGHT, _NEAR_WEIGHT = 1.0, 0.5
_EASY_LABEL, _EASY_LINKED, _EASY_CHARACTERS, _EASY_IN = 0.05, 0.8, 60, 5
"""Short links that are no text are easy: of so many on a page one is kept, and weighs as much as all."""
_EASY_AROUND = 5  # lines: plain text has no links, there short lines are easy that stand among short ones only


_BATCH = 64
"""So many pages go to a process at once, for which evidence is sent once."""


class Rows(NamedTuple):
    """Rows, side by side."""

    matrix: Floats
    labels: Floats
    weights: Floats

    @classmethod
    def of(cls, parts: Sequence["Rows"]) -> "Rows":
        """Put rows below each other."""
        return cls(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def at(self, those: Bools) -> "Rows":
        """Choose rows."""
        return Rows(*(column[those] for column in self))


def evidence_by_fold(shares: Mapping[str, Shares], sites: Collection[str]) -> tuple[dict[int, Evidence], Evidence]:
    """Learn evidence from what sites teach: for the pages of each fold from the others, as a page in use is read; and from all."""
    folds = {site: fold_of(site) for site in sorted(sites)}
    apart = {
        fold: learn_evidence([shares[site] for site, own in folds.items() if own != fold]) for fold in sorted(set(folds.values()))
    }
    return apart, learn_evidence([shares[site] for site in folds])


def matrices(pages: Sequence[Labelled], evidence: Mapping[int, Evidence]) -> list[Floats]:
    """Make the matrix of each page, with the evidence of its fold."""
    order = sorted(range(len(pages)), key=lambda place: pages[place].fold)
    batches = [
        (evidence[fold], [(pages[place].blocks, pages[place].witness) for place in some])
        for fold, places in groupby(order, key=lambda place: pages[place].fold)
        for some in _batches(list(places))
    ]
    found = dict(zip(order, (matrix for batch in over(_matrices, batches) for matrix in batch), strict=True))
    return [found[place] for place in range(len(pages))]


def _batches(places: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(places), _BATCH):
        yield places[start : start + _BATCH]


def _matrices(batch: tuple[Evidence, list[tuple[Blocks, Witness]]]) -> list[Floats]:
    evidence, looks = batch
    return [matrix_of(columns_of(blocks, witness, evidence, LINE_WORDS)) for blocks, witness in looks]


def rows_of(page: Labelled, matrix: Floats, labels: Floats | None = None, weights: Floats | None = None) -> Rows:
    """Make the rows of a page, by other labels and weights than its own if told."""
    labels = floats(page.labels) if labels is None else labels
    weights = _weight(page) * (np.ones(len(labels), np.float32) if weights is None else weights)
    easy = _is_easy(page) & (labels < _EASY_LABEL)
    kept = ~easy | (np.cumsum(easy) % _EASY_IN == 1)
    return Rows(matrix, labels, np.where(easy, weights * _EASY_IN, weights).astype(np.float32)).at(kept)


def _weight(page: Labelled) -> float:
    is_of_news = page.witness.format is Format.PLAIN and page.source == NEWS
    return SET_WEIGHTS[page.source] * (_NEWS_LINES if is_of_news else 1)


def _is_easy(page: Labelled) -> Bools:
    length = floats(list(map(len, page.blocks.texts)))
    is_short = length < _EASY_CHARACTERS
    if page.witness.format is Format.PLAIN:
        is_far: Bools = around(floats(~is_short), _EASY_AROUND) == 0
        return is_far
    return (floats(page.blocks.linked) > _EASY_LINKED * length) & is_short


def rows_of_made(made: Made, matrix: Floats) -> Rows:
    """Make rows of what is new on a made page, and of what stands beside it."""
    places = np.array(made.places)
    weights = np.full(len(matrix), _NEAR_WEIGHT * SET_WEIGHTS[made.page.source], np.float32)
    weights[places] = _MADE_WEIGHT
    near = np.zeros(len(matrix), np.bool_)
    for step in range(-_NEAR_MADE, _NEAR_MADE + 1):
        near[np.clip(places + step, 0, len(matrix) - 1)] = True
    return Rows(matrix, floats(made.page.labels), weights).at(near)
