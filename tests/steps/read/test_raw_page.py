"""raw-page.v1 in its two forms: what is read, and what is refused."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.limits import DEFAULT_LIMITS, Limits
from workers.page import Unprocessable
from workers.records import DeadLetterReason, Hints, RawPage
from workers.steps.read.message import RawMessage
from workers.steps.read.raw_page import BINARY, JSON, raw_page_message, url_of
from workers.steps.read.read import read_page

FETCHED = datetime(2026, 3, 1, 12, tzinfo=UTC)


def event(**changes: Any) -> bytes:
    return json.dumps(
        {"url": "https://paper.example/a", "fetched_at": "2026-03-01T12:00:00Z", "body": "<p>Text", **changes}
    ).encode()


def read(event: bytes) -> RawPage:
    return read_page(RawMessage(event))


def refusal(event: bytes, limits: Limits = DEFAULT_LIMITS) -> tuple[DeadLetterReason, str]:
    with pytest.raises(Unprocessable) as caught:
        read_page(RawMessage(event), limits)
    return caught.value.reason, caught.value.message


def test_an_event_is_read() -> None:
    assert read(event()) == RawPage(url="https://paper.example/a", fetched_at=FETCHED, body="<p>Text")


def test_unknown_keys_are_ignored() -> None:
    assert read(event(depth=3, via={"a": [None]})) == read(event())


@pytest.mark.parametrize(
    "key", ["status", "content_type", "content_encoding", "final_url", "headers", "hints", "crawler", "body_base64"]
)
def test_null_is_the_same_as_no_key(key: str) -> None:
    assert read(event(**{key: None})) == read(event())


def test_null_in_hints_is_the_same_as_no_hint() -> None:
    assert read(event(hints={"title": None, "section": "Politik"})).hints == Hints(section="Politik")


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read(b"\xef\xbb\xbf" + event()) == read(event())


def test_base64_is_undone() -> None:
    assert read(event(body=None, body_base64=base64.b64encode(b"\xff\0").decode())).body_base64 == b"\xff\0"


@pytest.mark.parametrize(
    ("escapes", "expected"),
    [
        ("a\\ud83d b", "a b"),
        ("\\ude00", ""),
        ("\\ud83d\\ude00\\ud83d", "😀"),
        ("\\\\ud83d\\ud83d", "\\ud83d"),
        ('\\"\\uDBFFx', '"x'),
    ],
)
def test_lone_surrogates_are_dropped(escapes: str, expected: str) -> None:
    assert read(event(body="BODY").replace(b"BODY", escapes.encode())).body == expected


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"{",
        b'{"url": "x"} trailing',
        b"not json",
        b'{"url": NaN}',
        b'{"url": "\xff"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"url": "\\ud83d',
        b"\\ud83d",
        b'{"url": "\n"}',
    ],
)
def test_what_is_no_json_is_refused(broken: bytes) -> None:
    assert refusal(broken)[0] is DeadLetterReason.INVALID_JSON


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"url": None}, "Object missing required field `url`"),
        ({"url": ""}, "Expected `str` of length >= 1 - at `$.url`"),
        ({"url": 7}, "Expected `str`, got `int` - at `$.url`"),
        ({"fetched_at": "yesterday"}, "Invalid RFC3339 encoded datetime - at `$.fetched_at`"),
        ({"fetched_at": "2026-03-01T12:00:00"}, "Expected `datetime` with a timezone component - at `$.fetched_at`"),
        ({"status": "200"}, "Expected `int`, got `str` - at `$.status`"),
        ({"status": 1000}, "Expected `int` <= 999 - at `$.status`"),
        ({"body": None, "body_base64": "%"}, "Invalid base64 encoded string - at `$.body_base64`"),
        ({"headers": ["a"]}, "Expected `object | null`, got `array` - at `$.headers`"),
        ({"hints": {"title": 1}}, "Expected `str | null`, got `int` - at `$.hints.title`"),
        ({"body": None}, "exactly one of `body` and `body_base64` is required, found neither"),
        ({"body_base64": "YQ=="}, "exactly one of `body` and `body_base64` is required, found both"),
    ],
)
def test_a_page_that_breaks_the_contract_is_refused_by_key(changes: dict[str, Any], message: str) -> None:
    assert refusal(event(**changes)) == (DeadLetterReason.INVALID_PAGE, message)


@pytest.mark.parametrize("other", [b"[]", b"null", b"7", b'"text"'])
def test_other_json_is_no_page(other: bytes) -> None:
    reason, message = refusal(other)
    assert (reason, message.startswith("Expected `object`")) == (DeadLetterReason.INVALID_PAGE, True)


def test_a_large_event_is_refused_unread() -> None:
    expected = (DeadLetterReason.TOO_LARGE, f"the message has {len(event())} bytes, more than 50")
    assert refusal(event(), Limits(max_message_bytes=50)) == expected


def test_an_event_of_the_first_limit_holds_a_body_of_the_second() -> None:
    limits = Limits()
    assert limits.max_message_bytes - len(event()) > 4 * limits.max_body_bytes / 3


@given(st.binary(max_size=200))
def test_random_bytes_are_refused(data: bytes) -> None:
    assert refusal(data)[0] in {DeadLetterReason.INVALID_JSON, DeadLetterReason.INVALID_PAGE}


HEADERS: dict[str, bytes | None] = {
    "content-type": BINARY.encode(),
    "url": b"https://paper.example/a",
    "fetched_at": b"2026-03-01T12:00:00Z",
}


def binary(**changes: bytes | None) -> RawMessage:
    return RawMessage(b"<p>\xff", tuple({**HEADERS, **changes}.items()))


def test_the_binary_form_has_the_bytes_as_its_value_and_the_other_keys_as_headers() -> None:
    message = binary(
        status=b"404",
        content_type=b"text/html; charset=latin1",
        content_encoding=b"identity",
        final_url=b"https://paper.example/b",
        headers=b'{"Server": "a", "Set-Cookie": ["b", "c"]}',
        hints='{"title": "Inselschule", "section": "Übersicht"}'.encode(),
        crawler="nutch ü".encode(),
    )
    assert read_page(message) == RawPage(
        url="https://paper.example/a",
        fetched_at=FETCHED,
        body_base64=b"<p>\xff",
        status=404,
        content_type="text/html; charset=latin1",
        content_encoding="identity",
        final_url="https://paper.example/b",
        headers={"Server": "a", "Set-Cookie": ["b", "c"]},
        hints=Hints(title="Inselschule", section="Übersicht"),
        crawler="nutch ü",
    )


def test_what_is_written_is_read_again() -> None:
    page = RawPage(
        url="https://paper.example/ü",
        fetched_at=FETCHED,
        body_base64=bytes(range(256)),
        status=301,
        headers={"a": ["b", "ü"]},
        hints=Hints(published_at="2026"),
        crawler="c",
    )
    assert read_page(raw_page_message(page)) == page
    text = RawPage(url="u", fetched_at=FETCHED, body="ü")
    assert read_page(raw_page_message(text)) == text


def test_a_header_counts_in_any_case_and_the_last_of_equal_ones() -> None:
    message = RawMessage(
        b"", (("Content-Type", b" Application/VND.newsmill.raw-page.v1 ; v=1"), ("URL", b"x"), *list(HEADERS.items())[1:])
    )
    assert read_page(message) == RawPage(url="https://paper.example/a", fetched_at=FETCHED, body_base64=b"")


def test_other_headers_and_null_ones_are_ignored() -> None:
    more = {"traceparent": b"\xff", "body": b"x", "body_base64": b"%", "status": None}
    assert read_page(binary(**more)) == read_page(binary())


@pytest.mark.parametrize("content_type", [None, b"", b"application/json", b"text/html", JSON.encode(), b"\xff"])
def test_any_other_content_type_leaves_an_event_json(content_type: bytes | None) -> None:
    assert read_page(RawMessage(event(), (("content-type", content_type),))) == read(event())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"url": None}, "Object missing required field `url`"),
        ({"url": b""}, "Expected `str` of length >= 1 - at `$.url`"),
        (
            {"url": b"\xff"},
            "the header `url` is no UTF-8: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
        ),
        ({"fetched_at": b"today"}, "Invalid RFC3339 encoded datetime - at `$.fetched_at`"),
        ({"status": b"ok"}, "the header `status` is no JSON: JSON is malformed: invalid character (byte 0)"),
        ({"status": b"1000"}, "Expected `int` <= 999 - at `$.status`"),
        ({"headers": b"[]"}, "Expected `object | null`, got `array` - at `$.headers`"),
        ({"headers": b"[" * 100_000}, "the header `headers` is no JSON: "),
        ({"hints": b'{"title": 1}'}, "Expected `str | null`, got `int` - at `$.hints.title`"),
    ],
)
def test_a_header_that_breaks_the_contract_is_refused_by_name(changes: dict[str, bytes | None], message: str) -> None:
    with pytest.raises(Unprocessable) as caught:
        read_page(binary(**changes))
    assert caught.value.reason is DeadLetterReason.INVALID_PAGE
    assert caught.value.message.startswith(message)


@pytest.mark.parametrize(
    ("message", "url"),
    [
        (binary(), "https://paper.example/a"),
        (binary(url=None), None),
        (binary(url=b"\xff"), None),
        (RawMessage(event()), "https://paper.example/a"),
        (RawMessage(b"{"), None),
    ],
)
def test_a_url_is_read_without_the_rest(message: RawMessage, url: str | None) -> None:
    assert url_of(message) == url


def test_headers_count_for_the_size() -> None:
    with pytest.raises(Unprocessable) as caught:
        read_page(binary(more=b"x" * 100), Limits(max_message_bytes=100))
    assert caught.value.reason is DeadLetterReason.TOO_LARGE
