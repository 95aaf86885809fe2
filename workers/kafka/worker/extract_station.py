"""The station extract: raw pages, prepared in the pool, become candidates or reach their end."""

import asyncio
import logging
import os
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, cast
from weakref import ref

from workers.dead_letter import dead_letter
from workers.enums import ReaderName
from workers.ids import place_key
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.worker.circuit_breaker import CircuitBreaker
from workers.kafka.worker.pace import is_behind
from workers.kafka.worker.partition_task import PartitionTask
from workers.kafka.worker.processed import Arrival, Processed, in_size, processed
from workers.kafka.worker.supervision import Admission
from workers.limits import MAX_URL, ProcessLimits
from workers.pool.pool import PageFuture, Pool
from workers.records import DeadLetter, DeadLetterReason, Source, Step
from workers.settings import MEBIBYTE, Settings
from workers.steps.read.message import RawMessage

log = logging.getLogger(__name__)

LOG_APPEND_TIME = 1
"""The type of a message's time stamp where it is the broker's."""


class ExtractStation:
    """Has pages prepared, and lets no more of them become dead letters than the circuit breaker allows."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.kafka_topic = kafka_topic(settings, Role.RAW)
        self.breaker = CircuitBreaker(settings)
        self.pool: Pool | None = None
        """The processes that prepare pages, once they are started."""

    def start(self) -> None:
        """Start the processes."""
        processes = self._settings.processes or os.cpu_count() or 1
        limits = ProcessLimits(
            page_seconds=self._settings.page_seconds,
            wall_seconds=self._settings.wall_seconds,
            memory_bytes=self._settings.process_memory_mb * MEBIBYTE,
        )
        self.pool = Pool(processes, process_limits=limits, reader=ReaderName(self._settings.reader))

    def stop(self) -> None:
        """End the processes."""
        if self.pool:
            self.pool.close()

    def take_up(self, notes: Iterable[str]) -> None:
        """Go on from the notes beside the offsets of partitions that are taken over."""
        self.breaker.take_up(notes)

    def take(self, task: PartitionTask, message: Any) -> None:
        """Have a raw page prepared; its task waits for what it becomes."""
        if self.pool is None:
            return
        loop = asyncio.get_running_loop()
        source = Source(
            kafka_topic=message.topic, partition=message.partition, offset=message.offset, life=task.life_of(message.offset)
        )
        received = received_at(message)
        original = RawMessage(
            message.value or b"",
            tuple(message.headers or ()),
            message.key,
            self._settings.raw_format,
            datetime.fromtimestamp(received, UTC),
        )
        page = self.pool.submit(original, source)
        result: asyncio.Future[Processed] = loop.create_future()
        hand_over = partial(self._hand_over, result, Arrival(received, task.reading_of(message)))
        page.add_done_callback(lambda done: loop.call_soon_threadsafe(hand_over, cast(PageFuture, done)))
        task.add_pending(message, result, partial(_is_queued, ref(page)))

    def _hand_over(self, result: "asyncio.Future[Processed]", arrival: Arrival, page: PageFuture) -> None:
        if result.done():
            return
        try:
            result.set_result(self._processed(page, arrival))
        except BaseException as error:  # noqa: BLE001 # the task raises it where it commits
            result.set_exception(error)

    def _processed(self, page: PageFuture, arrival: Arrival) -> Processed:
        """A page of which something larger than a message may be would become is a dead letter."""
        record = page.result()
        make = partial(
            processed,
            self._settings,
            changes={},
            arrival=arrival,
            size=page.message.size,
            steps=page.report,
            in_pool=page.in_process,
        )
        made = make(record)
        if made.size <= self._settings.max_outcome_bytes:
            return made
        why = f"what the page becomes has {made.size} bytes, more than {self._settings.max_outcome_bytes}"
        url = record.url if record.url and len(record.url) <= MAX_URL else None
        letter = dead_letter(page.message, record.source, Step.EXTRACT, DeadLetterReason.TOO_LARGE, why, url=url)
        return in_size(self._settings, make, letter)

    def admit(self, batch: Sequence[Processed]) -> Admission:
        """Admit the events of a batch up to the dead letter that would be one too many."""
        admitted = 0
        for each in batch:
            letter = each.record if isinstance(each.record, DeadLetter) else None
            if not self.breaker.admits(dead=letter is not None, tell=partial(self._tell_paused, letter)):
                break
            admitted += 1
        return Admission(admitted, self.breaker.note(time.time()), self.is_behind())

    def is_behind(self) -> bool:
        """Whether many pages wait for their turn."""
        return self.pool is not None and is_behind(self.pool.waiting, self.pool.processes)

    def _tell_paused(self, letter: DeadLetter | None) -> None:
        window = self.breaker.window
        log.critical(
            "paused: with one more, over %g of the latest pages would be dead letters (%d of %d are)."
            " The next one, at %s: %s, %s: %r. No page is lost, and none is taken from here on: newsmill dead-letters shows those that"
            " are; mend it and start the workers again, or raise NEWSMILL_DEAD_LETTER_LIMIT; newsmill replay brings the pages back",
            self._settings.dead_letter_limit,
            window.dead,
            window.pages,
            *((place_key(letter.source), letter.step, letter.reason, letter.message) if letter else ("",) * 4),
        )


def received_at(message: Any) -> float:
    """Tell when Kafka received a raw page, in seconds of the epoch; where its Kafka topic has the time of who sent it, when it is read.

    Who sends a page may be the crawler whose clock is not to be believed. In milliseconds, as Kafka counts and candidates carry it.
    """
    return float(message.timestamp) if message.timestamp_type == LOG_APPEND_TIME else round(time.time(), 3)


def _is_queued(page: "ref[PageFuture]") -> bool:
    """Whether the pool has not taken a page yet. Whoever asks may wait for others long after it is ready: its bytes need not."""
    under_way = page()
    return under_way is not None and not (under_way.running() or under_way.done())
