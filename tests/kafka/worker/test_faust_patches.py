"""What is mended in Faust: a worker holds so many bytes and no more, messages come in by the fetch, and partitions are prepared first."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka import TopicPartition
from aiokafka.client import ConnectionGroup
from faust.tables.recovery import Recovery
from faust.transport.drivers import aiokafka as driver
from mode import Service

from tests.kafka.worker.stand_ins import message
from workers.errors import MovedGroundError, WorkerError
from workers.kafka.worker import faust_patches
from workers.kafka.worker.faust_patches import (
    EVENT_BYTES,
    TAKEN_BYTES,
    Consumer,
    Hooks,
    Intake,
    Thread,
    table_manager,
    to_its_end,
)

RAW, OTHER = TopicPartition("pages.raw", 0), TopicPartition("pages.extracted", 0)
STOPS = 99
"""The offset of a message at which the flow is stopped."""
RECONNECTS, HELD = 98, -1
"""What stands for a connection that is lost and made anew while messages are fetched, and for the look at the logs that follows."""


def test_an_intake_has_room_below_its_limit_for_each_kafka_topic_apart() -> None:
    intake = Intake(2 * EVENT_BYTES + 20)
    intake.take("a", 10)
    assert intake.has_room("a")
    intake.take("a", 10)
    assert not intake.has_room("a")
    assert intake.has_room("b")
    intake.give_back("a", 10, 1)
    assert intake.held("a") == EVENT_BYTES + 10
    intake.reset()
    assert intake.held("a") == 0


class Fetched:
    """What lies fetched in the consumer; it is taken by the partitions that are asked for."""

    def __init__(self, **sizes: list[int]) -> None:
        self.records = {
            TopicPartition(f"pages.{name}", 0): [
                message(f"pages.{name}", offset, b"x" * size) for offset, size in enumerate(found)
            ]
            for name, found in sizes.items()
        }
        self.asked: list[tuple[set[Any], float | None]] = []

    async def take(self, _: Any, active: set[Any], timeout: float | None, most: int) -> dict[Any, list[Any]]:  # noqa: ASYNC109
        self.asked.append((active, timeout))
        for place in active:
            if found := self.records.get(place):
                self.records[place] = found[most:]
                return {place: found[:most]}
        return {}


def thread_of(fetched: Fetched, monkeypatch: pytest.MonkeyPatch, limit: int = 10**9) -> Thread:
    thread = Thread.__new__(Thread)  # without a consumer to talk to
    thread.intake = Intake(limit)

    async def getmany(self: Thread, active: set[Any], timeout: float) -> Any:  # noqa: ASYNC109 # Faust's signature
        return await self._fetch_records(SimpleNamespace(), active, timeout, 256)

    monkeypatch.setattr(driver.AIOKafkaConsumerThread, "_fetch_records", fetched.take)
    monkeypatch.setattr(driver.AIOKafkaConsumerThread, "getmany", getmany)
    return thread


def test_of_large_messages_few_are_taken_at_a_time_and_of_small_ones_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Faust takes so many messages, however large: a megabyte of compressed ones can hold a hundred."""
    large = thread_of(Fetched(raw=[TAKEN_BYTES // 4] * 100), monkeypatch)
    assert len(asyncio.run(large.getmany({RAW}, 1.0))[RAW]) == 4
    small = thread_of(Fetched(raw=[1] * 300), monkeypatch)
    assert [each.offset for each in asyncio.run(small.getmany({RAW}, 1.0))[RAW]] == list(range(256))


def test_it_waits_for_the_first_message_and_for_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    fetched = Fetched(raw=[1] * 6)
    asyncio.run(thread_of(fetched, monkeypatch).getmany({RAW}, 1.0))
    assert [timeout for _, timeout in fetched.asked] == [1.0, 0, 0]


def test_nothing_is_fetched_of_a_kafka_topic_of_which_enough_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other goes on, and is waited for shortly: there may be room again."""
    fetched = Fetched(raw=[1] * 9, extracted=[1])
    thread = thread_of(fetched, monkeypatch, limit=100)
    thread.intake.take(RAW.topic, 100)
    assert asyncio.run(thread.getmany({RAW, OTHER}, 1.0)).keys() == {OTHER}
    assert fetched.asked[0] == ({OTHER}, faust_patches.PAUSE_SECONDS)
    assert thread.intake.held(OTHER.topic) == 1 + EVENT_BYTES
    fetched.asked.clear()
    assert asyncio.run(thread.getmany({RAW, OTHER}, 1.0)) == {}
    assert fetched.asked == []


def delivered(read: int | None, *offsets: int) -> tuple[list[int], dict[Any, Any]]:
    """What a consumer hands on of messages with these offsets, where it has read up to one."""
    consumer = Consumer.__new__(Consumer)
    found: list[int] = []

    async def callback(message: Any) -> None:
        found.append(message.offset)

    consumer.callback = callback
    consumer._read_offset = {RAW: read}  # noqa: SLF001
    asyncio.run(consumer._deliver([(RAW, message(RAW.topic, offset)) for offset in offsets]))  # noqa: SLF001
    return found, consumer._read_offset  # noqa: SLF001


def test_messages_before_the_one_that_was_read_last_are_not_handed_on_again() -> None:
    assert delivered(None, 0, 1) == ([0, 1], {RAW: 1})
    assert delivered(5, 3, 4, 6) == ([6], {RAW: 6})


def test_faust_commits_nothing_and_misses_nothing() -> None:
    """Offsets are the transactions' alone: one committed beside them would skip what is in flight."""
    consumer = Consumer.__new__(Consumer)
    assert asyncio.run(consumer._commit({RAW: 5})) is True  # noqa: SLF001
    asyncio.run(consumer.verify_all_partitions_active())
    Thread.__new__(Thread).verify_event_path(0.0, RAW)


def test_partitions_are_prepared_with_the_flow_stopped_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Faust resumes the flow first, seeks, and clears the queues that messages have reached: they would be lost."""
    log: list[str] = []

    async def prepare() -> None:
        log.append("prepare")

    tables = tables_of(monkeypatch, prepare, log)
    asyncio.run(tables.recovery.on_recovery_completed(1))
    assert log == ["stop", "prepare", "read"]
    assert tables.recovery is tables.recovery


def tables_of(monkeypatch: pytest.MonkeyPatch, prepare: Callable[[], Awaitable[None]], log: list[str]) -> Any:
    """Make Faust's tables without Faust: they tell when they stop the flow, and when events are read."""

    async def completed(*_: Any) -> None:
        log.append("read")

    async def wait(_: Any, work: Any) -> None:
        await work

    monkeypatch.setattr(Recovery, "on_recovery_completed", completed)
    monkeypatch.setattr(Recovery, "_wait", wait)
    monkeypatch.setattr(Recovery, "__init__", lambda self, app, *_, **__: setattr(self, "app", app))
    app = SimpleNamespace(consumer=SimpleNamespace(stop_flow=lambda: log.append("stop")))
    manager = table_manager(prepare)
    tables = manager.__new__(manager)
    tables._recovery = None  # noqa: SLF001
    tables.app, tables.beacon, tables.loop = app, None, None  # type: ignore[assignment]
    return tables


class Drained(Consumer):
    """A consumer that fetches what a test says, round by round; its callback waits where the flow may be stopped."""

    def __init__(self, rounds: list[Any]) -> None:
        self.rounds = rounds
        self.fetcher = SimpleNamespace(should_stop=False)
        self.app: Any = SimpleNamespace(should_stop=False)
        self.suspend_flow = asyncio.Event()
        self.found: list[int] = []
        self._read_offset = defaultdict(lambda: None)
        self.callback = self.hand_on
        self._thread: Any = self
        self.connected: dict[Any, object] = {}
        self.after_reconnecting = self.hold

    def connections(self) -> dict[Any, object]:
        return dict(self.connected)

    async def hold(self) -> None:
        self.found.append(HELD)

    should_stop = False
    consumer_stopped_errors = (ConnectionError,)

    async def getmany(self, timeout: float) -> Any:  # noqa: ARG002, ASYNC109 # Faust's signature
        step = self.rounds.pop(0)
        if isinstance(step, BaseException):
            raise step
        self.fetcher.should_stop = not self.rounds
        for offset in step:
            if offset == RECONNECTS:
                self.connected[RAW] = object()
                continue
            yield RAW, message(RAW.topic, offset)

    async def hand_on(self, message: Any) -> None:
        if message.offset == STOPS:
            self.suspend_flow.set()
            await asyncio.Event().wait()  # nobody takes it: the queue is full
        self.found.append(message.offset)

    async def wait_first(self, *work: Any, **_: Any) -> Any:
        __, rest = await asyncio.wait([asyncio.ensure_future(each) for each in work], return_when=asyncio.FIRST_COMPLETED)
        for each in rest:
            each.cancel()

    def drain(self) -> list[int]:
        asyncio.run(self._drain_messages(self.fetcher))
        return self.found


def test_messages_are_handed_on_by_the_fetch_in_order_until_the_fetcher_stops() -> None:
    assert Drained([[0, 1], [], [2]]).drain() == [0, 1, 2]


def test_what_is_left_where_the_flow_is_stopped_is_not_taken_for_read() -> None:
    """It will be fetched again, and must not be passed over then."""
    consumer = Drained([[0, STOPS, 100]])
    assert consumer.drain() == [0]
    assert consumer._read_offset[RAW] == 0  # noqa: SLF001


def test_before_messages_of_another_connection_are_handed_on_the_logs_are_looked_at() -> None:
    """Another broker, or the same one after it was started again, may have another log under the same numbers."""
    consumer = Drained([[RECONNECTS, 0], [1], [RECONNECTS, 2], [3]])
    assert consumer.drain() == [HELD, 0, 1, HELD, 2, 3], (
        "the first one may be another than that by which partitions were taken over"
    )


def test_partitions_that_come_to_a_worker_come_by_no_other_connection() -> None:
    """They are looked at as they are taken over."""
    consumer = Drained([[0], [1]])
    known = object()
    consumer._connections = {OTHER: known}  # noqa: SLF001
    consumer.connected = {OTHER: known, RAW: known}
    assert consumer.drain() == [0, 1]


def test_a_log_that_does_not_hold_hands_on_nothing() -> None:
    consumer = Drained([[0], [RECONNECTS, 1]])
    consumer.connected[RAW] = object()
    consumer._connections = dict(consumer.connected)  # noqa: SLF001

    async def fail() -> None:
        raise MovedGroundError("its log was cut")

    consumer.after_reconnecting = fail
    with pytest.raises(MovedGroundError):
        consumer.drain()
    assert consumer.found == [0]


def test_a_partition_is_read_by_the_connection_to_its_leader() -> None:
    thread = Thread.__new__(Thread)
    thread._consumer = None  # noqa: SLF001
    assert thread.connections() == {}, "nothing is assigned yet"
    first, second = object(), object()
    cluster = SimpleNamespace(leader_for_partition={RAW: 1, OTHER: 2}.get)
    client = SimpleNamespace(
        cluster=cluster, _conns={(1, ConnectionGroup.DEFAULT): first, (1, ConnectionGroup.COORDINATION): second}
    )
    thread._consumer = cast(Any, SimpleNamespace(_client=client, assignment=lambda: {RAW, OTHER}))  # noqa: SLF001
    assert thread.connections() == {RAW: first, OTHER: None}


def test_the_group_is_joined_once_that_is_allowed_and_left_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    log: list[str] = []

    def noted(name: str) -> Any:
        async def note(*_: Any) -> None:
            log.append(name)

        return note

    monkeypatch.setattr(driver.Consumer, "on_start", noted("join"))
    app = SimpleNamespace(conf=SimpleNamespace(broker=["kafka://127.0.0.1:1"]))
    transport = faust_patches.transport_of(app, Intake(1), Hooks(noted("before joining"), noted("after reconnecting")))
    consumer = cast(Any, transport.Consumer.__new__(transport.Consumer))
    asyncio.run(consumer.on_start())
    assert log == ["before joining", "join"]
    asyncio.run(consumer.after_reconnecting())
    assert log[2:] == ["after reconnecting"]

    async def call(work: Any) -> None:
        await work()

    thread = Thread.__new__(Thread)
    coordinator = SimpleNamespace(maybe_leave_group=noted("leave"))
    monkeypatch.setattr(thread, "_ensure_consumer", lambda: SimpleNamespace(_coordinator=coordinator))
    monkeypatch.setattr(thread, "call_thread", call)
    consumer._thread = thread  # noqa: SLF001
    asyncio.run(consumer.leave_group())
    assert log[3:] == ["leave"]


def test_a_consumer_that_was_stopped_is_an_error_unless_the_worker_ends() -> None:
    consumer = Drained([ConnectionError()])
    with pytest.raises(ConnectionError):
        consumer.drain()
    consumer = Drained([ConnectionError()])
    consumer.app = SimpleNamespace(should_stop=True)
    assert consumer.drain() == []


def test_a_worker_reads_what_is_committed_and_knows_where_that_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    made = SimpleNamespace(
        _isolation_level="read_uncommitted", assignment=lambda: {RAW}, last_stable_offset=lambda _: 7, _fetch_max_wait_ms=0
    )
    monkeypatch.setattr(driver.AIOKafkaConsumerThread, "_create_worker_consumer", lambda *_: made)
    thread = Thread.__new__(Thread)
    consumer = Consumer.__new__(Consumer)
    consumer._thread, thread._consumer = thread, None  # noqa: SLF001
    assert consumer.readable_end(RAW) is None, "nothing is fetched yet"
    thread._consumer = thread._create_worker_consumer(None)  # noqa: SLF001
    assert made._isolation_level == "read_committed"  # noqa: SLF001
    assert consumer.readable_end(RAW) == 7
    assert consumer.readable_end(OTHER) is None, "it is another's"


async def cut_off() -> None:
    """End as what waits for an answer does whose connection is closed."""
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    future.cancel()
    await future


def test_a_take_over_that_a_client_of_kafkas_cuts_off_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Faust would take its own recovery for cancelled, and never begin another: whatever it waited for."""

    async def restart(_: object) -> None:
        await cut_off()

    monkeypatch.setattr(Recovery, "_restart_recovery", Service.task(restart))
    recovery = tables_of(monkeypatch, cut_off, []).recovery
    (task,) = [each for each in recovery._get_tasks() if "_restart_recovery" in each.fun.__qualname__]  # noqa: SLF001
    with pytest.raises(WorkerError, match="taking partitions over was cut off with a connection to Kafka"):
        asyncio.run(task.fun(recovery))


def test_a_take_over_that_the_next_rebalance_cancels_is_cancelled() -> None:
    async def run() -> bool:
        task = asyncio.ensure_future(to_its_end(asyncio.sleep(60)))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    assert asyncio.run(run())
