"""When an article was published and by whom, by the lines around its title and its end."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from workers.page import Document, Found
from workers.records import Origin
from workers.steps.extract.plain.bylines import byline, is_cjk_name, names_in, only_names
from workers.steps.extract.plain.dates import Moment, find_moments, find_relative, latest_day, url_day, without_dates
from workers.steps.extract.plain.kinds import Kind
from workers.steps.extract.plain.lines import Line
from workers.steps.extract.plain.words import LineWords
from workers.urls import path_of

_ABOVE = 8  # lines above a title
_BYLINE_ABOVE = 3
_BELOW = 6  # lines below an article's last
_STAMP_WEIGHT = 200
_CREDIT_WEIGHT = 70  # a longer credit has a caption before it, whose names are others'
_NAMES_WEIGHT = 100  # of a dated line whose names can be authors; captions are longer
_AMERICAN = re.compile(r"\d ?[ap]\.?m\b", re.IGNORECASE)


class Dates(NamedTuple):
    """When an article was published and last changed."""

    published: Found | None
    modified: Found | None


def _moments(lines: Sequence[Line], kinds: Sequence[Kind], places: range, latest: date, said: LineWords) -> list[Moment]:
    """The dates of the stamps in these places, those first that say least else."""
    stamps = [place for place in places if kinds[place] is Kind.STAMP]
    text = " ".join(lines[place].text for place in stamps)
    american = _AMERICAN.search(text) is not None
    found = [
        (lines[place].weight, moment)
        for place in stamps
        for moment in find_moments(lines[place].text, said, latest, american=american)
    ]
    return [moment for weight, moment in sorted(found, key=lambda pair: pair[0] - pair[1].end + pair[1].start)]


def find_dates(lines: Sequence[Line], kinds: Sequence[Kind], head: range, end: int, document: Document, said: LineWords) -> Dates:
    """The dates beside the title, else the feed's, the URL's, or those further off.

    `head` goes from the title to the first paragraphs, `end` is the line below the article's last.
    """
    latest = latest_day(document.fetched_at)
    beside = _moments(lines, kinds, head, latest, said)
    above = _moments(lines, kinds, range(max(0, head.start - _ABOVE), head.start), latest, said)
    tail = _moments(lines, kinds, range(max(0, end - 1), min(len(lines), end + _BELOW)), latest, said)
    named = url_day(path_of(document.final_url), latest)
    updates = [moment.value for moment in beside if moment.updated]
    modified = Found(max(updates), Origin.TEXT) if updates else None
    stated = [moment for moment in (*beside, *above) if not moment.updated]
    for moments in ([moment for moment in (*stated, *tail) if moment.day == named], stated, beside):
        if moments:
            return Dates(Found(moments[0].value, Origin.TEXT), modified)
    told = find_moments(document.hints.published_at or "", said, latest)
    if told or named:
        value, origin = (told[0].value, Origin.HINT) if told else (str(named), Origin.URL)
        return Dates(Found(value, origin), modified)
    texts = (lines[place].text for place in (*head, *range(head.start)) if kinds[place] is Kind.STAMP)
    ago = next((day for text in texts if (day := find_relative(text, document.fetched_at, said))), None)
    if ago:
        return Dates(Found(ago.isoformat(), Origin.TEXT), modified)
    header = _moments(lines, kinds, range(head.start), latest, said)
    rest = tail[:1] or header[:1]
    return Dates(Found(rest[0].value, Origin.TEXT) if rest else None, modified)


def _line_names(lines: Sequence[Line], kinds: Sequence[Kind], place: int, said: LineWords) -> tuple[str, ...]:
    """The names on a line of a head: of a byline, or alone on a line near a date."""
    line, kind = lines[place], kinds[place]
    if line.weight > (_CREDIT_WEIGHT if kind is Kind.CREDIT else _STAMP_WEIGHT) or (line.full_stop and kind is not Kind.STAMP):
        return ()
    text = without_dates(line.text, said)
    names = byline(text, said)
    if names or kind is Kind.STAMP:
        return names
    if is_cjk_name(line.text, said):
        return (line.text,) if Kind.STAMP in kinds[max(0, place - 1) : place + 2] else ()
    introduced = place > 0 and lines[place - 1].key in said.bylines
    beside = introduced or Kind.STAMP in kinds[max(0, place - 2) : place + 3]
    return only_names(text, said) if beside else ()


def _dated_names(line: Line, kind: Kind, said: LineWords) -> tuple[str, ...]:
    """The names beside a date: authors where no byline names any, else places."""
    if kind is not Kind.STAMP or line.weight > _NAMES_WEIGHT:
        return ()
    text = without_dates(line.text, said)
    return names_in(text, said) or only_names(text, said)


def find_authors(lines: Sequence[Line], kinds: Sequence[Kind], head: range, end: int, said: LineWords) -> tuple[str, ...]:
    """The names of the bylines below the title, else above it, else at the article's end."""
    above = range(max(0, head.start - _BYLINE_ABOVE), head.start)
    tail = range(max(0, end - 2), min(len(lines), end + _BELOW))
    for places in (head, above, tail):
        found: list[str] = []
        for place in places:
            names = _line_names(lines, kinds, place, said)
            if found and not names and kinds[place] is Kind.PROSE:
                break
            found += names
        found = found or [name for place in places for name in _dated_names(lines[place], kinds[place], said)]
        if found:
            return tuple(dict.fromkeys(found))
    return ()
