"""Workers that hang as NEWSMILL_TEST_HANG says, most at their tenth raw page, and then make the file NEWSMILL_TEST_MARK.

To be started as `faust -A tests.kafka.hanging worker`.
"""

import asyncio
import itertools
import os
import re
import time
from pathlib import Path
from typing import Any

from workers.app import app
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.worker.faust_patches import Consumer, Thread
from workers.kafka.worker.partition_task import PartitionTask
from workers.kafka.worker.worker import Worker

__all__ = ["app"]

HANG = os.environ["NEWSMILL_TEST_HANG"]
getmany, take, commit = Thread.getmany, Worker.take, PartitionTask._commit  # noqa: SLF001
pages = itertools.count(1)
hung: list[bool] = []


def mark() -> None:
    hung.append(True)
    Path(os.environ["NEWSMILL_TEST_MARK"]).touch()


async def fetch_until_the_tenth(self: Thread, active_partitions: Any, timeout: float) -> Any:  # noqa: ASYNC109 # Faust's signature
    """Fetch nothing more: the member stays in its group, its heartbeats go on."""
    if hung:
        await asyncio.sleep(1e6)
    return await getmany(self, active_partitions, timeout)


async def hang_at_the_tenth(self: Worker, message: Any) -> None:
    if message.topic == self.extract.kafka_topic and next(pages) == 10:
        mark()
        if HANG == "loop":
            time.sleep(1e6)  # noqa: ASYNC251 # the event loop stands still, other threads go on
        if HANG == "interpreter":
            re.match(r"(a|a?)+$", "a" * 64 + "!")  # no thread goes on
    await take(self, message)


async def hang_at_once(self: Consumer, kafka_topics: Any) -> None:  # noqa: ARG001 # as the method
    """Never come to join the group."""
    mark()
    await asyncio.sleep(1e6)


async def commit_nothing_of_one(self: PartitionTask, batch: Any, admission: Any) -> None:
    """Stand still in the first partition of raw pages; all others go on."""
    if self.partition == (kafka_topic(self._settings, Role.RAW), 0):
        mark()
        await asyncio.sleep(1e6)
    await commit(self, batch, admission)


if HANG == "partition":
    PartitionTask._commit = commit_nothing_of_one  # type: ignore[method-assign] # noqa: SLF001
else:
    Worker.take = hang_at_the_tenth  # type: ignore[method-assign]
if HANG == "fetch":
    Thread.getmany = fetch_until_the_tenth  # type: ignore[method-assign]
if HANG == "start":
    Consumer.subscribe = hang_at_once  # type: ignore[assignment, method-assign]
