"""Partitions are taken over whole or not at all and given up to the end; a message finds its task, and none is passed over unseen."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka import TopicPartition
from msgspec import Raw

from tests.kafka.worker.stand_ins import APPENDED, message
from workers.errors import ClaimsError, LostMessagesError, MovedGroundError
from workers.kafka.client.findings import Finding, Ground, Kind, Known, Logs
from workers.kafka.client.notes import Mark, Note, Signed
from workers.kafka.client.topic_ids import Identities
from workers.kafka.worker import assignment as module
from workers.kafka.worker.assignment import REFUSED_SECONDS, Assignment
from workers.kafka.worker.claims_folder import ClaimsFolder, Identity
from workers.kafka.worker.partition_task import PartitionTask
from workers.kafka.worker.supervision import Supervision
from workers.settings import Settings

RAW, EXTRACTED = "pages.raw", "pages.extracted"


def empty() -> Assignment:
    settings = Settings()
    return Assignment(settings, ClaimsFolder(settings), {})


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
        assignment = empty()
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

    def __init__(self, log: list[str], partition: TopicPartition) -> None:
        self.partition = partition
        self.claims: object | None = None
        self.begun: Signed | None = None
        self._log = log

    async def open(self) -> None:
        self._log.append(f"fence {self.partition.topic}")

    def begin(self, signed: Signed) -> None:
        self.begun = signed

    async def close(self) -> None:
        self._log.append("close")

    def marks(self) -> list[Known]:
        return [(self.partition, Mark(7, 70))]


UNFIT = Finding(Kind.ANEW, TopicPartition(RAW, 0), "pages.raw was deleted and made anew")
FOREIGN = Finding(Kind.FOREIGN, TopicPartition("pages.claims", 1), "pages.claims holds claims of another group")
PLACES = [TopicPartition(name, number) for name in (RAW, EXTRACTED) for number in range(2)]
SIGNED = {
    place: Signed(
        10 + place.partition,
        Note(topics={"claims": "id.2"}, partitions=2, window=Raw(f'"window of {place.topic}"'.encode())),
    )
    for place in PLACES
}
LOGS = Logs(Identities("cluster", {}), {}, {}, has_results=True)
FITS = Ground(SIGNED, frozenset(), (), LOGS, {})


class OpenedClaims:
    """Claims that know the changelog up to a mark."""

    def __init__(self, mark: Mark) -> None:
        self.mark, self.is_closed = mark, False


class Kafka:
    """The ground, and changelogs as a test has them; something may happen at each step."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.tasks: list[OpenedTask] = []
        self.at: dict[str, Callable[[], Any]] = {}
        self.grounds: list[Ground] = []
        """What each look at it finds, one after another; then all fits."""
        self.foreign: list[list[Finding]] = []
        """The same of others' claims, of which there are none then."""
        self.known: list[list[Known]] = []
        """What was looked at beside the notes."""
        self.slept: list[float] = []
        self.refusals: list[str] = []
        """What the assignment said each time that it waited."""
        self.restored: list[int] = []
        self.opened: list[Identity] = []
        self.marks: dict[int, Mark] = {}
        """Up to where each partition's claims know the changelog."""
        self.discarded: list[int] = []
        self.assignment = Assignment(
            Settings(), cast(ClaimsFolder, self), cast(Mapping[str, Supervision], {RAW: None, EXTRACTED: None})
        )

    def task(self, _: Settings, partition: TopicPartition, changelog: str, __: object) -> OpenedTask:
        assert changelog == "pages.claims"
        self.tasks.append(OpenedTask(self.log, partition))
        return self.tasks[-1]

    async def fence(self, _: Settings, names: Iterable[str]) -> None:
        self.log += [f"fence {name}" for name in names]

    async def settled(self, _: Settings, *, waits: bool) -> Ground:
        assert not waits, "who has not fenced anybody yet waits for no transaction"
        await self._reach("settle")
        return self.grounds.pop(0) if self.grounds else FITS

    async def look(self, _: Settings, also: Iterable[Known] = (), *, waits: bool = True) -> Ground:  # noqa: ARG002 # as the real one
        await self._reach("look")
        self.known.append(list(also))
        return self.grounds.pop(0) if self.grounds else FITS

    async def foreign_claims(self, _: Settings, signed: Mapping[TopicPartition, Signed]) -> list[Finding]:
        assert {place.topic for place in signed} <= {EXTRACTED}, "only articles on their way have claims"
        return self.foreign.pop(0) if self.foreign else []

    async def sign_first(self, _: Settings, ground: Ground) -> Ground:
        await self._reach("sign")
        assert ground.unsigned
        return self.grounds.pop(0) if self.grounds else FITS

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.refusals.append(self.assignment.refusal)

    async def restore(self, _: Settings, changelog: str, claims: Mapping[int, object]) -> None:
        assert changelog == "pages.claims"
        await self._reach("restore")
        self.restored += claims

    def open(self, identity: Identity) -> object:
        """As the folder of claims."""
        self.opened.append(identity)
        if "open" in self.at:
            self.at["open"]()
        return OpenedClaims(self.marks.get(identity.partition, Mark(0)))

    def discard(self, claims: "OpenedClaims", identity: Identity) -> object:
        """As the folder of claims."""
        assert not claims.is_closed
        self.discarded.append(identity.partition)
        return OpenedClaims(Mark(0))

    async def misfits(self, _: Settings, known: list[Known], logs: Logs) -> set[TopicPartition]:
        assert logs is LOGS
        return {place for place, mark in known if mark.end > 100}

    def note_success(self) -> None:
        """As the folder of claims."""
        self.log.append("note success")

    async def _reach(self, step: str) -> None:
        self.log.append(step)
        if step in self.at:
            await self.at[step]()

    def take_over(self, *places: tuple[str, int]) -> dict[TopicPartition, str]:
        return asyncio.run(self.assignment.open(places or PLACES))


@pytest.fixture
def kafka(monkeypatch: pytest.MonkeyPatch) -> Kafka:
    made = Kafka()
    monkeypatch.setattr(module, "PartitionTask", made.task)
    for name in ("fence", "settled", "look", "foreign_claims", "sign_first", "restore", "misfits"):
        monkeypatch.setattr(module, name, getattr(made, name))
    monkeypatch.setattr("asyncio.sleep", made.sleep)
    return made


def test_earlier_owners_are_fenced_before_offsets_and_claims_are_read(kafka: Kafka) -> None:
    """What is read then is final; and a rewind that goes on meanwhile is fenced with them."""
    windows = kafka.take_over((RAW, 0), (EXTRACTED, 1), ("pages.claims", 1))
    assert kafka.log[0] == "settle", "nobody is fenced where nothing can be worked on"
    assert sorted(kafka.log[1:4]) == [f"fence newsmill.{RAW}.rewind", f"fence {EXTRACTED}", f"fence {RAW}"]
    assert kafka.log[4:] == ["look", "note success", "restore"]
    assert [(task.partition, task.begun, task.claims is None) for task in kafka.tasks] == [
        (TopicPartition(RAW, 0), SIGNED[TopicPartition(RAW, 0)], True),
        (TopicPartition(EXTRACTED, 1), SIGNED[TopicPartition(EXTRACTED, 1)], False),
    ]
    assert kafka.restored == [1], "only articles on their way have claims"
    assert kafka.opened == [Identity(cluster="cluster", changelog="id.2", partition=1)], "as the note names them"
    assert windows == {TopicPartition(RAW, 0): f'"window of {RAW}"', TopicPartition(EXTRACTED, 1): f'"window of {EXTRACTED}"'}
    assert kafka.assignment.is_complete
    assert len(kafka.assignment.tasks) == 2


@pytest.mark.parametrize("step", ["look", "restore"])
def test_partitions_that_are_revoked_while_they_are_taken_over_are_not_at_work(kafka: Kafka, step: str) -> None:
    kafka.at[step] = kafka.assignment.close
    kafka.take_over((RAW, 0), (EXTRACTED, 0))
    assert not kafka.assignment.is_complete
    assert kafka.assignment.tasks == []
    assert kafka.log.count("close") == 2
    assert ("restore" in kafka.log) is (step == "restore"), "no claims are written of partitions that are another's"
    assert [task.begun for task in kafka.tasks] == [None, None]


def test_where_offsets_do_not_fit_it_says_so_once_fences_nobody_and_goes_on_once_they_do(
    kafka: Kafka, caplog: pytest.LogCaptureFixture
) -> None:
    unfit = FITS._replace(findings=(UNFIT,))
    kafka.grounds = [unfit] * 3
    kafka.at["look"] = partial(fences_nobody, kafka, until=4)
    kafka.take_over()
    assert kafka.slept == [REFUSED_SECONDS] * 3
    assert kafka.refusals == [unfit.refusal] * 3
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.CRITICAL] == [
        f"refused: {unfit.refusal}"
    ]
    assert kafka.assignment.refusal == ""
    assert kafka.assignment.is_complete


async def fences_nobody(kafka: Kafka, until: int) -> None:
    """Make sure that no look before this one, counted from 1 with the first settling, comes after a fencing."""
    if sum(step in ("settle", "look") for step in kafka.log) <= until:
        assert not [step for step in kafka.log if step.startswith("fence")]


def test_where_offsets_do_not_fit_once_earlier_owners_are_fenced_all_is_given_up_again(kafka: Kafka) -> None:
    """What was read before may have been another's."""
    kafka.grounds = [FITS, FITS._replace(findings=(UNFIT,))]
    kafka.take_over()
    assert kafka.log.count("close") == len(PLACES)
    assert kafka.assignment.is_complete
    assert len(kafka.tasks) == 2 * len(PLACES)
    assert [task.begun is None for task in kafka.tasks] == [True] * len(PLACES) + [False] * len(PLACES)


def test_where_somebody_else_has_written_claims_it_says_so_and_waits_as_for_all_that_does_not_fit(kafka: Kafka) -> None:
    """That is known only once earlier owners are fenced: to try again at once would fence whoever it is without an end."""
    kafka.foreign = [[FOREIGN]] * 3
    kafka.take_over()
    refusal = FITS._replace(findings=(FOREIGN,)).refusal
    assert kafka.refusals == [refusal] * 3
    assert kafka.slept == [REFUSED_SECONDS] * 3
    assert kafka.log.count("close") == len(PLACES), "they were given up once, and nobody was fenced while it waited"
    assert kafka.assignment.is_complete


@pytest.mark.parametrize("signed", [True, False])
def test_offsets_without_a_note_that_may_be_are_signed_first(kafka: Kafka, *, signed: bool) -> None:
    """Where another worker has done it, or has begun meanwhile, all is looked at again."""
    unsigned = FITS._replace(unsigned=frozenset(PLACES))
    kafka.grounds = [unsigned, unsigned, *([] if signed else [unsigned, FITS])]
    kafka.take_over()
    assert kafka.log.count("sign") == 1
    assert kafka.log.count("close") == (0 if signed else len(PLACES))
    assert kafka.assignment.is_complete


def test_claims_that_know_what_the_changelog_does_not_hold_are_not_used(kafka: Kafka) -> None:
    kafka.marks = {0: Mark(101, 5), 1: Mark(100, 5)}
    asyncio.run(kafka.assignment.open([(EXTRACTED, 0), (EXTRACTED, 1)]))
    assert kafka.discarded == [0]
    assert sorted(kafka.restored) == [0, 1]
    claims = [cast(OpenedClaims, task.claims).mark for task in kafka.tasks]
    assert claims == [Mark(0), Mark(100, 5)], "the others are"


def test_claims_that_cannot_be_kept_are_an_error_before_anything_is_restored(kafka: Kafka) -> None:
    def fail() -> None:
        raise ClaimsError("the disk is full")

    kafka.at["open"] = fail
    with pytest.raises(ClaimsError):
        kafka.take_over()
    assert "note success" not in kafka.log
    assert "restore" not in kafka.log
    assert not kafka.assignment.is_complete


def test_what_it_goes_by_is_held_against_the_logs_with_the_notes(kafka: Kafka) -> None:
    kafka.take_over((RAW, 0), (EXTRACTED, 1))
    asyncio.run(kafka.assignment.hold())
    assert kafka.known[-1] == [(TopicPartition(RAW, 0), Mark(7, 70)), (TopicPartition(EXTRACTED, 1), Mark(7, 70))]
    kafka.grounds = [FITS._replace(findings=(UNFIT,))]
    with pytest.raises(MovedGroundError, match=r"pages\.raw was deleted and made anew: nothing is read until newsmill rewind"):
        asyncio.run(kafka.assignment.hold())


class Task:
    """A task that expects an offset."""

    def __init__(self, kafka_topic: str, expected: int, *, untouched: bool = False, at: int = APPENDED) -> None:
        self.partition = TopicPartition(kafka_topic, 0)
        self.claims = None if kafka_topic == RAW else SimpleNamespace()
        self.expected = expected
        self.untouched = untouched
        self._at = at

    def is_later(self, message: Any) -> bool:
        return bool(message.timestamp * 1000 > self._at)


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Where Kafka was looked at: its next message lies at offset 7 of each partition, whatever is before is markers of transactions."""
    found: list[int] = []

    class Client:
        def assign(self, _: list[TopicPartition]) -> None: ...

        def seek(self, _: TopicPartition, offset: int) -> None:
            found.append(offset)

        async def getone(self, place: TopicPartition) -> Any:
            await asyncio.sleep(0)
            return message(place.topic, max(7, found[-1]))

    @asynccontextmanager
    async def consumer(*_: Any, **arguments: Any) -> AsyncIterator[Client]:
        assert arguments["isolation_level"] == "read_committed"
        yield Client()

    monkeypatch.setattr(module, "consumer", consumer)
    return found


def find(task: Task | None, message: Any) -> Any:
    assignment = empty()
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


@pytest.mark.parametrize("kafka_topic", [RAW, EXTRACTED])
def test_a_message_that_is_younger_than_one_that_should_follow_it_is_of_a_log_that_was_cut(kafka_topic: str) -> None:
    task = Task(kafka_topic, 5, at=APPENDED - 1)
    with pytest.raises(
        MovedGroundError, match=f"{kafka_topic} partition 0: at offset 2 came a message that is younger than the one at 4"
    ):
        find(task, message(kafka_topic, 2))


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


def test_a_message_whose_partition_is_revoked_while_kafka_is_looked_at_is_dropped(looked: list[int]) -> None:
    """Its claims are closed by then."""
    task = Task(EXTRACTED, 5, untouched=True)

    async def work() -> object:
        assignment = empty()
        assignment._tasks = cast(Any, {task.partition: task})  # noqa: SLF001
        finding = asyncio.create_task(assignment.task_of(message(EXTRACTED, 7)))
        while not looked:  # noqa: ASYNC110 # a stand-in's list, which nothing tells of
            await asyncio.sleep(0)
        assignment._tasks = {}  # noqa: SLF001
        return await finding

    assert asyncio.run(work()) is None


def test_between_articles_on_their_way_holes_are_as_usual(looked: list[int]) -> None:
    """Each transaction leaves one: only the first message after an assignment is held to the committed offset."""
    task = Task(EXTRACTED, 5)
    assert find(task, message(EXTRACTED, 9)) is task
    assert looked == []
