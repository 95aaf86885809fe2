"""The note beside an offset: what the offset means. Pure.

Why: `docs/adr/0015-what-an-offset-means.md`.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

MOST_BYTES = 4000
"""What a note takes at most: Kafka refuses more than offset.metadata.max.bytes, by default 4096."""

UNKNOWN = -1
"""The time of a message that is not known."""

CLAIMS = "claims"
"""Where a task has written to, beside partitions of articles on their way, which go by their number: its claims' changelog."""


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """A place in a log that is known: the offset after a message, and when that was appended (ms of the epoch)."""

    end: int
    at: int = UNKNOWN


class Again(msgspec.Struct, frozen=True, array_like=True):
    """Pages that are read again: up to which offset, by which rewind, and whether what they published is published again."""

    until: int
    number: int
    publish: bool = False


class Life(msgspec.Struct, frozen=True, array_like=True):
    """A life of a partition: from which offset on its messages belong to it, and what it is called."""

    begin: int
    name: str


class Note(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is written beside an offset. Its keys: ADR 15."""

    v: Literal[1] = msgspec.field(default=1)
    topics: Mapping[str, str]
    partitions: int
    lives: tuple[Life, ...] = ()
    at: int = UNKNOWN
    written: Mapping[str, Mark] = {}
    again: Again | None = None
    window: msgspec.Raw = msgspec.Raw(b"null")


class _Versioned(msgspec.Struct):
    v: Literal[1]


class _Former(msgspec.Struct):
    at: float
    bits: str


class Signed(NamedTuple):
    """An offset of the group, and the note beside it."""

    offset: int
    note: Note


def read_note(text: str) -> Note | None:
    """Read a note; None where it is none, as beside an offset that was set by hand."""
    try:
        msgspec.json.decode(text, type=_Versioned)
        return msgspec.json.decode(text, type=Note)
    except (msgspec.DecodeError, UnicodeError):
        return None


def is_former(text: str) -> bool:
    """Say whether a note is the circuit breaker's alone, as the version before wrote it beside offsets of raw pages."""
    try:
        msgspec.json.decode(text, type=_Former)
    except (msgspec.DecodeError, UnicodeError):
        return False
    return True


def write_note(note: Note) -> str:
    """Write a note; where it is too long the oldest places that it has written to are left out."""
    written = dict(sorted(note.written.items(), key=lambda item: -item[1].at))
    while True:
        text = _write(msgspec.structs.replace(note, written=written))
        if len(text) <= MOST_BYTES or not written:
            return text
        written.popitem()


def _write(note: Note) -> str:
    return msgspec.json.encode({"v": note.v, **msgspec.to_builtins(note, builtin_types=(msgspec.Raw,))}).decode()


def life_of(lives: Sequence[Life], offset: int) -> str | None:
    """Name the life that a message at this offset belongs to; None where Kafka gives its topics no ids."""
    return next((life.name for life in reversed(lives) if life.begin <= offset), None)


def topic_id_of(life: str) -> str:
    """Take the Kafka topic's id from the name of a life."""
    return life.partition(".")[0]


def next_name(name: str) -> str:
    """Name the life after one: the Kafka topic's id and a number."""
    identity, _, number = name.partition(".")
    return f"{identity}.{int(number or 1) + 1}"


def again_at(note: Note, offset: int) -> Again | None:
    """Say which rewind has a message at this offset read again; None where it is read for the first time."""
    return note.again if note.again and offset < note.again.until else None


def next_note(note: Note, *, offset: int, at: int, written: Mapping[str, Mark], window: str) -> Note:
    """Make the note beside the offset that comes next: `at` is the time of the message before it."""
    return msgspec.structs.replace(
        note,
        at=at,
        written={**note.written, **written},
        again=again_at(note, offset),
        window=msgspec.Raw(window.encode() or b"null"),
    )
