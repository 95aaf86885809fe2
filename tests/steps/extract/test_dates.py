"""Times are read in the forms that metadata writes, shown dates only where they are the article's."""

import re
from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from workers.records import DateOrTime
from workers.steps.extract.datelines import read_dateline
from workers.steps.extract.dates import date_in_url, is_believable, parse_date

PATTERN = re.compile(str(get_args(DateOrTime)[1].pattern))
FETCHED = datetime(2024, 5, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-03", "2024-05-03"),
        ("2024-05-03T15:47:42Z", "2024-05-03T15:47:42Z"),
        ("2024-05-03T15:47:42.389+02:00", "2024-05-03T15:47:42+02:00"),
        ("2024-05-03T15:47:42-0500", "2024-05-03T15:47:42-05:00"),
        ("2024-05-03T15:47+01", "2024-05-03T15:47:00+01:00"),
        ("2024-05-03 15:47:42", "2024-05-03T15:47:42"),
        ("2024-05-03 15:47:42 UTC", "2024-05-03T15:47:42Z"),
        ("2024-5-3 5:47", "2024-05-03T05:47:00"),
        ("2024/05/03", "2024-05-03"),
        ("20240503", "2024-05-03"),
        ("20240503T154742Z", "2024-05-03T15:47:42Z"),
        ("20240503154742", "2024-05-03T15:47:42"),
        ("2024年5月3日 15:47", "2024-05-03T15:47:00"),
        ("1714751262", "2024-05-03T15:47:42Z"),
        ("1714751262000", "2024-05-03T15:47:42Z"),
        ("Fri, 03 May 2024 15:47:42 +0200", "2024-05-03T15:47:42+02:00"),
        ("Fri, 03 May 2024 15:47:42 EST", "2024-05-03T15:47:42-05:00"),
        ("Fri May 03 15:47:42 CEST 2024", "2024-05-03T15:47:42+02:00"),
        ("Fri May 03 2024 15:47:42 GMT+0200 (Central European Summer Time)", "2024-05-03T15:47:42+02:00"),
        ("May 3, 2024 3:47 PM", "2024-05-03T15:47:00"),
        ("May 3rd, 2024 at 12:05 a.m.", "2024-05-03T00:05:00"),
        ("3. Mai 2024, 15:47 Uhr", "2024-05-03T15:47:00"),
        ("3 de mayo de 2024", "2024-05-03"),
        ("3 мая 2024, 15:47", "2024-05-03T15:47:00"),
        ("03.05.2024 15.47 Uhr", "2024-05-03T15:47:00"),
        ("23/05/2024", "2024-05-23"),
        ("05/23/2024", "2024-05-23"),
        ("2024-05-03T25:00:00Z", "2024-05-03"),
    ],
)
def test_every_form_becomes_rfc_3339(text: str, expected: str) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize("text", ["", "2024", "2024-13-01", "2024-02-30", "04/05/2024", "two hours ago", "15:47", "31 Plum 2024"])
def test_what_names_no_one_day_is_no_date(text: str) -> None:
    assert parse_date(text) is None


@given(st.text(max_size=60) | st.from_regex(r"\d{1,4}[-/. ][0-9a-z]{1,4}[-/. ]\d{1,4}[T ]?[0-9:Z+-]{0,14}", fullmatch=True))
def test_any_text_gives_a_date_of_the_contract_or_none(text: str) -> None:
    value = parse_date(text)
    if value is not None:
        assert PATTERN.match(value)
        assert parse_date(value) == value
        is_believable(value, FETCHED)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-05-03", True),
        ("2024-05-06T11:00:00Z", True),
        ("2024-05-07", False),
        ("1989-12-31", False),
        ("1990-01-01", True),
        ("0001-01-01T00:00:00+14:00", False),
        ("9999-12-31T23:59:59-14:00", False),
    ],
)
def test_times_before_the_web_and_after_the_fetch_are_not_believed(value: str, expected: bool) -> None:  # noqa: FBT001 - a table
    assert is_believable(value, FETCHED) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://paper.example/2024/05/03/bridge", "2024-05-03"),
        ("https://paper.example/2024/5/3/bridge", "2024-05-03"),
        ("https://paper.example/bridge-20240503.html", "2024-05-03"),
        ("https://paper.example/news/23-05-2024", "2024-05-23"),
        ("https://paper.example/2024/05/bridge", None),
        ("https://paper.example/bridge?day=2024-05-03", None),
        ("https://paper.example/1234567890", None),
    ],
)
def test_an_address_may_name_the_day(url: str, expected: str | None) -> None:
    assert date_in_url(url) == expected


def shown(html: str) -> str | None:
    return read_dateline(document_fromstring(f"<html><body>{html}</body></html>"), "Bridge opens again")


HEADLINE = "<h1>Bridge opens again</h1>"
PROSE = "and much more of what the mayor had to say about it. " * 6


@pytest.mark.parametrize(
    "html",
    [
        f"{HEADLINE}<p>3 May 2024</p>",
        f"<div><span>3 May 2024</span>{HEADLINE}</div>",
        f"<h2>3 June 2019</h2>{HEADLINE}<div>Ann Bell | 3 May 2024</div>",
        f"{HEADLINE}<p>Updated 4 May 2024</p><p>3 May 2024</p>",
        f"{HEADLINE}<aside>1 May 2024</aside><p>3 May 2024</p>",
        f'{HEADLINE}<div class="related"><p>1 May 2024</p></div><p>3 May 2024</p>',
        f"{HEADLINE}<p>Lisbon, 3 May 2024 – The bridge {PROSE}</p>",
        f'{HEADLINE}<time datetime="2024-05-03">3 May 2024</time>',
    ],
)
def test_the_date_by_the_headline_is_the_article_s(html: str) -> None:
    assert shown(html) == "2024-05-03"


def test_a_time_element_tells_the_time_of_a_shown_date() -> None:
    assert shown(f'{HEADLINE}<time datetime="2024-05-03T15:47+02:00">3 May 2024</time>') == "2024-05-03T15:47:00+02:00"


@pytest.mark.parametrize(
    "html", [f"{HEADLINE}<p>On <b>3 May 2024</b> {PROSE}</p>", f"{HEADLINE}<p>No date</p>", "<p>3 May 2024</p>"]
)
def test_a_date_that_the_text_speaks_of_is_not_the_article_s(html: str) -> None:
    assert shown(html) is None
