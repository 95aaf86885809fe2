"""The watchdog's looks, without Kafka: the fourth in a row that finds a part where it was, with something to do, ends the worker."""

import asyncio
import faulthandler
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from queue import Queue
from threading import Semaphore
from typing import Any, cast

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaConnectionError

from workers.errors import StalledError
from workers.kafka.client.lag import Behind
from workers.kafka.worker import watchdog as module
from workers.kafka.worker.expiry import Expiry
from workers.kafka.worker.standing import Standing
from workers.kafka.worker.watchdog import LOOKS, Watchdog
from workers.settings import Settings

PLACE = TopicPartition("pages.raw", 1)
SECONDS = 300
SHORT = 0.5
EXPIRY = Expiry(tuple, lambda *_: None)


class Kafka:
    """As many messages lie in the partition as a test says; it answers, or does not."""

    def __init__(self) -> None:
        self.behind = Behind(0, 0.0, 0)
        self.answers = True

    async def end_offsets(self, places: Any) -> dict[TopicPartition, int]:
        if not self.answers:
            raise KafkaConnectionError
        return dict.fromkeys(places, 9)

    beginning_offsets = end_offsets


class Looks:
    """A watchdog, what it sees, and whom it ended."""

    def __init__(self) -> None:
        self.parts: list[Standing] = []
        self.kafka = Kafka()
        self.failed: list[BaseException] = []
        self.watchdog = Watchdog(Settings(stall_seconds=SECONDS), lambda: self.parts, self.failed.append, EXPIRY)

    async def look(self, *parts: Standing, times: int = 1) -> None:
        for _ in range(times):
            self.parts = list(parts)
            await self.watchdog.look(cast(AIOKafkaConsumer, self.kafka))


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Iterator[Looks]:
    made = Looks()

    async def behind(*_: Any) -> dict[TopicPartition, Behind]:
        return {PLACE: made.kafka.behind}

    monkeypatch.setattr(module, "behind", behind)
    monkeypatch.setattr(faulthandler, "dump_traceback", lambda **_: None)
    yield made
    made.watchdog.stop()  # and with it the timer that ends the process


def test_a_part_with_something_to_do_that_stands_still_ends_the_worker_within_the_time(looks: Looks) -> None:
    """The first look only learns where it stands, so that it is ended at the fifth of five in that time."""

    async def work() -> None:
        await looks.look(Standing("part", 1), times=LOOKS - 1)
        assert looks.failed == []
        await looks.look(Standing("part", 1))
        (error,) = looks.failed
        assert isinstance(error, StalledError)
        assert str(error) == "nothing committed for 300 s, with something to do: part"

    asyncio.run(work())


def test_a_step_forward_begins_the_count_anew(looks: Looks) -> None:
    async def work() -> None:
        await looks.look(Standing("part", 1), times=LOOKS - 1)
        await looks.look(Standing("part", 2), times=LOOKS - 1)
        await looks.look(Standing("part", 3), times=LOOKS - 1)
        assert looks.failed == []

    asyncio.run(work())


def test_only_parts_that_stand_still_are_named(looks: Looks) -> None:
    async def work() -> None:
        for number in range(LOOKS):
            await looks.look(Standing("still", 1), Standing("moving", number))
        (error,) = looks.failed
        assert str(error).endswith("with something to do: still")

    asyncio.run(work())


@pytest.mark.parametrize(
    ("behind", "ends"),
    [
        (Behind(3, 1.0, 0), True),
        (Behind(0, 0.0, 0), False),  # nothing there, or markers of transactions
        (Behind(3, None, 0), False),  # Kafka did not give the message: it is not the worker that is slow
    ],
)
def test_a_part_that_waits_for_messages_stands_still_only_where_one_can_be_read(
    looks: Looks, behind: Behind, *, ends: bool
) -> None:
    async def work() -> None:
        looks.kafka.behind = behind
        await looks.look(Standing("part", 1, PLACE, 5), times=LOOKS)
        assert bool(looks.failed) is ends

    asyncio.run(work())


def test_where_kafka_does_not_answer_no_part_is_to_blame(looks: Looks) -> None:
    async def work() -> None:
        await looks.look(Standing("part", 1), times=LOOKS - 1)
        looks.kafka.answers = False
        with pytest.raises(KafkaConnectionError):
            await looks.look(Standing("part", 1))
        assert looks.failed == []

    asyncio.run(work())


class Watched:
    """A watchdog at work in its thread, with Kafka and the timer of faulthandler as a test has them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.error: BaseException | None = None
        """What reaching Kafka fails with."""
        self.timers: list[float] = []
        """Seconds until the process would be ended, as each look sets them anew; 0 where the timer is taken back."""
        self.looks = Semaphore(0)
        self.failed: Queue[BaseException] = Queue()
        self.watchdog = Watchdog(Settings(stall_seconds=SHORT, page_seconds=SHORT / 3), self._standing, self.failed.put, EXPIRY)

        @asynccontextmanager
        async def consumer(*_: Any, **__: Any) -> AsyncIterator[Kafka]:
            if self.error:
                raise self.error
            yield Kafka()

        monkeypatch.setattr(module, "consumer", consumer)
        monkeypatch.setattr(faulthandler, "dump_traceback_later", lambda seconds, **_: self.timers.append(seconds))
        monkeypatch.setattr(faulthandler, "cancel_dump_traceback_later", lambda: self.timers.append(0))

    def _standing(self) -> list[Standing]:
        self.looks.release()
        if self.error:
            raise self.error
        return []

    def until(self, condition: Callable[[], object]) -> None:
        end = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < end
            time.sleep(0.001)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    made = Watched(monkeypatch)
    yield made
    made.watchdog.stop()


def test_it_looks_again_and_again_and_each_look_sets_the_timer_anew(watched: Watched) -> None:
    """The timer ends the process also where something holds the interpreter's lock."""
    watched.watchdog.start()
    for _ in range(3):
        assert watched.looks.acquire(timeout=10)
    watched.watchdog.stop()
    assert watched.timers.count(SHORT) >= 3
    assert watched.timers[-1] == 0, "taken back at the end"


def test_a_worker_is_not_ready_while_kafka_cannot_be_looked_at_and_no_timer_runs(watched: Watched) -> None:
    watched.error = KafkaConnectionError()
    watched.watchdog.start()
    watched.until(watched.watchdog.unready)
    assert "the watchdog cannot look at Kafka, and tries again: KafkaConnectionError" in watched.watchdog.unready()
    assert set(watched.timers) == {0}
    watched.error = None
    watched.until(lambda: not watched.watchdog.unready())
    assert watched.failed.empty()


def test_a_worker_that_nobody_watches_ends(watched: Watched) -> None:
    watched.watchdog.start()
    assert watched.looks.acquire(timeout=10)
    watched.error = ZeroDivisionError("a bug of the watchdog's own")
    assert watched.failed.get(timeout=10) is watched.error
