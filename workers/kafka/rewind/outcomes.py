"""Where work had come to, told by its outcomes: the first page and article without one."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
from aiokafka import AIOKafkaConsumer, TopicPartition
from numpy.typing import NDArray

from workers.kafka.audit.audit import enter, first_readable
from workers.kafka.audit.ledger import Ledger
from workers.kafka.audit.tally import NO_LIFE, PackedTally
from workers.kafka.client.notes import Life, life_of
from workers.kafka.client.reader import Range, Ranges, read_ranges
from workers.records import Source
from workers.settings import Settings


class Reached(msgspec.Struct, frozen=True):
    """By partition: the first offset without an outcome, and the offset after the last page that was worked on."""

    first_open: Mapping[TopicPartition, int]
    until: Mapping[TopicPartition, int]


class _PageFacts(msgspec.Struct):
    source: Source


_read_page = msgspec.json.Decoder(_PageFacts).decode


class Told(NamedTuple):
    """What tells how far work had come: outcomes, and articles on their way where those have to be read."""

    tallies: Sequence[PackedTally]
    extracted: Ranges


async def lowest_of_lives(settings: Settings, client: AIOKafkaConsumer, told: Told) -> dict[int, dict[str, int]]:
    """Find the lowest offset at which a page of each life is told of, by its partition. Raises KafkaFailure."""
    lowest: dict[int, dict[str, int]] = {}

    def take(partition: int, life: str, offset: int) -> None:
        found = lowest.setdefault(partition, {})
        found[life] = min(offset, found.get(life, offset))

    for tally in told.tallies:
        for (partition, life), outcomes in tally.outcomes.items():
            take(partition, life, int(outcomes.offsets.min()))
    async for _, _, source in _on_their_way(settings, client, told.extracted):
        take(source.partition or 0, source.life or NO_LIFE, source.offset or 0)
    return lowest


async def reached_by(
    settings: Settings, client: AIOKafkaConsumer, raw: Ranges, lives: Mapping[int, Sequence[Life]], told: Told
) -> Reached:
    """Say where work had come to, by the raw pages in these ranges, each of a life. Raises KafkaFailure."""
    ledger = Ledger({place.partition: offsets for place, offsets in raw.items()}, settings.window, lives)
    await enter(settings, client, ledger, told.tallies)
    done = _Done(told.tallies)
    first_open: dict[TopicPartition, int] = {}
    until = {place: ledger.marked_until().get(place.partition, begin) for place, (begin, _) in raw.items()}
    for place, (_, end) in raw.items():
        unmarked = ledger.unmarked().get(place.partition)
        first_open[place] = end if unmarked is None else await _first_page(settings, client, place, unmarked, end)
    raw_of = {place.partition: place for place in raw}
    async for place, offset, source in _on_their_way(settings, client, told.extracted):
        if not done.has(source):
            first_open.setdefault(place, offset)
        page, page_offset = raw_of.get(source.partition or 0), source.offset or 0
        if not page or page_offset >= raw[page][1]:  # of what nobody can have read, only a forgery tells
            continue
        if source.life and source.life == life_of(lives.get(page.partition, ()), page_offset):
            until[page] = max(until[page], page_offset + 1)
    for place, (_, end) in told.extracted.items():
        first_open.setdefault(place, end)
        until[place] = end
    return Reached(first_open, until)


async def _on_their_way(
    settings: Settings, client: AIOKafkaConsumer, extracted: Ranges
) -> AsyncIterator[tuple[TopicPartition, int, Source]]:
    """Read where articles on their way lie, and of which pages they are; what is none is passed over. Raises KafkaFailure."""
    async for records in read_ranges(settings, client, extracted):
        for record in records:
            source = _source_of(record)
            if source is not None and source.partition is not None and source.offset is not None:
                yield TopicPartition(record.topic, record.partition), record.offset, source


def _source_of(record: Any) -> Source | None:
    try:
        return _read_page(record.value or b"").source
    except (ValueError, RecursionError):
        return None


async def _first_page(
    settings: Settings, client: AIOKafkaConsumer, place: TopicPartition, unmarked: NDArray[np.int64], end: int
) -> int:
    """Find the first offset without an outcome that holds a page: transactions' markers are none."""
    client.assign([place])
    number = 0
    while number < len(unmarked):
        held = await first_readable(settings, client, place, int(unmarked[number]), end)
        if held is None:
            break
        if held == unmarked[number]:
            return held
        number = int(np.searchsorted(unmarked, held))
    return end


class _Done:
    """Which raw pages have an outcome, of whichever life."""

    def __init__(self, tallies: Collection[PackedTally]) -> None:
        offsets: dict[tuple[int, str], list[NDArray[np.int64]]] = {}
        for tally in tallies:
            for place, outcomes in tally.outcomes.items():
                offsets.setdefault(place, []).append(outcomes.offsets)
        self._offsets = {place: np.unique(np.concatenate(found)) for place, found in offsets.items()}

    def has(self, source: Source) -> bool:
        """Whether a page has one. Those that name no life may be of any."""
        return any(self._holds((source.partition or 0, life), source.offset or 0) for life in (source.life or NO_LIFE, NO_LIFE))

    def _holds(self, place: tuple[int, str], offset: int) -> bool:
        found = self._offsets.get(place)
        if found is None:
            return False
        at = int(np.searchsorted(found, offset))
        return at < len(found) and int(found[at]) == offset


def ranges_between(begins: Mapping[TopicPartition, int], ends: Mapping[TopicPartition, int], kafka_topic: str) -> Ranges:
    """Take the ranges of one Kafka topic."""
    found: dict[TopicPartition, Range] = {place: (begin, ends[place]) for place, begin in begins.items()}
    return {place: offsets for place, offsets in found.items() if place.topic == kafka_topic}
