"""What a worker notes of its tasks' commits, and which station an event goes to: without Kafka."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from aiokafka import TopicPartition

from tests.kafka.worker.stand_ins import message
from workers.errors import WORKER_FAILED, KafkaFailure
from workers.kafka.worker.abort_count import AbortCount
from workers.kafka.worker.claims_folder import ClaimsFolder
from workers.kafka.worker.faust_patches import EVENT_BYTES, Intake
from workers.kafka.worker.supervision import CommitReport
from workers.kafka.worker.worker import Worker, fail
from workers.metrics.worker import EventReport, WorkerMetrics
from workers.settings import Settings

RAW, EXTRACTED = TopicPartition("pages.raw", 0), TopicPartition("pages.extracted", 0)


class Assignment:
    """Partitions come and go as a test says; every message has a task."""

    def __init__(self, worker: Worker) -> None:
        self.calls: list[str] = []
        self.windows: dict[TopicPartition, str] = {}
        self.refusal = ""
        self.is_complete = False
        self.becomes_complete = True
        self._worker = worker

    async def close(self) -> None:
        self.calls.append("close")
        self.is_complete = False

    async def open(self, _: Iterable[tuple[str, int]]) -> dict[TopicPartition, str]:
        self.calls.append(f"open with {self._worker._intake.held('pages.raw')} bytes held")  # noqa: SLF001
        self.is_complete = self.becomes_complete
        return self.windows

    async def task_of(self, message: Any) -> str | None:
        return None if message.offset < 0 else f"task of {message.topic}"


@pytest.fixture
def worker(tmp_path: Path) -> Worker:
    aborts, settings = AbortCount(tmp_path), Settings(data_dir=tmp_path)
    return Worker(settings, Intake(10_000), ClaimsFolder(settings), WorkerMetrics("test", aborts.counts), aborts)


@pytest.fixture
def assignment(worker: Worker) -> Assignment:
    made = Assignment(worker)
    worker.assignment = made  # type: ignore[assignment]
    return made


def value(worker: Worker, name: str, **labels: str) -> float | None:
    return worker._metrics.registry.get_sample_value(name, labels)  # noqa: SLF001


def test_a_commit_makes_room_for_as_much_as_was_taken_in(worker: Worker) -> None:
    for size in (300, 500, 700):
        worker._intake.take(RAW.topic, size)  # noqa: SLF001
    worker._note(CommitReport(RAW, [EventReport(300, {}, {}), EventReport(500, {}, {})], 0.5))  # noqa: SLF001
    assert worker._intake.held(RAW.topic) == 700 + EVENT_BYTES  # noqa: SLF001
    assert value(worker, "newsmill_transactions_total", station="extract", result="committed") == 1
    assert value(worker, "newsmill_events_total", station="extract") == 2
    assert value(worker, "newsmill_events_total", station="relay") == 0


def test_an_aborted_transaction_is_counted_here_and_for_the_next_life_and_makes_no_room(worker: Worker, tmp_path: Path) -> None:
    worker._intake.take(EXTRACTED.topic, 300)  # noqa: SLF001
    worker._note(CommitReport(EXTRACTED, (), 0.5, aborted=True))  # noqa: SLF001
    assert worker._intake.held(EXTRACTED.topic) == 300 + EVENT_BYTES  # noqa: SLF001
    assert value(worker, "newsmill_transactions_total", station="relay", result="aborted") == 1
    assert value(worker, "newsmill_transactions_total", station="relay", result="committed") == 0
    assert AbortCount(tmp_path).counts == {"relay": 1}


def test_what_was_held_is_forgotten_between_giving_up_and_taking_over(worker: Worker, assignment: Assignment) -> None:
    """A commit that ends while partitions are given up makes room in the old count, never in the new one."""
    worker._intake.take(RAW.topic, 300)  # noqa: SLF001
    asyncio.run(worker.open([]))
    assert assignment.calls == ["close", "open with 0 bytes held"]


def test_the_breaker_goes_on_from_the_notes_beside_offsets_of_raw_pages_alone(worker: Worker, assignment: Assignment) -> None:
    taken: list[list[str]] = []
    worker.extract.take_up = lambda notes: taken.append(list(notes))  # type: ignore[method-assign]
    assignment.windows = {RAW: "window", EXTRACTED: "another's"}
    asyncio.run(worker.open([RAW, EXTRACTED]))
    assert taken == [["window"]]
    assert value(worker, "newsmill_rebalances_total") == 1
    assert value(worker, "newsmill_take_over_seconds_count") == 1


def test_partitions_that_are_revoked_while_they_are_taken_over_count_for_nothing(worker: Worker, assignment: Assignment) -> None:
    assignment.becomes_complete = False
    taken: list[list[str]] = []
    worker.extract.take_up = lambda notes: taken.append(list(notes))  # type: ignore[method-assign]
    asyncio.run(worker.open([RAW]))
    assert taken == [], "their notes are for whoever has them now"
    assert value(worker, "newsmill_rebalances_total") == 0
    assert worker.unready() == "no partitions are assigned yet, or their claims are being brought up to date"


def test_it_is_ready_while_partitions_are_assigned_and_their_tasks_at_work(worker: Worker, assignment: Assignment) -> None:
    assert worker.unready()
    asyncio.run(worker.open([RAW]))
    assert worker.unready() == ""
    asyncio.run(worker.close())
    assert worker.unready()
    assert assignment.calls[-1] == "close"


def test_what_keeps_it_from_work_is_why_it_is_not_ready(worker: Worker, assignment: Assignment) -> None:
    worker.trouble = "claims cannot be kept"
    assert worker.unready() == "claims cannot be kept"
    assignment.refusal = "pages.raw was deleted and made anew"
    assert worker.unready() == "pages.raw was deleted and made anew"


def test_a_worker_that_has_not_joined_yet_stands_still_only_where_nothing_keeps_it_from_that(worker: Worker) -> None:
    """The watchdog would end one that waits for its disk, and say that it hangs."""
    assert [part.name for part in worker.standing(0)] == ["rebalance 0"]
    worker.trouble = "claims cannot be kept"
    assert worker.standing(0) == []


@pytest.mark.usefixtures("assignment")
def test_an_event_goes_to_the_station_of_its_kafka_topic_unless_it_was_worked_on(worker: Worker) -> None:
    taken: list[tuple[str, Any, int]] = []
    worker.extract.take = lambda task, message: taken.append(("extract", task, message.offset))  # type: ignore[method-assign]
    worker.relay.take = lambda task, message: taken.append(("relay", task, message.offset))  # type: ignore[method-assign]
    for name, offset in ((RAW.topic, 1), (EXTRACTED.topic, 2), (RAW.topic, -1)):
        asyncio.run(worker.take(message(name, offset)))
    assert taken == [("extract", "task of pages.raw", 1), ("relay", "task of pages.extracted", 2)]


def test_a_worker_that_fails_ends_at_once_with_the_code_and_one_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    codes: list[int] = []
    monkeypatch.setattr("os._exit", codes.append)
    fail(KafkaFailure("Kafka is gone"))
    assert codes == [WORKER_FAILED]
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("the worker ends, and goes on from what was committed when it is started again: ")
    assert line.endswith("Kafka is gone")
