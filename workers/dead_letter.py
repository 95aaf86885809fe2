"""Kept bytes: a page that could not be processed, with all it takes to send it again."""

import itertools

import msgspec

from workers.limits import MAX_HEADER_BYTES
from workers.records import DeadLetter, DeadLetterReason, Header, Source, Step
from workers.steps.read.message import RawMessage, name_bytes
from workers.steps.read.newsmill_headers import attempts_before

_HEADER_BYTES = 40

_decode = msgspec.json.Decoder(DeadLetter).decode


def dead_letter(
    original: RawMessage,
    source: Source,
    step: Step,
    reason: DeadLetterReason,
    message: str,
    *,
    url: str | None = None,
    attempts: int = 1,
) -> DeadLetter:
    """Keep a page that could not be processed, with all that it takes to send it again as it came."""
    headers = [kept_header(name, value) for name, value in original.headers[: _fitting(original.headers)]]
    if len(headers) < len(original.headers):
        message = f"{message} (of {len(original.headers)} headers the first {len(headers)} are kept)"
    return DeadLetter(
        url=url,
        step=step,
        reason=reason,
        message=message,
        attempts=attempts + attempts_before(original),
        source=source,
        original_base64=original.value,
        original_key_base64=original.key,
        original_headers=headers,
    )


def original_of(letter: DeadLetter) -> RawMessage:
    """Give the message back that a dead letter keeps."""
    headers = tuple((_name_of(header), header.value_base64) for header in letter.original_headers)
    return RawMessage(letter.original_base64, headers, letter.original_key_base64)


def letter_in(value: bytes) -> DeadLetter | None:
    """Read a dead letter from a message or a line; None where it is none."""
    try:
        return _decode(value)
    except (ValueError, RecursionError):
        return None


def kept_header(name: str, value: bytes | None) -> Header:
    """Keep a header as a dead letter does."""
    raw = name_bytes(name)
    try:
        return Header(name=raw.decode(), value_base64=value)
    except UnicodeDecodeError:
        return Header(name_base64=raw, value_base64=value)


def _name_of(header: Header) -> str:
    return header.name or (header.name_base64 or b"").decode("utf-8", "surrogateescape")


def _fitting(headers: tuple[tuple[str, bytes | None], ...]) -> int:
    """Count the headers that a dead letter can keep: a hundred thousand empty ones would take far more bytes there than they had."""
    taken = itertools.accumulate(_HEADER_BYTES + 6 * len(name) for name, _ in headers)
    return sum(1 for _ in itertools.takewhile(lambda size: size <= MAX_HEADER_BYTES, taken))
