"""The headers that Newsmill itself writes on raw pages: unreadable from the start, replayed."""

from typing import NamedTuple

from workers.steps.read.message import RawMessage

UNREADABLE, URL = "newsmill-unreadable", "newsmill-url"
"""Headers of a raw page that is none: why it cannot be read, and the URL if it is known. The value is the bytes that were there."""

ATTEMPTS, REPLAY_OF = "newsmill-attempts", "newsmill-replay-of"
"""Headers of a raw page that is replayed: how often it was tried before, and the dead letter it comes from (topic/partition/offset)."""


class Reason(NamedTuple):
    """Why a message is no page, and which URL it had, if that is known."""

    message: str
    url: str | None


def unreadable_message(original: bytes, reason: Reason) -> RawMessage:
    """Make a message of bytes that are no page."""
    url = () if reason.url is None else ((URL, reason.url.encode()),)
    return RawMessage(original, ((UNREADABLE, reason.message.encode()), *url))


def reason_of(message: RawMessage) -> Reason | None:
    """Say why a message is no page from the start; None for a page."""
    told = {name: value.decode("utf-8", "replace") for name, value in message.headers if value and name in (UNREADABLE, URL)}
    return Reason(told[UNREADABLE], told.get(URL)) if UNREADABLE in told else None


def attempts_before(message: RawMessage) -> int:
    """Say how often a raw page was tried before it was replayed; 0 where its headers tell nothing that makes sense."""
    told = next((value for name, value in message.headers if name == ATTEMPTS), None) or b""
    return int(told) if told.isdigit() and len(told) < 7 else 0
