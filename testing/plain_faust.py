"""Newsmill's steps in a Faust application as it comes, in Faust's own exactly-once mode, for the campaign to see it fail. For nothing else.

One agent takes a page to its end over a table of its own partition: to hand it on to a claim on another partition, as Newsmill does,
would fail in this mode, which knows transactions only of the partitions that the worker has. So groups whose members lie on several
partitions are wrong in any case; what is missing or double is Faust's.
"""

import asyncio
import os
from functools import cache
from typing import Any

import faust

from workers.embedded.clean import settle
from workers.kafka.client.connection import faust_arguments
from workers.kafka.client.messages import outcome_message
from workers.kafka.client.roles import Role, kafka_topic
from workers.pool.pool import Pool
from workers.records import Source
from workers.settings import read_settings
from workers.steps.read.message import RawMessage

settings = read_settings(os.environ)
app = faust.App(
    settings.group,
    **faust_arguments(settings),
    processing_guarantee="exactly_once",
    datadir=settings.data_dir,
    store="rocksdb://?driver=rocksdict",
    topic_partitions=settings.partitions,
    topic_replication_factor=settings.replication,
    topic_disable_leader=True,
    broker_session_timeout=settings.session_seconds,
    broker_heartbeat_interval=settings.session_seconds / 4,
    consumer_auto_offset_reset="earliest",
    web_port=settings.web_port,
)
topics = {
    role: app.topic(kafka_topic(settings, role), key_serializer="raw", value_serializer="raw", partitions=settings.partitions)
    for role in Role
}
claims = app.Table("claims", partitions=settings.partitions, key_type=bytes, value_type=bytes)


class Claims:
    """The table as a claim store."""

    def get(self, key: str, /) -> bytes | None:
        """Read a claim."""
        value: bytes | None = claims.get(key.encode())
        return value

    def __setitem__(self, key: str, value: bytes, /) -> None:
        """Change a claim."""
        claims[key.encode()] = value


@cache
def pool() -> Pool:
    """Start the processes, once."""
    return Pool(settings.processes or 1)


@app.agent(topics[Role.RAW], name="newsmill")
async def agent(stream: Any) -> None:
    """Raw pages become outcomes."""
    async for event in stream.events():
        lay = event.message
        source = Source(kafka_topic=lay.topic, partition=lay.partition, offset=lay.offset)
        page = await asyncio.wrap_future(pool().submit(RawMessage(lay.value, tuple(lay.headers or ()), lay.key), source))
        message = outcome_message(settle(page, Claims(), "", settings.window), settings.group)
        await topics[message.role].send(key=message.key, value=message.value, headers=dict(message.headers))
