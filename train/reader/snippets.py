"""Labels for pages of which only snippets are known: where two readers agree, and where a snippet or a person decides.

The rest weighs nothing.
"""

import numpy as np

from train.reader.pages import Labelled
from train.reader.rows import Rows, rows_of
from workers.steps.extract.columns.arrays import Floats, floats

_TEXT, _LIKELY = 0.5, 0.4
"""From here on a block is text by the other reader's labels, and by a first model's."""
_TELLING, _LONGEST_WITHOUT = 8, 400
"""Characters: a shorter snippet may stand anywhere; a longer block may hold what is no text beside some that is."""
READ_WEIGHT = 1.0
_LEAST_WORDS, _MOST_UNSURE = 100, 0.35
"""A page teaches where they agree on so many words of text, and differ on no larger share of as many."""


def labelled_by_both(page: Labelled, matrix: Floats, likely: Floats) -> Rows | None:
    """Make the rows of a page with snippets by what a first model and another reader say of it; None where they differ much."""
    other = floats(page.labels)
    agreed = (other >= _TEXT) == (likely >= _LIKELY)
    surer = np.where(likely >= _LIKELY, np.maximum(other, likely), np.minimum(other, likely))
    labels, weights = np.where(agreed, surer, likely), floats(agreed)
    for place, text in enumerate(page.blocks.texts):
        if _holds(text, page.gold.within):
            labels[place], weights[place] = 1, 1
        elif len(text) < _LONGEST_WITHOUT and _holds(text, page.gold.without):
            labels[place], weights[place] = 0, 1
    for place, label in page.read.items():
        labels[place], weights[place] = label, 1
    words = floats([text.count(" ") + 1 for text in page.blocks.texts])
    sure, unsure = float((weights * words)[labels >= _TEXT].sum()), float(((1 - weights) * words).sum())
    if sure <= _LEAST_WORDS or unsure >= _MOST_UNSURE * sure:
        return None
    weights[list(page.read)] = 0
    return rows_of(page, matrix, labels, weights)


def labelled_by_reading(page: Labelled, matrix: Floats) -> Rows:
    """Make the rows of the blocks that were read by a person; they teach whatever other readers say of the page."""
    places = list(page.read)
    labels = floats(list(page.read.values()))
    return Rows(matrix[places], labels, np.full(len(places), READ_WEIGHT, np.float32))


def _holds(text: str, snippets: list[str]) -> bool:
    return any(len(snippet) > _TELLING and snippet in text for snippet in snippets)
