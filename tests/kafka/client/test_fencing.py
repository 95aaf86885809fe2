"""Who may write: the names by which one owner of a partition fences another, and how they are used."""

import asyncio
from typing import Any

import pytest
from aiokafka import TopicPartition

from workers.errors import KafkaFailure
from workers.kafka.client import fencing
from workers.kafka.client.fencing import (
    TRANSACTION_SECONDS,
    fence,
    former_id,
    rewind_id,
    transactional_id,
    transactional_producer,
)
from workers.kafka.client.permissions import WORKERS_IDS
from workers.settings import Settings

PLACE = TopicPartition("a.pages.raw", 3)
SETTINGS = Settings(topic_prefix="a.", group="mine")


def test_a_partition_has_one_name_whatever_its_group_is_called_and_the_version_before_named_the_group() -> None:
    assert transactional_id(PLACE) == "newsmill.a.pages.raw.3"
    assert former_id(SETTINGS, PLACE) == "mine-a.pages.raw-3"
    assert rewind_id(SETTINGS) == "newsmill.a.pages.raw.rewind"


def test_who_may_use_them_is_asked_for_by_prefix() -> None:
    prefixes = tuple(name.format(group="mine").removesuffix("*") for name in WORKERS_IDS)
    for name in (transactional_id(PLACE), former_id(SETTINGS, PLACE), rewind_id(SETTINGS)):
        assert name.startswith(prefixes)


class Producer:
    """A producer that takes note of what is done to it."""

    def __init__(self, **arguments: Any) -> None:
        self.arguments = arguments
        self.done: list[str] = []

    async def stop(self) -> None:
        self.done.append("stop")


@pytest.fixture
def producers(monkeypatch: pytest.MonkeyPatch) -> list[Producer]:
    made: list[Producer] = []

    def producer(**arguments: Any) -> Producer:
        made.append(Producer(**arguments))
        return made[-1]

    async def reached(_: Settings, producer: Producer) -> None:
        producer.done.append("start")
        if producer.arguments["transactional_id"] == "unreached":
            raise KafkaFailure("Kafka cannot be reached")

    monkeypatch.setattr(fencing, "AIOKafkaProducer", producer)
    monkeypatch.setattr(fencing, "reached", reached)
    return made


def test_to_fence_is_to_start_under_that_name_and_to_stop(producers: list[Producer]) -> None:
    asyncio.run(fence(SETTINGS, iter(["one", "two"])))
    assert [producer.arguments["transactional_id"] for producer in producers] == ["one", "two"]
    assert [producer.done for producer in producers] == [["start", "stop"]] * 2


def test_where_one_cannot_be_fenced_that_is_an_error_and_nothing_is_left_open(producers: list[Producer]) -> None:
    with pytest.raises(KafkaFailure):
        asyncio.run(fence(SETTINGS, ["unreached"]))
    assert producers[0].done == ["start", "stop"]


@pytest.mark.usefixtures("producers")
def test_a_transaction_that_nobody_ends_holds_readers_back_for_seconds_only() -> None:
    made = transactional_producer(SETTINGS, "one", max_batch_size=7)
    assert made.arguments["transaction_timeout_ms"] == TRANSACTION_SECONDS * 1000
    assert (made.arguments["max_batch_size"], made.arguments["bootstrap_servers"]) == (7, ["localhost:9092"])
