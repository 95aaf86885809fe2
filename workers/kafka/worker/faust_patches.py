"""The parts of Faust that lose or repeat messages, mended: consumer, transport, recovery.

What each does otherwise: `docs/adr/0008-exactly-once.md`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple, cast

import aiokafka
import faust
from aiokafka.client import ConnectionGroup
from faust.tables.manager import TableManager
from faust.tables.recovery import Recovery
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from mode import Service

from workers.errors import KafkaFailure, WorkerError
from workers.kafka.client.records import read_any_record
from workers.steps.read.message import message_size

EVENT_BYTES = 2_000
"""What an event takes in memory beside its message's value."""

FETCH_BYTES = 1024 * 1024
"""Bytes of a partition that one fetch asks for; a larger message comes alone."""

FETCH_WAIT_MS = 50
"""How long a fetch waits for messages. Those of a partition that it does not ask for, as the last ones of that were not taken yet
when it began, wait as long."""

TAKEN_BYTES, TAKEN_AT_A_TIME = 4 * 1024 * 1024, 4
"""Bytes that are taken of what was fetched until they are handed on, and messages in each look at them. They are fetched compressed:
a megabyte can hold a hundred of them."""

PAUSE_SECONDS = 0.02

OFFSETS_SECONDS = 20
"""How long it may take until Kafka says where logs begin: longer than another broker needs to take a hanging one's place."""


class Intake:
    """Bytes of each Kafka topic's events that a worker holds: what is fetched and not committed yet."""

    def __init__(self, limit: int) -> None:
        """Take the limit in bytes, from which nothing more of a Kafka topic is fetched."""
        self.limit = limit
        self._held: dict[str, int] = {}

    def take(self, kafka_topic: str, size: int) -> None:
        """Count an event that was fetched."""
        self._held[kafka_topic] = self._held.get(kafka_topic, 0) + size + EVENT_BYTES

    def give_back(self, kafka_topic: str, size: int, events: int) -> None:
        """Count events that are committed."""
        self._held[kafka_topic] = self._held.get(kafka_topic, 0) - size - EVENT_BYTES * events

    def reset(self) -> None:
        """Forget all: what was held is dropped, and will be fetched again."""
        self._held.clear()

    def held(self, kafka_topic: str) -> int:
        """Bytes of a Kafka topic's events that are held."""
        return self._held.get(kafka_topic, 0)

    def has_room(self, kafka_topic: str) -> bool:
        """Whether more of a Kafka topic may be fetched."""
        return self.held(kafka_topic) < self.limit


class Thread(driver.AIOKafkaConsumerThread):
    """Reads committed messages only, and none of a Kafka topic of which the worker holds enough."""

    intake: Intake
    isolation_level = "read_committed"

    def _create_worker_consumer(self, transport: Any) -> aiokafka.AIOKafkaConsumer:
        read_any_record()
        consumer = super()._create_worker_consumer(transport)
        # Faust has no setting for these.
        consumer._isolation_level = self.isolation_level  # noqa: SLF001
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS  # noqa: SLF001
        return consumer

    def connections(self) -> dict[TP, object]:
        """Tell over which connection each partition is read; another one may lead to another log."""
        if self._consumer is None:
            return {}
        client = self._consumer._client  # noqa: SLF001 # it tells nobody of connections
        leaders = {tp: client.cluster.leader_for_partition(tp) for tp in self._consumer.assignment()}
        return {tp: client._conns.get((leader, ConnectionGroup.DEFAULT)) for tp, leader in leaders.items()}  # noqa: SLF001

    def readable_end(self, partition: TP) -> int | None:
        """Tell where a partition ends for who reads committed messages, as of the last fetch."""
        if self._consumer is None or partition not in self._consumer.assignment():
            return None
        end: int | None = self._consumer.last_stable_offset(partition)
        return end

    async def _fetch_records(
        self,
        consumer: aiokafka.AIOKafkaConsumer,
        active_partitions: set[TP],
        timeout: float | None = None,  # noqa: ASYNC109 # Faust's signature
        max_records: int | None = None,
    ) -> dict[TP, list[Any]]:
        """Take what was fetched, by bytes: Faust takes so many messages, however large."""
        taken: dict[TP, list[Any]] = {}
        count = size = 0
        while size < TAKEN_BYTES and count < (max_records or 1):
            found = await super()._fetch_records(consumer, active_partitions, 0 if taken else timeout, TAKEN_AT_A_TIME)
            if not found:
                break
            for tp, records in found.items():
                taken.setdefault(tp, []).extend(records)
                count += len(records)
                size += sum(map(message_size, records))
        return taken

    async def getmany(self, active_partitions: set[TP] | None, timeout: float) -> Any:  # noqa: ASYNC109 # Faust's signature
        open_partitions = {tp for tp in active_partitions or () if self.intake.has_room(tp.topic)}
        if not open_partitions:
            await asyncio.sleep(PAUSE_SECONDS)
            return {}
        records = await super().getmany(open_partitions, timeout if open_partitions == active_partitions else PAUSE_SECONDS)
        for tp, found in records.items():
            for record in found:
                self.intake.take(tp.topic, message_size(record))
        return records

    async def seek_to_committed(self) -> Any:
        """Seek to committed offsets, 0 too, which aiokafka passes over: after a rewind it has read beyond."""
        found = await super().seek_to_committed()
        for tp, offset in found.items():
            if offset == 0:
                await self.call_thread(self._seek_to_start, tp)
        return found

    async def _seek_to_start(self, tp: TP) -> None:
        self._ensure_consumer().seek(tp, 0)

    async def leave_group(self) -> None:
        """Leave the group at once: its partitions move on without waiting until Kafka misses this member."""
        consumer = self._ensure_consumer()
        await self.call_thread(consumer._coordinator.maybe_leave_group)  # noqa: SLF001 # aiokafka leaves only as it is closed

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Leave it to the watchdog: Faust, which commits nothing here, takes every partition for one that hangs."""


class Consumer(driver.Consumer):
    """Leaves offsets to the transactions of the tasks, and hands messages on by the fetch."""

    intake: Intake
    thread_type = Thread
    before_joining: Callable[[], Awaitable[None]]
    after_reconnecting: Callable[[], Awaitable[None]]
    _connections: dict[TP, object] = {}  # noqa: RUF012 # replaced as a whole

    async def on_start(self) -> None:
        """Wait for what has to be so before the group is joined."""
        await self.before_joining()
        await super().on_start()

    async def leave_group(self) -> None:
        """Leave the group at once."""
        await cast(Thread, self._thread).leave_group()

    def readable_end(self, partition: TP) -> int | None:
        """Tell where a partition ends for who reads committed messages, as of the last fetch."""
        return cast(Thread, self._thread).readable_end(partition)

    def _new_consumer_thread(self) -> Thread:
        thread = self.thread_type(self, loop=self.loop, beacon=self.beacon)
        thread.intake = self.intake
        return thread

    async def _commit(self, offsets: Any) -> bool:  # noqa: ARG002 # Faust's signature
        return True

    async def verify_all_partitions_active(self) -> None:
        """Say nothing: Faust would miss the commits that it does not make. `watchdog.py` looks at those that the tasks make."""

    async def _drain_messages(self, fetcher: Any) -> None:
        """Fetch and deliver until stopped. Faust's own way makes four tasks for each message: most of what a message costs."""
        try:
            while not (self.should_stop or fetcher.should_stop):
                await asyncio.sleep(0)
                found = [pair async for pair in self.getmany(timeout=1.0)]
                if found:
                    await self._hold_ground()
                    await self.wait_first(self._deliver(found), self.suspend_flow.wait())
        except self.consumer_stopped_errors:
            if not self.app.should_stop:
                raise
        except asyncio.CancelledError:
            if not self.app.should_stop:  # told to end while it takes partitions over, Faust would call it a crash
                raise

    async def _hold_ground(self) -> None:
        """See to it that the logs are what they were, where messages come over a connection by which none came yet: one may have been lost
        while partitions were taken over, too.
        """
        connections = cast(Thread, self._thread).connections()
        if not set(connections.values()) <= set(self._connections.values()):
            await self.after_reconnecting()
        self._connections = connections

    async def _deliver(self, found: Sequence[tuple[TP, Any]]) -> None:
        """Hand messages to their agent's stream. Cancelled where the flow is stopped: what is left will be fetched again."""
        for tp, message in found:
            read = self._read_offset[tp]
            if read is None or message.offset >= read:
                await self.callback(message)
                self._read_offset[tp] = message.offset


class Launcher(faust.Worker):
    """Starts an application without Faust's spinner, for which every line of the debug log would be made."""

    def on_setup_root_logger(self, *_: Any) -> None:
        self.spinner = None


class Hooks(NamedTuple):
    """What a consumer calls: before it joins its group, and where messages come over another connection than before."""

    before_joining: Callable[[], Awaitable[None]]
    after_reconnecting: Callable[[], Awaitable[None]]


def transport_of(app: Any, intake: Intake, hooks: Hooks) -> driver.Transport:
    """Make the transport of an application, whose consumer counts into `intake` and calls `hooks`."""

    class WorkerConsumer(Consumer):
        pass

    class Transport(driver.Transport):
        Consumer = WorkerConsumer

    WorkerConsumer.intake = intake
    WorkerConsumer.before_joining = staticmethod(hooks.before_joining)
    WorkerConsumer.after_reconnecting = staticmethod(hooks.after_reconnecting)
    return Transport(url=app.conf.broker, app=app)


async def to_its_end(work: Awaitable[None]) -> None:
    """Do work that may be cancelled, and fail where a client of Kafka's cut it off: Faust would take its own recovery for cancelled then,
    and no partition would be worked on any more, with nobody told. Raises WorkerError.
    """
    try:
        await work
    except asyncio.CancelledError as error:
        if cast("asyncio.Task[None]", asyncio.current_task()).cancelling():
            raise
        raise WorkerError("taking partitions over was cut off with a connection to Kafka") from error


def table_manager(prepare: Callable[[], Awaitable[None]]) -> type[TableManager]:
    """Make a table manager that calls `prepare` when partitions are assigned, before their events are read.

    Faust's own recovery is left out: the claims' changelog is part of transactions, which it cannot read to its end. It also
    resumes the flow of messages before it seeks, and then clears the queues that these have reached: they would be lost.
    """

    class MendedRecovery(Recovery):
        async def _build_highwaters(self, *_: Any) -> None:
            """Nothing to recover here."""

        async def _build_offsets(self, consumer: Any, tps: set[TP], *rest: Any) -> None:
            """Ask for so long only: for a partition that is gone Kafka's client asks 90 s. Raises KafkaFailure."""
            try:
                async with asyncio.timeout(OFFSETS_SECONDS):
                    await super()._build_offsets(consumer, tps, *rest)
            except TimeoutError as error:
                places = ", ".join(f"{tp.topic} partition {tp.partition}" for tp in sorted(tps))
                raise KafkaFailure(
                    f"Kafka does not say where {places} begin: it cannot be reached, or has not all of them any more"
                ) from error

        @Service.task
        async def _restart_recovery(self) -> None:
            await to_its_end(Recovery._restart_recovery.fun(self))  # noqa: SLF001 # Faust gives no other way to it

        async def on_recovery_completed(self, generation_id: int = 0) -> None:
            self.app.consumer.stop_flow()
            await self._wait(prepare())
            await super().on_recovery_completed(generation_id)

    class Tables(TableManager):
        @property
        def recovery(self) -> Recovery:
            if self._recovery is None:
                self._recovery = MendedRecovery(self.app, self, beacon=self.beacon, loop=self.loop)
            return self._recovery

    return Tables
