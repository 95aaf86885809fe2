"""When an article was published and by whom, as the lines around its title and its end say."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

from workers.extract.plain import vocabulary
from workers.extract.plain.bylines import byline, names_in
from workers.extract.plain.dates import Moment, find_moments, url_day
from workers.extract.plain.kinds import Kind
from workers.extract.plain.lines import Line
from workers.page import Found
from workers.records import Hints, Origin

_ABOVE = 8  # lines above a title
_HEAD = 30  # lines below a title in which its body begins
_INTO_BODY = 3  # lines into the body: some sites set the date below the lead
_BELOW = 6  # lines below an article's last
_STAMP_WEIGHT = 200


class Dates(NamedTuple):
    """When an article was published and last changed."""

    published: Found | None
    modified: Found | None


def _moments(lines: Iterable[Line], latest: date) -> list[Moment]:
    lines = list(lines)
    american = any(" am" in line.text.lower() or " pm" in line.text.lower() for line in lines)
    return [
        moment
        for line in lines
        if line.weight <= _STAMP_WEIGHT and any(map(str.isdigit, line.text))
        for moment in find_moments(line.text, latest, american=american)
    ]


def find_dates(lines: Sequence[Line], title: int, body: int, end: int, url: str, hints: Hints, latest: date) -> Dates:
    """The dates beside the title, else the feed's, the URL's, or those at the article's end."""
    head = _moments(lines[title : body + _INTO_BODY], latest)
    above = _moments(lines[max(0, title - _ABOVE) : title], latest)
    told = find_moments(hints.published_at or "", latest)
    named = url_day(urlsplit(url).path, latest)
    tail = _moments(lines[end - 1 : end + _BELOW], latest)
    published = [moment for moment in head if not moment.updated] or sorted(head)
    same_day = [moment for moment in (*published, *above, *tail) if moment.day == named]
    updates = [moment for moment in head if moment.updated]
    modified = Found(max(updates).value, Origin.TEXT) if updates else None
    if same_day or published:
        return Dates(Found((same_day or published)[0].value, Origin.TEXT), modified)
    if told:
        return Dates(Found(told[0].value, Origin.HINT), modified)
    if named:
        return Dates(Found(named.isoformat(), Origin.URL), modified)
    rest = above[-1:] or tail[:1]
    return Dates(Found(rest[0].value, Origin.TEXT) if rest else None, modified)


def _line_names(lines: Sequence[Line], kinds: Sequence[Kind], place: int) -> tuple[str, ...]:
    """The names on a line of a head, where it is a byline or nothing but names."""
    line, kind = lines[place], kinds[place]
    names = byline(line.text)
    if names:
        return names
    introduced = place > 0 and lines[place - 1].key in vocabulary.BYLINE_STARTS
    names = names_in(line.text) if kind in (Kind.STAMP, Kind.TEXT) and line.weight <= _STAMP_WEIGHT and not line.stop else ()
    beside = kind is Kind.STAMP or introduced or Kind.STAMP in kinds[max(0, place - 1) : place + 3]
    whole = sum(map(len, names)) >= line.weight / 2
    return names if names and beside and (whole or kind is Kind.STAMP or introduced) else ()


def find_authors(lines: Sequence[Line], kinds: Sequence[Kind], title: int, body: int, end: int) -> tuple[str, ...]:
    """The names of the bylines nearest to the title, else of those at the article's end."""
    head = range(max(0, title - 3), min(len(lines), body + _INTO_BODY))
    for places in (range(title + 1, head.stop), range(head.start, title), range(max(0, end - 2), min(len(lines), end + _BELOW))):
        found: list[str] = []
        for place in places:
            if kinds[place] is Kind.PROSE and found:
                break
            found += _line_names(lines, kinds, place)
        if found:
            return tuple(dict.fromkeys(found))
    return ()
