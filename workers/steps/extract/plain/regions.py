"""Where articles lie on a page: the runs of lines in which prose outweighs all else."""

from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from workers.steps.extract.plain.kinds import Kind
from workers.steps.extract.plain.lines import Line
from workers.steps.extract.plain.sections import content_places
from workers.steps.extract.plain.words import LineWords

_PROSE_UNIT = 100.0  # a line of prose counts one for so much weight
_PROSE_MOST = 3.0  # and never more than this: a page's longest line need not be its article
_REACH = 2  # lines on each side that say whether a line of prose stands among others
_LONE = 0.35  # what prose counts that stands alone
_ALONE_WEIGHT = 300.0  # so long a line needs no company
_COMPANY = 0.5  # the share of prose around a short sentence that counts as prose
_UNSTOPPED = 0.4  # what prose counts that does not end as a sentence does
_SLOPE = 1.5
_BULLET = 0.5  # what it counts as a list's item
_COST = {
    Kind.TEXT: -0.3,
    Kind.FURNITURE: -0.15,
    Kind.SECTION: -1.5,
    Kind.TEASER: -0.2,
    Kind.STAMP: -1.2,
    Kind.CREDIT: -0.1,
    Kind.BOILERPLATE: -1.0,
    Kind.COMMENTS: -100.0,  # ends any article
}
_BUTTON = -0.3  # boilerplate of a few words: "Follow us on …"
_INSET = 12  # lines within which a list ends that stands in the midst of an article
_INSET_COST = -0.5
_LISTED = -0.15  # a headline below a section's head, whose cost has been paid there
_DROP = 8.0  # about 25 lines that are not prose, or a few section heads


class Region(NamedTuple):
    """The lines [start, end) of a page and what they are worth as an article."""

    start: int
    end: int
    score: float


def _company(kinds: Sequence[Kind], listed: Sequence[bool]) -> list[float]:
    """For each line, the share of prose among the lines near it, lists and what may stand anywhere aside."""
    places = [place for place in content_places(kinds) if not listed[place]]
    prose = [kinds[place] is Kind.PROSE for place in places]
    shares = [0.0] * len(kinds)
    for index, place in enumerate(places):
        near = prose[max(0, index - _REACH) : index + _REACH + 1]
        shares[place] = (sum(near) - prose[index]) / (2 * _REACH)
    return shares


def _prose_score(line: Line, company: float) -> float:
    share = 1.0 if line.weight >= _ALONE_WEIGHT else min(1.0, _LONE + (1 - _LONE) * _SLOPE * company)
    share *= _BULLET if line.bullet else 1.0
    return min(line.weight / _PROSE_UNIT, _PROSE_MOST) * share * (1.0 if line.stop else _UNSTOPPED)


def _line_score(line: Line, kind: Kind, company: float, *, inside: bool) -> float:
    if kind in (Kind.SECTION, Kind.COMMENTS):
        return _COST[kind]
    if inside:
        return _LISTED
    if kind is Kind.PROSE:
        return _prose_score(line, company)
    if kind is Kind.TEXT and line.stop:  # "Why?" and "Because." are prose too, but short
        return _prose_score(line, company) if line.full_stop and company >= _COMPANY else 0.0
    return _BUTTON if kind is Kind.BOILERPLATE and not line.stop else _COST[kind]


def line_scores(lines: Sequence[Line], kinds: Sequence[Kind], listed: Sequence[bool], said: LineWords) -> list[float]:
    """How much each line speaks for an article here: prose among prose most, a section's head least."""
    scores = [
        _line_score(line, kind, company, inside=inside)
        for line, kind, inside, company in zip(lines, kinds, listed, _company(kinds, listed), strict=True)
    ]
    for place, kind in enumerate(kinds):
        if place and kind is kinds[place - 1] is Kind.BOILERPLATE:
            scores[place] = max(scores[place], _BUTTON)
        if kind is Kind.SECTION and lines[place].key in said.teasers and _is_inset(kinds, listed, place):
            scores[place] = _INSET_COST
    return scores


def _is_inset(kinds: Sequence[Kind], listed: Sequence[bool], place: int) -> bool:
    """Whether a list begins here that ends soon, and holds headlines only."""
    inset = list(takewhile(listed.__getitem__, range(place, min(len(kinds), place + _INSET))))
    return len(inset) < min(_INSET, len(kinds) - place) and {Kind.PROSE, Kind.SECTION}.isdisjoint(kinds[at] for at in inset[1:])


def find_regions(scores: Sequence[float]) -> list[Region]:
    """The page's prose regions in order: each ends where its sum has fallen `_DROP` below its best (X-drop, as in BLAST)."""
    regions: list[Region] = []
    start, total, best, end = 0, 0.0, 0.0, 0
    for place, score in enumerate(scores):
        if total <= 0 and best == 0:
            start, total = place, 0.0
        total += score
        if total > best:
            best, end = total, place + 1
        elif best and total < best - _DROP:
            regions.append(Region(start, end, best))
            total = best = 0.0
    return [*regions, Region(start, end, best)] if best else regions
