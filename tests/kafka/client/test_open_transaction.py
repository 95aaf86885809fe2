"""A crawler's transaction that stays open: what lies behind its begin is told of, though nobody reads it yet."""

import asyncio
import json

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition

from testing.outcomes import put_pages
from tests.kafka.fixtures import Newsmill
from workers.kafka.client.connection import client_arguments
from workers.kafka.lag.service import look
from workers.settings import Settings

pytestmark = pytest.mark.kafka

PAGES = 5


def test_it_is_told_of(settings: Settings, raw: str, newsmill: Newsmill) -> None:
    """By lag and audit alike, for the time that it is open; the pages of others count that came after its first."""

    async def work() -> tuple[dict[TopicPartition, int], str, dict[TopicPartition, int]]:
        producer = AIOKafkaProducer(**client_arguments(settings), transactional_id=f"{settings.group}-crawler")
        await producer.start()
        try:
            async with producer.transaction():
                for _ in range(PAGES):
                    await producer.send_and_wait(raw, b"{}", partition=0)
                await asyncio.to_thread(put_pages, settings, 1)
                seen = (await look(settings)).undecided
                told = await asyncio.to_thread(newsmill, "audit")
                as_json = await asyncio.to_thread(newsmill, "audit", "--json")
                assert json.loads(as_json.stdout)["undecided"] == PAGES + 1
        finally:
            await producer.stop()
        return dict(seen), told.stdout, dict((await look(settings)).undecided)

    during, told, after = asyncio.run(work())
    assert {partition: number for partition, number in during.items() if number} == {TopicPartition(raw, 0): PAGES + 1}
    assert "6 messages behind a transaction of a crawler's that is open" in told
    assert not any(after.values())
