"""Partitions as a consumer sees them, without Kafka."""

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from aiokafka import TopicPartition

ONE, TWO = TopicPartition("pages.raw", 0), TopicPartition("pages.raw", 1)


class Log:
    """A consumer of partitions whose messages lie at these offsets; what lies between them and up to the end are markers of transactions.

    A partition that is silent gives nothing.
    """

    def __init__(
        self,
        offsets: Mapping[TopicPartition, Iterable[int]],
        end: int,
        *,
        timestamps: Mapping[int, int] | None = None,
        silent: Iterable[TopicPartition] = (),
    ) -> None:
        self._offsets = {partition: sorted(found) for partition, found in offsets.items()}
        self._end = end
        self._timestamps = timestamps or {}
        self._silent = set(silent)
        self._positions: dict[TopicPartition, int] = {}
        self.paused: set[TopicPartition] = set()

    def assign(self, partitions: Iterable[TopicPartition]) -> None:
        self._positions = dict.fromkeys(partitions, 0)

    def seek(self, partition: TopicPartition, offset: int) -> None:
        self._positions[partition] = offset

    def pause(self, *partitions: TopicPartition) -> None:
        self.paused |= set(partitions)

    async def position(self, partition: TopicPartition) -> int:
        return self._positions[partition]

    async def beginning_offsets(self, partitions: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        return {partition: min(self._offsets[partition], default=self._end) for partition in partitions}

    async def end_offsets(self, partitions: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(partitions, self._end)

    async def getmany(self, *partitions: TopicPartition, timeout_ms: int) -> dict[TopicPartition, list[Any]]:
        """Give two messages of each partition at most; where no more come, what is left is passed over."""
        assert timeout_ms > 0, "without a time to wait it would ask Kafka again and again"
        found = {}
        for partition in set(partitions or self._positions) - self._silent - self.paused:
            coming = [offset for offset in self._offsets[partition] if offset >= self._positions[partition]][:2]
            self._positions[partition] = coming[-1] + 1 if coming else self._end
            if coming:
                found[partition] = [self._record(partition, offset) for offset in coming]
        return found

    def _record(self, partition: TopicPartition, offset: int) -> Any:
        timestamp = self._timestamps.get(offset, 0)
        return SimpleNamespace(topic=partition.topic, partition=partition.partition, offset=offset, timestamp=timestamp)
