"""Pages and what becomes of them, as Kafka messages: key, value, and headers; those of outcomes by CloudEvents 1.0 (Kafka binding).

Pure: the same outcome makes the same bytes, so that a replay does.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from workers.ids import source_key
from workers.inputs.item import Item, Unreadable
from workers.kafka.roles import Role
from workers.pipeline import dead_letter
from workers.records import Article, Candidate, DeadLetter, DeadLetterReason, Duplicate, Header, Outcome, Rejected, Source, Step
from workers.urls import site_of

CONTENT_TYPE = b"application/json"

UNREADABLE, URL = "newsmill-unreadable", "newsmill-url"
"""Headers of a raw page that is none: why it cannot be read, and the URL if it is known. The value is the bytes that were there."""

ATTEMPTS, REPLAY_OF = "newsmill-attempts", "newsmill-replay-of"
"""Headers of a raw page that is replayed: how often it was tried before, and the dead letter it comes from (topic/partition/offset)."""

RECEIVED = "newsmill-received"
"""Header of a candidate: when Kafka received its raw page, in seconds of the epoch."""

LONGEST_HOST = 253  # characters, RFC 1035

Headers = list[tuple[str, bytes]]
RawHeaders = Sequence[tuple[str, bytes | None]]


class Message(NamedTuple):
    """A message for the Kafka topic that plays a part."""

    role: Role
    key: bytes | None
    value: bytes
    headers: Headers


class Form(NamedTuple):
    """How one kind of record is sent: where to, keyed by what; for an event its schema, id and time too."""

    role: Role
    key: Callable[[Any], str | None]
    schema: str | None = None
    id: Callable[[Any], str] = lambda record: source_key(record.source)
    time: Callable[[Any], datetime | None] = lambda record: record.fetched_at


def _article_id(record: Article | Duplicate) -> str:
    return record.article_id


def _event_id(record: Article | Duplicate) -> str:
    return record.event_id


def _url(record: Rejected | DeadLetter) -> str | None:
    return record.url


FORMS: dict[type[msgspec.Struct], Form] = {
    Candidate: Form(Role.EXTRACTED, lambda candidate: candidate.claims[candidate.visited]),
    Article: Form(Role.ARTICLES, _article_id, "article.v1", _event_id),
    Duplicate: Form(Role.DUPLICATES, _article_id, "duplicate.v1", _event_id),
    Rejected: Form(Role.REJECTED, _url, "rejected.v1"),
    DeadLetter: Form(Role.DEAD_LETTER, _url, "dead-letter.v1", time=lambda _: None),
}


def to_message(record: Outcome | Candidate, group: str) -> Message:
    """Make a message of what became of a page; `group` names the Newsmill that says so. A candidate goes to its next claim."""
    form = FORMS[type(record)]
    key = form.key(record)
    headers = _headers(form.schema, form.id(record), form.time(record), group) if form.schema else []
    return Message(form.role, key.encode() if key is not None else None, msgspec.json.encode(record), headers)


class _Page(msgspec.Struct):
    url: str | None = None
    source: Source | None = None


_read_page = msgspec.json.Decoder(_Page).decode
_read_candidate = msgspec.json.Decoder(Candidate).decode


def key_of(event: bytes) -> bytes | None:
    """Key a raw page by its site, so that the pages of one site keep their order; None where its URL cannot be read."""
    site = site_of(_page_of(event).url or "")
    return site.encode() if 0 < len(site) <= LONGEST_HOST else None


def to_raw_message(item: Item) -> Message:
    """Make a message of a raw page of an input, or of what cannot be read as one."""
    if not isinstance(item, Unreadable):
        return Message(Role.RAW, key_of(item.event), item.event, [])
    headers = [(UNREADABLE, item.message.encode())]
    if item.url is not None:
        headers.append((URL, item.url.encode()))
    return Message(Role.RAW, None, item.original, headers)


def received_headers(received: float) -> Headers:
    """Tell the next station when Kafka received a candidate's raw page, in seconds of the epoch."""
    return [(RECEIVED, f"{received:.3f}".encode())]


def received_of(headers: Iterable[tuple[str, bytes]]) -> float:
    """Read when Kafka received a candidate's raw page; 0 where its headers do not tell."""
    try:
        received = float(dict(headers).get(RECEIVED) or 0)
    except ValueError:
        return 0.0
    return received if 0 < received < math.inf else 0.0


def unreadable_letter(value: bytes, headers: Iterable[tuple[str, bytes]], source: Source) -> DeadLetter | None:
    """Give the dead letter that a message of `pages.raw` is from the start; None for a page."""
    told = dict(headers)
    if (message := told.get(UNREADABLE)) is None:
        return None
    url = told[URL].decode("utf-8", "replace") if URL in told else None
    return dead_letter(value, source, Step.READ, DeadLetterReason.BROKEN_RECORD, message.decode("utf-8", "replace"), url=url)


def read_candidate(value: bytes, source: Source) -> Candidate | DeadLetter:
    """Read a message of `pages.extracted` that lay at `source`; what is no candidate is a dead letter with its bytes.

    Its page's own source is told if it can be read, so that the page is accounted for.
    """
    try:
        candidate = _read_candidate(value)
        if 0 <= candidate.visited < len(candidate.claims):
            return candidate
        message = f"{candidate.visited} of {len(candidate.claims)} claims visited - at `$.visited`"
    except (ValueError, RecursionError) as error:
        message = str(error)
    page = _page_of(value)
    return dead_letter(value, page.source or source, Step.RELAY, DeadLetterReason.BROKEN_RECORD, message, url=page.url)


def _page_of(value: bytes) -> _Page:
    """Read what a message says of its page, as far as it can be read."""
    try:
        return _read_page(value)
    except (ValueError, RecursionError):
        return _Page()


def _headers(schema: str, event_id: str, time: datetime | None, group: str) -> Headers:
    """Write the headers of an event; its time is when the page was fetched, so that a replay says the same."""
    headers = {
        "ce_id": event_id,
        "ce_source": f"/{group}",
        "ce_specversion": "1.0",
        "ce_type": f"newsmill.{schema}",
        **({"ce_time": msgspec.to_builtins(time)} if time else {}),
    }
    return [*((name, value.encode()) for name, value in headers.items()), ("content-type", CONTENT_TYPE)]


def with_message(letter: DeadLetter, key: bytes | None, headers: RawHeaders) -> DeadLetter:
    """Add to a dead letter what a replay needs of its raw page's message: key, headers, and the attempts before this one."""
    return msgspec.structs.replace(
        letter,
        attempts=letter.attempts + attempts_before(headers),
        original_key_base64=key,
        original_headers=[Header(name=name, value_base64=value) for name, value in headers],
    )


def attempts_before(headers: RawHeaders) -> int:
    """Say how often a raw page was tried before it was replayed; 0 where its headers tell nothing that makes sense."""
    told = next((value for name, value in headers if name == ATTEMPTS), None) or b""
    return int(told) if told.isdigit() and len(told) < 7 else 0


def replayed(letter: DeadLetter, place: str) -> tuple[bytes, bytes | None, RawHeaders]:
    """Make the raw page's message again, value, key and headers, of the dead letter that lies at a place."""
    kept = [(header.name, header.value_base64) for header in letter.original_headers if header.name not in (ATTEMPTS, REPLAY_OF)]
    own = [(ATTEMPTS, str(letter.attempts).encode()), (REPLAY_OF, place.encode())]
    return letter.original_base64, letter.original_key_base64, [*kept, *own]
