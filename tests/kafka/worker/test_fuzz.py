"""Damaged raw-page messages through a worker: it lives, and each has one outcome. `make fuzz` sends many more, and watches memory."""

import asyncio
from collections import Counter

import pytest
from aiokafka import AIOKafkaProducer

from testing.fuzz import messages
from tests.kafka.fixtures import Newsmill, Start
from tests.kafka.running import read
from workers.kafka.client.connection import client_arguments
from workers.kafka.client.roles import Role
from workers.settings import Settings

MESSAGES = 400


async def put(settings: Settings, raw: str) -> None:
    async with AIOKafkaProducer(**client_arguments(settings), compression_type="zstd") as producer:
        for key, message in messages(MESSAGES, seed=2):
            await producer.send(raw, message.value, key, headers=list(message.headers))


@pytest.mark.kafka
def test_each_damaged_message_has_one_outcome_and_the_worker_lives(
    settings: Settings, raw: str, newsmill: Newsmill, start: Start
) -> None:
    asyncio.run(put(settings, raw))
    worker = start(NEWSMILL_DEAD_LETTER_LIMIT="1")
    audit = newsmill("audit", "--wait", 90)
    assert audit.stdout.startswith(f"{MESSAGES} raw pages = ")
    assert (audit.returncode, worker.poll()) == (0, None)
    events = read(settings)
    assert all(events[role] for role in (Role.ARTICLES, Role.REJECTED, Role.DEAD_LETTER))
    reasons = Counter(letter["reason"] for letter in events[Role.DEAD_LETTER])
    assert not reasons.keys() & {"step_failed", "crashed", "out_of_memory"}
