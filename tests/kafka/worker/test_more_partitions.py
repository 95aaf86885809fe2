"""pages.raw gets more partitions while workers run: they are read in seconds."""

import asyncio
import time

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import NewPartitions

from tests.kafka.fixtures import Start
from tests.kafka.running import article, page, read, stop, wait_for
from workers.kafka.client.connection import admin_client, client_arguments
from workers.settings import Settings

pytestmark = pytest.mark.kafka

SOON = 25
"""Metadata is ten seconds old at most; what follows is a rebalance."""


def test_new_partitions_are_read_soon(settings: Settings, raw: str, start: Start) -> None:
    worker = start()
    asyncio.run(send(settings, raw, range(settings.partitions)))
    wait_for(lambda: read_partitions(settings) == set(range(settings.partitions)))
    more = range(settings.partitions, 2 * settings.partitions)
    asyncio.run(grow(settings, raw, more.stop))
    begin = time.monotonic()
    asyncio.run(send(settings, raw, more))
    wait_for(lambda: read_partitions(settings) == set(range(more.stop)))
    assert time.monotonic() - begin < SOON
    stop(worker)


def read_partitions(settings: Settings) -> set[int]:
    """The partitions of raw pages from which outcomes have come."""
    return {event["source"]["partition"] for events in read(settings).values() for event in events}


async def grow(settings: Settings, raw: str, partitions: int) -> None:
    async with admin_client(settings) as admin:
        await admin.create_partitions({raw: NewPartitions(partitions)})


async def send(settings: Settings, raw: str, partitions: range) -> None:
    """Send a page to each of these partitions."""
    async with AIOKafkaProducer(**client_arguments(settings)) as producer:
        for partition in partitions:
            value = page(f"https://paper.example/news/{partition}", article(partition)).encode()
            await producer.send_and_wait(raw, value, partition=partition)
