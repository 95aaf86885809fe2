"""Pages and outcomes as Kafka messages: key, value, and headers by CloudEvents 1.0.

Pure: the same outcome makes the same bytes, so that a replay does.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from workers.dead_letter import dead_letter, original_of
from workers.ids import source_key
from workers.kafka.client.roles import Role
from workers.limits import MAX_HOST
from workers.records import Article, Candidate, DeadLetter, DeadLetterReason, Duplicate, Outcome, Rejected, Source, Step
from workers.steps.read.message import RawMessage
from workers.steps.read.newsmill_headers import ATTEMPTS, REPLAY_OF
from workers.steps.read.raw_page import url_of
from workers.urls import site_of

CONTENT_TYPE = b"application/json"

RECEIVED = "newsmill-received"
"""Header of a candidate: when Kafka received its raw page, in seconds of the epoch."""

LOG_APPEND_TIME = 1
"""Kafka's number for a time stamp that the broker has set."""

LONGEST_READING = 60
"""Characters of a reading's name."""

READING = "newsmill-reading"
"""Header of an outcome, and of a candidate: the rewind that had its page read again; without it a page is read for the first time."""

PUBLISH_AGAIN = "newsmill-publish-again"
"""Header of a candidate: what its page has published is published again."""

Headers = list[tuple[str, bytes]]
RawHeaders = Sequence[tuple[str, bytes | None]]


class Message(NamedTuple):
    """A message for the Kafka topic that plays a part."""

    role: Role
    key: bytes | None
    value: bytes
    headers: Headers


class Reading(NamedTuple):
    """How a page comes to be read again, and whether what it has published is published again.

    The name is the rewind's number; where it is an article on its way that is read again, of which a page may have left several, with
    the place of that message.
    """

    name: str
    publish: bool = False


class Form(NamedTuple):
    """How one kind of record is sent: where to, keyed by what; for an event its schema, id, time, and what readers may filter by."""

    role: Role
    key: Callable[[Any], str | None]
    schema: str | None = None
    id: Callable[[Any], str] = lambda record: source_key(record.source)
    time: Callable[[Any], datetime | None] = lambda record: record.fetched_at
    filters: Callable[[Any], dict[str, str]] = lambda _: {}


def _article_id(record: Article | Duplicate) -> str:
    return record.article_id


def _event_id(record: Article | Duplicate) -> str:
    return record.event_id


def _filters(record: Article | Duplicate) -> dict[str, str]:
    """Tell an article's language, site and best topic; what it does not have, or no host can be called, is left out."""
    told = {"language": record.language.code, "topic": record.topics[0].id if record.topics else "", "site": record.site}
    return {name: value for name, value in told.items() if 0 < len(value) <= MAX_HOST}


def _url(record: Rejected | DeadLetter) -> str | None:
    return record.url


FORMS: dict[type[msgspec.Struct], Form] = {
    Candidate: Form(Role.EXTRACTED, lambda candidate: candidate.claims[candidate.visited]),
    Article: Form(Role.ARTICLES, _article_id, "article.v1", _event_id, filters=_filters),
    Duplicate: Form(Role.DUPLICATES, _article_id, "duplicate.v1", _event_id, filters=_filters),
    Rejected: Form(Role.REJECTED, _url, "rejected.v1"),
    DeadLetter: Form(Role.DEAD_LETTER, _url, "dead-letter.v1", time=lambda _: None),
}


def outcome_message(record: Outcome | Candidate, group: str) -> Message:
    """Make a message of what became of a page; `group` names the Newsmill that says so. A candidate goes to its next claim."""
    form = FORMS[type(record)]
    key = form.key(record)
    headers = _headers(form, record, group) if form.schema else []
    return Message(form.role, key.encode() if key is not None else None, msgspec.json.encode(record), headers)


class _PageFacts(msgspec.Struct):
    url: str | None = None
    source: Source | None = None


_read_page = msgspec.json.Decoder(_PageFacts).decode
_read_candidate = msgspec.json.Decoder(Candidate).decode


def keyed(message: RawMessage) -> RawMessage:
    """Key a raw page by its site, so that the pages of one site keep their order; without a key where its URL cannot be read."""
    site = site_of(url_of(message) or "")
    return message._replace(key=site.encode() if 0 < len(site) <= MAX_HOST else None)


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


def reading_headers(reading: Reading | None) -> Headers:
    """Tell that a page is read again."""
    if reading is None:
        return []
    return [(READING, reading.name.encode()), *([(PUBLISH_AGAIN, b"true")] if reading.publish else [])]


def reading_of(headers: Iterable[tuple[str, bytes | None]]) -> Reading | None:
    """Read whether a page is read again; None where its headers do not say so."""
    told = dict(headers)
    name = (told.get(READING) or b"").decode("utf-8", "replace")
    return Reading(name, told.get(PUBLISH_AGAIN) is not None) if 0 < len(name) <= LONGEST_READING else None


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
    return dead_letter(
        RawMessage(value), page.source or source, Step.RELAY, DeadLetterReason.BROKEN_RECORD, message, url=page.url
    )


def _page_of(value: bytes) -> _PageFacts:
    """Read what a message says of its page, as far as it can be read."""
    try:
        return _read_page(value)
    except (ValueError, RecursionError):
        return _PageFacts()


def _headers(form: Form, record: Outcome | Candidate, group: str) -> Headers:
    """Write the headers of an event; its time is when the page was fetched, so that a replay says the same."""
    time = form.time(record)
    headers = {
        "ce_id": form.id(record),
        "ce_source": f"/{group}",
        "ce_specversion": "1.0",
        "ce_type": f"newsmill.{form.schema}",
        **({"ce_time": msgspec.to_builtins(time)} if time else {}),
        **form.filters(record),
    }
    return [*((name, value.encode()) for name, value in headers.items()), ("content-type", CONTENT_TYPE)]


def replayed(letter: DeadLetter, place: str) -> tuple[bytes, bytes | None, RawHeaders]:
    """Make the raw page's message again, value, key and headers, of the dead letter that lies at a place."""
    original = original_of(letter)
    kept = [(name, value) for name, value in original.headers if name not in (ATTEMPTS, REPLAY_OF)]
    own = [(ATTEMPTS, str(letter.attempts).encode()), (REPLAY_OF, place.encode())]
    return original.value, original.key, [*kept, *own]
