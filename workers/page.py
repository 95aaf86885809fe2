"""What travels between the steps: a page's decoded document, and what was extracted from it."""

from datetime import datetime
from enum import StrEnum

import msgspec

from workers.enums import ReaderName
from workers.records import DeadLetterReason, Hints, Origin, OtherArticle, RejectReason


class NotAnArticle(Exception):
    """Raised by a step when the page is sound but no article: it ends as a rejected event."""

    def __init__(self, reason: RejectReason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class Unprocessable(Exception):
    """Raised by a step when the page cannot be processed: it ends as a dead letter with its bytes."""

    def __init__(self, reason: DeadLetterReason, message: str) -> None:
        super().__init__(reason, message)
        self.reason = reason
        self.message = message


class Format(StrEnum):
    """How a document is to be read."""

    HTML = "html"
    PLAIN = "plain"


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A raw page, decoded: its text and what is known of it from outside."""

    url: str
    final_url: str
    fetched_at: datetime
    format: Format
    text: str
    headers: dict[str, str]
    hints: Hints


class Found(msgspec.Struct, frozen=True):
    """A value and where it was found."""

    value: str
    origin: Origin


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """What a page says about its article, beside the text."""

    title: Found | None = None
    authors: tuple[str, ...] = ()
    authors_origin: Origin | None = None
    published_at: Found | None = None
    modified_at: Found | None = None
    description: str | None = None
    image: str | None = None
    canonical_url: str | None = None
    site_name: str | None = None
    language: Found | None = None
    sections: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


class Doubt(StrEnum):
    """Why the text by labels was doubted, and a second reader asked: the labels keep nothing, are unsure of the whole, or keep too little
    of the page's prose.
    """

    NOTHING_FOUND = "nothing_found"
    UNSURE = "unsure"
    TOO_LITTLE = "too_little"


class HowRead(msgspec.Struct, frozen=True):
    """How an article's text was found: by which reader; where labels were asked, how right they expected to be, and why they were doubted."""

    reader: ReaderName
    expected: float | None = None
    """How like the article the text by labels could be expected to be (Jaccard index, from 0 to 1)."""
    doubt: Doubt | None = None


class Extracted(msgspec.Struct, frozen=True, kw_only=True):
    """An article as it was found on its page: its clean text and its metadata."""

    text: str
    metadata: Metadata
    how_read: HowRead
    also_on_page: tuple[OtherArticle, ...] = ()

    @property
    def reader(self) -> ReaderName:
        """What found the text."""
        return self.how_read.reader
