"""Partitions are given up to the end, also where Faust cancels that because the next rebalance begins."""

import asyncio
import contextlib
from typing import Any, cast

from aiokafka import TopicPartition

from workers.kafka.worker.assignment import Assignment
from workers.kafka.worker.partition_task import PartitionTask
from workers.settings import Settings


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
