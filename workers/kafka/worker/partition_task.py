"""A source partition's task: its events become outputs once, in order, in one transaction.

The outputs of a batch, the claims that it made and the offset that comes after it commit in one transaction. Opening a task
fences whoever had the partition before, so what is read after it, the committed offset and the claims, is final.
"""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError, ProducerFenced
from msgspec.structs import replace

from workers.errors import MovedGroundError
from workers.kafka.client.connection import COMPRESSION, GroupOffset, admin_client, group_offsets
from workers.kafka.client.errors import is_forgotten
from workers.kafka.client.fencing import fence, former_id, transactional_id, transactional_producer
from workers.kafka.client.findings import marks_of
from workers.kafka.client.messages import LOG_APPEND_TIME, Reading, reading_of
from workers.kafka.client.notes import CLAIMS, UNKNOWN, Mark, Note, Signed, again_at, life_of, next_note, write_note
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.worker.batches import BATCH_BYTES, Batches, Output
from workers.kafka.worker.claim_store import PartitionClaims
from workers.kafka.worker.pace import pace_of
from workers.kafka.worker.processed import Processed
from workers.kafka.worker.supervision import Admission, CommitReport, Supervision
from workers.settings import Settings

log = logging.getLogger(__name__)

SKIPPED = 10_000
"""Gaps between offsets that a task remembers until somebody takes them: each transaction leaves one."""

CLOSE_SECONDS = 3
"""How long a commit under way may take when a partition is given up."""

LATEST = 2**51
"""A time that no broker has (ms): one beyond it was told by who wrote the message."""


class _Entry(NamedTuple):
    offset: int
    at: int
    processed: "asyncio.Future[Processed]"
    is_queued: Callable[[], bool]


class PartitionTask:
    """One source partition. Events are added in order; each may take its time to become something."""

    def __init__(
        self,
        settings: Settings,
        partition: TopicPartition,
        changelog: str,
        supervision: Supervision,
    ) -> None:
        self.partition = partition
        self.claims: PartitionClaims | None = None
        """Its claims, which only articles on their way have."""
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
        self._skipped: deque[tuple[int, int]] = deque(maxlen=SKIPPED)
        self._changed = asyncio.Event()
        self._next_commit = 0.0
        self._committing = asyncio.Lock()
        self._extracted = kafka_topic(settings, Role.EXTRACTED)
        self._note, self._at = Note(topics={}, partitions=0), UNKNOWN
        self._producer = self._new_producer()
        self._task: asyncio.Task[None] | None = None

    def _new_producer(self) -> AIOKafkaProducer:
        name = transactional_id(self.partition)
        return transactional_producer(self._settings, name, max_batch_size=BATCH_BYTES, compression_type=COMPRESSION)

    async def open(self) -> None:
        """Fence the earlier owner, of the version before too."""
        await self._producer.start()
        await fence(self._settings, [former_id(self._settings, self.partition)])

    def begin(self, signed: Signed) -> None:
        """Begin to work at an offset whose note fits."""
        self.expected = self.committed = signed.offset
        self._note, self._at = signed.note, signed.note.at
        self._task = asyncio.create_task(self._run(), name=f"{self.partition.topic}-{self.partition.partition}")

    async def close(self) -> None:
        """Give the partition up: a commit under way may end, what is not committed is dropped and will be read again."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS), self._committing:
                pass
        if self._task:
            await _cancel(self._task)
        for entry in self._entries:
            entry.processed.cancel()  # nobody waits for it any more: asyncio would log what it fails with
        self._entries.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._producer.stop()
        if self.claims:
            self.claims.close()

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

    def life_of(self, offset: int) -> str | None:
        """Name the life of the partition that an offset belongs to."""
        return life_of(self._note.lives, offset)

    def is_later(self, message: Any) -> bool:
        """Whether Kafka appended a message after the one that was taken last."""
        return message.timestamp_type == LOG_APPEND_TIME and self._at != UNKNOWN and _appended(message) > self._at

    def marks(self) -> list[tuple[TopicPartition, Mark]]:
        """List the places of logs that it goes by."""
        return marks_of(self._settings, self.partition, Signed(self.expected, replace(self._note, at=self._at)))

    def reading_of(self, message: Any) -> Reading | None:
        """Say whether a message's page is read again: a rewind has this partition read again, or an article on its way says so itself."""
        again = again_at(self._note, message.offset)
        if self.claims is None:  # a raw page's headers are its crawler's
            return Reading(str(again.number), again.publish) if again else None
        told = reading_of(message.headers or ())
        if again is None:
            return told
        return Reading(
            f"{again.number}/{message.partition}/{message.offset}", again.publish or (told is not None and told.publish)
        )

    def take_skipped(self) -> list[tuple[int, int]]:
        """Give the gaps between the offsets that came, each once, in any thread: markers of transactions, or what Kafka has deleted."""
        return [self._skipped.popleft() for _ in range(len(self._skipped))]

    def add(self, message: Any, processed: Processed) -> None:
        """Add the next event: what it became."""
        future: asyncio.Future[Processed] = asyncio.get_running_loop().create_future()
        future.set_result(processed)
        self.add_pending(message, future, lambda: False)

    def add_pending(self, message: Any, processed: "asyncio.Future[Processed]", is_queued: Callable[[], bool]) -> None:
        """Add the next event: what it will become, and what tells whether its turn has not come yet."""
        processed.add_done_callback(lambda _: self._changed.set())
        self._at = _appended(message)
        self._entries.append(_Entry(message.offset, self._at, processed, is_queued))
        if message.offset > self.expected:
            self._skipped.append((self.expected, message.offset))
        self.expected = message.offset + 1
        self.untouched = False
        self._changed.set()

    async def _run(self) -> None:
        try:
            while True:
                batch = await self._gather()
                admission = self._supervision.admit([entry.processed.result() for entry in batch])
                if admission.events:
                    async with self._committing:
                        await self._commit_opened(batch[: admission.events], admission)
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

    async def _commit_opened(self, batch: Sequence[_Entry], admission: Admission) -> None:
        """Commit a batch. Where Kafka has forgotten the producer, open it anew before: nothing of the batch is committed then."""
        try:
            await self._commit(batch, admission)
        except KafkaError as error:
            if not is_forgotten(error):
                raise
            log.warning("%s partition %d: Kafka has forgotten its producer, idle as it was; it is opened anew", *self.partition)
            await self._reopen()
            await self._commit(batch, admission)

    async def _reopen(self) -> None:
        """Fence whoever writes for the partition by now, and make sure that nobody has. Raises ProducerFenced, KafkaFailure."""
        with contextlib.suppress(KafkaError, TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._producer.stop()
        self._producer = self._new_producer()
        await self.open()
        async with admin_client(self._settings) as admin:
            found = (await group_offsets(admin, self._settings.group, [self.partition]))[self.partition]
        if found != GroupOffset(self.committed, write_note(self._note)):
            raise ProducerFenced("another has committed in its place")

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
            marks = await sent.send()
            written = self._written(sent.begins, marks)
            note = next_note(self._note, offset=batch[-1].offset + 1, at=batch[-1].at, written=written, window=admission.window)
            offsets = {self.partition: (batch[-1].offset + 1, write_note(note))}
            await self._producer.send_offsets_to_transaction(offsets, self._settings.group)
        self._note = note
        seconds = time.monotonic() - begin
        self._next_commit = asyncio.get_running_loop().time() + self._pace.rest(seconds, is_behind=admission.is_behind)
        self.committed = batch[-1].offset + 1
        for _ in batch:
            self._entries.popleft()
        if self.claims and changes:
            self.claims.keep(changes, written[CLAIMS])
        self._supervision.report(CommitReport(self.partition, [each.report for each in processed], seconds))

    def _written(self, begins: Mapping[TopicPartition, int], marks: Mapping[TopicPartition, Mark]) -> dict[str, Mark]:
        """Say what a transaction has written, of what the note beside the offset tells. Raises MovedGroundError where it took the place
        of what is known: however much it is, it must not hide that.
        """
        names = {
            place: CLAIMS if place.topic == self._changelog else str(place.partition)
            for place in marks
            if place.topic in (self._changelog, self._extracted)
        }
        for place, name in names.items():
            known = self._note.written.get(name)
            if known and begins[place] < known.end:
                raise MovedGroundError(
                    f"{place.topic} partition {place.partition} takes messages at offset {begins[place]}, and was known up to"
                    f" {known.end}: its log was cut"
                )
        return {name: marks[place] for place, name in names.items()}

    @contextlib.asynccontextmanager
    async def _transaction(self) -> AsyncIterator[None]:
        begin = time.monotonic()
        try:
            async with self._producer.transaction():
                yield
        except BaseException as error:
            if not is_forgotten(error):
                self._supervision.report(CommitReport(self.partition, (), time.monotonic() - begin, aborted=True))
            raise


async def _cancel(task: "asyncio.Task[None]") -> None:
    """End a task, and not wait for ever: where its partition is gone Kafka takes no offset, and the client asks again for as long as
    it is let. Cancelled once it ends its transaction, twice it leaves that to whoever opens the partition next.
    """
    for _ in range(2):
        task.cancel()
        await asyncio.wait([task], timeout=CLOSE_SECONDS)


def _appended(message: Any) -> int:
    """Say when a message of Faust's was appended, in milliseconds of the epoch: Faust has it as a float, exact enough for 70,000 years."""
    at = UNKNOWN if message.timestamp is None else round(message.timestamp * 1000)
    return at if 0 <= at < LATEST else UNKNOWN
