"""The station extract: what a task is told of a page, and how many dead letters may be committed."""

import asyncio
import gc
import logging
import time
import weakref
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest

from testing.candidates import candidate_of
from tests.kafka.worker.stand_ins import message
from workers.dead_letter import dead_letter
from workers.enums import ReaderName
from workers.errors import PoolError
from workers.kafka.client.messages import Reading, reading_of
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.worker.batches import Output
from workers.kafka.worker.circuit_breaker import Note
from workers.kafka.worker.extract_station import ExtractStation
from workers.kafka.worker.pace import PAGES_BEHIND
from workers.kafka.worker.partition_task import PartitionTask
from workers.kafka.worker.processed import Processed
from workers.limits import MAX_URL
from workers.metrics.worker import EventReport
from workers.page import HowRead
from workers.pool.pool import PageFuture, Pool
from workers.records import DeadLetter, DeadLetterReason, Prepared, Source, Step
from workers.settings import Settings
from workers.steps.read.message import RawMessage
from workers.trace import PageReport

RAW = "pages.raw"
SETTINGS = Settings(dead_letter_limit=0.5, dead_letter_window=10, dead_letter_least=4, max_message_mb=1)


class HeldPool:
    """A pool that does nothing by itself."""

    def __init__(self) -> None:
        self.pages: list[PageFuture] = []
        self.waiting = 0
        self.processes = 2

    def submit(self, original: RawMessage, source: Source) -> PageFuture:
        self.pages.append(PageFuture(original, source))
        return self.pages[-1]


class Task:
    """A partition's task as far as a station knows it."""

    def __init__(self) -> None:
        self.pending: list[tuple[Any, asyncio.Future[Processed], Any]] = []
        self.reading: Reading | None = None

    def add_pending(self, *event: Any) -> None:
        self.pending.append(event)

    def life_of(self, offset: int) -> str:
        return f"life at {offset}"

    def reading_of(self, _: Any) -> Reading | None:
        return self.reading


def station() -> tuple[ExtractStation, HeldPool]:
    made, pool = ExtractStation(SETTINGS), HeldPool()
    made.pool = cast(Pool, pool)
    return made, pool


def letter(number: int = 0) -> DeadLetter:
    source = Source(kafka_topic=RAW, partition=0, offset=number)
    return dead_letter(RawMessage(b"{"), source, Step.DECODE, DeadLetterReason.INVALID_JSON, f"broken {number}")


def batch(pages: str) -> list[Processed]:
    """Events, an x for a dead letter."""
    output, report = Output("out", 0, None, b""), EventReport(0, {}, {})
    records: Iterable[Any] = (letter(number) if page == "x" else candidate_of("text") for number, page in enumerate(pages))
    return [Processed(record, output, {}, report) for record in records]


def took(become: Prepared | BaseException, value: bytes = b"{}", reading: Reading | None = None) -> Processed:
    """What a task is told of a page that became this in the pool."""

    async def work() -> Processed:
        made, pool = station()
        task = Task()
        task.reading = reading
        made.take(cast(PartitionTask, task), message(RAW, 3, value))
        (page,) = pool.pages
        assert page.source == Source(kafka_topic=RAW, partition=0, offset=3, life="life at 3")
        page.set_running_or_notify_cancel()
        page.in_process, page.report = 0.25, PageReport({Step.DECODE: 0.125}, HowRead(ReaderName.LEARNED, 0.875))
        if isinstance(become, BaseException):
            page.set_exception(become)
        else:
            page.set_result(become)
        ((added, future, _),) = task.pending
        assert added.offset == 3
        return await future

    return asyncio.run(work())


def test_it_admits_the_events_of_a_batch_up_to_the_dead_letter_that_would_be_one_too_many() -> None:
    made, _ = station()
    assert made.admit(batch("..x.")).events == 4
    assert made.admit(batch("xxxx.")).events == 2
    assert made.breaker.is_open
    assert made.admit(batch("...")).events == 0, "the breaker is open, for all partitions"


def test_the_note_of_an_admission_holds_what_was_admitted_and_no_more() -> None:
    made, _ = station()
    admission = made.admit(batch("..xxxx"))
    note = msgspec.json.decode(admission.window, type=Note)
    assert (admission.events, note.pages, note.bits) == (4, 4, f"{0b0011:x}")


def test_a_pause_is_told_once_with_the_page_that_would_be_next(caplog: pytest.LogCaptureFixture) -> None:
    made, _ = station()
    for _ in range(2):
        made.admit(batch("xxx"))
    (record,) = [record for record in caplog.records if record.levelno == logging.CRITICAL]
    assert "over 0.5 of the latest pages would be dead letters (2 of 2 are)" in record.getMessage()
    assert "The next one, at pages.raw/0/2: decode, invalid_json: 'broken 2'" in record.getMessage()


def test_it_goes_on_from_the_notes_beside_the_offsets() -> None:
    first, _ = station()
    window = first.admit(batch("xx...")).window
    again, _ = station()
    again.take_up(["", "null", window])
    assert again.breaker.window == first.breaker.window


def test_pages_are_behind_where_many_wait_for_each_process() -> None:
    made, pool = station()
    assert not made.admit(batch(".")).is_behind
    pool.waiting = PAGES_BEHIND * pool.processes + 1
    assert made.admit(batch(".")).is_behind
    assert not ExtractStation(SETTINGS).is_behind(), "nor before the processes are started"


def test_a_page_is_told_with_what_it_took_and_when_kafka_received_it() -> None:
    candidate = candidate_of("text")
    made = took(candidate, b"12345")
    assert made.record == candidate
    assert made.output.kafka_topic == "pages.extracted"
    assert (made.report.size, made.report.received, made.report.in_pool) == (5, 5.0, 0.25)
    assert made.report.seconds == {Step.DECODE: 0.125}
    assert made.report.how_read == HowRead(ReaderName.LEARNED, 0.875)
    assert made.changes == {}


@pytest.mark.parametrize("become", [candidate_of("text"), letter(), candidate_of("a" * SETTINGS.max_outcome_bytes)])
def test_what_becomes_of_a_page_that_is_read_again_says_by_which_rewind(become: Prepared) -> None:
    assert reading_of(took(become).output.headers) is None
    assert reading_of(took(become, reading=Reading("7", publish=True)).output.headers) == Reading("7", publish=True)


def test_a_page_is_received_when_the_broker_says_and_else_when_it_is_read() -> None:
    """Where the Kafka topic has the time of who sent it, that may be the very clock that is wrong."""
    made, pool = station()
    before = time.time()
    for offset, kind in enumerate((1, 0)):
        sent = message(RAW, offset)
        sent.timestamp, sent.timestamp_type = 4_928_112_000.5, kind
        asyncio.run(taken(made, sent))
    broker, own = (page.message.received for page in pool.pages)
    assert broker == datetime(2126, 3, 2, 8, tzinfo=UTC) + timedelta(milliseconds=500)
    assert own
    assert before - 0.001 <= own.timestamp() <= time.time() + 0.001
    assert own.microsecond % 1000 == 0, "in milliseconds, as the candidate's header has it"


async def taken(made: ExtractStation, sent: Any) -> None:
    made.take(cast(PartitionTask, Task()), sent)


@pytest.mark.parametrize(("url", "kept"), [("https://a.example/1", True), (f"https://a.example/{'a' * MAX_URL}", False)])
def test_a_page_of_which_something_too_large_would_become_is_a_dead_letter(url: str, *, kept: bool) -> None:
    """With its URL, unless that alone is long: the page's bytes have it anyway."""
    made = took(candidate_of("a" * SETTINGS.max_outcome_bytes, url=url), b"{the page}")
    assert isinstance(made.record, DeadLetter)
    assert (made.record.step, made.record.reason) == (Step.EXTRACT, DeadLetterReason.TOO_LARGE)
    assert made.record.original_base64 == b"{the page}"
    assert made.record.url == (url if kept else None)
    assert made.output.kafka_topic == kafka_topic(SETTINGS, Role.DEAD_LETTER)
    assert msgspec.json.decode(made.output.value, type=DeadLetter) == made.record
    assert (made.report.in_pool, made.report.received) == (0.25, 5.0), "it is counted as any page"


def test_an_outcome_of_just_the_size_that_fits_goes_on() -> None:
    room = SETTINGS.max_outcome_bytes - len(took(candidate_of("")).output.value)
    empty = candidate_of("")
    fits, does_not = (msgspec.structs.replace(empty, text="a" * (room - len(empty.claims[0]) + more)) for more in (0, 1))
    assert took(fits).record == fits
    assert isinstance(took(does_not).record, DeadLetter)


def test_what_ends_the_pool_reaches_the_task() -> None:
    with pytest.raises(PoolError, match="a thread of the pool failed"):
        took(PoolError("a thread of the pool failed"))


def test_a_page_is_queued_until_the_pool_takes_it() -> None:
    async def work() -> None:
        made, pool = station()
        task = Task()
        made.take(cast(PartitionTask, task), message(RAW, 0))
        ((_, _, is_queued),) = task.pending
        assert is_queued()
        pool.pages[0].set_running_or_notify_cancel()
        assert not is_queued()
        pool.pages[0].set_result(letter())
        assert not is_queued()

    asyncio.run(work())


def test_a_page_that_is_ready_after_its_task_was_closed_is_dropped_without_a_word() -> None:
    async def work() -> None:
        errors: list[Any] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: errors.append(context))
        made, pool = station()
        task = Task()
        made.take(cast(PartitionTask, task), message(RAW, 0))
        ((_, future, _),) = task.pending
        future.cancel()
        pool.pages[0].set_result(letter())
        for _ in range(3):
            await asyncio.sleep(0)
        assert future.cancelled()
        assert errors == []

    asyncio.run(work())


def test_a_page_that_is_ready_lets_its_bytes_go_though_its_task_waits_for_others() -> None:
    """Not when garbage is looked for, which may be hundreds of megabytes later."""

    async def work() -> None:
        made, pool = station()
        task = Task()
        made.take(cast(PartitionTask, task), message(RAW, 0, b"large"))
        ((_, future, is_queued),) = task.pending
        page = pool.pages.pop()
        page.set_result(letter())
        left = weakref.ref(page)
        del page
        await future
        assert left() is None
        assert not is_queued()

    gc.disable()
    try:
        asyncio.run(work())
    finally:
        gc.enable()


def test_its_processes_have_the_limits_that_settings_give(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Any] = []

    def pool(processes: int, process_limits: Any, reader: str) -> Any:
        closed: list[bool] = []
        started.append((processes, process_limits, reader, closed))
        return SimpleNamespace(close=lambda: closed.append(True))

    monkeypatch.setattr("workers.kafka.worker.extract_station.Pool", pool)
    made = ExtractStation(Settings(processes=3, page_seconds=7, stall_seconds=60, process_memory_mb=512, reader="learned"))
    made.stop()
    made.start()
    made.stop()
    ((processes, limits, reader, closed),) = started
    assert (processes, reader) == (3, "learned")
    assert (limits.page_seconds, limits.wall_seconds, limits.memory_bytes) == (7, 20, 512 * 1024 * 1024)
    assert closed == [True]
