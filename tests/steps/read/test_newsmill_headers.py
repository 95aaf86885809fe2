"""The headers that Newsmill writes on raw pages: what one process says of a message, another reads; a crawler's say nothing."""

import pytest

from workers.steps.read.message import RawMessage
from workers.steps.read.newsmill_headers import (
    ATTEMPTS,
    REPLAY_OF,
    UNREADABLE,
    URL,
    Reason,
    attempts_before,
    reason_of,
    unreadable_message,
)


@pytest.mark.parametrize("url", [None, "", "https://zeitung.example/köln"])
def test_why_bytes_are_no_page_is_read_from_their_message_as_it_was_written(url: str | None) -> None:
    reason = Reason("the record's digest is another: größer", url)
    message = unreadable_message(b"\xff\x00", reason)
    assert (message.value, reason_of(message)) == (b"\xff\x00", reason._replace(url=url or None))


@pytest.mark.parametrize(
    "headers",
    [(), (("content-type", b"text/html"),), ((URL, b"https://a.example/"),), ((UNREADABLE, b""),), ((UNREADABLE, None),)],
)
def test_a_message_of_which_no_reason_is_told_is_a_page(headers: tuple[tuple[str, bytes | None], ...]) -> None:
    assert reason_of(RawMessage(b"{}", headers)) is None


def test_a_reason_of_any_bytes_can_be_read() -> None:
    headers = ((UNREADABLE, b"cut off at \xff"), (URL, b"https://a.example/\xff"))
    assert reason_of(RawMessage(b"", headers)) == Reason("cut off at \ufffd", "https://a.example/\ufffd")


def test_attempts_are_what_the_first_such_header_of_a_replay_tells() -> None:
    replayed = ((REPLAY_OF, b"pages.dead-letter/0/7"), (ATTEMPTS, b"2"), (ATTEMPTS, b"9"))
    assert [attempts_before(RawMessage(b"", headers)) for headers in ((), replayed)] == [0, 2]


@pytest.mark.parametrize("value", [None, b"", b"-1", b"1.5", b"many", b"\xff", b"9" * 400, "²".encode()])
def test_attempts_that_make_no_sense_are_none(value: bytes | None) -> None:
    assert attempts_before(RawMessage(b"", ((ATTEMPTS, value),))) == 0
