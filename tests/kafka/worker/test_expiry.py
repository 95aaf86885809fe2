"""Messages that Kafka deletes before they are read: a worker says so and counts them, at take-over and while it runs; so does the audit."""

import asyncio
import json
import signal
from collections.abc import Sequence
from typing import Any, cast

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from testing.broker import free_port
from testing.outcomes import delete_pages, put_pages
from tests.kafka.fixtures import Newsmill, Start
from tests.kafka.running import behind, stop, wait_for
from tests.kafka.scraping import scrape
from workers.kafka.worker.expiry import Expiry
from workers.kafka.worker.partition_task import PartitionTask
from workers.settings import Settings

PLACE = TopicPartition("pages.raw", 0)
PAGES = 4
QUICK = {"NEWSMILL_STALL_SECONDS": "15", "NEWSMILL_PAGE_SECONDS": "1", "NEWSMILL_DEAD_LETTER_LIMIT": "1"}


class Task:
    """Stands for a task: where it goes on, and what it skipped."""

    partition = PLACE

    def __init__(self, expected: int, *skipped: tuple[int, int]) -> None:
        self.expected = expected
        self.skipped = list(skipped)

    def take_skipped(self) -> list[tuple[int, int]]:
        taken, self.skipped = self.skipped, []
        return taken


class Begins:
    """A client whose log begins where a test says."""

    def __init__(self, begin: int) -> None:
        self.begin = begin

    async def beginning_offsets(self, partitions: Sequence[Any]) -> dict[Any, int]:
        return dict.fromkeys(partitions, self.begin)


def counted(task: Task, *begins: int) -> list[int]:
    """What looks count, one at each of these begins of the log."""
    counts: list[int] = []

    async def work() -> None:
        expiry = Expiry(lambda: [cast(PartitionTask, task)], lambda _, number: counts.append(number))
        for begin in begins:
            await expiry.look(cast(AIOKafkaConsumer, Begins(begin)))

    asyncio.run(work())
    return counts


def test_what_a_task_has_not_come_to_is_counted_once() -> None:
    assert counted(Task(5), 3, 5) == []
    assert counted(Task(5), 8, 8, 10) == [3, 2]


def test_what_a_task_passed_over_is_counted_where_it_lies_before_the_begin() -> None:
    """Behind it gaps are markers of transactions."""
    assert counted(Task(30, (5, 20), (24, 25)), 20) == [15]
    assert counted(Task(30, (24, 25)), 0, 20) == []


def test_a_log_that_begins_anew_is_counted_anew() -> None:
    assert counted(Task(5), 9, 0, 7) == [4, 2]


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
def test_a_worker_tells_of_them(settings: Settings, newsmill: Newsmill, start: Start, tmp_path: Any) -> None:
    port = free_port()

    def told(partition: int) -> float:
        labels = frozenset({"station": "extract", "partition": str(partition)}.items())
        return scrape(port).samples.get(("newsmill_expired_unread_total", labels), 0.0)

    put_pages(settings, PAGES)
    worker = start(**QUICK, NEWSMILL_WEB_PORT=str(port))
    wait_for(lambda: behind(settings) == 0 and json.loads(newsmill("audit", "--json").stdout)["missing"] == 0)
    stop(worker)

    put_pages(settings, PAGES)
    delete_pages(settings, PAGES + 3, partition=0)
    assert json.loads(newsmill("audit", "--json").stdout)["expired_unread"] == 3
    assert "3 raw pages that Kafka deleted before the workers had read them" in newsmill("audit").stdout
    worker = start(**QUICK, NEWSMILL_WEB_PORT=str(port))
    wait_for(lambda: told(0) == 3)

    wait_for(lambda: behind(settings) == 0)
    worker.send_signal(signal.SIGSTOP)
    put_pages(settings, PAGES)  # a fetch that is under way may have these
    put_pages(settings, PAGES)
    delete_pages(settings, 4 * PAGES, partition=1)
    worker.send_signal(signal.SIGCONT)
    wait_for(lambda: told(1) > 0)
    assert (told(0), told(1), told(2)) in {(3, PAGES, 0), (3, 2 * PAGES, 0)}
    stop(worker)
    log = (tmp_path / "worker.log").read_text()
    assert "partition 0: Kafka deleted 3 messages, up to offset 6, before they were read" in log
    assert "messages, up to offset 15, before they were read" in log
