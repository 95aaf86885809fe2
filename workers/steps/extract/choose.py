"""Which blocks are kept, by how likely each is text: as many as make the best whole."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from workers.steps.extract.columns.arrays import Bools, Floats
from workers.steps.extract.columns.texts import weight_of

LEAST, MOST = 0.15, 0.5
"""The bounds of the cut: below the one nothing is kept, above the other everything."""
_STEPS = 12
_REPEATED = 40
"""Characters from which a text that stood before may be a repetition."""
_HEAP, _HEAP_SHARE, _HEAP_PARTS, _HEAP_COVERED, _BEGINNING = 400, 0.25, 3, 0.5, 60
"""A block so long, and such a share of all, that holds so many others' beginnings and such a share of their text, is the others once more."""


class Choice(NamedTuple):
    """The places of the blocks that are kept, and how like the article their text can be expected to be (Jaccard index, from 0 to 1)."""

    kept: list[int]
    expected: float


def expected_index(likely: Floats, sizes: Floats) -> float:
    """Find the highest Jaccard index that kept text and the article's can be expected to have.

    A block gains where its likelihood is above J / (1 + J), J being that index, which is found by iteration.
    """
    total = float((sizes * likely).sum())
    index = 1.0
    for _ in range(_STEPS):
        index, before = _index_of(likely > index / (1 + index), likely, sizes, total), index
        if abs(index - before) < 1e-4:
            break
    return index


def _index_of(kept: Bools, likely: Floats, sizes: Floats, total: float) -> float:
    right, wrong = float((sizes[kept] * likely[kept]).sum()), float((sizes[kept] * (1 - likely[kept])).sum())
    return right / (total + wrong + 1e-9)


def index_of(texts: Sequence[str], likely: Floats, places: Sequence[int]) -> float:
    """Say which Jaccard index can be expected of the text that another reader finds at these places."""
    sizes, kept = _sizes(texts), np.zeros(len(texts), np.bool_)
    kept[list(places)] = True
    return _index_of(kept, likely, sizes, float((sizes * likely).sum()))


def _sizes(texts: Sequence[str]) -> Floats:
    return np.array(list(map(weight_of, texts)), np.float32)


def cut_at(index: float) -> float:
    """Say above which likelihood blocks are kept for this index."""
    return min(MOST, max(LEAST, index / (1 + index)))


def choose(texts: Sequence[str], likely: Floats, kinds: Sequence[int] | None = None) -> Choice:
    """Choose the blocks that are kept, without repetitions.

    `kinds` says of each text which kind of box it stands in. Where that is known, a text that stood before in the same kind is said twice,
    as in tests and poems, and no repetition, unless what stands beside it is repeated too: some pages hold their article twice.
    """
    if not texts:
        return Choice([], 0.0)
    index = expected_index(likely, _sizes(texts))
    wanted = np.flatnonzero(likely > cut_at(index)).tolist()
    kept = [place for place, is_repeated in zip(wanted, _repeated(texts, wanted, kinds), strict=True) if not is_repeated]
    return Choice(_without_heaps(texts, kept), index)


def _repeated(texts: Sequence[str], wanted: Sequence[int], kinds: Sequence[int] | None) -> Iterator[bool]:
    """Say for each of these places whether its text is a repetition of one before."""
    own = [texts[place] for place in wanted]
    seen: dict[str, int] = {}
    beside: set[tuple[str, str]] = set()
    for at, (text, place) in enumerate(zip(own, wanted, strict=True)):
        pairs = {(first, second) for first, second in pairwise(own[max(0, at - 1) : at + 2]) if first != second}
        if len(text) >= _REPEATED and text in seen:
            yield kinds is None or kinds[place] != kinds[seen[text]] or not pairs.isdisjoint(beside)
        else:
            yield False
        seen.setdefault(text, place)
        if at:
            beside.add((own[at - 1], text))


def _without_heaps(texts: Sequence[str], kept: list[int]) -> list[int]:
    """Drop blocks that hold the text of others once more, as some pages do for machines."""
    total = sum(len(texts[place]) for place in kept)
    for heap in [place for place in kept if len(texts[place]) >= max(_HEAP, _HEAP_SHARE * total)]:
        beside = [texts[place] for place in kept if place != heap and len(texts[place]) >= _REPEATED]
        inner = [text for text in beside if text[:_BEGINNING] in texts[heap]]
        if len(inner) >= _HEAP_PARTS and sum(map(len, inner)) >= _HEAP_COVERED * len(texts[heap]):
            kept = [place for place in kept if place != heap]
    return kept
