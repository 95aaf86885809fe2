"""A raw page as it comes, not read yet: the message, its size, and the forms it may have."""

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple


class RawFormat(StrEnum):
    """What raw pages come in where a message's own content-type does not say it."""

    RAW_PAGE = "raw-page"
    SCRAPY_CLUSTER = "scrapy-cluster"
    WARC = "warc"


class RawMessage(NamedTuple):
    """A raw page as it comes, not read yet: a Kafka message, or a page of a file as such a message would have it.

    Bytes of a header's name that are no UTF-8 are lone surrogates in it (PEP 383).
    """

    value: bytes
    headers: tuple[tuple[str, bytes | None], ...] = ()
    key: bytes | None = None
    form: RawFormat = RawFormat.RAW_PAGE
    received: datetime | None = None
    """When it was received; a page cannot have been fetched later. None where that is not known."""

    @property
    def size(self) -> int:
        """Bytes of value, headers and key, as Kafka counts them or more."""
        return message_size(self)


def message_size(message: Any) -> int:
    """Bytes of the value, headers and key of a message, be it aiokafka's, Faust's or a RawMessage, as Kafka counts them or more."""
    headers = sum(len(name_bytes(name)) + len(value or b"") + 10 for name, value in message.headers or ())
    return len(message.value or b"") + len(message.key or b"") + headers


def name_bytes(name: str) -> bytes:
    """Give a header's name as the bytes that it is in a message."""
    return name.encode("utf-8", "surrogateescape")


def is_utf8(name: str) -> bool:
    """Whether a header's name is UTF-8 in a message."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
