"""Messages packed into batches by partition: one by one they cost aiokafka many times as much."""

import asyncio
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.partitioner import murmur2

from workers.kafka.client.messages import LOG_APPEND_TIME
from workers.kafka.client.notes import UNKNOWN, Mark

BATCH_BYTES = 1024 * 1024
"""Bytes of a partition's messages that are sent together; a larger message goes alone."""


class Output(NamedTuple):
    """A message to be sent, and to which partition; None for the one that its key belongs to."""

    kafka_topic: str
    partition: int | None
    key: bytes | None
    value: bytes
    headers: Sequence[tuple[str, bytes]] = ()


class _Sent(NamedTuple):
    batch: "asyncio.Future[Any]"
    messages: int


class Batches:
    """What one transaction sends."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer
        self._open: dict[TopicPartition, Any] = {}
        self._sent: dict[TopicPartition, list[_Sent]] = {}
        self.begins: dict[TopicPartition, int] = {}
        """Once sent: the offset of the first message of each partition."""

    async def add(self, output: Output) -> None:
        """Add a message; where its partition's batch is full, send that first."""
        name, partition, key, value, headers = output
        if partition is None:
            count = len(await self._producer.partitions_for(name))
            partition = partition_of(key, count) if key is not None else zlib.crc32(value) % count
        place = TopicPartition(name, partition)
        batch = self._open.get(place)
        while batch is None or batch.append(timestamp=None, key=key, value=value, headers=list(headers)) is None:
            if batch:
                await self._send(place)
            self._open[place] = batch = self._producer.create_batch()

    async def send(self) -> dict[TopicPartition, Mark]:
        """Send what is left and wait for all; returns what comes after the last message of each partition. Raises KafkaError."""
        for place in list(self._open):
            await self._send(place)
        await asyncio.gather(*(sent.batch for every in self._sent.values() for sent in every))
        self.begins = {place: every[0].batch.result().offset for place, every in self._sent.items()}
        return {place: _mark(every[-1]) for place, every in self._sent.items()}

    async def _send(self, place: TopicPartition) -> None:
        batch = self._open.pop(place)
        sent = await self._producer.send_batch(batch, place.topic, partition=place.partition)
        self._sent.setdefault(place, []).append(_Sent(sent, batch.record_count()))


def _mark(sent: _Sent) -> Mark:
    """Say where a batch ends, and when Kafka appended it, where it tells that (LogAppendTime)."""
    confirmed = sent.batch.result()
    return Mark(confirmed.offset + sent.messages, confirmed.timestamp if confirmed.timestamp_type == LOG_APPEND_TIME else UNKNOWN)


def partition_of(key: bytes, partitions: int) -> int:
    """Say which partition a key belongs to, as Kafka's own default partitioner does."""
    return int(murmur2(key) & 0x7FFFFFFF) % partitions
