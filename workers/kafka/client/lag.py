"""How far a group is behind, by the messages that come next: transactions' markers are none."""

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition

from workers.errors import CorruptError

NEXT_SECONDS = 2
"""How long a look waits for the messages that come next."""

FETCH_BYTES = 64 * 1024
"""Bytes of a partition that one fetch asks for; a larger message comes alone."""

FETCH_MS = 200

Offsets = Mapping[TopicPartition, int]


class Behind(NamedTuple):
    """How far the group is behind in a partition."""

    messages: int
    """Offsets from the message that comes next to the end; markers of transactions among them count."""
    seconds: float | None
    """How long that message has waited; None where Kafka did not give it in time, or it cannot be read."""
    expired: int
    """Offsets that were deleted before the group had read them."""


async def behind(client: AIOKafkaConsumer, committed: Offsets, begins: Offsets, ends: Offsets) -> dict[TopicPartition, Behind]:
    """Read the message that comes next in each partition: where there is none, what lies up to the end is transactions' markers."""
    nexts = {partition: max(offset, begins[partition]) for partition, offset in committed.items()}
    expired = {partition: max(begins[partition] - offset, 0) if offset >= 0 else 0 for partition, offset in committed.items()}
    found = {partition: Behind(0, 0.0, expired[partition]) for partition in committed}
    waiting = {partition for partition in committed if nexts[partition] < ends[partition]}
    client.assign(waiting)
    for partition in waiting:
        found[partition] = Behind(ends[partition] - nexts[partition], None, expired[partition])
        client.seek(partition, nexts[partition])
    end = time.monotonic() + NEXT_SECONDS
    while waiting and time.monotonic() < end:
        try:
            records: dict[TopicPartition, list[Any]] = await client.getmany(*waiting, timeout_ms=FETCH_MS)
        except CorruptError as error:  # the worker that has to read it says so; what others gave in this look is lost with it
            waiting -= {error.partition}
            for partition in waiting:
                client.seek(partition, nexts[partition])
            continue
        for partition, (first, *_) in records.items():
            waited = max(time.time() - first.timestamp / 1000, 0.0) if first.timestamp >= 0 else 0.0  # it has no time
            found[partition] = Behind(ends[partition] - first.offset, waited, expired[partition])
        for partition in waiting - records.keys():
            if await client.position(partition) >= ends[partition]:
                found[partition] = Behind(0, 0.0, expired[partition])
                records[partition] = []
        waiting -= records.keys()
    return found
