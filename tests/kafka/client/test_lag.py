"""How far a group is behind: what is waited for are messages, not the markers between them."""

import asyncio
import time
from typing import Any

import pytest
from aiokafka import TopicPartition

from tests.kafka.client.logs import ONE, TWO, Log
from workers.errors import CorruptError
from workers.kafka.client import lag
from workers.kafka.client.lag import Behind, behind


def told(log: Log, **committed: int) -> list[Behind]:
    """Tell how far behind a group is that has committed these offsets of the partitions, up to offset 10."""
    partitions = {{"one": ONE, "two": TWO}[name]: offset for name, offset in committed.items()}

    async def look() -> dict[TopicPartition, Behind]:
        begins, ends = await log.beginning_offsets(partitions), await log.end_offsets(partitions)
        return await behind(log, partitions, begins, ends)

    found = asyncio.run(look())
    return list(found.values())


def test_a_group_waits_for_the_next_message_and_the_time_counts_since_that_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 100.0)
    log = Log({ONE: range(10), TWO: [0, 5, 9]}, end=10, timestamps={4: 70_000, 5: 40_000})
    assert told(log, one=4, two=1) == [Behind(6, 30, 0), Behind(5, 60, 0)]


def test_markers_of_transactions_up_to_the_end_are_no_lag() -> None:
    log = Log({ONE: [0, 1, 2], TWO: range(10)}, end=10)
    assert told(log, one=3, two=10) == [Behind(0, 0.0, 0), Behind(0, 0.0, 0)]


def test_what_was_deleted_unread_is_told_but_not_what_lay_before_the_group_began() -> None:
    log = Log({ONE: [6, 7, 8, 9], TWO: [6, 7, 8, 9]}, end=10)
    assert [(each.messages, each.expired) for each in told(log, one=2, two=-1)] == [(4, 4), (4, 0)]


def test_a_broker_whose_clock_is_ahead_makes_no_time_below_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 100.0)
    assert told(Log({ONE: [9]}, end=10, timestamps={9: 160_000}), one=9) == [Behind(1, 0.0, 0)]


def test_where_the_next_message_does_not_come_in_time_the_offsets_are_told_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """One partition that is slow delays no figure of the others."""
    monkeypatch.setattr(lag, "NEXT_SECONDS", 0.05)
    log = Log({ONE: range(6, 10), TWO: range(10)}, end=10, silent=[ONE])
    slow, other = told(log, one=4, two=4)
    assert slow == Behind(4, None, 2)
    assert other.seconds is not None


def test_a_message_without_a_time_has_not_waited_since_1970() -> None:
    assert told(Log({ONE: [8, 9]}, end=10, timestamps={8: -1}), one=8) == [Behind(2, 0.0, 0)]


class Damaged(Log):
    """A log of which a partition cannot be read: whatever others gave at that moment is lost, as aiokafka has it."""

    async def getmany(self, *partitions: TopicPartition, timeout_ms: int) -> dict[TopicPartition, list[Any]]:
        found = await super().getmany(*partitions, timeout_ms=timeout_ms)
        if ONE in partitions:
            raise CorruptError("pages.raw partition 0 is corrupt", ONE)
        return found


def test_of_a_partition_that_is_corrupt_the_offsets_are_told_and_of_the_others_all() -> None:
    corrupt, other = told(Damaged({ONE: range(10), TWO: range(10)}, end=10), one=4, two=5)
    assert corrupt == Behind(6, None, 0)
    assert (other.messages, other.seconds is None) == (5, False)
