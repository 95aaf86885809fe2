"""Times of publication: the many forms in which metadata writes them, made RFC 3339."""

import re
from datetime import UTC, date, datetime, time, timedelta

EARLIEST = date(1990, 1, 1)  # the web has no older pages
LATEST = timedelta(days=2)  # after the fetch: clocks and time zones differ
MAX_DATE = 100  # characters that are looked at
MAX_OFFSET_HOURS = 14
NOON, MINUTES_IN_HOUR, DECEMBER = 12, 60, 12

# A line for each month: how its name begins in the Germanic, Romance and Slavic languages, Finnish, Greek, Turkish, Indonesian
# and Arabic. Four letters where three are another month's elsewhere.
MONTH_NAMES = """
jan ene gen янв січ sty tamm ιαν oca ينا
feb fev fév фев лют lut helm φεβ şub فبر
mar mär mrt мар бер maal μαρ مار
apr abr avr апр кві kwi huht απρ nis أبر ابر
may mai maj mag mei мая май тра touk μαΐ μαι ماي
jun giu juin июн чер cze kes ιουν haz يون
jul lug juil июл лип lip hei ιουλ tem يول
aug ago aoû aou авг сер sie elo αυγ ağu agu أغس اغس
sep set сен вер wrz syy σεπ eyl سبت
oct okt ott out окт жов paź lok οκτ eki أكت اكت
nov ноя лис lis marr νοε kas نوف
dec dez dic déc des дек гру gru jou δεκ ara ديس
"""
MONTHS = {prefix: number for number, line in enumerate(MONTH_NAMES.strip().splitlines(), start=1) for prefix in line.split()}
# Hours east of UTC. Only names with one meaning, and those that RFC 2822 gives one.
ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2, "eet": 2,
    "eest": 3, "msk": 3, "sast": 2, "pkt": 5, "wib": 7, "hkt": 8, "sgt": 8, "jst": 9, "kst": 9, "aest": 10,
    "aedt": 11, "nzst": 12, "nzdt": 13, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst":
    -8, "pdt": -7,
}  # fmt: skip

NAME = r"(?P<name>[^\W\d_]{3,12})"
YEAR_FIRST = re.compile(r"(?<!\d)(?P<year>\d{4})(?P<gap>[-/.])(?P<month>\d{1,2})(?P=gap)(?P<day>\d{1,2})(?!\d)")
COMPACT = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)")
EAST_ASIAN = re.compile(r"(?P<year>\d{4}) ?[年년] ?(?P<month>\d{1,2}) ?[月월] ?(?P<day>\d{1,2}) ?[日일]")
YEAR_LAST = re.compile(r"(?<!\d)(?P<day>\d{1,2})(?P<gap>[-/.]) ?(?P<month>\d{1,2})(?P=gap) ?(?P<year>\d{4})(?!\d)")
DAY_NAME_YEAR = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.|º)?(?: de |[ -]){NAME}\.?,?(?: del? |[ -])(?P<year>\d{{4}})(?!\d)"
)
NAME_DAY_YEAR = re.compile(rf"(?<!\w){NAME}\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})(?![\d:])")
# As Unix's `date` prints it, the year behind the time.
NAME_DAY_TIME_YEAR = re.compile(rf"(?<!\w){NAME} (?P<day>\d{{1,2}}) (?P<time>\d\d:\d\d.{{1,20}}) (?P<year>\d{{4}})(?!\d)")
FORMS = (YEAR_FIRST, EAST_ASIAN, YEAR_LAST, DAY_NAME_YEAR, NAME_DAY_YEAR, NAME_DAY_TIME_YEAR, COMPACT)
# The time of a date and time without signs between them.
COMPACT_TIME = re.compile(r"^(\d{8})t?(\d{2})(\d{2})(\d{2})?(?!\d)")
TIME = re.compile(
    r"(?<![\d+])(?P<hour>\d{1,2})(?:[:h]|\.(?=\d\d ?uhr))(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:[.,]\d{1,9})?(?!\d) ?"
    r"(?P<half>[ap]\.? ?m\b\.?)? ?"
    r"(?P<zone>[a-z]{1,5}\b)?(?: ?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?!\d))?"
)
URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:([-/_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)|/(\d{1,2})/(\d{1,2})/)")
URL_DAY_FIRST = re.compile(r"(?<!\d)(?:1[3-9]|2\d|3[01])([-/_.])(?:0[1-9]|1[0-2])\1(?:19|20)\d\d(?!\d)")
EPOCH = re.compile(r"^(\d{10})(?:\d{3})?$")


def _date_of(match: re.Match[str]) -> date | None:
    """Return the day that a match names; None where there is none such, or where day and month could be either."""
    part = match.groupdict()
    day, month = int(part["day"]), int(part.get("month") or 0)
    if name := part.get("name"):
        month = MONTHS.get(name[:4]) or MONTHS.get(name[:3]) or 0
    elif match.re is YEAR_LAST and part["gap"] != ".":
        if day <= DECEMBER < month:
            day, month = month, day
        elif part["gap"] == "/" and day <= DECEMBER and day != month:
            return None
    try:
        return date(int(part["year"]), month, day)
    except ValueError:
        return None


def _time_of(text: str) -> str:
    """Return the time of day in a text as RFC 3339 writes it, with its leading T; empty where there is none."""
    match = TIME.search(text)
    if match is None:
        return ""
    hour = int(match["hour"])
    if match["half"] and 1 <= hour <= NOON:
        hour = hour % NOON + (NOON if match["half"].startswith("p") else 0)
    try:
        clock = time(hour, int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        return ""
    return f"T{clock.isoformat('seconds')}{_offset_of(match)}"


def _offset_of(match: re.Match[str]) -> str:
    """Return the offset that a time names by number or zone; empty where it names none that is known."""
    minutes = int(match["minutes"] or 0)
    if match["sign"] and int(match["hours"]) <= MAX_OFFSET_HOURS and minutes < MINUTES_IN_HOUR:
        return f"{match['sign']}{int(match['hours']):02}:{minutes:02}"
    hours = ZONES.get(match["zone"] or "")
    if hours is None:
        return ""
    return f"{hours:+03}:00" if hours else "Z"


def parse_date(text: str) -> str | None:
    """Return a date or time in any form that metadata uses as RFC 3339: with its offset where it is told, else as local time.

    Reads ISO 8601, RFC 2822, seconds since 1970, and days written out; fractions of a second are dropped. None for anything else,
    and where day and month could be either (04/05/2024).
    """
    text = " ".join(text[:MAX_DATE].lower().split())
    if epoch := EPOCH.match(text):
        return datetime.fromtimestamp(int(epoch[1]), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = COMPACT_TIME.sub(lambda match: f"{match[1]} {match[2]}:{match[3]}:{match[4] or '00'}", text)
    for form in FORMS:
        match = form.search(text)
        day = _date_of(match) if match else None
        if match and day:
            late = match.groupdict().get("time")
            clock = _time_of(late) if late else _time_of(text[match.end() :]) or _time_of(text[: match.start()])
            return f"{day.isoformat()}{clock}"
    return None


def is_believable(value: str, fetched_at: datetime) -> bool:
    """Whether a time that `parse_date` returned can be that of a page fetched then: not before 1990, hardly after the fetch."""
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        return False
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return when.date() >= EARLIEST and when - LATEST <= fetched_at


def date_in_url(url: str) -> str | None:
    """Return the day that a URL's path names, as many publishers' addresses do."""
    path = url.partition("?")[0]
    if match := URL_DATE.search(path):
        return parse_date("-".join((match[1], match[3] or match[5], match[4] or match[6])))
    match = URL_DAY_FIRST.search(path)
    return parse_date(match[0].replace("_", "-")) if match else None
