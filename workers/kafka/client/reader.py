"""Reading a Kafka topic as a log: its offsets, and all committed messages between two of them."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from workers.errors import KafkaFailure
from workers.kafka.client.connection import consumer
from workers.kafka.client.topics import TopicSpec
from workers.settings import Settings

FETCH_MS = 500

TRANSACTION_SECONDS = 40
"""How long transactions are waited for that hold back what is committed behind them: longer than a worker's may stay open."""

POLL_SECONDS = 0.1

Range = tuple[int, int]
"""Offsets from the first on, up to and without the second."""

Ranges = dict[TopicPartition, Range]


class Patience:
    """Ends the waiting for a Kafka that has gone away: aiokafka itself would wait for ever."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._state: object = None
        self._since = time.monotonic()

    def seen(self, state: object) -> None:
        """Take note of how far the reading is. Raises KafkaFailure where it has stood still for too long."""
        if state != self._state:
            self._state, self._since = state, time.monotonic()
        elif time.monotonic() - self._since > self._settings.kafka_seconds:
            raise KafkaFailure(f"Kafka at {self._settings.kafka} has sent nothing for {self._settings.kafka_seconds:g} s")


def partitions_of(spec: TopicSpec) -> list[TopicPartition]:
    """Name a Kafka topic's partitions."""
    return [TopicPartition(spec.name, number) for number in range(spec.partitions)]


async def ranges_of(client: AIOKafkaConsumer, specs: Iterable[TopicSpec]) -> Ranges:
    """Say which offsets of Kafka topics can be read: from the log's start to the last that is committed."""
    partitions = [partition for spec in specs for partition in partitions_of(spec)]
    begins, ends = await client.beginning_offsets(partitions), await client.end_offsets(partitions)
    return {partition: (begins[partition], ends[partition]) for partition in partitions}


async def log_ends(settings: Settings, partitions: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
    """Say where partitions end, with what open transactions have written. Ask before where they end for readers of committed messages:
    what lies between is of a transaction that is open; asked after, it might just have come.
    """
    async with consumer(settings) as client:
        ends: dict[TopicPartition, int] = await client.end_offsets(list(partitions))
        return ends


async def read_ranges(
    settings: Settings, client: AIOKafkaConsumer, ranges: Mapping[TopicPartition, Range]
) -> AsyncIterator[list[Any]]:
    """Give the messages in ranges as they come, those of a partition in order; an empty list while none comes.

    Raises KafkaFailure where Kafka sends nothing for too long.
    """
    left = {partition for partition, (begin, end) in ranges.items() if begin < end}
    client.assign(list(left))
    for partition in left:
        client.seek(partition, ranges[partition][0])
    patience = Patience(settings)
    while left:
        found = await client.getmany(timeout_ms=FETCH_MS)
        yield [record for partition, records in found.items() for record in records if record.offset < ranges[partition][1]]
        positions = {partition: await client.position(partition) for partition in left}
        patience.seen(positions)
        done = {partition for partition, position in positions.items() if position >= ranges[partition][1]}
        client.pause(*done)
        left -= done


async def until_stable(client: AIOKafkaConsumer, wanted: Mapping[TopicPartition, int]) -> None:
    """Wait until all up to these offsets is committed or aborted. Raises KafkaFailure where a transaction stays open."""
    deadline = time.monotonic() + TRANSACTION_SECONDS
    while wanted:
        ends = await client.end_offsets(list(wanted))
        wanted = {place: end for place, end in wanted.items() if ends[place] < end}
        if wanted and time.monotonic() > deadline:
            place = min(wanted)
            raise KafkaFailure(
                f"a transaction that nobody ends holds back {place.topic} partition {place.partition} from offset {ends[place]} on;"
                " newsmill rewind ends one of Newsmill's own, kafka-transactions.sh any"
            )
        await asyncio.sleep(POLL_SECONDS if wanted else 0)
