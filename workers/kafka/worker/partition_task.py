"""A source partition's task: its events become outputs once, in order, in one transaction.

The outputs of a batch, the claims that it made and the offset that comes after it commit in one transaction. Opening a task
fences whoever had the partition before, so what is read after it, the committed offset and the claims, is final.
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from typing import NamedTuple

from aiokafka import AIOKafkaProducer, TopicPartition

from workers.kafka.client.connection import COMPRESSION, client_arguments
from workers.kafka.worker.batches import BATCH_BYTES, Batches, Output
from workers.kafka.worker.claim_store import PartitionClaims
from workers.kafka.worker.pace import pace_of
from workers.kafka.worker.processed import Processed
from workers.metrics.worker import EventReport
from workers.settings import Settings

TRANSACTION_SECONDS = 30
"""How long Kafka lets a transaction stay open; a task's takes far less than a second."""

CLOSE_SECONDS = 3
"""How long a commit under way may take when a partition is given up."""


class Admission(NamedTuple):
    """What a task may commit, as its station says: so many of the events that it has in line, and how."""

    events: int
    """How many, from the first; where that is not all, the task stands still behind them until it is closed."""
    note: str = ""
    """What is written beside the offset."""
    is_behind: bool = False
    """Whether many pages wait for their turn: then the task gathers more events for a transaction."""


class CommitReport(NamedTuple):
    """How a transaction ended: the events that it committed, none where it was aborted, and the seconds that it took."""

    partition: TopicPartition
    events: Sequence[EventReport]
    seconds: float
    aborted: bool = False


class Supervision(NamedTuple):
    """Whom a task asks before a commit, tells after it, and calls where it cannot go on: the process has to end then."""

    admit: Callable[[Sequence[Processed]], Admission]
    report: Callable[[CommitReport], None]
    fail: Callable[[BaseException], None]


class _Entry(NamedTuple):
    offset: int
    processed: "asyncio.Future[Processed]"
    is_queued: Callable[[], bool]


class PartitionTask:
    """One source partition. Events are added in order; each may take its time to become something."""

    def __init__(
        self,
        settings: Settings,
        partition: TopicPartition,
        claims: PartitionClaims | None,
        changelog: str,
        supervision: Supervision,
    ) -> None:
        self.partition = partition
        self.claims = claims
        self.expected = 0
        """The offset that comes next."""
        self.committed = 0
        """The offset that the group goes on from."""
        self.untouched = True
        """Whether no event has come since the task was opened."""
        self._settings = settings
        self._changelog = changelog
        self._supervision = supervision
        self._pace = pace_of(settings)
        self._entries: deque[_Entry] = deque()
        self._changed = asyncio.Event()
        self._next_commit = 0.0
        self._committing = asyncio.Lock()
        self._producer = AIOKafkaProducer(
            **client_arguments(settings),
            transactional_id=f"{settings.group}-{partition.topic}-{partition.partition}",
            transaction_timeout_ms=TRANSACTION_SECONDS * 1000,
            max_batch_size=BATCH_BYTES,
            compression_type=COMPRESSION,
        )
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Fence the earlier owner."""
        await self._producer.start()
        self._task = asyncio.create_task(self._run(), name=f"{self.partition.topic}-{self.partition.partition}")

    async def close(self) -> None:
        """Give the partition up: a commit under way may end, what is not committed is dropped and will be read again."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS), self._committing:
                pass
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        for entry in self._entries:
            entry.processed.cancel()  # nobody waits for it any more: asyncio would log what it fails with
        self._entries.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._producer.stop()

    @property
    def waiting(self) -> int:
        """Events that are not committed yet."""
        return len(self._entries)

    @property
    def is_queued(self) -> bool:
        """Whether the first of them waits for others that came before it, of whatever partition; asked in any thread."""
        with contextlib.suppress(IndexError):  # there is none, or it is committed just now
            return self._entries[0].is_queued()
        return False

    def add(self, offset: int, processed: Processed) -> None:
        """Add the next event: what it became."""
        future: asyncio.Future[Processed] = asyncio.get_running_loop().create_future()
        future.set_result(processed)
        self.add_pending(offset, future, lambda: False)

    def add_pending(self, offset: int, processed: "asyncio.Future[Processed]", is_queued: Callable[[], bool]) -> None:
        """Add the next event: what it will become, and what tells whether its turn has not come yet."""
        processed.add_done_callback(lambda _: self._changed.set())
        self._entries.append(_Entry(offset, processed, is_queued))
        self.expected = offset + 1
        self.untouched = False
        self._changed.set()

    async def _run(self) -> None:
        try:
            while True:
                batch = await self._gather()
                admission = self._supervision.admit([entry.processed.result() for entry in batch])
                if admission.events:
                    async with self._committing:
                        await self._commit(batch[: admission.events], admission)
                if admission.events < len(batch):
                    await asyncio.Event().wait()  # until the task is closed
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # noqa: BLE001 # going on would skip this batch: the process has to end
            self._supervision.fail(error)

    async def _gather(self) -> list[_Entry]:
        """Wait for events that have become something, and for more of them until the task may commit again or has a full batch."""
        clock = asyncio.get_running_loop().time
        await self._until_ready(0, None)
        batch: list[_Entry] = []
        size = 0
        while not self._pace.is_full(len(batch), size):
            if not await self._until_ready(len(batch), self._next_commit - clock()):
                break
            batch.append(self._entries[len(batch)])
            size += batch[-1].processed.result().report.size
        return batch

    async def _until_ready(self, number: int, seconds: float | None) -> bool:
        """Wait until the event of this number in line has become something; tell whether it has in time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(None if self._is_ready(number) else seconds):
                while not self._is_ready(number):
                    self._changed.clear()
                    await self._changed.wait()
        return self._is_ready(number)

    def _is_ready(self, number: int) -> bool:
        return len(self._entries) > number and self._entries[number].processed.done()

    async def _commit(self, batch: Sequence[_Entry], admission: Admission) -> None:
        """Send a batch's outputs, claims and offset in one transaction, then keep its claims."""
        processed = [entry.processed.result() for entry in batch]
        changes = {key: value for each in processed for key, value in each.changes.items()}
        begin = time.monotonic()
        async with self._transaction():
            sent = Batches(self._producer)
            for each in processed:
                await sent.add(each.output)
            for key, value in changes.items():
                await sent.add(Output(self._changelog, self.partition.partition, key, value))
            ends = await sent.send()
            offsets = {self.partition: (batch[-1].offset + 1, admission.note)}
            await self._producer.send_offsets_to_transaction(offsets, self._settings.group)
        seconds = time.monotonic() - begin
        self._next_commit = asyncio.get_running_loop().time() + self._pace.rest(seconds, is_behind=admission.is_behind)
        self.committed = batch[-1].offset + 1
        for _ in batch:
            self._entries.popleft()
        if self.claims and changes:
            self.claims.keep(changes, ends[TopicPartition(self._changelog, self.partition.partition)])
        self._supervision.report(CommitReport(self.partition, [each.report for each in processed], seconds))

    @contextlib.asynccontextmanager
    async def _transaction(self) -> AsyncIterator[None]:
        begin = time.monotonic()
        try:
            async with self._producer.transaction():
                yield
        except BaseException:
            self._supervision.report(CommitReport(self.partition, (), time.monotonic() - begin, aborted=True))
            raise
