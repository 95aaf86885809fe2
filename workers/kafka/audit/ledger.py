"""The audit's book: a mark for each raw page, one more for each outcome that names it. Pure.

A byte an offset: a million pages take a megabyte.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from workers.kafka.audit.tally import KINDS, NO_LIFE, Outcomes, PackedTally
from workers.kafka.client.notes import Life
from workers.kafka.client.reader import Range
from workers.kafka.client.roles import OUTCOMES, Role

HOLE = 255
"""The mark of an offset that holds no page: the marker of a transaction, or an aborted message."""
MOST = 254
LISTED = 1000
"""Places that a report names of each kind; it counts all."""

Ages = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Times (ms), rising, and for each the offset of the first raw page that was appended after it."""


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
    read_again: dict[str, dict[str, int]] = {}
    only_read_again: int = 0
    earlier_life: int = 0
    judged_by_time: int = 0
    undated: int = 0
    moved: list[str] = []
    undecided: int = 0
    expired_unread: int = 0

    @property
    def closes(self) -> bool:
        """Whether nothing is missing or double, and offsets mean what they did."""
        return not (self.missing or self.double or self.published_twice or self.moved)


class Ledger:
    """Marks of the raw pages in a range of offsets for each partition."""

    def __init__(self, ranges: Mapping[int, Range], window: timedelta, lives: Mapping[int, Sequence[Life]] | None = None) -> None:
        """Open a book for the offsets that hold raw pages, by partition, each of a life; articles are remembered for a window."""
        self._begins = {partition: begin for partition, (begin, _) in ranges.items()}
        self._marks = {partition: np.zeros(max(end - begin, 0), np.uint8) for partition, (begin, end) in ranges.items()}
        self._lives = lives or {}
        self._kinds = {False: np.zeros(len(KINDS), np.int64), True: np.zeros(len(KINDS), np.int64)}
        self._again: dict[int, list[NDArray[np.int64]]] = {}
        self._window = int(window.total_seconds())
        self._publications: list[NDArray[np.bytes_]] = []
        self._times: list[NDArray[np.int64]] = []
        self._others: Counter[str] = Counter()

    @property
    def partitions(self) -> set[int]:
        """The partitions of raw pages that there are."""
        return set(self._marks)

    def enter(self, tally: PackedTally, ages: Mapping[int, Ages] | None = None) -> None:
        """Mark the raw pages that outcomes name. What is not in range has expired, or came later: it is counted apart.

        `ages` tell of outcomes that name no life whether their page can be the one that lies there now.
        """
        self._publications.append(tally.publications)
        self._times.append(tally.times)
        self._others["foreign"] += tally.foreign
        for (partition, life), outcomes in tally.outcomes.items():
            size = len(self._marks.get(partition, b""))
            places = outcomes.offsets - self._begins.get(partition, 0)
            self._others["expired"] += int((places < 0).sum())
            self._others["later"] += int((places >= size).sum())
            inside = (places >= 0) & (places < size)
            present = inside & self._of_present_life(partition, life, outcomes, inside, ages or {})
            self._others["earlier_life"] += int((inside & ~present).sum())
            self._mark(partition, places, outcomes, present)

    def _mark(self, partition: int, places: NDArray[np.int64], outcomes: Outcomes, present: NDArray[np.bool_]) -> None:
        """Mark the places of pages that were read for the first time, and note apart those that were read again, with their reading."""
        first, again = present & (outcomes.readings == 0), present & (outcomes.readings > 0)
        self._kinds[False] += np.bincount(outcomes.kinds[first], minlength=len(KINDS))
        self._kinds[True] += np.bincount(outcomes.kinds[again], minlength=len(KINDS))
        if partition in self._marks:
            marks = self._marks[partition]
            marks[:] = np.minimum(marks + np.bincount(places[first], minlength=len(marks)), MOST)
        if again.any():
            self._again.setdefault(partition, []).append(np.stack([places[again], outcomes.readings[again]], axis=1))

    def _of_present_life(
        self, partition: int, life: str, outcomes: Outcomes, inside: NDArray[np.bool_], ages: Mapping[int, Ages]
    ) -> NDArray[np.bool_]:
        """Say which outcomes are of pages that lie there now, and not of others that had their offsets before."""
        lives = self._lives.get(partition, ())
        if life != NO_LIFE and lives:
            at = np.searchsorted([each.begin for each in lives], outcomes.offsets, side="right") - 1
            return np.array([each.name == life for each in lives])[at] & (at >= 0)
        if partition not in ages:
            self._others["undated"] += int(inside.sum())
            return np.ones(len(outcomes.offsets), np.bool_)
        times, firsts = ages[partition]
        self._others["judged_by_time"] += int(inside.sum())
        bounds = firsts[np.minimum(np.searchsorted(times, outcomes.appended), len(firsts) - 1)]
        return np.asarray(outcomes.offsets < bounds)

    def unmarked(self) -> dict[int, NDArray[np.int64]]:
        """Give the offsets that no outcome names, by partition, in order: pages that are missing, or no pages."""
        found = {
            partition: np.flatnonzero((marks == 0) & ~self._read_again(partition)) + self._begins[partition]
            for partition, marks in self._marks.items()
        }
        return {partition: offsets for partition, offsets in found.items() if len(offsets)}

    def marked_until(self) -> dict[int, int]:
        """Say up to which offset pages have come out, by partition: what comes after the last one that has an outcome."""
        ends = {
            partition: np.flatnonzero((marks > 0) & (marks != HOLE) | self._read_again(partition)) + self._begins[partition] + 1
            for partition, marks in self._marks.items()
        }
        return {partition: int(found[-1]) for partition, found in ends.items() if len(found)}

    def _read_again(self, partition: int, *, least: int = 1) -> NDArray[np.bool_]:
        """Say which pages have so many outcomes at least of one and the same reading again."""
        found = np.zeros(len(self._marks[partition]), np.bool_)
        if again := self._again.get(partition):
            pairs, counts = np.unique(np.concatenate(again), axis=0, return_counts=True)
            found[pairs[counts >= least, 0]] = True
        return found

    def note_holes(self, partition: int, offsets: Iterable[int]) -> None:
        """Take down that offsets hold no page."""
        self._marks[partition][np.fromiter(offsets, np.int64) - self._begins[partition]] = HOLE

    def verdict(self, unchecked: int = 0, moved: Sequence[str] = ()) -> Verdict:
        """Say how the book stands; `unchecked` of the pages without a mark were not looked at, and may be no pages; `moved` says which
        offsets no longer mean what they did.
        """
        missing = self.unmarked()
        double = {
            partition: np.flatnonzero((marks > 1) & (marks != HOLE) | self._read_again(partition, least=2))
            + self._begins[partition]
            for partition, marks in self._marks.items()
        }
        twice = self._published_twice()
        return Verdict(
            raw_pages=sum(int((marks != HOLE).sum()) for marks in self._marks.values()),
            outcomes={role.value: self._counts(role, again=False) for role in OUTCOMES},
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
            read_again={role.value: counts for role in OUTCOMES if (counts := self._counts(role, again=True))},
            only_read_again=sum(
                int(((marks == 0) & self._read_again(partition)).sum()) for partition, marks in self._marks.items()
            ),
            earlier_life=self._others["earlier_life"],
            judged_by_time=self._others["judged_by_time"],
            undated=self._others["undated"],
            moved=list(moved),
        )

    def _counts(self, role: Role, *, again: bool) -> dict[str, int]:
        """Count outcomes of a role by detail."""
        return {detail: int(count) for (of, detail), count in zip(KINDS, self._kinds[again], strict=True) if of is role and count}

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


def _summed(outcomes: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Write how many outcomes there are of each role, and of which kind."""
    parts = []
    for role, details in outcomes.items():
        counts = ", ".join(f"{count} {detail}" for detail, count in sorted(details.items()))
        parts.append(f"{sum(details.values())} {_PLURALS.get(role, role)}{f' ({counts})' if counts else ''}")
    return parts


_PLURALS = {Role.DEAD_LETTER.value: "dead letters"}


def report(verdict: Verdict, raw_topic: str, shown: int = 20) -> list[str]:
    """Write a verdict as lines: the sum, then what is missing and double, then what else was seen."""
    parts = _summed(verdict.outcomes)
    if verdict.only_read_again:
        parts.append(f"{verdict.only_read_again} only when read again")
    lines = [f"{verdict.raw_pages} raw pages {'=' if verdict.closes else '≠'} {' + '.join(parts)}"]
    at = {
        "missing": [f"{raw_topic}/{place.partition}/{place.offset}" for place in verdict.missing_at],
        "double": [f"{raw_topic}/{place.partition}/{place.offset}" for place in verdict.double_at],
        "published twice": verdict.published_twice_at,
    }
    for name, total in (("missing", verdict.missing), ("double", verdict.double), ("published twice", verdict.published_twice)):
        more = f" and {total - shown} more" if total > shown else ""
        lines.append(f"{total} {name}{': ' if total else ''}{', '.join(at[name][:shown])}{more}")
    lines += [f"moved: {line}" for line in verdict.moved]
    if verdict.read_again:
        lines.append(f"read again, after a rewind: {' + '.join(_summed(verdict.read_again))}")
    notes = {
        "of the missing were not looked at and may be no pages (markers of transactions)": verdict.unchecked,
        "outcomes of raw pages that have expired": verdict.expired,
        "outcomes of raw pages that came after the audit began": verdict.later,
        "outcomes of pages of an earlier life of the Kafka topic": verdict.earlier_life,
        "outcomes name no life of the Kafka topic, and were judged by when they were appended": verdict.judged_by_time,
        "outcomes name no life of the Kafka topic, which cannot be told without LogAppendTime": verdict.undated,
        "raw pages that Kafka deleted before the workers had read them (markers of transactions among them)": verdict.expired_unread,
        "messages behind a transaction of a crawler's that is open: nobody reads them before it ends": verdict.undecided,
        f"messages that are no outcome of a page of {raw_topic}": verdict.foreign,
    }
    return [*lines, *(f"{count} {note}" for note, count in notes.items() if count)]
