"""Archived responses: chunked transfer undone, dates read."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.formats.http_response import dechunk, page_of_response, parse_archive_date, parse_http_date

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"4\r\nWiki\r\n5\r\npedia\r\n0\r\n\r\n", b"Wikipedia"),
        (b"4;name=value\r\nWiki\r\n000A\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n", b"Wiki0123456789"),
        (b"4\nWiki\n1 \n!\n0\n\n", b"Wiki!"),
        (b"", b""),
        (b"0\r\n\r\n", b""),
        (b"<p>put together already", b"<p>put together already"),
        (b"4\r\nWiki\r\nff\r\nthe end is mis", b"Wikithe end is mis"),
        (b"4\r\nWiki\r\n", b"Wiki\r\n"),
        (b"4\r\nWiki\r\n<p>no chunk", b"Wiki\r\n<p>no chunk"),
        (b"ffffffff\r\nshort", b"short"),
        (b"fffffffff\r\nnine digits", b"fffffffff\r\nnine digits"),
        (b"-4\r\nWiki", b"-4\r\nWiki"),
    ],
)
def test_chunks_are_put_together_and_nothing_is_lost_where_they_are_broken(body: bytes, expected: bytes) -> None:
    assert dechunk(body) == expected


@given(st.binary(max_size=100))
def test_dechunking_ends(body: bytes) -> None:
    assert len(dechunk(body)) <= len(body)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2016-10-17T14:57:38Z", datetime(2016, 10, 17, 14, 57, 38, tzinfo=UTC)),
        ("2023-11-16T10:11:52.366Z", datetime(2023, 11, 16, 10, 11, 52, 366000, tzinfo=UTC)),
        ("2016-10-17T14:57:38+02:00", datetime(2016, 10, 17, 12, 57, 38, tzinfo=UTC)),
        ("2016-10-17T14:57:38", datetime(2016, 10, 17, 14, 57, 38, tzinfo=UTC)),
        ("2016-10-17", datetime(2016, 10, 17, tzinfo=UTC)),
        ("20140216050221", datetime(2014, 2, 16, 5, 2, 21, tzinfo=UTC)),
        ("201402160502210000", datetime(2014, 2, 16, 5, 2, 21, tzinfo=UTC)),
        ("20149916050221", None),
        ("5088968-11-06T12:31:23Z", None),
        ("2008-10-294T05:21:46-0700", None),
        ("0001-01-01T00:00:00+05:00", None),
        ("", None),
    ],
)
def test_dates_of_archives(text: str, expected: datetime | None) -> None:
    assert parse_archive_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon, 17 Oct 2016 14:57:37 GMT", datetime(2016, 10, 17, 14, 57, 37, tzinfo=UTC)),
        ("Mon, 17 Oct 2016 14:57:37 -0000", datetime(2016, 10, 17, 14, 57, 37, tzinfo=UTC)),
        ("yesterday", None),
        ("Mon, 17 Oct 99999 14:57:37 GMT", None),
        ("", None),
    ],
)
def test_dates_of_http(text: str, expected: datetime | None) -> None:
    assert parse_http_date(text) == expected


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    parse_archive_date(text)
    parse_http_date(text)


@pytest.mark.parametrize("line", [b"HTTP/1.1 200 OK", b"HTTP/1.0 200", b"HTTP/2 200 ", b"HTTP/1.1  200 OK"])
@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_a_response_is_status_headers_and_body(line: bytes, end: bytes) -> None:
    block = end.join([line, b"Content-Type: text/html", b"X: 1", b"X: 2", b"Y: a", b" b", b"", b"\n<p>\r\n\r\n"])

    page = page_of_response("https://paper.example/", None, NOW, block)

    assert page is not None
    assert (page.status, page.content_type, page.body_base64, page.fetched_at) == (200, "text/html", b"\n<p>\r\n\r\n", NOW)
    assert page.headers == {"Content-Type": "text/html", "X": ["1", "2"], "Y": "a b"}


@pytest.mark.parametrize("block", [b"", b"<p>", b"HTTP/1.1 OK", b"GET / HTTP/1.1", b"ICY 200 OK"])
def test_other_bytes_are_no_response(block: bytes) -> None:
    assert page_of_response("https://paper.example/", None, NOW, block) is None


@given(st.binary(max_size=200))
def test_any_bytes_behind_a_status_line_are_a_response(rest: bytes) -> None:
    assert page_of_response("https://paper.example/", None, NOW, b"HTTP/1.1 200 OK\r\n" + rest) is not None
