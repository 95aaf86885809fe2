"""Dates and times beside an article: ISO 8601, numbers, and months of many languages."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from workers.steps.extract.plain.lines import fold
from workers.steps.extract.plain.words import LineWords

_FIRST_YEAR = 1995
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d) ?[-/.年년] ?(\d{1,2}) ?[-/.月월] ?(\d{1,2})(?!\d)[日일]?")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([./-]) ?(\d{1,2})[./-] ?((?:19|20)\d\d|\d\d)(?![\d:])")
_CLOCK = re.compile(
    r"(?<![\d.,])(\d{1,2})(?:[:h時시] ?|\.(?=\d\d(?: ?(?:Uhr|$|\|)|[ap]m\b)))(\d{2})(?::(\d{2})(?:\.\d+)?)?"
    r"(?: ?([ap])\.?m\b)?(?: ?(Z|UTC|GMT|[+-]\d{2}:?\d{2}))?(?!\d)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"(\d+)(?:st|nd|rd|th|er|º|ª|日)?(?![^\W\d_]*\d)|[^\W\d_][^\s\d,.;:|/()\[\]•·‧\-–—\"']*")
_JOINED = re.compile(r"[A-ZÀ-ÞА-Я][a-zß-ÿа-я]+$")  # the month in "NewspaperMarch"
_URL_DATE = re.compile(r"(?<!\d)(20[0-3]\d|199[5-9])[-/._]?(0[1-9]|1[0-2])[-/._]?(0[1-9]|[12]\d|3[01])(?!\d)")

_LAST_DAY = 31
ANY_DAY = date(2100, 12, 31)  # later than any date that a page tells of
_DIGITS_AGO = 2
_EXACT_HOURS = 6 * 24  # what is longer ago is rounded
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


def _month(word: str, months: Mapping[str, int]) -> int | None:
    joined = _JOINED.search(word)
    return months.get(word.casefold()) or (months.get(joined[0].casefold()) if joined else None)


def _named_days(text: str, latest: date, months: Mapping[str, int]) -> Iterator[_Day]:
    tokens = list(_TOKEN.finditer(text))
    for place, token in enumerate(tokens):
        month = None if token[1] else _month(token[0], months)
        if month is None:
            continue
        near = [place + side * step for step in range(1, _MONTH_REACH + 1) for side in (-1, 1)]
        numbers = [(int(tokens[index][1]), index) for index in near if 0 <= index < len(tokens) and tokens[index][1]]
        year, at = next(((value, index) for value, index in numbers if _FIRST_YEAR <= value <= latest.year), (0, place))
        number, by = next(((value, index) for value, index in numbers if 1 <= value <= _LAST_DAY), (0, place))
        if year == 0 and _CLOCK.search(text):
            year = latest.year - (date(latest.year, month, 1) > latest)
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


def _is_update(text: str, start: int, said: LineWords) -> bool:
    words = fold(text[max(0, start - _LABEL_CHARACTERS) : start]).split()
    return any(" ".join(words[: len(words) - after]).endswith(said.updates) for after in range(min(3, len(words))))


def find_moments(text: str, said: LineWords, latest: date = ANY_DAY, *, american: bool = False) -> list[Moment]:
    """The dates in a line up to `latest`, as written. `american` reads 3/4/2024 as March 4th."""
    days = sorted(
        {*_numeric_days(text, american=american), *_named_days(text, latest, said.months)}, key=lambda day: (day.start, -day.end)
    )
    moments: list[Moment] = []
    for day in days:
        if day.day > latest or (moments and day.start < moments[-1].end):
            continue
        value = day.day.isoformat() + _time_of_day(text, day)
        moments.append(Moment(day.day, value, _is_update(text, day.start, said), day.start, day.end))
    return moments


def _hours_ago(key: str, said: LineWords) -> float | None:
    words = key.split()
    if said.ago.isdisjoint(words):
        return None
    counts = (
        int(number) * said.hours[unit]
        for number, unit in pairwise(words)
        if unit in said.hours and number.isdecimal() and len(number) <= _DIGITS_AGO
    )
    return next(counts, None)


def tells_ago(key: str, said: LineWords) -> bool:
    """Whether a folded line says how long ago something was."""
    return _hours_ago(key, said) is not None


def find_relative(text: str, fetched_at: datetime, said: LineWords) -> date | None:
    """The day that "3 hours ago" or "yesterday, 12:30" means on a page fetched at this time."""
    key = fold(text)
    hours = _hours_ago(key, said)
    if hours is None and has_clock(text):
        words = key.split()
        if not said.this_day.isdisjoint(words):
            hours = 0.0
        elif not said.day_before.isdisjoint(words):
            hours = 24.0
    return None if hours is None or hours > _EXACT_HOURS else (fetched_at - timedelta(hours=hours)).date()


def without_dates(text: str, said: LineWords) -> str:
    """A line without what says when, for finding out what else it says."""
    end = 0
    parts: list[str] = []
    for moment in find_moments(text, said):
        parts.append(text[end : moment.start])
        end = moment.end
    return _CLOCK.sub("|", "|".join([*parts, text[end:]]))


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
