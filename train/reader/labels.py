"""Gold text → labels of a page's blocks, by a monotone alignment on words: the same words elsewhere on the page are not the article's."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from bench.lib.shingles import SIZE, words_of

_SHORT = 6
"""Words; a shorter block has to be found whole."""
_RARE, _PLACES, _DIAGONALS = 60, 300, 12
"""A word that is more frequent says little of the place; so many places of a frequent word, and so many of the best places, are looked at."""
_LEAST_COVERED = 0.3
_ADJACENT, _STRAY, _STRAY_WORDS = 0.5, 0.6, 3
"""What it is worth that a block goes on where the one before it ended; what it costs to believe in a block of so few words."""
_MOVED_WORDS, _MOVED_FREE = 8, 0.7
"""A block that stands elsewhere in the gold text counts where it is so long and so much of its place is not taken."""

Index = dict[str, list[int]]


class _Place(NamedTuple):
    """Where a block may stand in the gold text, in words; how much speaks for it; and which share of the block is in the gold text."""

    block: int
    start: int
    end: int
    weight: float
    covered: float


def label(texts: Sequence[str], gold: str) -> list[float]:
    """Say for each block which share of it stands in the gold text, 0 where the gold text is from another place of the page."""
    words = words_of(gold)
    index: Index = defaultdict(list)
    for at, word in enumerate(words):
        index[word].append(at)
    runs = set(zip(*(words[start:] for start in range(SIZE)), strict=False))
    places = [_places(block, words_of(text), words, index, runs) for block, text in enumerate(texts)]
    labels = [0.0] * len(texts)
    taken = bytearray(len(words))
    for place in _chain(places, len(words)):
        labels[place.block] = place.covered
        taken[place.start : place.end] = b"\1" * (place.end - place.start)
    for place in sorted((place for some in places for place in some), key=lambda place: -place.weight):
        length = place.end - place.start
        if (
            labels[place.block] == 0
            and length >= _MOVED_WORDS
            and sum(taken[place.start : place.end]) <= (1 - _MOVED_FREE) * length
        ):
            labels[place.block] = place.covered
            taken[place.start : place.end] = b"\1" * length
    return labels


def _places(block: int, own: list[str], gold: list[str], index: Index, runs: set[tuple[str, ...]]) -> list[_Place]:
    """Find where a block may stand in the gold text."""
    count = len(own)
    if count < _SHORT:
        starts = index.get(own[0], [])[:_PLACES] if own else []
        return [_Place(block, start, start + count, count, 1.0) for start in starts if gold[start : start + count] == own]
    found = bytearray(count)
    for start in range(count - SIZE + 1):
        if tuple(own[start : start + SIZE]) in runs:
            found[start : start + SIZE] = b"\1" * SIZE
    covered = sum(found) / count
    if covered < _LEAST_COVERED:
        return []
    return [
        _Place(block, max(0, start), min(len(gold), start + count), count * covered * (matched / count) ** 0.5, covered)
        for start, matched in _diagonals(own, gold, index)
        if min(len(gold), start + count) > max(0, start)
    ]


def _diagonals(own: list[str], gold: list[str], index: Index) -> list[tuple[int, int]]:
    """Find where a block's words would begin in the gold text, by its rarer words, and how many of them stand there or nearly there."""
    votes: dict[int, int] = defaultdict(int)
    for place, word in enumerate(own):
        at = index.get(word, ())
        if len(at) <= _RARE:
            for where in at:
                votes[where - place] += 1
    if not votes:
        votes |= dict.fromkeys(index.get(own[0], [])[:_PLACES], 1)
    count = len(own)
    found = []
    for start, vote in sorted(votes.items(), key=lambda item: -item[1])[:_DIAGONALS]:
        if vote >= 0.2 * min(count, 40) or vote >= 8:
            near = sum(number for other, number in votes.items() if abs(other - start) <= 3 + count // 20)
            exact = sum(own[at] == gold[start + at] for at in range(max(0, -start), min(count, len(gold) - start)))
            found.append((start, max(exact, min(near, count))))
    return found


class _Best:
    """The best chain that ends at or before each word of the gold text (a Fenwick tree of maxima)."""

    def __init__(self, size: int) -> None:
        self._tree = [(0.0, -1)] * (size + 2)

    def put(self, end: int, worth: float, chain: int) -> None:
        """Note a chain that ends here."""
        at = end + 1
        while at < len(self._tree):
            if worth > self._tree[at][0]:
                self._tree[at] = (worth, chain)
            at += at & -at

    def until(self, end: int) -> tuple[float, int]:
        """Give the worth and the number of the best chain that ends here or before."""
        best, at = (0.0, -1), min(end + 1, len(self._tree) - 1)
        while at > 0:
            best = max(best, self._tree[at], key=lambda chain: chain[0])
            at -= at & -at
        return best


def _chain(places: Sequence[Sequence[_Place]], size: int) -> list[_Place]:
    """Choose a place for each block so that all go on through the gold text, those for which most speaks."""
    best = _Best(size)
    chains: list[tuple[float, _Place, int]] = []
    for some in places:
        new = []
        for place in some:
            length = place.end - place.start
            worth, before = best.until(place.start + min(3, length // 6))
            goes_on = before >= 0 and place.start - chains[before][1].end <= 1
            own = place.weight + _ADJACENT * goes_on - _STRAY * (length <= _STRAY_WORDS)
            new.append((worth + own, place, before))
        for chain in new:
            chains.append(chain)
            best.put(chain[1].end, chain[0], len(chains) - 1)
    found = []
    at = best.until(size)[1]
    while at >= 0:
        found.append(chains[at][1])
        at = chains[at][2]
    return found
