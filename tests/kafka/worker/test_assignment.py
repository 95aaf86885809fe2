"""Partitions are taken over whole or not at all and given up to the end; a message finds its task, and none is passed over unseen."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka import TopicPartition

from tests.kafka.worker.stand_ins import FakeDatabase, message
from workers.errors import LostMessagesError
from workers.kafka.worker import assignment as module
from workers.kafka.worker.assignment import Assignment, committed_offsets
from workers.kafka.worker.partition_task import PartitionTask, Supervision
from workers.settings import Settings

RAW, EXTRACTED = "pages.raw", "pages.extracted"


class SlowTask:
    """A task whose last commit takes its time."""

    def __init__(self) -> None:
        self.goes_on = asyncio.Event()
        self.closed = False

    async def close(self) -> None:
        await self.goes_on.wait()
        self.closed = True


def test_tasks_go_on_closing_where_the_giving_up_is_cancelled() -> None:
    """A task that was dropped half closed would go on committing, unseen, until it is fenced, and end the worker then."""

    async def work() -> None:
        assignment = Assignment(Settings(), None, {})
        task = SlowTask()
        tasks = cast(dict[Any, PartitionTask], {TopicPartition("pages.raw", 0): task})
        assignment._tasks = tasks  # noqa: SLF001
        giving_up = asyncio.create_task(assignment.close())
        await asyncio.sleep(0)
        giving_up.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await giving_up
        again = asyncio.create_task(assignment.close())
        for _ in range(5):
            await asyncio.sleep(0)
        assert not again.done()
        task.goes_on.set()
        await again
        assert task.closed

    asyncio.run(work())


class OpenedTask:
    """A task that says what is done to it."""

    def __init__(self, log: list[str], partition: TopicPartition, claims: object) -> None:
        self.partition, self.claims = partition, claims
        self.expected = self.committed = 0
        self._log = log

    async def open(self) -> None:
        self._log.append("fence")

    async def close(self) -> None:
        self._log.append("close")


class Kafka:
    """Group offsets and changelogs as a test has them; something may happen before each is read."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.tasks: list[OpenedTask] = []
        self.before: dict[str, Callable[[], Any]] = {}
        self.restored: list[int] = []

    def task(self, _: Settings, partition: TopicPartition, claims: object, *__: object) -> OpenedTask:
        self.tasks.append(OpenedTask(self.log, partition, claims))
        return self.tasks[-1]

    async def committed_offsets(self, _: Settings, partitions: Iterable[TopicPartition]) -> Mapping[TopicPartition, Any]:
        await self._reach("offsets")
        return {place: (10 + place.partition, f"note of {place.topic}") for place in partitions}

    async def restore(self, _: Settings, changelog: str, claims: Mapping[int, object]) -> None:
        assert changelog == "pages.claims"
        await self._reach("restore")
        self.restored += claims

    async def _reach(self, step: str) -> None:
        self.log.append(step)
        if step in self.before:
            await self.before[step]()


@pytest.fixture
def kafka(monkeypatch: pytest.MonkeyPatch) -> Kafka:
    made = Kafka()
    monkeypatch.setattr(module, "PartitionTask", made.task)
    monkeypatch.setattr(module, "committed_offsets", made.committed_offsets)
    monkeypatch.setattr(module, "restore", made.restore)
    monkeypatch.setattr(module, "database_of", lambda *_: FakeDatabase())
    return made


def assignment_with(*partitions: tuple[str, int]) -> tuple[Assignment, Any]:
    table = SimpleNamespace(changelog_topic_name="pages.claims")
    assignment = Assignment(Settings(), table, cast(Mapping[str, Supervision], {RAW: None, EXTRACTED: None}))
    return assignment, assignment.open(partitions)


def test_earlier_owners_are_fenced_before_offsets_and_claims_are_read(kafka: Kafka) -> None:
    """What is read then is final."""
    assignment, opening = assignment_with((RAW, 0), (EXTRACTED, 1), ("pages.claims", 1))
    notes = asyncio.run(opening)
    assert kafka.log == ["fence", "fence", "offsets", "restore"]
    assert [(task.partition, task.expected, task.committed, task.claims is None) for task in kafka.tasks] == [
        (TopicPartition(RAW, 0), 10, 10, True),
        (TopicPartition(EXTRACTED, 1), 11, 11, False),
    ]
    assert kafka.restored == [1], "only articles on their way have claims"
    assert notes == {TopicPartition(RAW, 0): f"note of {RAW}", TopicPartition(EXTRACTED, 1): f"note of {EXTRACTED}"}
    assert assignment.is_complete
    assert len(assignment.tasks) == 2


@pytest.mark.parametrize("step", ["offsets", "restore"])
def test_partitions_that_are_revoked_while_they_are_taken_over_are_not_at_work(kafka: Kafka, step: str) -> None:
    assignment, opening = assignment_with((RAW, 0), (EXTRACTED, 0))
    kafka.before[step] = assignment.close
    asyncio.run(opening)
    assert not assignment.is_complete
    assert assignment.tasks == []
    assert kafka.log.count("close") == 2
    assert ("restore" in kafka.log) is (step == "restore"), "no claims are written of partitions that are another's"


def test_a_group_that_has_committed_nothing_begins_at_the_first_offset(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kafka says -1 of it."""
    places = [TopicPartition(RAW, number) for number in range(2)]

    @asynccontextmanager
    async def admin_client(_: Settings) -> AsyncIterator[None]:
        yield None

    async def group_offsets(_: None, group: str, partitions: Iterable[TopicPartition]) -> Mapping[TopicPartition, Any]:
        assert group == "newsmill"
        return dict(zip(partitions, [(-1, ""), (7, "note")], strict=True))

    monkeypatch.setattr(module, "admin_client", admin_client)
    monkeypatch.setattr(module, "group_offsets", group_offsets)
    assert asyncio.run(committed_offsets(Settings(), places)) == {places[0]: (0, ""), places[1]: (7, "note")}


class Task:
    """A task that expects an offset."""

    def __init__(self, kafka_topic: str, expected: int, *, untouched: bool = False) -> None:
        self.partition = TopicPartition(kafka_topic, 0)
        self.claims = None if kafka_topic == RAW else SimpleNamespace()
        self.expected = expected
        self.untouched = untouched


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Where Kafka was looked at: its next message lies at offset 7 of each partition, whatever is before is markers of transactions."""
    found: list[int] = []

    class Client:
        def assign(self, _: list[TopicPartition]) -> None: ...

        def seek(self, _: TopicPartition, offset: int) -> None:
            found.append(offset)

        async def getone(self, place: TopicPartition) -> Any:
            return message(place.topic, max(7, found[-1]))

    @asynccontextmanager
    async def consumer(*_: Any, **arguments: Any) -> AsyncIterator[Client]:
        assert arguments["isolation_level"] == "read_committed"
        yield Client()

    monkeypatch.setattr(module, "consumer", consumer)
    return found


def find(task: Task | None, message: Any) -> Any:
    assignment = Assignment(Settings(), None, {})
    if task:
        assignment._tasks = cast(Any, {task.partition: task})  # noqa: SLF001
    return asyncio.run(assignment.task_of(message))


@pytest.mark.parametrize("kafka_topic", [RAW, EXTRACTED])
def test_the_message_that_comes_next_finds_its_task_without_a_look(looked: list[int], kafka_topic: str) -> None:
    task = Task(kafka_topic, 5)
    assert find(task, message(kafka_topic, 5)) is task
    assert looked == []


def test_what_was_worked_on_and_what_is_anothers_by_now_is_dropped(looked: list[int]) -> None:
    assert find(Task(RAW, 5), message(RAW, 4)) is None
    assert find(Task(RAW, 5), message(RAW, 5, partition=1)) is None
    assert find(None, message(RAW, 5)) is None
    assert looked == []


@pytest.mark.parametrize(("kafka_topic", "untouched"), [(RAW, False), (RAW, True), (EXTRACTED, True)])
def test_a_hole_that_only_transactions_have_left_loses_nothing(looked: list[int], kafka_topic: str, *, untouched: bool) -> None:
    task = Task(kafka_topic, 5, untouched=untouched)
    assert find(task, message(kafka_topic, 7)) is task
    assert looked == [5]


@pytest.mark.parametrize(("kafka_topic", "untouched"), [(RAW, False), (RAW, True), (EXTRACTED, True)])
def test_a_message_that_was_passed_over_is_an_error_that_names_it(
    looked: list[int], kafka_topic: str, *, untouched: bool
) -> None:
    with pytest.raises(LostMessagesError, match=f"{kafka_topic} partition 0: offset 9 came where 7 had to"):
        find(Task(kafka_topic, 5, untouched=untouched), message(kafka_topic, 9))
    assert looked == [5]


def test_between_articles_on_their_way_holes_are_as_usual(looked: list[int]) -> None:
    """Each transaction leaves one: only the first message after an assignment is held to the committed offset."""
    task = Task(EXTRACTED, 5)
    assert find(task, message(EXTRACTED, 9)) is task
    assert looked == []
