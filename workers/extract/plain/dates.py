"""Dates and times as pages write them beside an article: ISO 8601, numbers, and month names of many languages."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from workers.extract.plain.lines import fold
from workers.extract.plain.months import MONTHS
from workers.extract.plain.vocabulary import UPDATE_WORDS

_FIRST_YEAR = 1995
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d) ?[-/.年년] ?(\d{1,2}) ?[-/.月월] ?(\d{1,2})(?!\d)[日일]?")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([./-]) ?(\d{1,2})[./-] ?((?:19|20)\d\d|\d\d)(?![\d:])")
_CLOCK = re.compile(
    r"(?<![\d.,])(\d{1,2})(?:[:h時시] ?|\.(?=\d\d(?: ?(?:Uhr|$|\|)|[ap]m\b)))(\d{2})(?::(\d{2})(?:\.\d+)?)?"
    r"(?: ?([ap])\.?m\b)?(?: ?(Z|UTC|GMT|[+-]\d{2}:?\d{2}))?(?!\d)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\s,.;:|/()\[\]•·‧\-–—\"']+")
_ORDINAL = re.compile(r"(\d{1,4})(?:st|nd|rd|th|er|º|ª|e|日)?$")
_URL_DATE = re.compile(r"(?<!\d)(20[0-3]\d|199[5-9])[-/._]?(0[1-9]|1[0-2])[-/._]?(0[1-9]|[12]\d|3[01])(?!\d)")

_LAST_DAY = 31
_UPDATE_ENDS = tuple(sorted(UPDATE_WORDS))
_CLOCK_DISTANCE = 24  # characters between a date and its time of day
_LABEL_CHARACTERS = 30  # in which the word before a date can say that it is an update
_MONTH_REACH = 3  # tokens between a month's name and its year


class Moment(NamedTuple):
    """A date on a page, with its time of day where one stands beside it, and the span of the text that said so."""

    day: date
    value: str
    updated: bool
    start: int
    end: int


class _Day(NamedTuple):
    day: date
    start: int
    end: int


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= _FIRST_YEAR else None
    except ValueError:
        return None


def _century(year: str) -> int:
    return int(year) + (2000 if len(year) == len("24") else 0)


def _numeric_days(text: str, *, american: bool) -> Iterator[_Day]:
    for found in _YEAR_FIRST.finditer(text):
        if day := _day(int(found[1]), int(found[2]), int(found[3])):
            yield _Day(day, *found.span())
    for found in _YEAR_LAST.finditer(text):
        first, second, year = int(found[1]), int(found[3]), _century(found[4])
        month_first = american and found[2] == "/"
        pairs = ((first, second), (second, first)) if month_first else ((second, first), (first, second))
        days = [day for month, number in pairs if (day := _day(year, month, number))]
        if days:
            yield _Day(days[0], *found.span())


def _number(token: str) -> int:
    ordinal = _ORDINAL.match(token) if token[0].isdecimal() else None
    return int(ordinal[1]) if ordinal else -1


def _named_days(text: str) -> Iterator[_Day]:
    tokens = list(_TOKEN.finditer(text.casefold()))
    for place, token in enumerate(tokens):
        month = MONTHS.get(token[0])
        if month is None:
            continue
        near = [place + side * step for step in range(1, _MONTH_REACH + 1) for side in (-1, 1)]
        numbers = [(_number(tokens[index][0]), index) for index in near if 0 <= index < len(tokens)]
        year, at = next(((value, index) for value, index in numbers if value >= _FIRST_YEAR), (0, place))
        number, by = next(((value, index) for value, index in numbers if 1 <= value <= _LAST_DAY), (0, place))
        if day := _day(year, month, number):
            spans = [tokens[index].span() for index in (place, at, by)]
            yield _Day(day, min(start for start, _ in spans), max(end for _, end in spans))


def _time_of_day(text: str, day: _Day) -> str:
    """The time beside a date as RFC 3339 writes it behind the date, or nothing."""
    after = _CLOCK.search(text, day.end, day.end + _CLOCK_DISTANCE)
    clock = after or next(iter(_CLOCK.finditer(text, max(0, day.start - _CLOCK_DISTANCE), day.start)), None)
    if clock is None:
        return ""
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    half = (clock[4] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return ""
    zone = (clock[5] or "").upper()
    if zone[:1] in "+-" and zone:
        zone = f"{zone[:3]}:{zone[-2:]}" if int(zone[1:3]) < 24 and int(zone[-2:]) < 60 else ""
    return f"T{hour:02}:{minute:02}:{second:02}{'Z' if zone.isalpha() else zone}"


def _is_update(text: str, start: int) -> bool:
    words = fold(text[max(0, start - _LABEL_CHARACTERS) : start]).split()
    return any(" ".join(words[: len(words) - after]).endswith(_UPDATE_ENDS) for after in range(min(3, len(words))))


def find_moments(text: str, latest: date, *, american: bool = False) -> list[Moment]:
    """The dates in a line up to `latest`, as written. `american` reads 3/4/2024 as March 4th."""
    days = sorted({*_numeric_days(text, american=american), *_named_days(text)}, key=lambda day: (day.start, -day.end))
    moments: list[Moment] = []
    for day in days:
        if day.day > latest or (moments and day.start < moments[-1].end):
            continue
        value = day.day.isoformat() + _time_of_day(text, day)
        moments.append(Moment(day.day, value, _is_update(text, day.start), day.start, day.end))
    return moments


def has_clock(text: str) -> bool:
    """Whether a line tells a time of day."""
    return _CLOCK.search(text) is not None


def url_day(path: str, latest: date) -> date | None:
    """The day that a URL's path names, as in /2024/04/28/ or -20240428-."""
    for found in _URL_DATE.finditer(path):
        day = _day(int(found[1]), int(found[2]), int(found[3]))
        if day and day <= latest:
            return day
    return None


def latest_day(fetched_at: datetime) -> date:
    """The last day a page can tell of: its own fetch, in the time zone furthest ahead."""
    return (fetched_at + timedelta(hours=14)).date()
