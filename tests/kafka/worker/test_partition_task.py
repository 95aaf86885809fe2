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
from tests.kafka.worker.stand_ins import APPENDED, FakeProducer, claims_without_database, message
from workers.errors import MovedGroundError, PoolError
from workers.kafka.client.messages import Reading, reading_headers
from workers.kafka.client.notes import CLAIMS, UNKNOWN, Again, Life, Mark, Note, Signed, read_note
from workers.kafka.worker import partition_task
from workers.kafka.worker.batches import Output
from workers.kafka.worker.claim_store import PartitionClaims
from workers.kafka.worker.partition_task import PartitionTask
from workers.kafka.worker.processed import Processed
from workers.kafka.worker.supervision import Admission, CommitReport, Supervision
from workers.metrics.worker import EventReport
from workers.settings import Settings

PLACE = TopicPartition("pages.raw", 0)
CHANGELOG, EXTRACTED = "pages.claims", "pages.extracted"
RECORD = candidate_of("text")
SETTINGS = Settings(batch_seconds=0.01)
NOTE = Note(topics={"raw": "one"}, partitions=3, lives=(Life(0, "one"), Life(100, "one.2")), at=4000)
PATIENT = Settings(batch_events=2, batch_seconds=3600)


def raw(offset: int, **how: Any) -> Any:
    return message(PLACE.topic, offset, **how)


def event(name: str, changes: dict[bytes, bytes] | None = None, *, to: str = "out", partition: int = 0) -> Processed:
    """What an event became: a message whose value is its name."""
    output = Output(to, partition, None, name.encode())
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
        return Admission(admitted, f'"window {len(self.asked)}"')

    @property
    def supervision(self) -> Supervision:
        return Supervision(self.admit, self.reports.append, self.failed.set_result)


@contextlib.asynccontextmanager
async def opened(
    station: Station, claims: PartitionClaims | None = None, settings: Settings = SETTINGS, note: Note = NOTE
) -> AsyncIterator[tuple[PartitionTask, Any]]:
    task = PartitionTask(settings, PLACE, CHANGELOG, station.supervision)
    await task.open()
    task.claims = claims
    task.begin(Signed(0, note))
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
def fenced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Who was fenced beside those that a producer fences by its own id."""
    found: list[str] = []

    async def fence(_: Settings, names: list[str]) -> None:
        found.extend(names)

    monkeypatch.setattr(partition_task, "fence", fence)
    monkeypatch.setattr(
        partition_task,
        "transactional_producer",
        lambda _, name, **arguments: FakeProducer(transactional_id=name, **arguments),
    )
    return found


def values(producer: FakeProducer, kafka_topic: str = "out") -> list[str]:
    return [(value or b"").decode() for values in producer.committed for value in values.get(kafka_topic, [])]


def test_events_are_committed_in_the_order_they_came_in_whichever_is_ready_first() -> None:
    async def work() -> None:
        station = Station()
        async with opened(station) as (task, producer):
            futures = [asyncio.get_running_loop().create_future() for _ in range(3)]
            for offset, future in enumerate(futures):
                task.add_pending(raw(offset), future, lambda: False)
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
        kept: list[tuple[dict[bytes, bytes], Mark]] = []
        claims.keep = lambda changes, mark: kept.append((dict(changes), mark))  # type: ignore[method-assign]
        station = Station()
        async with opened(station, claims) as (task, producer):
            task.add(raw(7), event("a", {b"x": b"1", b"y": b"1"}))
            task.add(raw(9), event("b", {b"x": b"2"}))
            await until(lambda: station.reports)
            assert producer.committed == [{"out": [b"a", b"b"], CHANGELOG: [b"2", b"1"]}]
            (((offset, written),),) = (offsets.values() for offsets in producer.offsets)
            note = read_note(written)
            assert note
            assert (offset, note.at, bytes(note.window)) == (10, APPENDED, b'"window 1"')
            assert note.written == {CLAIMS: Mark(2, APPENDED)}
            assert (note.topics, note.partitions, note.lives) == (NOTE.topics, NOTE.partitions, NOTE.lives)
            assert kept == [({b"x": b"2", b"y": b"1"}, Mark(2, APPENDED))], "with the changelog's offset after them"
            assert (task.expected, task.committed, task.untouched) == (10, 10, False)

    asyncio.run(work())


def test_it_asks_before_a_commit_and_reports_the_events_of_it_after() -> None:
    async def work() -> None:
        station = Station()
        async with opened(station) as (task, producer):
            producer.may_commit.clear()
            task.add(raw(0), event("a"))
            task.add(raw(1), event("bb"))
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
                task.add(raw(offset), event(name))
            await until(lambda: station.reports)
            task.add(raw(4), event("e"))
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
            task.add(raw(0), event("a"))
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
            task.add(raw(0), event("a", {b"x": b"1"}))
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
            task.add_pending(raw(0), broken, lambda: False)
            assert isinstance(await station.failed, PoolError)
            assert producer.committed == []

    asyncio.run(work())


def test_closing_lets_a_commit_under_way_end_and_drops_the_rest() -> None:
    async def work() -> None:
        station = Station()
        async with opened(station) as (task, producer):
            producer.may_commit.clear()
            task.add(raw(0), event("a"))
            await producer.begun.wait()
            pending: asyncio.Future[Processed] = asyncio.get_running_loop().create_future()
            task.add(raw(1), event("b"))
            task.add_pending(raw(2), pending, lambda: True)
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
            task.add(raw(0), event("a"))
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
                task.add(raw(offset), event(name))
            await until(lambda: task.committed == 4)
            assert station.asked == [["a", "b"], ["c", "d"]]

    asyncio.run(work())


def test_where_pages_wait_anyhow_it_rests_as_long_as_it_may_before_it_asks_again() -> None:
    async def work() -> None:
        station = Station()
        admit = station.admit
        station.admit = lambda batch: admit(batch)._replace(is_behind=True)  # type: ignore[method-assign]
        async with opened(station, settings=PATIENT) as (task, _):
            task.add(raw(0), event("a"))
            await until(lambda: task.committed == 1)
            assert task._next_commit > asyncio.get_running_loop().time() + 3000  # noqa: SLF001
            task.add(raw(1), event("b"))
            await settle()
            assert station.asked == [["a"]]
            task.add(raw(2), event("c"))
            await until(lambda: task.committed == 3)
            assert station.asked == [["a"], ["b", "c"]]

    asyncio.run(work())


def test_it_is_queued_as_the_first_event_in_line_is() -> None:
    async def work() -> None:
        async with opened(Station()) as (task, _):
            assert not task.is_queued
            queued = [True, True]
            for offset in (0, 1):
                task.add_pending(raw(offset), asyncio.get_running_loop().create_future(), partial(queued.__getitem__, offset))
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


def test_its_transactional_id_names_the_partition_and_that_of_the_version_before_is_fenced_with_it(fenced: list[str]) -> None:
    """Whoever opens it next fences this one, whatever its group is called."""

    async def work() -> None:
        for group in ("newsmill", "another"):
            async with opened(Station(), settings=Settings(group=group)) as (_, producer):
                assert producer.arguments["transactional_id"] == "newsmill.pages.raw.0"

    asyncio.run(work())
    assert fenced == ["newsmill-pages.raw-0", "another-pages.raw-0"]


def noted(producer: FakeProducer) -> list[Note]:
    """The notes beside the offsets that were committed."""
    return [note for offsets in producer.offsets for _, written in offsets.values() if (note := read_note(written))]


def test_a_note_carries_on_where_its_task_has_written_to_beside_what_it_has_written_now() -> None:
    """A cut is seen whichever transaction's messages it took."""

    async def work() -> None:
        station = Station()
        async with opened(station) as (task, producer):
            for offset, partition in enumerate((1, 2, 1)):
                task.add(raw(offset, appended=6000 + offset), event("a", to=EXTRACTED, partition=partition))
                await until(lambda: task.committed == offset + 1)  # noqa: B023 # awaited at once
            assert [(note.at, note.written) for note in noted(producer)] == [
                (6000, {"1": Mark(1, APPENDED)}),
                (6001, {"1": Mark(1, APPENDED), "2": Mark(1, APPENDED)}),
                (6002, {"1": Mark(2, APPENDED), "2": Mark(1, APPENDED)}),
            ]

    asyncio.run(work())


def test_outcomes_are_not_noted_which_only_those_who_read_them_need() -> None:
    async def work() -> None:
        async with opened(Station()) as (task, producer):
            task.add(raw(0), event("a"))
            await until(lambda: task.committed == 1)
            assert [note.written for note in noted(producer)] == [{}]

    asyncio.run(work())


@pytest.mark.parametrize(("kafka_topic", "name"), [(EXTRACTED, "2"), (CHANGELOG, CLAIMS)])
def test_messages_that_get_lower_offsets_than_before_are_of_a_log_that_was_cut(kafka_topic: str, name: str) -> None:
    known = Note(topics={}, partitions=1, written={name: Mark(9, 4000)})

    async def work() -> None:
        station = Station()
        claims = claims_without_database()
        claims.keep = lambda *_: pytest.fail("claims of an aborted transaction are not kept")  # type: ignore[method-assign]
        async with opened(station, claims, note=known) as (task, producer):
            partition = 2 if kafka_topic == EXTRACTED else 0
            producer.ends[TopicPartition(kafka_topic, partition)] = 8
            task.add(
                raw(0),
                event("a", {b"%d" % number: b"1" for number in range(6)}, to=EXTRACTED, partition=2)  # beyond what is known
                if kafka_topic == CHANGELOG
                else event("a", to=EXTRACTED, partition=2),
            )
            error = await station.failed
            assert isinstance(error, MovedGroundError)
            assert str(error) == (
                f"{kafka_topic} partition {partition} takes messages at offset 8, and was known up to 9: its log was cut"
            )
            assert (producer.committed, task.committed) == ([], 0)
            assert [report.aborted for report in station.reports] == [True]

    asyncio.run(work())


def test_the_life_of_a_page_is_that_of_its_offset() -> None:
    async def work() -> None:
        async with opened(Station()) as (task, _):
            assert [task.life_of(offset) for offset in (0, 99, 100)] == ["one", "one", "one.2"]
        async with opened(Station(), note=Note(topics={}, partitions=1)) as (task, _):
            assert task.life_of(0) is None, "this Kafka gives its topics no ids"

    asyncio.run(work())


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        (None, None),
        (Again(5, 7), Reading("7")),
        (Again(5, 7, publish=True), Reading("7", publish=True)),
        (Again(4, 7), None),
    ],
)
def test_a_raw_page_is_read_again_where_its_note_says_so_whatever_its_crawler_says(
    again: Again | None, expected: Reading | None
) -> None:
    async def work() -> None:
        async with opened(Station(), note=Note(topics={}, partitions=1, again=again)) as (task, _):
            for told in (None, Reading("3", publish=True)):
                assert task.reading_of(raw(4, headers=reading_headers(told))) == expected

    asyncio.run(work())


@pytest.mark.parametrize(
    ("again", "told", "expected"),
    [
        (None, None, None),
        (None, Reading("3", publish=True), Reading("3", publish=True)),
        (Again(5, 7), None, Reading("7/0/4")),
        (Again(5, 7, publish=True), Reading("3"), Reading("7/0/4", publish=True)),
        (Again(5, 7), Reading("3", publish=True), Reading("7/0/4", publish=True)),
        (Again(4, 7), Reading("3"), Reading("3")),
    ],
)
def test_an_article_on_its_way_is_read_again_as_its_page_was_or_in_a_reading_of_its_own(
    again: Again | None, told: Reading | None, expected: Reading | None
) -> None:
    """A page may have left several."""

    async def work() -> None:
        note = Note(topics={}, partitions=1, again=again)
        async with opened(Station(), claims_without_database(), note=note) as (task, _):
            assert task.reading_of(raw(4, headers=reading_headers(told))) == expected

    asyncio.run(work())


def test_once_all_is_read_again_the_note_says_it_no_more() -> None:
    async def work() -> None:
        async with opened(Station(), note=Note(topics={}, partitions=1, again=Again(2, 7))) as (task, producer):
            for offset in range(3):
                task.add(raw(offset), event("a"))
                await until(lambda: task.committed == offset + 1)  # noqa: B023 # awaited at once
            assert [note.again for note in noted(producer)] == [Again(2, 7), None, None]

    asyncio.run(work())


def test_a_message_is_later_than_the_one_taken_last_where_kafka_dates_both() -> None:
    async def work() -> None:
        async with opened(Station()) as (task, _):
            assert [task.is_later(raw(0, appended=at)) for at in (3999, 4000, 4001)] == [False, False, True]
            task.add(raw(0, appended=6000), event("a"))
            assert [task.is_later(raw(0, appended=at)) for at in (4001, 6001)] == [False, True]
            dated = raw(0, appended=6001)
            dated.timestamp_type = 0
            assert not task.is_later(dated), "its crawler has dated it, which says nothing of the log"
        async with opened(Station(), note=Note(topics={}, partitions=1)) as (task, _):
            assert not task.is_later(raw(0))
            task.add(raw(0, appended=None), event("a"))
            assert not task.is_later(raw(0))

    asyncio.run(work())


def test_it_goes_by_what_it_has_taken_and_by_what_it_has_written() -> None:
    async def work() -> None:
        async with opened(Station(), settings=PATIENT, note=NOTE) as (task, _):
            assert task.marks() == [(PLACE, Mark(0, 4000))]
            task.add(raw(0), event("a", {b"x": b"1"}, to=EXTRACTED, partition=2))
            await until(lambda: task.committed == 1)
            task.add(raw(1, appended=6001), event("b"))
            assert task.marks() == [
                (PLACE, Mark(2, 6001)),
                (TopicPartition(EXTRACTED, 2), Mark(1, APPENDED)),
                (TopicPartition(CHANGELOG, 0), Mark(1, APPENDED)),
            ]
            task.add(raw(2, appended=None), event("c"))
            assert task.marks()[0] == (PLACE, Mark(3, UNKNOWN))

    asyncio.run(work())
