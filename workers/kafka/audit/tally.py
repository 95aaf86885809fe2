"""What messages say of raw pages, taken down for the audit's book. Pure."""

import hashlib
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from workers.kafka.client.messages import reading_of
from workers.kafka.client.roles import OUTCOMES, Role
from workers.records import DeadLetterReason, DuplicateKind, Event, RejectReason, Source

DETAILS: dict[Role, tuple[str, ...]] = {
    Role.ARTICLES: tuple(Event),
    Role.DUPLICATES: tuple(DuplicateKind),
    Role.REJECTED: tuple(RejectReason),
    Role.DEAD_LETTER: tuple(DeadLetterReason),
}
KINDS = [(role, detail) for role in OUTCOMES for detail in DETAILS[role]]
"""All kinds of outcomes, each by its Kafka topic's role and its event, kind or reason."""
_CODES = {kind: code for code, kind in enumerate(KINDS)}

NO_LIFE = ""
"""The life of outcomes that name none: of the version before, or of a Kafka that gives its topics no ids."""


MOST_OFFSET, MOST_ID = 2**63 - 1, 64
"""What Kafka can count to, and characters of an article's id: an array takes no more, or as much for each as for the longest."""

LATEST = 2**51
"""A time that no broker has (ms): one beyond it was told by who wrote the message."""


class OutcomeFacts(msgspec.Struct, frozen=True):
    """What an audit reads of an outcome, whichever it is; the rest of the message is passed over."""

    source: Source
    event: str | None = None
    kind: str | None = None
    reason: str | None = None
    article_id: str | None = None
    revision: int = 0
    fetched_at: datetime = datetime.min.replace(tzinfo=UTC)


_read_outcome = msgspec.json.Decoder(OutcomeFacts).decode


class Outcomes(NamedTuple):
    """Outcomes of one partition and life: offsets of their raw pages, kinds, when they were appended (ms), and the rewinds that had
    their pages read again (0 for none).
    """

    offsets: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    appended: NDArray[np.int64]
    readings: NDArray[np.int64]


class Tally(msgspec.Struct):
    """What some messages said: outcomes by raw partition and life, and publications: by name, and when their pages were fetched (seconds since 1970)."""

    outcomes: dict[tuple[int, str], list[tuple[int, int, int, int]]] = msgspec.field(default_factory=dict)
    publications: list[bytes] = msgspec.field(default_factory=list)
    times: list[int] = msgspec.field(default_factory=list)
    foreign: int = 0

    def add(self, role: Role, record: Any, raw_topic: str) -> None:
        """Take down a message of the Kafka topic that plays a part; one that is no outcome of a page of `raw_topic` is foreign."""
        try:
            outcome = _read_outcome(record.value or b"")
        except (ValueError, RecursionError):
            self.foreign += 1
            return
        detail = outcome.kind if role is Role.DUPLICATES else outcome.event or outcome.reason
        code = _CODES.get((role, detail or ""))
        source = outcome.source
        if code is None or source.kafka_topic != raw_topic or source.partition is None or source.offset is None:
            self.foreign += 1
            return
        if source.offset > MOST_OFFSET or len(outcome.article_id or "") > MOST_ID or outcome.revision > MOST_OFFSET:
            self.foreign += 1  # no worker says so
            return
        reading = reading_of(record.headers)
        facts = (source.offset, code, min(max(record.timestamp, 0), LATEST), _digest(reading.name) if reading else 0)
        self.outcomes.setdefault((source.partition, source.life or NO_LIFE), []).append(facts)
        if role is Role.ARTICLES and not (reading and reading.publish):  # else the very event comes again, as was asked for
            self.publications.append(f"{outcome.article_id}/{outcome.revision}".encode())
            self.times.append(int(outcome.fetched_at.timestamp()))

    def packed(self) -> "PackedTally":
        """Pack it, to be sent to another process and kept."""
        return PackedTally(
            {place: _packed(facts) for place, facts in self.outcomes.items()},
            np.array(self.publications, np.bytes_),
            np.array(self.times, np.int64),
            self.foreign,
        )


def _digest(name: str) -> int:
    """Make a number of a reading's name, above 0."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=7).digest()) or 1


def _packed(facts: list[tuple[int, int, int, int]]) -> Outcomes:
    table = np.array(facts, np.int64).reshape(-1, 4)
    return Outcomes(table[:, 0], table[:, 1].astype(np.uint8), table[:, 2], table[:, 3])


class PackedTally(msgspec.Struct, frozen=True):
    """A tally as arrays."""

    outcomes: dict[tuple[int, str], Outcomes]
    publications: NDArray[np.bytes_]
    times: NDArray[np.int64]
    foreign: int
