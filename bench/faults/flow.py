"""Whether pages flow: a partition of raw pages on which some wait has to move, by what its group commits."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping
from threading import Event, Thread

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from workers.kafka.client.connection import Admin

LOOK_SECONDS = 0.5
MARGIN_SECONDS = 1
"""A commit that is seen so soon after a fault may have been made before it."""


class Flow(Thread):
    """Looks at the group's offsets all the time, in a thread of its own."""

    def __init__(self, servers: str, group: str, kafka_topic: str) -> None:
        super().__init__(name="flow", daemon=True)
        self._servers, self._group, self._kafka_topic = servers, group, kafka_topic
        self._ended = Event()
        self._committed: dict[TopicPartition, int] = {}
        self._ends: dict[TopicPartition, int] = {}
        self._moves: dict[TopicPartition, list[float]] = defaultdict(list)
        self._looked = 0.0

    def run(self) -> None:
        """Look until it is told to end; Kafka may be away meanwhile."""
        while not self._ended.is_set():
            try:
                asyncio.run(self._watch())
            except (Exception, asyncio.CancelledError):  # noqa: BLE001 # whatever a Kafka under fire brings: it looks again
                time.sleep(LOOK_SECONDS)

    def end(self) -> None:
        """Look no more."""
        self._ended.set()

    async def _watch(self) -> None:
        admin = Admin(bootstrap_servers=self._servers, request_timeout_ms=2000)
        await admin.start()
        try:
            async with AIOKafkaConsumer(bootstrap_servers=self._servers, request_timeout_ms=2000) as consumer:
                while not self._ended.is_set():
                    await self._look(admin, consumer)
                    await asyncio.sleep(LOOK_SECONDS)
        finally:
            await admin.close()

    async def _look(self, admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer) -> None:
        (topic,) = await admin.describe_topics([self._kafka_topic])
        places = [TopicPartition(self._kafka_topic, partition["partition"]) for partition in topic["partitions"]]
        if not places:
            return
        found = await admin.list_consumer_group_offsets(self._group, partitions=places)
        ends = await consumer.end_offsets(places)
        committed = {place: found[place].offset if place in found else -1 for place in places}
        self.take(time.monotonic(), committed, ends)

    def committed(self) -> dict[TopicPartition, int]:
        """Say up to where pages are done with."""
        return {place: offset for place, offset in self._committed.items() if offset >= 0}

    def flowed(self, since: float) -> float | None:
        """Say after how many seconds pages flowed again on the last of all partitions on which some wait; None while one stands still."""
        if self._looked < since + 3 * MARGIN_SECONDS:
            return None
        first = {place: self._first(place, since) for place in self._ends}
        if any(moved is None and self._ends[place] > self._committed.get(place, -1) for place, moved in first.items()):
            return None
        return max((moved - since for moved in first.values() if moved), default=0.0)

    def take(self, now: float, committed: Mapping[TopicPartition, int], ends: Mapping[TopicPartition, int]) -> None:
        """Take note of what was seen at a time."""
        self._ends = dict(ends)
        for place, offset in committed.items():
            if place in self._committed and offset > self._committed[place]:
                self._moves[place].append(now)
            self._committed[place] = offset
        self._looked = now

    def _first(self, place: TopicPartition, since: float) -> float | None:
        return next((moved for moved in list(self._moves[place]) if moved > since + MARGIN_SECONDS), None)
