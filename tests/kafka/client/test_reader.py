"""Reading a Kafka topic as a log: every message between two offsets, and an end to the waiting."""

import asyncio
from collections.abc import Iterable, Mapping

import pytest
from aiokafka import TopicPartition

from tests.kafka.client.logs import ONE, TWO, Log
from workers.errors import KafkaFailure
from workers.kafka.client import reader
from workers.kafka.client.reader import Range, Ranges, ranges_of, read_ranges, until_stable
from workers.kafka.client.topics import TopicSpec
from workers.settings import Settings

SETTINGS = Settings(kafka="kafka.example:9092", kafka_seconds=0.05)


def read(log: Log, ranges: Mapping[TopicPartition, Range]) -> dict[int, list[int]]:
    """Read the offsets of the messages in ranges, by partition, as they come."""

    async def work() -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        async with asyncio.timeout(10):
            async for records in read_ranges(SETTINGS, log, ranges):
                for record in records:
                    found.setdefault(record.partition, []).append(record.offset)
        return found

    return asyncio.run(work())


def test_every_message_in_the_ranges_is_read_and_none_beyond() -> None:
    log = Log({ONE: range(20), TWO: range(20)}, end=20)
    assert read(log, {ONE: (3, 8), TWO: (0, 3)}) == {0: [3, 4, 5, 6, 7], 1: [0, 1, 2]}


def test_markers_at_the_end_of_a_range_are_not_waited_for() -> None:
    assert read(Log({ONE: [0, 1], TWO: []}, end=9), {ONE: (0, 9), TWO: (4, 9)}) == {0: [0, 1]}


def test_of_an_empty_range_nothing_is_read() -> None:
    assert read(Log({ONE: range(5)}, end=5, silent=[ONE]), {ONE: (5, 5)}) == {}


def test_a_partition_that_is_done_is_fetched_no_more() -> None:
    """It may be long behind its range's end, and its messages would be thrown away."""
    log = Log({ONE: range(20), TWO: range(20)}, end=20)
    read(log, {ONE: (0, 2), TWO: (0, 20)})
    assert ONE in log.paused


def test_a_kafka_that_sends_nothing_is_given_up_though_much_was_read_before() -> None:
    with pytest.raises(KafkaFailure, match=r"^Kafka at kafka\.example:9092 has sent nothing for 0\.05 s$"):
        read(Log({ONE: range(4), TWO: range(4)}, end=4, silent=[TWO]), {ONE: (0, 4), TWO: (0, 4)})


def test_what_can_be_read_is_what_is_left_of_each_partition() -> None:
    async def work() -> Ranges:
        return await ranges_of(Log({ONE: [3, 4], TWO: []}, end=5), [TopicSpec("pages.raw", 2, 1, {})])

    assert asyncio.run(work()) == {ONE: (3, 5), TWO: (5, 5)}


class Rising(Log):
    """A log behind an open transaction: each look finds it ended a little later, up to where it ends for good."""

    def __init__(self, *ends: int) -> None:
        super().__init__({ONE: [], TWO: []}, end=9)
        self.ends = list(ends)
        self.looks = 0

    async def end_offsets(self, partitions: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        self.looks += 1
        one = self.ends.pop(0) if len(self.ends) > 1 else self.ends[0]
        return {place: one if place == ONE else 9 for place in partitions}


def test_what_an_open_transaction_holds_back_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "POLL_SECONDS", 0)
    log = Rising(3, 3, 5, 9)
    asyncio.run(until_stable(log, {ONE: 5, TWO: 9}))
    assert log.looks == 3, "and no longer"
    log = Rising(0)
    asyncio.run(until_stable(log, {}))
    assert log.looks == 0


def test_a_transaction_that_nobody_ends_is_one_line_that_says_what_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "POLL_SECONDS", 0)
    monkeypatch.setattr(reader, "TRANSACTION_SECONDS", 0)
    with pytest.raises(KafkaFailure) as raised:
        asyncio.run(until_stable(Rising(3), {ONE: 5, TWO: 9}))
    assert str(raised.value) == (
        "a transaction that nobody ends holds back pages.raw partition 0 from offset 3 on; newsmill rewind ends one of"
        " Newsmill's own, kafka-transactions.sh any"
    )
