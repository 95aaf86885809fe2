"""A worker's two stations on Kafka, extract and relay, over the lanes of its partitions."""

import asyncio
import logging
import os
from collections.abc import Iterable
from concurrent.futures import Future
from functools import partial
from typing import Any

from aiokafka import TopicPartition
from aiokafka.partitioner import murmur2

from workers.kafka.claim_table import PartitionClaims, database_of, restore
from workers.kafka.faust_parts import Intake
from workers.kafka.lanes import Lane, Made, Output, committed_offsets, require_nothing_between
from workers.kafka.messages import Message, read_candidate, to_message, unreadable_letter
from workers.kafka.roles import Role, kafka_topic
from workers.pipeline import Prepared, dead_letter
from workers.pool import Pool
from workers.process import ProcessLimits
from workers.records import Candidate, DeadLetterReason, Outcome, Source, Step
from workers.relay.relay import relay
from workers.settings import MEBIBYTE, Settings

FAILED = 70
"""Exit code of a worker that cannot go on (EX_SOFTWARE): whoever starts it again goes on from what was committed."""

LONGEST_URL = 10_000
"""Characters of a URL that a dead letter for size keeps: the page's bytes have it anyway."""

log = logging.getLogger(__name__)


def partition_of(key: bytes, partitions: int) -> int:
    """Say which partition a key belongs to, as Kafka's own default partitioner does."""
    return int(murmur2(key) & 0x7FFFFFFF) % partitions


class Worker:
    """The lanes of the partitions that a worker has, and what its events become."""

    def __init__(self, settings: Settings, intake: Intake, table: Any) -> None:
        self._settings = settings
        self._intake = intake
        self._table = table
        self._raw = kafka_topic(settings, Role.RAW)
        self._extracted = kafka_topic(settings, Role.EXTRACTED)
        self._lanes: dict[tuple[str, int], Lane] = {}
        self._pool: Pool | None = None

    # Partitions come and go

    async def open(self, partitions: Iterable[tuple[str, int]]) -> None:
        """Take partitions over: fence their earlier owners, then bring the claims up to date. What was held before is dropped."""
        await self.close()
        self._intake.reset()
        wanted = [TopicPartition(*pair) for pair in partitions if pair[0] in (self._raw, self._extracted)]
        changelog = self._table.changelog_topic_name
        claims = {
            tp.partition: PartitionClaims(database_of(self._table, tp.partition)) for tp in wanted if tp.topic == self._extracted
        }
        for tp in wanted:
            own = claims[tp.partition] if tp.topic == self._extracted else None
            self._lanes[tp] = Lane(self._settings, tp, own, changelog, self._committed, fail)
        await asyncio.gather(*(lane.open() for lane in self._lanes.values()))
        for tp, offset in (await committed_offsets(self._settings, wanted)).items():
            self._lanes[tp].expected = offset
        await restore(self._settings, changelog, claims)

    async def close(self) -> None:
        """Give all partitions up."""
        lanes, self._lanes = self._lanes, {}
        await asyncio.gather(*(lane.close() for lane in lanes.values()))

    def start(self) -> None:
        """Start the processes that extract."""
        processes = self._settings.processes or os.cpu_count() or 1
        memory = self._settings.process_memory_mb * MEBIBYTE
        self._pool = Pool(processes, process_limits=ProcessLimits(page_seconds=self._settings.page_seconds, memory_bytes=memory))

    def stop(self) -> None:
        """End the processes."""
        if self._pool:
            self._pool.close()

    def _committed(self, partition: TopicPartition, events: int, size: int) -> None:
        self._intake.give_back(partition.topic, size, events)

    # Events

    async def extract(self, event: Any) -> None:
        """A raw page: prepared in the pool, then on to its first claim, or to its end."""
        lane = await self._lane_of(event)
        if lane and self._pool:
            message = event.message
            source = Source(kafka_topic=message.topic, partition=message.partition, offset=message.offset)
            value = message.value or b""
            if letter := unreadable_letter(value, message.headers or (), source):
                lane.add(message.offset, len(value), Made([self._output(letter)], {}))
                return
            page = self._pool.submit(value, source)
            made = asyncio.get_running_loop().create_future()
            page.add_done_callback(partial(self._extracted_soon, asyncio.get_running_loop(), made, value))
            lane.add(message.offset, len(value), made)

    def _extracted_soon(
        self, loop: asyncio.AbstractEventLoop, made: "asyncio.Future[Made]", value: bytes, page: "Future[Prepared]"
    ) -> None:
        """Hand a page's result from the pool's thread to the loop."""

        def hand_over() -> None:
            if made.done():
                return
            try:
                made.set_result(Made([self._fitting_output(page.result(), value)], {}))
            except BaseException as error:  # noqa: BLE001 # the lane raises it where it commits
                made.set_exception(error)

        loop.call_soon_threadsafe(hand_over)

    async def relay(self, event: Any) -> None:
        """An article at a claim: all stops that this partition owns, then on to the next partition, or to its end."""
        lane = await self._lane_of(event)
        if lane and lane.claims is not None:
            message = event.message
            value = message.value or b""
            source = Source(kafka_topic=message.topic, partition=message.partition, offset=message.offset)
            candidate = read_candidate(value, source)
            outcome = self._relay(candidate, message, lane.claims) if isinstance(candidate, Candidate) else candidate
            lane.add(message.offset, len(value), Made([self._output(outcome)], lane.claims.take_changes()))

    def _relay(self, candidate: Candidate, message: Any, claims: PartitionClaims) -> Outcome | Candidate:
        count = self._settings.partitions
        owned = lambda key: partition_of(key.encode(), count) == message.partition  # noqa: E731 # says it best in place
        return relay(candidate, claims, window=self._settings.window, owned=owned)

    async def _lane_of(self, event: Any) -> Lane | None:
        """Find an event's lane; none where the event is not to be worked on: it was, or it is another's by now."""
        message = event.message
        lane = self._lanes.get(message.tp)
        if lane is None or message.offset < lane.expected:
            return None
        if message.offset > lane.expected and (message.topic == self._raw or lane.untouched):
            await require_nothing_between(self._settings, lane.partition, lane.expected, message.offset)
        return lane

    # Outputs

    def _output(self, outcome: Outcome | Candidate) -> Output:
        message: Message = to_message(outcome, self._settings.group)
        name = kafka_topic(self._settings, message.role)
        partition = None
        if message.role is Role.EXTRACTED and message.key is not None:
            partition = partition_of(message.key, self._settings.partitions)
        return Output(name, partition, message.key, message.value, message.headers)

    def _fitting_output(self, page: Prepared, event: bytes) -> Output:
        """A page of which something larger than a message may be would become is a dead letter."""
        output = self._output(page)
        if (size := len(output.value) + len(output.key or b"")) > self._settings.max_outcome_bytes:
            message = f"what the page becomes has {size} bytes, more than {self._settings.max_outcome_bytes}"
            url = page.url if page.url and len(page.url) <= LONGEST_URL else None
            return self._output(dead_letter(event, page.source, Step.EXTRACT, DeadLetterReason.TOO_LARGE, message, url=url))
        return output


def fail(error: BaseException) -> None:
    """End the process at once: to go on would lose what is in flight, what was committed stands."""
    log.critical(
        "the worker ends, and goes on from what was committed when it is started again: %s: %s", type(error).__name__, error
    )
    logging.shutdown()
    os._exit(FAILED)
