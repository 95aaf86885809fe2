"""What the readers of input files give: raw pages, and what could not be read."""

import msgspec

from workers.page import RawMessage
from workers.raw.own_headers import Reason, unreadable_message
from workers.records import Source


class Input(msgspec.Struct, frozen=True):
    """A raw page of an input, as a raw-page.v1 message, and where it lay."""

    source: Source
    message: RawMessage


class Unreadable(msgspec.Struct, frozen=True):
    """A part of an input that is no page because it is broken, cut off or too large: the bytes that were there, and why."""

    source: Source
    url: str | None
    original: bytes
    why: str

    @property
    def message(self) -> RawMessage:
        """The same, to be handed on as a page would be."""
        return unreadable_message(self.original, Reason(self.why, self.url))


Item = Input | Unreadable


class InputError(Exception):
    """Raised when a path on the command line cannot be read at all. Its text says what, where and what to do, in one line."""


class ReadLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How large a line, and a page in an archive or a file of its own, may be, in bytes: what fits the decode step's limits."""

    max_line_bytes: int = 32 * 1024 * 1024
    max_page_bytes: int = 20 * 1024 * 1024


DEFAULT_LIMITS = ReadLimits()

KEPT_BYTES = 64 * 1024
"""How much of a page or of bytes that are no record is kept as the original where it is too large to be kept whole."""
