"""What makes the workers exact: a task for each source partition, whose events become outputs once and in order.

The outputs of a batch, the claims that it made and the offset that comes after it commit in one transaction. Opening a task
fences whoever had the partition before, so what is read after it, the committed offset and the claims, is final.
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple, Protocol

from aiokafka import AIOKafkaProducer, TopicPartition

from workers.errors import LostMessagesError
from workers.kafka.client.connection import COMPRESSION, admin_client, client_arguments, consumer, group_offsets
from workers.kafka.worker.batches import BATCH_BYTES, Batches, Output
from workers.kafka.worker.claim_store import PartitionClaims
from workers.metrics.worker import EventReport
from workers.settings import Settings

TRANSACTION_SECONDS = 30
"""How long Kafka lets a transaction stay open; a task's takes far less than a second."""

CLOSE_SECONDS = 3
"""How long a commit under way may take when a partition is given up."""

RESTS = 2
"""How many times as long as a commit took a task gathers events before the next."""

TRANSACTION_BYTES = 8 * 1024 * 1024
"""Bytes of events from which a batch is committed, so that memory stays bounded when pages are large."""


class Processed(NamedTuple):
    """What an event became: its output, the claims it changed, and what metrics are told of it."""

    output: Output
    changes: dict[bytes, bytes]
    told: EventReport


class Owner(Protocol):
    """Whoever has tasks: asked what they may commit, and told how their transactions end."""

    @property
    def is_behind(self) -> bool:
        """Whether pages wait for their turn: then tasks gather more events for a transaction."""

    def admits(self, partition: TopicPartition, made: Processed) -> bool:
        """Say whether what an event became may be committed; if not, its task stands still until it is closed."""

    def note(self, partition: TopicPartition) -> str:
        """Give what is written beside a partition's offset."""

    def committed(self, partition: TopicPartition, told: Sequence[EventReport], seconds: float) -> None:
        """Take note of events that are committed, in a transaction that took so long."""

    def aborted(self, partition: TopicPartition) -> None:
        """Take note of a transaction that was aborted."""

    def fail(self, error: BaseException) -> None:
        """End the process: the task cannot go on."""


class _Entry(NamedTuple):
    offset: int
    made: "asyncio.Future[Processed]"


class PartitionTask:
    """One source partition. Events are added in order; each may take its time to become something."""

    def __init__(
        self,
        settings: Settings,
        partition: TopicPartition,
        claims: PartitionClaims | None,
        changelog: str,
        owner: Owner,
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
        self._owner = owner
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
        self._task = asyncio.create_task(self._run(), name=f"task {self.partition.topic}-{self.partition.partition}")

    async def close(self) -> None:
        """Give the partition up: a commit under way may end, what is not committed is dropped and will be read again."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS), self._committing:
                pass
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        for entry in self._entries:
            entry.made.cancel()  # nobody waits for it any more: asyncio would log what it fails with
        self._entries.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._producer.stop()

    @property
    def waiting(self) -> int:
        """Events that are not committed yet."""
        return len(self._entries)

    def add(self, offset: int, made: "asyncio.Future[Processed] | Processed") -> None:
        """Add the next event: what it becomes, or will become."""
        if isinstance(made, Processed):
            future: asyncio.Future[Processed] = asyncio.get_running_loop().create_future()
            future.set_result(made)
        else:
            future = made
            future.add_done_callback(lambda _: self._changed.set())
        self._entries.append(_Entry(offset, future))
        self.expected = offset + 1
        self.untouched = False
        self._changed.set()

    async def _run(self) -> None:
        try:
            while True:
                batch = await self._next_batch()
                async with self._committing:
                    await self._commit(batch)
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # noqa: BLE001 # going on would skip this batch: the process has to end
            self._owner.fail(error)

    async def _next_batch(self) -> list[_Entry]:
        """Wait for events that have become something, and until the task may commit again (see `_rest`)."""
        await self._until_ready(None)
        clock = asyncio.get_running_loop().time
        batch: list[_Entry] = []
        size = 0
        while len(batch) < self._settings.batch_events and size < TRANSACTION_BYTES:
            if self._is_ready():
                made = self._entries[0].made.result()
                if not self._owner.admits(self.partition, made):
                    if batch:
                        break
                    await asyncio.Event().wait()  # until the task is closed
                batch.append(self._entries.popleft())
                size += made.told.size
            elif not await self._until_ready(self._next_commit - clock()):
                break
        return batch

    def _rest(self, seconds: float) -> None:
        """Say when the task may commit again, after a commit that took so long.

        An event that comes alone waits for nothing. Where pages wait anyhow, few transactions carry many.
        """
        longest = self._settings.batch_seconds
        self._next_commit = asyncio.get_running_loop().time() + (
            longest if self._owner.is_behind else min(RESTS * seconds, longest)
        )

    def _is_ready(self) -> bool:
        return bool(self._entries) and self._entries[0].made.done()

    async def _until_ready(self, seconds: float | None) -> bool:
        """Wait until the first event has become something; tell whether it has in time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self._is_ready():
                    self._changed.clear()
                    await self._changed.wait()
        return self._is_ready()

    async def _commit(self, batch: Sequence[_Entry]) -> None:
        """Send a batch's outputs, claims and offset in one transaction, then keep its claims."""
        made = [entry.made.result() for entry in batch]
        changes = {key: value for each in made for key, value in each.changes.items()}
        begin = time.monotonic()
        async with self._transaction():
            sent = Batches(self._producer)
            for each in made:
                await sent.add(each.output)
            for key, value in changes.items():
                await sent.add(Output(self._changelog, self.partition.partition, key, value))
            ends = await sent.send()
            offsets = {self.partition: (batch[-1].offset + 1, self._owner.note(self.partition))}
            await self._producer.send_offsets_to_transaction(offsets, self._settings.group)
        seconds = time.monotonic() - begin
        self._rest(seconds)
        self.committed = batch[-1].offset + 1
        if self.claims and changes:
            self.claims.keep(changes, ends[TopicPartition(self._changelog, self.partition.partition)])
        self._owner.committed(self.partition, [each.told for each in made], seconds)

    @contextlib.asynccontextmanager
    async def _transaction(self) -> AsyncIterator[None]:
        try:
            async with self._producer.transaction():
                yield
        except BaseException:
            self._owner.aborted(self.partition)
            raise


async def require_nothing_between(settings: Settings, partition: TopicPartition, start: int, before: int) -> None:
    """Make sure that no message lies in [start, before): what transactions leave there is none. Raises LostMessagesError."""
    async with consumer(settings, auto_offset_reset="earliest", isolation_level="read_committed") as client:
        client.assign([partition])
        client.seek(partition, start)
        found = (await client.getone(partition)).offset
    if found < before:
        raise LostMessagesError(
            f"{partition.topic} partition {partition.partition}: offset {before} came where {found} had to, so that would be lost"
        )


async def committed_offsets(settings: Settings, partitions: Sequence[TopicPartition]) -> dict[TopicPartition, tuple[int, str]]:
    """Read where the group goes on in these partitions, 0 where it has committed nothing, and the notes beside that."""
    async with admin_client(settings) as admin:
        found = await group_offsets(admin, settings.group, partitions) if partitions else {}
    return {partition: (max(offset, 0), note) for partition, (offset, note) in found.items()}
