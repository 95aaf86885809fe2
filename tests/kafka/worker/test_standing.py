"""How a worker's parts stand: what goes on elsewhere holds no part alive that stands still itself."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka import TopicPartition

from workers.kafka.worker.assignment import Assignment
from workers.kafka.worker.extract_station import ExtractStation
from workers.kafka.worker.faust_patches import Intake
from workers.kafka.worker.standing import Standing, standing

RAW, EXTRACTED = "pages.raw", "pages.extracted"


def task(kafka_topic: str, partition: int, *, waiting: int = 0, is_queued: bool = False, committed: int = 0) -> Any:
    claims = SimpleNamespace(applied=0) if kafka_topic == EXTRACTED else None
    return SimpleNamespace(
        partition=TopicPartition(kafka_topic, partition),
        committed=committed,
        expected=committed + waiting,
        claims=claims,
        waiting=waiting,
        is_queued=is_queued,
    )


def stand(
    *tasks: Any, taken: int = 0, limit: int = 1, is_open: bool = False, rebalance: int | None = None, refusal: str = ""
) -> dict[str, Standing]:
    assignment = cast(Assignment, SimpleNamespace(tasks=list(tasks), is_complete=rebalance is None, refusal=refusal))
    pool = SimpleNamespace(taken=taken)
    extract = cast(ExtractStation, SimpleNamespace(breaker=SimpleNamespace(is_open=is_open), pool=pool, kafka_topic=RAW))
    return {part.name.split(" from")[0]: part for part in standing(assignment, extract, Intake(limit), rebalance)}


@pytest.mark.parametrize("kafka_topic", [RAW, EXTRACTED])
def test_a_task_with_events_waiting_stands_still_however_others_go_on(kafka_topic: str) -> None:
    still = task(kafka_topic, 0, waiting=3)
    before = stand(still, task(RAW, 1, committed=10), task(EXTRACTED, 2, committed=10), taken=5)
    after = stand(still, task(RAW, 1, committed=90), task(EXTRACTED, 2, committed=90), taken=50)
    part = f"{kafka_topic} partition 0"
    assert before[part].mark == after[part].mark
    assert after[part].partition is None, "it has something to do for certain"


def test_a_task_goes_forward_with_its_own_commits() -> None:
    before, after = (stand(task(RAW, 0, waiting=3, committed=offset))["pages.raw partition 0"] for offset in (1, 2))
    assert before.mark != after.mark


def test_a_task_whose_first_page_is_queued_goes_forward_with_each_page_that_the_pool_takes() -> None:
    queued = task(RAW, 0, waiting=3, is_queued=True)
    marks = [stand(queued, taken=taken)["pages.raw partition 0"].mark for taken in (5, 6, 6)]
    assert marks[0] != marks[1] == marks[2]


def test_a_task_without_events_waits_for_the_others_only_where_there_is_no_room() -> None:
    idle = task(RAW, 0)
    for limit, goes_forward in ((1, False), (0, True)):
        before, after = (stand(idle, task(RAW, 1, committed=offset), limit=limit)["pages.raw partition 0"] for offset in (1, 2))
        assert (before.mark != after.mark) is goes_forward
        assert (after.partition, after.next) == (TopicPartition(RAW, 0), 0)


def test_raw_pages_wait_for_people_while_the_circuit_breaker_is_open() -> None:
    assert stand(task(RAW, 0, waiting=3), task(EXTRACTED, 0, waiting=3), is_open=True).keys() == {"pages.extracted partition 0"}


def test_in_a_rebalance_whatever_is_restored_or_committed_is_a_step_forward() -> None:
    first, second = (stand(task(EXTRACTED, 0, committed=offset), rebalance=4)["rebalance 4"] for offset in (1, 2))
    assert first.mark != second.mark
    assert stand(task(EXTRACTED, 0, waiting=3), rebalance=4).keys() == {"rebalance 4"}


def test_a_worker_that_refuses_waits_for_people_and_stands_still_nowhere() -> None:
    """The watchdog would end it, and its line with it."""
    assert stand(rebalance=1, refusal="pages.raw was deleted and made anew") == {}
    assert stand(rebalance=1).keys() == {"rebalance 1"}
