"""What becomes of a page, as a Kafka message: key, value, and headers by CloudEvents 1.0 (Kafka binding, binary mode).

Pure: the same outcome makes the same bytes, so that a replay does.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from workers.ids import source_key
from workers.kafka.roles import Role
from workers.records import Article, Candidate, DeadLetter, Duplicate, Outcome, Rejected

CONTENT_TYPE = b"application/json"

Headers = list[tuple[str, bytes]]


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
