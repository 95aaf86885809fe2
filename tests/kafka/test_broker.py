"""The tests' own broker: it serves, and comes back on its port with its data after a kill."""

import asyncio

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from tests.kafka.broker import Broker

pytestmark = pytest.mark.kafka


async def kafka_topics(servers: str, create: str | None = None) -> list[str]:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        if create:
            await admin.create_topics([NewTopic(create, 1, 1)])
        names: list[str] = await admin.list_topics()
        return names
    finally:
        await admin.close()


def test_it_keeps_its_data_and_port_through_a_kill(own_broker: Broker) -> None:
    asyncio.run(kafka_topics(own_broker.servers, create="kept"))
    own_broker.restart()
    assert "kept" in asyncio.run(kafka_topics(own_broker.servers))


def test_a_shared_broker_serves(kafka: str) -> None:
    assert isinstance(asyncio.run(kafka_topics(kafka)), list)
