"""Reading a Kafka topic as a log: its offsets, and all committed messages between two of them."""

import time
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from workers.errors import KafkaFailure
from workers.kafka.client.topics import TopicSpec
from workers.settings import Settings

FETCH_MS = 500

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


async def ranges_of(client: AIOKafkaConsumer, specs: Iterable[TopicSpec]) -> Ranges:
    """Say which offsets of Kafka topics can be read: from the log's start to the last that is committed."""
    partitions = [TopicPartition(spec.name, number) for spec in specs for number in range(spec.partitions)]
    begins, ends = await client.beginning_offsets(partitions), await client.end_offsets(partitions)
    return {partition: (begins[partition], ends[partition]) for partition in partitions}


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
