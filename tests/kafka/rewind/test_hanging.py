"""Transactions that nobody ends: whoever may have left one is tried."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition

from workers.kafka.client.fencing import rewind_id
from workers.kafka.rewind import hanging as module
from workers.settings import Settings

SETTINGS = Settings()
HELD = TopicPartition("pages.claims", 1)


class Producer:
    """Takes down what is done under a transactional id."""

    def __init__(self, name: str, done: list[tuple[str, str]]) -> None:
        self.name = name
        self.done = done

    async def begin_transaction(self) -> None:
        self.done.append((self.name, "begin"))

    async def send_and_wait(self, kafka_topic: str, *_: Any, partition: int, **__: Any) -> None:
        self.done.append((self.name, f"send to {kafka_topic}/{partition}"))

    async def abort_transaction(self) -> None:
        self.done.append((self.name, "abort"))

    async def stop(self) -> None:
        self.done.append((self.name, "stop"))


def test_workers_and_a_rewind_that_was_interrupted_give_up_what_they_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rewind writes claims too, where some were lost."""
    done: list[tuple[str, str]] = []

    async def require_topics(*_: Any) -> list[Any]:
        return [SimpleNamespace(name="pages.raw", partitions=1), SimpleNamespace(name="pages.extracted", partitions=2)]

    async def reached(*_: Any) -> None: ...

    monkeypatch.setattr(module, "require_topics", require_topics)
    monkeypatch.setattr(module, "reached", reached)
    monkeypatch.setattr(module, "transactional_producer", lambda _, name: Producer(name, done))
    asyncio.run(module.end_hanging(SETTINGS, [HELD]))
    names = ["newsmill.pages.raw.0", "newsmill.pages.extracted.0", "newsmill.pages.extracted.1", rewind_id(SETTINGS)]
    for name in names:
        assert [what for who, what in done if who == name] == ["begin", "send to pages.claims/1", "abort", "stop"]
    assert {who for who, _ in done} == set(names)
