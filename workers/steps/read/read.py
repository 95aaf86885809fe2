"""A message → a raw page, by the table of what reads which form: the first half of `decode`."""

from collections.abc import Callable

from workers.limits import DEFAULT_LIMITS, Limits
from workers.page import Unprocessable
from workers.records import DeadLetterReason, RawPage
from workers.steps.read.message import RawFormat, RawMessage, is_utf8, name_bytes
from workers.steps.read.raw_page import BINARY, JSON, content_type_of, read_binary, read_json
from workers.steps.read.scrapy_cluster import read_crawled
from workers.steps.read.warc import read_warc

Reader = Callable[[RawMessage, Limits], RawPage]

BY_CONTENT_TYPE: dict[str, Reader] = {BINARY: read_binary, JSON: read_json}
"""The forms that a message's content-type header names."""

BY_FORMAT: dict[RawFormat, Reader] = {
    RawFormat.RAW_PAGE: read_json,
    RawFormat.SCRAPY_CLUSTER: read_crawled,
    RawFormat.WARC: read_warc,
}
"""What all other messages are, by NEWSMILL_RAW_FORMAT."""

_SHOWN = 100
"""Bytes of a name that are shown."""


def read_page(message: RawMessage, limits: Limits = DEFAULT_LIMITS) -> RawPage:
    """Read a message in whichever form it is.

    Raises Unprocessable: TOO_LARGE, INVALID_JSON, BROKEN_RECORD, or INVALID_PAGE with what is wrong.
    """
    if message.size > limits.max_message_bytes:
        why = f"the message has {message.size} bytes, more than {limits.max_message_bytes}"
        raise Unprocessable(DeadLetterReason.TOO_LARGE, why)
    if odd := next((name for name, _ in message.headers if not is_utf8(name)), None):
        why = f"the name of a header is no UTF-8: {name_bytes(odd)[:_SHOWN]!r}"
        raise Unprocessable(DeadLetterReason.BROKEN_RECORD, why)
    read = BY_CONTENT_TYPE.get(content_type_of(message)) or BY_FORMAT[message.form]
    return read(message, limits)
