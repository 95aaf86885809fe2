"""A worker's two stations on Kafka, extract and relay, over the tasks of its partitions."""

import asyncio
import logging
import os
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any, cast

import msgspec
from aiokafka import TopicPartition

from workers.dead_letter import dead_letter
from workers.errors import WORKER_FAILED
from workers.ids import source_key
from workers.kafka.client.errors import describe
from workers.kafka.client.messages import outcome_message, read_candidate, received_headers, received_of
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.worker.abort_count import AbortCount
from workers.kafka.worker.batches import Output, partition_of
from workers.kafka.worker.circuit_breaker import CircuitBreaker
from workers.kafka.worker.claim_store import PartitionClaims, database_of, restore
from workers.kafka.worker.faust_patches import Intake
from workers.kafka.worker.partition_task import PartitionTask, Processed, committed_offsets, require_nothing_between
from workers.kafka.worker.watchdog import Standing
from workers.metrics.outcome_labels import labels_of
from workers.metrics.worker import STATIONS, EventReport, WorkerMetrics
from workers.pipeline import Prepared
from workers.pool.pool import PageFuture, Pool
from workers.pool.process import ProcessLimits, Seconds
from workers.records import Candidate, DeadLetter, DeadLetterReason, Outcome, Source, Step
from workers.relay.relay import relay
from workers.settings import MEBIBYTE, Settings
from workers.steps.read.message import RawMessage, message_size

PAGES_BEHIND = 16
"""Pages that wait for each process, from which the time of one counts less than the number of all: about a second of work."""

LONGEST_URL = 10_000
"""Characters of a URL that a dead letter for size keeps: the page's bytes have it anyway."""

log = logging.getLogger(__name__)


class Worker:
    """The tasks of the partitions that a worker has, and what its events become."""

    def __init__(self, settings: Settings, intake: Intake, table: Any, metrics: WorkerMetrics, aborts: AbortCount) -> None:
        self._settings = settings
        self._intake = intake
        self._table = table
        self._raw = kafka_topic(settings, Role.RAW)
        self._extracted = kafka_topic(settings, Role.EXTRACTED)
        self._dead_letters = kafka_topic(settings, Role.DEAD_LETTER)
        self._tasks: dict[tuple[str, int], PartitionTask] = {}
        self._pool: Pool | None = None
        self._closing: list[asyncio.Future[None]] = []
        self._metrics = metrics
        self._aborts = aborts
        self.stations = dict(zip((self._raw, self._extracted), STATIONS, strict=True))
        """What works on each Kafka topic."""
        self._has_partitions = False
        self.breaker = CircuitBreaker(settings)

    # Partitions come and go

    async def open(self, partitions: Iterable[tuple[str, int]]) -> None:
        """Take partitions over: fence their earlier owners, then bring the claims up to date. What was held before is dropped."""
        await self.close()
        begin = time.monotonic()
        self._intake.reset()
        wanted = [TopicPartition(*pair) for pair in partitions if pair[0] in (self._raw, self._extracted)]
        changelog = self._table.changelog_topic_name
        claims = {
            tp.partition: PartitionClaims(database_of(self._table, tp.partition)) for tp in wanted if tp.topic == self._extracted
        }
        tasks = self._tasks = {
            tp: PartitionTask(self._settings, tp, claims[tp.partition] if tp.topic == self._extracted else None, changelog, self)
            for tp in wanted
        }
        await asyncio.gather(*(task.open() for task in tasks.values()))
        offsets = await committed_offsets(self._settings, wanted)
        if self._tasks is not tasks:
            return  # they were revoked meanwhile; what is assigned next is opened in its turn
        for tp, (offset, _) in offsets.items():
            tasks[tp].expected = tasks[tp].committed = offset
        self.breaker.take_up(note for tp, (_, note) in offsets.items() if tp.topic == self._raw)
        await restore(self._settings, changelog, claims)
        self._metrics.rebalances.inc()
        self._metrics.take_over_seconds.observe(time.monotonic() - begin)
        self._has_partitions = self._tasks is tasks

    async def close(self) -> None:
        """Give all partitions up. Faust cancels this where the next rebalance begins: tasks then go on closing, and are waited for there."""
        self._has_partitions = False
        tasks, self._tasks = self._tasks, {}
        self._closing = [closing for closing in self._closing if not closing.done()]
        self._closing += [asyncio.ensure_future(task.close()) for task in tasks.values()]
        await asyncio.gather(*map(asyncio.shield, self._closing))

    def start(self) -> None:
        """Start the processes that extract."""
        processes = self._settings.processes or os.cpu_count() or 1
        memory = self._settings.process_memory_mb * MEBIBYTE
        self._pool = Pool(processes, process_limits=ProcessLimits(page_seconds=self._settings.page_seconds, memory_bytes=memory))

    def stop(self) -> None:
        """End the processes."""
        if self._pool:
            self._pool.close()

    @property
    def is_behind(self) -> bool:
        """Whether many pages wait for a process."""
        return self._pool is not None and self._pool.waiting > PAGES_BEHIND * self._pool.processes

    def admits(self, partition: TopicPartition, made: Processed) -> bool:
        """Say whether what an event became may be committed: no more dead letters than their limit."""
        if partition.topic != self._raw:
            return True
        return self.breaker.admits(dead=made.output.kafka_topic == self._dead_letters, tell=partial(self._tell_paused, made))

    def note(self, partition: TopicPartition) -> str:
        """What is noted beside an offset."""
        return self.breaker.note(time.time()) if partition.topic == self._raw else ""

    def _tell_paused(self, made: Processed) -> None:
        window = self.breaker.window
        letter = msgspec.json.decode(made.output.value, type=DeadLetter)
        log.critical(
            "paused: with one more, over %g of the latest pages would be dead letters (%d of %d are)."
            " The next one, at %s: %s, %s: %r. No page is lost, and none is taken from here on: newsmill dead-letters shows those that"
            " are; mend it and start the workers again, or raise NEWSMILL_DEAD_LETTER_LIMIT; newsmill replay brings the pages back",
            self._settings.dead_letter_limit,
            window.dead,
            window.pages,
            source_key(letter.source),
            letter.step,
            letter.reason,
            letter.message,
        )

    def committed(self, partition: TopicPartition, told: Sequence[EventReport], seconds: float) -> None:
        """Take note of events that are committed, in a transaction that took so long."""
        self._intake.give_back(partition.topic, sum(event.size for event in told), len(told))
        self._metrics.committed(self.stations[partition.topic], told, seconds)

    def aborted(self, partition: TopicPartition) -> None:
        """Take note of a transaction that was aborted."""
        station = self.stations[partition.topic]
        self._aborts.add(station)
        self._metrics.aborted(station)

    def fail(self, error: BaseException) -> None:
        """End the process at once."""
        fail(error)

    @property
    def pool(self) -> Pool | None:
        """The processes that extract, once they are started."""
        return self._pool

    @property
    def tasks(self) -> list[PartitionTask]:
        """The tasks of the partitions that it has."""
        return list(self._tasks.values())

    def standing(self, rebalance: int | None) -> list[Standing]:
        """Say how its parts stand, in any thread; `rebalance` numbers the one that goes on, 0 before the first began.

        Where events wait for the pool or for room, whatever is committed is a step forward; so is, in a rebalance, what is restored.
        """
        tasks = self.tasks
        marks = {task.partition: (task.committed, task.claims.applied if task.claims else 0) for task in tasks}
        every = tuple(marks.values())
        parts = [Standing(f"rebalance {rebalance}", (rebalance, every))] if rebalance is not None else []
        for task in tasks if self._has_partitions else ():
            place = task.partition
            name = f"{place.topic} partition {place.partition} from offset {task.committed}"
            if self.breaker.is_open and place.topic == self._raw:
                continue
            if task.waiting:
                parts.append(Standing(name, every))
            elif self._intake.has_room(place.topic):
                parts.append(Standing(name, marks[place], place, task.expected))
            else:
                parts.append(Standing(name, every, place, task.expected))
        return parts

    def unready(self) -> str:
        """Say why the worker is not at work; nothing where it is."""
        return "" if self._has_partitions else "no partitions are assigned yet, or their claims are being brought up to date"

    # Events

    async def extract(self, event: Any) -> None:
        """A raw page: prepared in the pool, then on to its first claim, or to its end."""
        task = await self._task_of(event)
        if task and self._pool:
            message = event.message
            source = Source(kafka_topic=message.topic, partition=message.partition, offset=message.offset)
            original = RawMessage(message.value or b"", tuple(message.headers or ()), message.key, self._settings.raw_format)
            page = self._pool.submit(original, source)
            made = asyncio.get_running_loop().create_future()
            page.add_done_callback(partial(self._extracted_soon, asyncio.get_running_loop(), made, message.timestamp))
            task.add(message.offset, made)

    def _extracted_soon(
        self, loop: asyncio.AbstractEventLoop, made: "asyncio.Future[Processed]", received: float, page: "Future[Prepared]"
    ) -> None:
        """Hand a page's result from the pool's thread to the loop."""

        def hand_over() -> None:
            if made.done():
                return
            try:
                made.set_result(self._extraction(cast(PageFuture, page), received))
            except BaseException as error:  # noqa: BLE001 # the task raises it where it commits
                made.set_exception(error)

        loop.call_soon_threadsafe(hand_over)

    def _extraction(self, page: PageFuture, received: float) -> Processed:
        """A page of which something larger than a message may be would become is a dead letter."""
        result = page.result()
        told = (received, page.message.size, page.seconds, page.in_process)
        made = self._made(result, {}, *told)
        if (size := len(made.output.value) + len(made.output.key or b"")) <= self._settings.max_outcome_bytes:
            return made
        why = f"what the page becomes has {size} bytes, more than {self._settings.max_outcome_bytes}"
        url = result.url if result.url and len(result.url) <= LONGEST_URL else None
        letter = dead_letter(page.message, result.source, Step.EXTRACT, DeadLetterReason.TOO_LARGE, why, url=url)
        return self._made(letter, {}, *told)

    async def relay(self, event: Any) -> None:
        """An article at a claim: all stops that this partition owns, then on to the next partition, or to its end."""
        task = await self._task_of(event)
        if task and task.claims is not None:
            message = event.message
            value = message.value or b""
            source = Source(kafka_topic=message.topic, partition=message.partition, offset=message.offset)
            begin = time.perf_counter()
            candidate = read_candidate(value, source)
            outcome = self._relay(candidate, message, task.claims) if isinstance(candidate, Candidate) else candidate
            seconds = {Step.RELAY: time.perf_counter() - begin}
            received = received_of(message.headers or ())
            task.add(message.offset, self._made(outcome, task.claims.take_changes(), received, message_size(message), seconds))

    def _relay(self, candidate: Candidate, message: Any, claims: PartitionClaims) -> Outcome | Candidate:
        count = self._settings.partitions
        owned = lambda key: partition_of(key.encode(), count) == message.partition  # noqa: E731 # says it best in place
        return relay(candidate, claims, window=self._settings.window, owned=owned)

    async def _task_of(self, event: Any) -> PartitionTask | None:
        """Find an event's task; none where the event is not to be worked on: it was, or it is another's by now."""
        message = event.message
        task = self._tasks.get(message.tp)
        if task is None or message.offset < task.expected:
            return None
        if message.offset > task.expected and (message.topic == self._raw or task.untouched):
            await require_nothing_between(self._settings, task.partition, task.expected, message.offset)
        return task

    # Outputs

    def _made(
        self,
        outcome: Outcome | Candidate,
        changes: dict[bytes, bytes],
        received: float,
        size: int,
        seconds: Seconds | None = None,
        in_pool: float | None = None,
    ) -> Processed:
        """What an event became, with what metrics are told: `received` is when Kafka got its page, `size` the event's bytes."""
        message = outcome_message(outcome, self._settings.group)
        name, headers, partition = kafka_topic(self._settings, message.role), message.headers, None
        if message.role is Role.EXTRACTED and message.key is not None:
            headers, partition = received_headers(received), partition_of(message.key, self._settings.partitions)
        labels = None if isinstance(outcome, Candidate) else labels_of(outcome)
        told = EventReport(size, seconds or {}, {message.role: len(message.value)}, labels, received, in_pool)
        return Processed(Output(name, partition, message.key, message.value, headers), changes, told)


def fail(error: BaseException) -> None:
    """End the process at once: to go on would lose what is in flight, what was committed stands."""
    log.critical("the worker ends, and goes on from what was committed when it is started again: %s", describe(error))
    logging.shutdown()
    os._exit(WORKER_FAILED)
