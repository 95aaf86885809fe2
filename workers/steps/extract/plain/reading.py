"""What the rules make of a page's lines: where its article lies, and which of them are its text."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from workers.steps.extract.plain.body import select_body
from workers.steps.extract.plain.kinds import Kind, classify
from workers.steps.extract.plain.lines import Line
from workers.steps.extract.plain.others import find_others
from workers.steps.extract.plain.regions import Region, find_regions, line_scores
from workers.steps.extract.plain.repeats import mark_repeats
from workers.steps.extract.plain.sections import body_starts, listed_lines
from workers.steps.extract.plain.titles import find_title
from workers.steps.extract.plain.words import LineWords

_ALMOST = 0.5  # a region worth so much of the best one is the page's own article where it comes first


class Reading(NamedTuple):
    """The kinds and scores of a page's lines, and the places of what was found; `first` is that of the body's first prose.

    The article's lines are those from `start`, below its title, to `end`; `others` are where further articles begin.
    """

    kinds: Sequence[Kind]
    listed: Sequence[bool]
    scores: Sequence[float]
    title: int | None
    head: int
    first: int
    end: int
    others: Sequence[int]
    body: Sequence[int]

    @property
    def start(self) -> int:
        """The line below the title."""
        return self.head if self.title is None else self.head + 1


def read_by_rules(lines: Sequence[Line], said: LineWords, url: str, hint: str, sites: Collection[str]) -> Reading | None:
    """Read a page's lines; None where nothing on it is an article. `hint` is the title that a feed gave, `sites` the site's names.

    The last reading is kept: the labels of a page's lines ask for what its text and its fields were read by.
    """
    return _read(tuple(lines), said, url, hint, frozenset(sites))


@lru_cache(maxsize=1)
def _read(lines: tuple[Line, ...], said: LineWords, url: str, hint: str, sites: frozenset[str]) -> Reading | None:
    kinds = mark_repeats(lines, [classify(line, said) for line in lines], said)
    listed = listed_lines(lines, kinds)
    scores = line_scores(lines, kinds, listed, said)
    regions = find_regions(scores)
    if not regions:
        return None
    region = _own_region(regions)
    title = find_title(lines, kinds, scores, region, url, hint, sites)
    head = region.start if title is None else title
    first = body_starts(lines, kinds)[head]
    first = region.start if first is None or first >= region.end else first
    others = list(find_others(lines, kinds, head, first))
    end = min([region.end, *others])
    start = head if title is None else head + 1
    body = select_body(lines[start:end], kinds[start:end], "" if title is None else lines[title].key)
    return Reading(kinds, listed, scores, title, head, first, end, others, [start + place for place in body])


def _own_region(regions: Sequence[Region]) -> Region:
    """The region of the page's own article: the first of those that are about as good as the best."""
    best = max(region.score for region in regions)
    return next(region for region in regions if region.score >= _ALMOST * best)
