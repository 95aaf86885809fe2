"""Who may write: transactional ids name a partition, or all; opening one fences who had it."""

import asyncio
from collections.abc import Iterable

from aiokafka import AIOKafkaProducer, TopicPartition

from workers.kafka.client.connection import client_arguments, reached
from workers.kafka.client.roles import Role, kafka_topic
from workers.settings import Settings

TRANSACTION_SECONDS = 30
"""How long Kafka lets a transaction stay open; a task's takes far less than a second."""


def transactional_id(partition: TopicPartition) -> str:
    """Name who may write for a partition: whatever its group is called, there is one at a time."""
    return f"newsmill.{partition.topic}.{partition.partition}"


def former_id(settings: Settings, partition: TopicPartition) -> str:
    """Name who wrote for a partition in the version before."""
    return f"{settings.group}-{partition.topic}-{partition.partition}"


def transactional_producer(settings: Settings, name: str, **arguments: object) -> AIOKafkaProducer:
    """Make a producer that fences those of the same name before it as it starts, and ends their transactions."""
    return AIOKafkaProducer(
        **client_arguments(settings), transactional_id=name, transaction_timeout_ms=TRANSACTION_SECONDS * 1000, **arguments
    )


def rewind_id(settings: Settings) -> str:
    """Name who may write offsets of any partition: a worker that begins a new group, or newsmill rewind."""
    return f"newsmill.{kafka_topic(settings, Role.RAW)}.rewind"


async def fence(settings: Settings, names: Iterable[str]) -> None:
    """Fence who writes under these transactional ids, and end their transactions. Raises KafkaFailure."""
    await asyncio.gather(*(_fence(settings, transactional_producer(settings, name)) for name in names))


async def _fence(settings: Settings, producer: AIOKafkaProducer) -> None:
    try:
        await reached(settings, producer)
    finally:
        await producer.stop()
