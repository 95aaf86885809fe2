"""WARC records as messages: one page in each, plain and compressed; records that hold no page end as rejected."""

import gzip
from datetime import UTC, datetime

import pytest
import zstandard

from workers.page import NotAnArticle, Unprocessable
from workers.records import DeadLetterReason, RejectReason
from workers.steps.decode.decode import decode
from workers.steps.read.message import RawFormat, RawMessage
from workers.steps.read.read import read_page

URL = "https://paper.example/a"
HTML = "<html><body><p>Die Schule bleibt geöffnet.</p></body></html>".encode("iso-8859-1")
RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-1\r\nServer: a\r\n\r\n" + HTML
DATE = "WARC-Date: 2026-03-02T08:00:00Z"


def record(kind: str = "response", block: bytes = RESPONSE, *, url: str | None = URL, date: str = DATE) -> bytes:
    target = [f"WARC-Target-URI: {url}"] if url else []
    lines = ["WARC/1.0", f"WARC-Type: {kind}", *target, *([date] if date else []), f"Content-Length: {len(block)}"]
    return "\r\n".join([*lines, "", ""]).encode() + block + b"\r\n\r\n"


INFO = record("warcinfo", b"software: crawler/1\r\n", url=None)
REQUEST = record("request", b"GET /a HTTP/1.1\r\n\r\n")


def message(value: bytes) -> RawMessage:
    return RawMessage(value, form=RawFormat.WARC)


def refusal(value: bytes) -> tuple[DeadLetterReason, str]:
    with pytest.raises(Unprocessable) as caught:
        read_page(message(value))
    return caught.value.reason, caught.value.message


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
@pytest.mark.parametrize("others", [(b"", b""), (INFO + REQUEST, b""), (b"", REQUEST)], ids=["alone", "after", "before"])
def test_a_response_is_a_page_whatever_records_stand_beside_it(pack: type[bytes], others: tuple[bytes, bytes]) -> None:
    before, after = others
    page = read_page(message(pack(before + record() + after)))
    assert (page.url, page.fetched_at, page.status) == (URL, datetime(2026, 3, 2, 8, tzinfo=UTC), 200)
    assert (page.body_base64, page.content_type) == (HTML, "text/html; charset=iso-8859-1")
    assert page.crawler == ("crawler/1" if INFO in before else None)
    assert "geöffnet" in decode(page).text


def test_a_conversion_record_is_a_page_of_text() -> None:
    page = read_page(message(record("conversion", b"Text")))
    assert (page.body_base64, page.status) == (b"Text", 200)


@pytest.mark.parametrize(
    ("value", "url", "kind"),
    [
        (REQUEST, URL, "request"),
        (INFO, "warc:warcinfo", "warcinfo"),
        (record("metadata", b"<html><p>a"), URL, "metadata"),
        (record("revisit", b"HTTP/1.1 304 Not Modified\r\n\r\n"), URL, "revisit"),
        (record("response", b"...", url="dns:paper.example"), "dns:paper.example", "response"),
        (INFO + REQUEST, "warc:warcinfo", "warcinfo"),
    ],
)
def test_records_that_hold_no_page_are_rejected_by_what_they_are(value: bytes, url: str, kind: str) -> None:
    page = read_page(message(value))
    assert page.url == url
    with pytest.raises(NotAnArticle) as caught:
        decode(page)
    assert (caught.value.reason, caught.value.detail) == (RejectReason.CONTENT_TYPE, f"content type application/warc-{kind}")


@pytest.mark.parametrize(
    ("value", "reason", "why"),
    [
        (b"", DeadLetterReason.INVALID_PAGE, "the message holds no WARC record"),
        (record() * 2, DeadLetterReason.INVALID_PAGE, "the message holds 2 pages; each needs a message of its own"),
        (b'{"url": "x"}', DeadLetterReason.BROKEN_RECORD, "no record begins here: 12 bytes are passed over"),
        (record()[:-60], DeadLetterReason.BROKEN_RECORD, "the record ends early: 56 of its 135 bytes are missing"),
        (gzip.compress(record(), mtime=0)[:-20], DeadLetterReason.BROKEN_RECORD, "the record ends early: "),
        (record(block=b"no response"), DeadLetterReason.BROKEN_RECORD, "the record holds no HTTP response"),
        (record(url=None), DeadLetterReason.BROKEN_RECORD, "the record has no URL"),
        (record(date=""), DeadLetterReason.BROKEN_RECORD, "the record has no date"),
        (record(date="", kind="request"), DeadLetterReason.BROKEN_RECORD, "the record has no date"),
    ],
)
def test_what_is_broken_is_refused(value: bytes, reason: DeadLetterReason, why: str) -> None:
    found, message = refusal(value)
    assert found is reason
    assert message.startswith(why)
