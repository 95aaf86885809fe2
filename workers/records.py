"""The contracts: every record that enters or leaves Newsmill, typed.

The JSON Schema files in `schemas/` are generated from these types (`make docs`). Readers of v1 rely on them: fields are
added, never renamed, retyped or removed. A key of an event that has the default None is absent where there is nothing to say.
"""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from workers.enums import (
    Access,
    BylineKind,
    Cause,
    DeadLetterReason,
    DuplicateKind,
    Event,
    FetchedAtOrigin,
    Genre,
    Origin,
    PageType,
    RejectReason,
    Step,
    TopicEvidence,
)

__all__ = [
    "Access",
    "BylineKind",
    "Cause",
    "DeadLetterReason",
    "DuplicateKind",
    "Event",
    "FetchedAtOrigin",
    "Genre",
    "Origin",
    "PageType",
    "RejectReason",
    "Step",
    "TopicEvidence",
]  # the values of the records' enums, for who takes a record

Url = Annotated[str, Meta(min_length=1)]
Share = Annotated[float, Meta(ge=0, le=1)]
Timestamp = Annotated[datetime, Meta(tz=True, description="When the page was fetched: RFC 3339, with its offset")]
DateOrTime = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$",
        description="RFC 3339, with its offset where the page tells it, else without; a date where it tells no time",
    ),
]


class Source(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a raw page lay: a Kafka record, or a record of a file (counted from 1; in JSON lines the line's number)."""

    kafka_topic: Annotated[str, Meta(description="The Kafka topic it was read from")] | None = None
    partition: Annotated[int, Meta(ge=0, description="The partition of that Kafka topic")] | None = None
    offset: Annotated[int, Meta(ge=0, description="The offset in that partition")] | None = None
    life: (
        Annotated[
            str,
            Meta(
                description="Which life of that Kafka topic: one that is deleted and made anew counts its offsets from 0 again."
                " Absent where Kafka gives its topics no ids"
            ),
        ]
        | None
    ) = None
    file: Annotated[str, Meta(description="The file it was read from")] | None = None
    record: Annotated[int, Meta(ge=1, description="The record in that file, from 1; absent where a file is a page")] | None = None

    def __post_init__(self) -> None:
        """Refuse a source that lies nowhere, or in two places."""
        kafka = (self.kafka_topic, self.partition, self.offset)
        if None in kafka if self.file is None else kafka != (None, None, None):
            raise ValueError("a source is either `kafka_topic`, `partition` and `offset`, or `file`")
        if self.life is not None and self.kafka_topic is None:
            raise ValueError("`life` is a Kafka topic's")


class Hints(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a feed or sitemap said of the page before it was fetched."""

    title: Annotated[str, Meta(description="The headline")] | None = None
    published_at: Annotated[str, Meta(description="When it was published, in any form feeds use")] | None = None
    language: Annotated[str, Meta(description="A language tag, as in the feed")] | None = None
    section: Annotated[str, Meta(description="The section or category it stood in")] | None = None


class RawPage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """raw-page.v1: what a crawler produces. Exactly one of body and body_base64; unknown keys are ignored."""

    url: Annotated[str, Meta(min_length=1, description="The URL that was fetched")]
    fetched_at: Timestamp
    body: Annotated[str, Meta(description="The page as text")] | None = None
    body_base64: Annotated[bytes, Meta(description="The response's bytes")] | None = None
    status: Annotated[int, Meta(ge=0, le=999, description="HTTP status")] = 200
    content_type: (
        Annotated[str, Meta(description="As received; text/html, application/xhtml+xml and text/plain are read")] | None
    ) = None
    content_encoding: Annotated[str, Meta(description="gzip, deflate, br or zstd: of the bytes in body_base64")] | None = None
    final_url: Annotated[Url, Meta(description="After redirects")] | None = None
    headers: Annotated[dict[str, str | list[str]], Meta(description="Response headers, names in any case")] | None = None
    hints: Hints | None = None
    crawler: Annotated[str, Meta(description="Who fetched it")] | None = None


class OtherLanguage(msgspec.Struct, frozen=True, kw_only=True):
    """A further language of a text."""

    code: Annotated[str, Meta(description="ISO 639-1, else ISO 639-3")]
    share: Annotated[Share, Meta(description="How much of the text is in it, 0 to 1")]


class Language(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The language of the text: ISO 639-1 where there is one, else ISO 639-3; `declared` is what the page says."""

    code: Annotated[str, Meta(description="ISO 639-1, else ISO 639-3")]
    confidence: Annotated[Share, Meta(description="How sure the model is, 0 to 1")]
    declared: Annotated[str, Meta(description="The language tag that the page declares, as it stands there")] | None
    others: (
        Annotated[
            list[OtherLanguage],
            Meta(
                description="Further languages with a good part of the text, most first; absent where they were not looked for, as yet"
            ),
        ]
        | None
    ) = None


class Byline(msgspec.Struct, frozen=True, kw_only=True):
    """Who is credited for an article, and what they are."""

    name: Annotated[str, Meta(description="The name")]
    kind: BylineKind


class TypedPage(msgspec.Struct, frozen=True, kw_only=True):
    """What a page is held to be."""

    type: PageType
    confidence: Annotated[Share, Meta(description="How sure that is, 0 to 1")]


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """An IPTC Media Topic of the article and what told it."""

    id: Annotated[str, Meta(pattern="^medtop:[0-9]{8}$", description="The code in IPTC Media Topics")]
    label: Annotated[str, Meta(description="Its name in English")]
    confidence: Annotated[Share, Meta(description="How sure the evidence makes it, 0 to 1")]
    evidence: TopicEvidence


class OtherArticle(msgspec.Struct, frozen=True, kw_only=True):
    """Another article that stood on the same page and was cut away."""

    title: Annotated[str, Meta(description="Its headline")]
    characters: Annotated[int, Meta(ge=0, description="Length of the text that was cut away, in characters")]


class Fingerprint(msgspec.Struct, frozen=True, kw_only=True):
    """What recrawls and near-duplicates are recognised by: the text's digest, and a MinHash over its shingles."""

    scheme: Annotated[str, Meta(description="How the digest and the MinHash are made: only equal schemes compare")]
    text: Annotated[str, Meta(description="Digest of the clean text, hexadecimal")]
    minhash: Annotated[bytes, Meta(description="Two bits for each permutation, base64")]
    sketches: Annotated[list[str], Meta(description="Bands of the MinHash, hexadecimal: the keys that candidates are found by")]


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """What gave the text. Texts of equal readers differ only where their pages do."""

    name: Annotated[
        str,
        Meta(
            description=(
                "`trafilatura`: the library, with Newsmill's own rules around it; `learned`: labels of blocks, and `trafilatura_alone` where those"
                " are unsure; `plain_text`: rules for lines; or another"
            )
        ),
    ]
    version: Annotated[str, Meta(description="Its own version")]


class Provenance(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which source each value came from, null where there is none, and what made the event."""

    title: Origin | None
    published_at: Origin | None
    authors: Origin | None
    language: Origin | None
    newsmill: Annotated[str, Meta(description="Newsmill's version")]
    extractor: Annotated[str, Meta(description="The reader's name and version, as one string")]
    reader: Reader | None = None


class Content(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of an article, whatever becomes of it: the keys that article and duplicate events share."""

    article_id: Annotated[str, Meta(description="From the canonical URL; the same for every crawl of the page")]
    url: Annotated[Url, Meta(description="The URL that was fetched")]
    canonical_url: Annotated[Url, Meta(description="Normalised; the page's own claim only where it is plausible")]
    site: Annotated[str, Meta(description="The registrable domain")]
    title: Annotated[str, Meta(description="The headline, without the name of the site")] | None
    text: Annotated[str, Meta(description="Paragraphs separated by a newline, headings on their own line")]
    description: Annotated[str, Meta(description="The publisher's summary")] | None
    image: Annotated[str, Meta(description="URL of the picture that the page names for itself")] | None
    authors: Annotated[list[str], Meta(description="Names, in the order of the page")]
    bylines: (
        Annotated[
            list[Byline],
            Meta(description="Who is credited, and what they are; absent where that was not looked at, as yet always"),
        ]
        | None
    ) = None
    published_at: Annotated[DateOrTime, Meta(description="First publication: RFC 3339, as much as the page tells")] | None
    modified_at: Annotated[DateOrTime, Meta(description="Last change: RFC 3339, as much as the page tells")] | None
    fetched_at: Timestamp
    fetched_at_origin: FetchedAtOrigin
    page_type: (
        Annotated[TypedPage, Meta(description="What the page is held to be; absent where that was not weighed, as yet always")]
        | None
    ) = None
    access: Access
    genre: Genre
    language: Language
    topics: Annotated[list[Topic], Meta(description="Best first")]
    tags: Annotated[list[str], Meta(description="The publisher's own keywords")]
    also_on_page: Annotated[list[OtherArticle], Meta(description="Other articles found on the page and cut away")]
    fingerprint: Fingerprint
    provenance: Provenance
    source: Source


class Candidate(Content, frozen=True, kw_only=True):
    """An article on its way through the relay, with the claims it has to visit, in order. Internal: `pages.extracted`.

    What came after the first workers has a default: candidates of theirs may still be on their way.
    """

    fetched_at_origin: FetchedAtOrigin = FetchedAtOrigin.CRAWLER
    access: Access = Access.UNKNOWN
    genre: Genre = Genre.UNKNOWN
    claims: list[str]
    visited: int = 0
    published: bool = False
    received_at: datetime | None = None
    prose: bytes = b""
    new_id: str | None = None
    """Its article_id if nothing is published under the present one, which a former version gave its URL."""


class Article(Content, frozen=True, kw_only=True):
    """article.v1: an article that is new (`created`), whose text has changed (`revised`), or that is no longer there (`withdrawn`).

    A withdrawn one has every key and no content: `text` is empty, fingerprint and language are an empty text's, lists and
    `extractor` are empty, what may be null is null, but `previous_event_id` names the event that no longer holds. `source` is the page that told it.
    """

    event_id: Annotated[str, Meta(description="From article_id, revision and the text's digest: a replay makes the same")]
    event: Event
    revision: Annotated[int, Meta(ge=1, description="1 when created, one more with each event that follows")]
    previous_event_id: Annotated[str, Meta(description="The event that this one revises or withdraws")] | None
    cause: Annotated[Cause | None, Meta(description="Why the text has changed; null where nothing was revised")]


class Duplicate(Content, frozen=True, kw_only=True):
    """duplicate.v1: a page whose article has been published before, unchanged or at another URL."""

    event_id: Annotated[str, Meta(description="From article_id, the source and the text's digest: a replay makes the same")]
    event: Annotated[Literal["duplicate"], Meta(description="Always duplicate: tells it from an article event")]
    kind: DuplicateKind
    duplicate_of: Annotated[str, Meta(description="The article_id that it repeats")]
    similarity: Annotated[Share, Meta(description="Estimated Jaccard similarity of the two texts' shingles")]
    revision: Annotated[int, Meta(ge=0, description="The revision that a recrawl repeats; 0 for a copy, which has none")]
    previous_event_id: Annotated[str, Meta(description="The event that a recrawl repeats")] | None


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """rejected.v1: a page that is no article."""

    url: Annotated[str, Meta(description="The URL that was fetched")]
    reason: RejectReason
    detail: Annotated[str, Meta(description="What was seen, for people")]
    fetched_at: Timestamp
    fetched_at_origin: FetchedAtOrigin
    source: Source


class Header(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A header of a Kafka message. Names may come more than once, and values may be null, as Kafka allows."""

    name: Annotated[str, Meta(description="The header's name")] | None = None
    name_base64: Annotated[bytes, Meta(description="The name's bytes, where they are no UTF-8")] | None = None
    value_base64: Annotated[bytes, Meta(description="The value's bytes")] | None

    def __post_init__(self) -> None:
        """Refuse a header without a name, or with two."""
        if (self.name is None) == (self.name_base64 is None):
            raise ValueError("a header has either `name` or `name_base64`")


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """dead-letter.v1: a page that could not be processed, with its bytes, so that nothing is lost."""

    url: Annotated[str, Meta(description="Where it could be read")] | None
    step: Step
    reason: DeadLetterReason
    message: Annotated[str, Meta(description="What was wrong, for people")]
    attempts: Annotated[int, Meta(ge=1, description="How often it was tried, those before a replay counted")]
    source: Source
    original_base64: Annotated[
        bytes, Meta(description="The raw page's bytes as they came: the message's value, or a file's part")
    ]
    original_key_base64: Annotated[bytes, Meta(description="The key that the message came with")] | None = None
    original_headers: Annotated[list[Header], Meta(description="The headers that the message came with, in their order")] = []


Prepared = Candidate | Rejected | DeadLetter
"""What a page is when the steps are done with it."""

Outcome = Article | Duplicate | Rejected | DeadLetter
