"""The audit's book: a mark for each raw page, one more for each outcome that names it. Pure.

A byte an offset: a million pages take a megabyte.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from workers.kafka.client.reader import Range
from workers.kafka.client.roles import OUTCOMES, Role
from workers.records import DeadLetterReason, DuplicateKind, Event, RejectReason, Source

HOLE = 255
"""The mark of an offset that holds no page: the marker of a transaction, or an aborted message."""
MOST = 254
LISTED = 1000
"""Places that a report names of each kind; it counts all."""

DETAILS: dict[Role, tuple[str, ...]] = {
    Role.ARTICLES: tuple(Event),
    Role.DUPLICATES: tuple(DuplicateKind),
    Role.REJECTED: tuple(RejectReason),
    Role.DEAD_LETTER: tuple(DeadLetterReason),
}
KINDS = [(role, detail) for role in OUTCOMES for detail in DETAILS[role]]
"""All kinds of outcomes, each by its Kafka topic's role and its event, kind or reason."""
_CODES = {kind: code for code, kind in enumerate(KINDS)}


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


class Tally(msgspec.Struct):
    """What some messages said: offsets of raw pages and kinds of outcomes by raw partition, and publications: by name, and when their pages were fetched (seconds since 1970)."""

    sources: dict[int, list[int]] = msgspec.field(default_factory=dict)
    kinds: dict[int, list[int]] = msgspec.field(default_factory=dict)
    publications: list[bytes] = msgspec.field(default_factory=list)
    times: list[int] = msgspec.field(default_factory=list)
    foreign: int = 0

    def add(self, role: Role, value: bytes, raw_topic: str) -> None:
        """Take down a message of the Kafka topic that plays a part; one that is no outcome of a page of `raw_topic` is foreign."""
        try:
            outcome = _read_outcome(value)
        except (ValueError, RecursionError):
            self.foreign += 1
            return
        detail = outcome.kind if role is Role.DUPLICATES else outcome.event or outcome.reason
        code = _CODES.get((role, detail or ""))
        source = outcome.source
        if code is None or source.kafka_topic != raw_topic or source.partition is None or source.offset is None:
            self.foreign += 1
            return
        self.sources.setdefault(source.partition, []).append(source.offset)
        self.kinds.setdefault(source.partition, []).append(code)
        if role is Role.ARTICLES:
            self.publications.append(f"{outcome.article_id}/{outcome.revision}".encode())
            self.times.append(int(outcome.fetched_at.timestamp()))

    def packed(self) -> "PackedTally":
        """Pack it, to be sent to another process and kept."""
        return PackedTally(
            {partition: np.array(offsets, np.int64) for partition, offsets in self.sources.items()},
            {partition: np.array(codes, np.uint8) for partition, codes in self.kinds.items()},
            np.array(self.publications, np.bytes_),
            np.array(self.times, np.int64),
            self.foreign,
        )


class PackedTally(msgspec.Struct, frozen=True):
    """A tally as arrays."""

    sources: dict[int, NDArray[np.int64]]
    kinds: dict[int, NDArray[np.uint8]]
    publications: NDArray[np.bytes_]
    times: NDArray[np.int64]
    foreign: int


class RawPlace(msgspec.Struct, frozen=True, order=True):
    """Where a raw page lies."""

    partition: int
    offset: int


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What an audit found. It closes if every raw page has exactly one outcome, and no revision was published twice."""

    raw_pages: int
    outcomes: dict[str, dict[str, int]]
    missing: int
    missing_at: list[RawPlace]
    double: int
    double_at: list[RawPlace]
    published_twice: int
    published_twice_at: list[str]
    expired: int
    later: int
    foreign: int
    unchecked: int

    @property
    def closes(self) -> bool:
        """Whether nothing is missing or double."""
        return not (self.missing or self.double or self.published_twice)


class Ledger:
    """Marks of the raw pages in a range of offsets for each partition."""

    def __init__(self, ranges: Mapping[int, Range], window: timedelta) -> None:
        """Open a book for the offsets that hold raw pages, by partition; articles are remembered for a window."""
        self._begins = {partition: begin for partition, (begin, _) in ranges.items()}
        self._marks = {partition: np.zeros(max(end - begin, 0), np.uint8) for partition, (begin, end) in ranges.items()}
        self._kinds = np.zeros(len(KINDS), np.int64)
        self._window = int(window.total_seconds())
        self._publications: list[NDArray[np.bytes_]] = []
        self._times: list[NDArray[np.int64]] = []
        self._others: Counter[str] = Counter()

    def enter(self, tally: PackedTally) -> None:
        """Mark the raw pages that outcomes name. What is not in range has expired, or came later: it is counted apart."""
        self._publications.append(tally.publications)
        self._times.append(tally.times)
        self._others["foreign"] += tally.foreign
        for partition, offsets in tally.sources.items():
            marks = self._marks.get(partition, np.zeros(0, np.uint8))
            places = offsets - self._begins.get(partition, 0)
            self._others["expired"] += int((places < 0).sum())
            self._others["later"] += int((places >= len(marks)).sum())
            inside = (places >= 0) & (places < len(marks))
            self._kinds += np.bincount(tally.kinds[partition][inside], minlength=len(KINDS))
            counts = marks + np.bincount(places[inside], minlength=len(marks))
            marks[:] = np.minimum(counts, MOST)

    def unmarked(self) -> dict[int, NDArray[np.int64]]:
        """Give the offsets that no outcome names, by partition, in order: pages that are missing, or no pages."""
        found = {partition: np.flatnonzero(marks == 0) + self._begins[partition] for partition, marks in self._marks.items()}
        return {partition: offsets for partition, offsets in found.items() if len(offsets)}

    def note_holes(self, partition: int, offsets: Iterable[int]) -> None:
        """Take down that offsets hold no page."""
        self._marks[partition][np.fromiter(offsets, np.int64) - self._begins[partition]] = HOLE

    def verdict(self, unchecked: int = 0) -> Verdict:
        """Say how the book stands; `unchecked` of the pages without a mark were not looked at, and may be no pages."""
        missing = self.unmarked()
        double = {
            partition: np.flatnonzero((marks > 1) & (marks != HOLE)) + self._begins[partition]
            for partition, marks in self._marks.items()
        }
        twice = self._published_twice()
        return Verdict(
            raw_pages=sum(int((marks != HOLE).sum()) for marks in self._marks.values()),
            outcomes={
                role.value: {
                    detail: int(count) for (of, detail), count in zip(KINDS, self._kinds, strict=True) if of is role and count
                }
                for role in OUTCOMES
            },
            missing=_total(missing),
            missing_at=_places(missing),
            double=_total(double),
            double_at=_places(double),
            published_twice=len(twice),
            published_twice_at=twice[:LISTED],
            expired=self._others["expired"],
            later=self._others["later"],
            foreign=self._others["foreign"],
            unchecked=unchecked,
        )

    def _published_twice(self) -> list[str]:
        """Name the revisions that two pages published which were fetched within a window; after it an article is new again."""
        names = np.concatenate([np.zeros(0, "S1"), *self._publications])
        times = np.concatenate([np.zeros(0, np.int64), *self._times])
        order = np.lexsort((times, names))
        names, times = names[order], times[order]
        again = (names[1:] == names[:-1]) & (np.diff(times) <= self._window)
        return [name.decode() for name in np.unique(names[1:][again]).tolist()]


def _total(offsets: Mapping[int, NDArray[Any]]) -> int:
    return sum(len(found) for found in offsets.values())


def _places(offsets: Mapping[int, NDArray[Any]]) -> list[RawPlace]:
    """Name the first places."""
    places = (RawPlace(partition, int(offset)) for partition, found in sorted(offsets.items()) for offset in found[:LISTED])
    return sorted(places)[:LISTED]


_PLURALS = {Role.DEAD_LETTER.value: "dead letters"}


def report(verdict: Verdict, raw_topic: str, shown: int = 20) -> list[str]:
    """Write a verdict as lines: the sum, then what is missing and double, then what else was seen."""
    parts = []
    for role, details in verdict.outcomes.items():
        counts = ", ".join(f"{count} {detail}" for detail, count in sorted(details.items()))
        parts.append(f"{sum(details.values())} {_PLURALS.get(role, role)}{f' ({counts})' if counts else ''}")
    lines = [f"{verdict.raw_pages} raw pages {'=' if verdict.closes else '≠'} {' + '.join(parts)}"]
    at = {
        "missing": [f"{raw_topic}/{place.partition}/{place.offset}" for place in verdict.missing_at],
        "double": [f"{raw_topic}/{place.partition}/{place.offset}" for place in verdict.double_at],
        "published twice": verdict.published_twice_at,
    }
    for name, total in (("missing", verdict.missing), ("double", verdict.double), ("published twice", verdict.published_twice)):
        more = f" and {total - shown} more" if total > shown else ""
        lines.append(f"{total} {name}{': ' if total else ''}{', '.join(at[name][:shown])}{more}")
    notes = {
        "of the missing were not looked at and may be no pages (markers of transactions)": verdict.unchecked,
        "outcomes of raw pages that have expired": verdict.expired,
        "outcomes of raw pages that came after the audit began": verdict.later,
        f"messages that are no outcome of a page of {raw_topic}": verdict.foreign,
    }
    return [*lines, *(f"{count} {note}" for note, count in notes.items() if count)]
