"""What the readers of input files give: raw pages, and what could not be read."""

import msgspec

from workers.records import Source
from workers.steps.read.message import RawMessage
from workers.steps.read.newsmill_headers import Reason, unreadable_message


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
