"""A partition task: what it commits, in which order, with whose leave, and what becomes of the rest."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import Any

import pytest
from aiokafka import TopicPartition

from testing.candidates import candidate_of
from tests.kafka.worker.stand_ins import FakeProducer, claims_without_database
from workers.errors import PoolError
from workers.kafka.worker import partition_task
from workers.kafka.worker.batches import Output
from workers.kafka.worker.claim_store import PartitionClaims
from workers.kafka.worker.partition_task import Admission, CommitReport, PartitionTask, Supervision
from workers.kafka.worker.processed import Processed
from workers.metrics.worker import EventReport
from workers.settings import Settings

PLACE = TopicPartition("pages.raw", 0)
CHANGELOG = "pages.claims"
RECORD = candidate_of("text")
SETTINGS = Settings(batch_seconds=0.01)
PATIENT = Settings(batch_events=2, batch_seconds=3600)


def event(name: str, changes: dict[bytes, bytes] | None = None) -> Processed:
    """What an event became: a message whose value is its name."""
    output = Output("out", 0, None, name.encode())
    return Processed(RECORD, output, changes or {}, EventReport(len(name), {}, {}))


class Station:
    """Admits so many events in all, and keeps what it is told."""

    def __init__(self, admits: int = 1000) -> None:
        self.left = admits
        self.asked: list[list[str]] = []
        self.reports: list[CommitReport] = []
        self.failed: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()

    def admit(self, batch: Sequence[Processed]) -> Admission:
        self.asked.append([each.output.value.decode() for each in batch])
        admitted = min(self.left, len(batch))
        self.left -= admitted
        return Admission(admitted, f"note {len(self.asked)}")

    @property
    def supervision(self) -> Supervision:
        return Supervision(self.admit, self.reports.append, self.failed.set_result)


@contextlib.asynccontextmanager
async def opened(
    station: Station, claims: PartitionClaims | None = None, settings: Settings = SETTINGS
) -> AsyncIterator[tuple[PartitionTask, Any]]:
    task = PartitionTask(settings, PLACE, claims, CHANGELOG, station.supervision)
    await task.open()
    try:
        yield task, task._producer  # noqa: SLF001
    finally:
        await task.close()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 # a task's own state, which nothing tells of
            await asyncio.sleep(0)


async def settle() -> None:
    """Let everything that can go on do so."""
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def producer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partition_task, "AIOKafkaProducer", FakeProducer)


def values(producer: FakeProducer, kafka_topic: str = "out") -> list[str]:
    return [(value or b"").decode() for values in producer.committed for value in values.get(kafka_topic, [])]


def test_events_are_committed_in_the_order_they_came_in_whichever_is_ready_first() -> None:
    async def work() -> None:
        station = Station()
        async with opened(station) as (task, producer):
            futures = [asyncio.get_running_loop().create_future() for _ in range(3)]
            for offset, future in enumerate(futures):
                task.add_pending(offset, future, lambda: False)
            futures[2].set_result(event("c"))
            futures[1].set_result(event("b"))
            await settle()
            assert (station.asked, task.committed, task.waiting) == ([], 0, 3), "they wait for the first"
            futures[0].set_result(event("a"))
            await until(lambda: task.committed == 3)
            assert values(producer) == ["a", "b", "c"]
            assert task.waiting == 0

    asyncio.run(work())


def test_outputs_claims_offset_and_note_go_in_one_transaction_and_the_claims_are_kept_after_it() -> None:
    async def work() -> None:
        claims = claims_without_database()
        kept: list[tuple[dict[bytes, bytes], int]] = []
        claims.keep = lambda changes, position: kept.append((dict(changes), position))  # type: ignore[method-assign]
        station = Station()
        async with opened(station, claims) as (task, producer):
            task.add(7, event("a", {b"x": b"1", b"y": b"1"}))
            task.add(9, event("b", {b"x": b"2"}))
            await until(lambda: station.reports)
            assert producer.committed == [{"out": [b"a", b"b"], CHANGELOG: [b"2", b"1"]}]
            assert producer.offsets == [{PLACE: (10, "note 1")}]
            assert kept == [({b"x": b"2", b"y": b"1"}, 2)], "with the changelog's offset after them"
            assert (task.expected, task.committed, task.untouched) == (10, 10, False)

    asyncio.run(work())


def test_it_asks_before_a_commit_and_reports_the_events_of_it_after() -> None:
    async def work() -> None:
        station = Station()
        async with opened(station) as (task, producer):
            producer.may_commit.clear()
            task.add(0, event("a"))
            task.add(1, event("bb"))
            await producer.begun.wait()
            assert station.asked == [["a", "bb"]]
            assert (station.reports, task.committed, task.waiting) == ([], 0, 2), "they wait until they are committed"
            producer.may_commit.set()
            await until(lambda: station.reports)
            (report,) = station.reports
            assert (report.partition, report.aborted) == (PLACE, False)
            assert [each.size for each in report.events] == [1, 2]
            assert report.seconds >= 0

    asyncio.run(work())


def test_it_stands_still_behind_what_was_not_admitted() -> None:
    """It asks no more, so that a station that pauses is told once; what is in line stays there for whoever comes next."""

    async def work() -> None:
        station = Station(admits=2)
        async with opened(station) as (task, producer):
            for offset, name in enumerate("abcd"):
                task.add(offset, event(name))
            await until(lambda: station.reports)
            task.add(4, event("e"))
            await settle()
            assert values(producer) == ["a", "b"]
            assert (task.committed, task.waiting, len(station.asked)) == (2, 3, 1)
        assert task.committed == 2
        assert not station.failed.done()

    asyncio.run(work())


def test_where_nothing_is_admitted_nothing_is_sent() -> None:
    async def work() -> None:
        station = Station(admits=0)
        async with opened(station) as (task, producer):
            task.add(0, event("a"))
            await until(lambda: station.asked)
            await settle()
            assert (producer.committed, producer.begun.is_set(), station.reports) == ([], False, [])

    asyncio.run(work())


def test_an_aborted_transaction_is_reported_and_ends_the_worker() -> None:
    async def work() -> None:
        claims = claims_without_database()
        claims.keep = lambda *_: pytest.fail("claims of an aborted transaction are not kept")  # type: ignore[method-assign]
        station = Station()
        async with opened(station, claims) as (task, producer):
            producer.error = RuntimeError("fenced")
            task.add(0, event("a", {b"x": b"1"}))
            assert str(await station.failed) == "fenced"
            assert [(report.aborted, report.events) for report in station.reports] == [(True, ())]
            assert (producer.committed, task.committed, task.waiting) == ([], 0, 1)

    asyncio.run(work())


def test_a_page_that_the_pool_gave_nothing_of_ends_the_worker_before_anything_is_sent() -> None:
    async def work() -> None:
        station = Station()
        async with opened(station) as (task, producer):
            broken: asyncio.Future[Processed] = asyncio.get_running_loop().create_future()
            broken.set_exception(PoolError("a thread of the pool failed"))
            task.add_pending(0, broken, lambda: False)
            assert isinstance(await station.failed, PoolError)
            assert producer.committed == []

    asyncio.run(work())


def test_closing_lets_a_commit_under_way_end_and_drops_the_rest() -> None:
    async def work() -> None:
        station = Station()
        async with opened(station) as (task, producer):
            producer.may_commit.clear()
            task.add(0, event("a"))
            await producer.begun.wait()
            pending: asyncio.Future[Processed] = asyncio.get_running_loop().create_future()
            task.add(1, event("b"))
            task.add_pending(2, pending, lambda: True)
            closing = asyncio.create_task(task.close())
            await settle()
            assert not closing.done()
            producer.may_commit.set()
            await closing
            assert values(producer) == ["a"]
            assert (task.committed, task.waiting, producer.stopped) == (1, 0, True)
            assert pending.cancelled(), "who makes it need not"
            assert [report.aborted for report in station.reports] == [False]
            assert not station.failed.done()

    asyncio.run(work())


def test_a_commit_that_takes_too_long_for_closing_is_aborted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partition_task, "CLOSE_SECONDS", 0.01)

    async def work() -> None:
        station = Station()
        async with opened(station) as (task, producer):
            producer.may_commit.clear()
            task.add(0, event("a"))
            await producer.begun.wait()
            await task.close()
            assert (producer.committed, task.committed, task.waiting) == ([], 0, 0)
            assert [report.aborted for report in station.reports] == [True]
            assert not station.failed.done(), "it was given up, which is no error"

    asyncio.run(work())


def test_a_full_batch_is_committed_without_waiting_for_more() -> None:
    async def work() -> None:
        station = Station()
        async with opened(station, settings=PATIENT) as (task, _):
            for offset, name in enumerate("abcd"):
                task.add(offset, event(name))
            await until(lambda: task.committed == 4)
            assert station.asked == [["a", "b"], ["c", "d"]]

    asyncio.run(work())


def test_where_pages_wait_anyhow_it_rests_as_long_as_it_may_before_it_asks_again() -> None:
    async def work() -> None:
        station = Station()
        admit = station.admit
        station.admit = lambda batch: admit(batch)._replace(is_behind=True)  # type: ignore[method-assign]
        async with opened(station, settings=PATIENT) as (task, _):
            task.add(0, event("a"))
            await until(lambda: task.committed == 1)
            assert task._next_commit > asyncio.get_running_loop().time() + 3000  # noqa: SLF001
            task.add(1, event("b"))
            await settle()
            assert station.asked == [["a"]]
            task.add(2, event("c"))
            await until(lambda: task.committed == 3)
            assert station.asked == [["a"], ["b", "c"]]

    asyncio.run(work())


def test_it_is_queued_as_the_first_event_in_line_is() -> None:
    async def work() -> None:
        async with opened(Station()) as (task, _):
            assert not task.is_queued
            queued = [True, True]
            for offset in (0, 1):
                task.add_pending(offset, asyncio.get_running_loop().create_future(), partial(queued.__getitem__, offset))
            assert task.is_queued
            queued[0] = False
            assert not task.is_queued

    asyncio.run(work())


def test_another_thread_may_ask_whether_it_is_queued_while_the_last_event_is_committed() -> None:
    """The watchdog does: an error there ends the worker."""

    class Emptied(deque[Any]):
        def __bool__(self) -> bool:
            return True  # it was so when the watchdog looked

    async def work() -> None:
        async with opened(Station()) as (task, _):
            task._entries = Emptied()  # noqa: SLF001
            assert not task.is_queued

    asyncio.run(work())


def test_the_transactional_id_is_the_partitions_so_that_whoever_opens_it_next_fences_this_one() -> None:
    async def work() -> None:
        async with opened(Station()) as (_, producer):
            assert producer.arguments["transactional_id"] == "newsmill-pages.raw-0"

    asyncio.run(work())
