"""Transactions whose end was lost with a log's: open for ever, unless they are ended anew.

It hides what is committed behind them meanwhile.
"""

import asyncio

from aiokafka import TopicPartition

from workers.kafka.client.connection import consumer, reached
from workers.kafka.client.fencing import rewind_id, transactional_id, transactional_producer
from workers.kafka.client.roles import SOURCES, Role
from workers.kafka.client.topics import require_topics
from workers.settings import Settings

LOOKS = 20
LOOK_SECONDS = 0.25
"""A worker's transaction is done by then; one that is hidden behind no longer ends by itself."""


async def held_back(settings: Settings) -> list[TopicPartition]:
    """Find partitions of articles on their way and of claims that a transaction holds back which does not end. Raises KafkaFailure."""
    specs = await require_topics(settings, Role.EXTRACTED, Role.CLAIMS)
    places = [TopicPartition(spec.name, number) for spec in specs for number in range(spec.partitions)]
    async with (
        consumer(settings, isolation_level="read_uncommitted") as whole,
        consumer(settings, isolation_level="read_committed") as committed,
    ):
        for _ in range(LOOKS):
            stable = await committed.end_offsets(places)  # first: it is what grows to the other
            ends = await whole.end_offsets(places)
            places = [place for place in places if stable[place] < ends[place]]
            if not places:
                break
            await asyncio.sleep(LOOK_SECONDS)
    return places


async def end_hanging(settings: Settings, places: list[TopicPartition]) -> None:
    """End what holds these partitions back: whoever writes there under the same id next and gives up ends it too. Raises KafkaFailure.

    Opening an id ends a transaction that Kafka knows to be open. Of one that it takes for ended only the log has lost that; the
    end of another one of the same id, with something in that partition, stands for both.
    """
    specs = await require_topics(settings, *SOURCES)
    names = [transactional_id(TopicPartition(spec.name, number)) for spec in specs for number in range(spec.partitions)]
    names.append(rewind_id(settings))  # it writes claims too, where some were lost
    await asyncio.gather(*(_give_up(settings, name, places) for name in names))


async def _give_up(settings: Settings, name: str, places: list[TopicPartition]) -> None:
    producer = transactional_producer(settings, name)
    try:
        await reached(settings, producer)
        await producer.begin_transaction()
        for place in places:
            await producer.send_and_wait(place.topic, b"", key=b"\0", partition=place.partition)
        await producer.abort_transaction()
    finally:
        await producer.stop()
