"""What stands in for Kafka where the protocol between a worker's own pieces is tested: messages, a producer, a database."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

from aiokafka import TopicPartition

from workers.kafka.client.messages import LOG_APPEND_TIME
from workers.kafka.worker.claim_store import PartitionClaims

PARTITIONS = 4

APPENDED = 5000
"""When Kafka appended what a producer has sent, and received what is read, in milliseconds of the epoch."""


def message(
    kafka_topic: str,
    offset: int,
    value: bytes | None = b"",
    *,
    partition: int = 0,
    headers: Sequence[tuple[str, bytes]] = (),
    appended: int | None = APPENDED,
) -> Any:
    """Make a message as Faust gives it, which Kafka received at second 5."""
    return SimpleNamespace(
        tp=TopicPartition(kafka_topic, partition),
        topic=kafka_topic,
        partition=partition,
        offset=offset,
        value=value,
        key=None,
        headers=headers,
        timestamp=None if appended is None else appended / 1000,
        timestamp_type=LOG_APPEND_TIME,
    )


class MadeBatch:
    """Messages of a batch, so many at most."""

    def __init__(self, most: int) -> None:
        self.messages: list[tuple[bytes | None, bytes | None]] = []
        self._most = most

    def append(self, *, timestamp: int | None, key: bytes | None, value: bytes | None, headers: Any) -> object | None:  # noqa: ARG002
        """Take one in, as aiokafka's own does: None where it is full, though never of the first."""
        if len(self.messages) == self._most:
            return None
        self.messages.append((key, value))
        return self

    def record_count(self) -> int:
        """Count them."""
        return len(self.messages)


class FakeProducer:
    """A transactional producer whose messages go to lists, once they are committed."""

    def __init__(self, most: int = 100, **arguments: Any) -> None:
        self.arguments = arguments
        self.committed: list[dict[str, list[bytes | None]]] = []
        """The values of each transaction, by Kafka topic."""
        self.batches: list[tuple[TopicPartition, MadeBatch]] = []
        self.offsets: list[Mapping[TopicPartition, Any]] = []
        """What each transaction set as the group's offset, and the note beside it."""
        self.error: BaseException | None = None
        """What a transaction fails with."""
        self.may_commit = asyncio.Event()
        self.may_commit.set()
        self.begun = asyncio.Event()
        self.stopped = False
        self.ends: dict[TopicPartition, int] = {}
        """Where the logs end."""
        self.timestamp_type = LOG_APPEND_TIME
        """Who dates messages: Kafka, unless a test says otherwise."""
        self._most = most
        self._pending: list[Any] = []

    async def start(self) -> None:
        """Do as the real one."""

    async def stop(self) -> None:
        """Take note of it."""
        self.stopped = True

    async def partitions_for(self, _: str) -> set[int]:
        """Give those of any Kafka topic."""
        return set(range(PARTITIONS))

    def create_batch(self) -> MadeBatch:
        """Begin one."""
        return MadeBatch(self._most)

    async def send_batch(self, batch: MadeBatch, kafka_topic: str, *, partition: int) -> "asyncio.Future[Any]":
        """Take one, and say which offset its first message has, and when it was appended."""
        place = TopicPartition(kafka_topic, partition)
        self.batches.append((place, batch))
        sent: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        begin = self.ends.get(place, 0)
        sent.set_result(SimpleNamespace(offset=begin, timestamp=APPENDED, timestamp_type=self.timestamp_type))
        self.ends[place] = begin + batch.record_count()
        return sent

    async def send_offsets_to_transaction(self, offsets: Mapping[TopicPartition, Any], _: str) -> None:
        """Take them, and fail or wait where a test says so."""
        self._pending = [offsets]
        self.begun.set()
        await self.may_commit.wait()
        if self.error:
            raise self.error

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """Keep what is sent within, unless it fails."""
        first = len(self.batches)
        try:
            yield
        except BaseException:
            del self.batches[first:]
            raise
        values: dict[str, list[bytes | None]] = {}
        for place, batch in self.batches[first:]:
            values.setdefault(place.topic, []).extend(value for _, value in batch.messages)
        self.committed.append(values)
        self.offsets += self._pending


class FakeDatabase(dict[bytes, bytes]):
    """A dict in place of RocksDB; `WriteBatch` cannot be read, so that it takes none."""

    def property_int_value(self, _: str) -> int:
        """Count, as RocksDB would estimate."""
        return len(self)

    def close(self) -> None:
        """Do as the real one."""


def claims_without_database() -> PartitionClaims:
    """Make claims that nothing is kept of."""
    return PartitionClaims(cast(Any, FakeDatabase()))
