"""What moves the ground under the workers: logs cut, Kafka topics made anew, offsets lost or set by hand."""

import asyncio
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code
from aiokafka.protocol.admin import DeleteGroupsRequest
from aiokafka.structs import OffsetAndMetadata

from testing.broker import Broker
from workers.kafka.client.connection import admin_client, client_arguments
from workers.kafka.client.roles import SOURCES, Role, kafka_topic
from workers.kafka.client.topics import topic_specs
from workers.settings import Settings

HEADER = struct.Struct(">qi")
"""How a batch of messages begins in a log's file: the first message's offset, and the bytes that follow."""

CONTROL_AT, CONTROL = 22, 32
"""Where a batch's attributes say so if it is a transaction's marker."""


def cut_log(broker: Broker, place: TopicPartition, keep: float) -> int:
    """Cut the log of a partition as a power loss does where nothing was fsynced: the share `keep` of its batches stays.

    The broker has to be down. Returns the bytes that are lost.
    """
    (path,) = (broker.folder / "data" / f"{place.topic}-{place.partition}").glob("*.log")
    content = path.read_bytes()
    begins = [*batches_of(content)]
    at = begins[int(len(begins) * keep)]
    with path.open("r+b") as file:
        file.truncate(at)
    return len(content) - at


def batches_of(content: bytes) -> Iterable[int]:
    """Say where each batch begins in a log's file."""
    at = 0
    while at + HEADER.size <= len(content):
        _, size = HEADER.unpack_from(content, at)
        if size <= 0:  # the file is longer than what is written
            return
        yield at
        at += HEADER.size + size


def recreate_topics(settings: Settings, *roles: Role) -> None:
    """Delete Kafka topics, and make them anew."""

    async def work() -> None:
        names = [kafka_topic(settings, role) for role in roles]
        specs = [spec for spec in topic_specs(settings) if spec.name in names]
        async with admin_client(settings) as admin:
            await admin.delete_topics(names)
            for spec in specs:
                await _create(
                    admin, NewTopic(spec.name, spec.partitions, spec.replication, topic_configs=dict(spec.configuration))
                )

    asyncio.run(work())


async def _create(admin: AIOKafkaAdminClient, topic: NewTopic) -> None:
    """Create a Kafka topic as soon as the one of its name is gone."""
    async with asyncio.timeout(60):
        while True:
            response = await admin.create_topics([topic])
            ((_, code, *_),) = response.topic_errors
            if code == 0:
                return
            if code != TopicAlreadyExistsError.errno:
                raise for_code(code)
            await asyncio.sleep(0.1)


def delete_group(settings: Settings) -> None:
    """Delete the group, whose members have all gone, with its offsets: as Kafka does when it was empty for too long."""

    async def work() -> None:
        async with admin_client(settings) as admin:
            node = await admin.find_coordinator(settings.group)
            response = await admin._send_request(DeleteGroupsRequest([settings.group]), node)  # noqa: SLF001 # it has no method for it
            for _, code in response.results:
                if code:
                    raise for_code(code)

    asyncio.run(work())


def set_offsets(settings: Settings, offsets: Mapping[TopicPartition, int], notes: Mapping[str, str] | None = None) -> None:
    """Set offsets of the group by hand, as Kafka's own tools do: with nothing beside them, but for `notes` by Kafka topic.

    The group has to be empty.
    """

    async def work() -> None:
        client = AIOKafkaConsumer(**client_arguments(settings), group_id=settings.group, enable_auto_commit=False)
        await client.start()
        try:
            client.assign(list(offsets))
            await client.commit(
                {place: OffsetAndMetadata(offset, (notes or {}).get(place.topic, "")) for place, offset in offsets.items()}
            )
        finally:
            await client.stop()

    asyncio.run(work())


def sources(settings: Settings) -> list[TopicPartition]:
    """List the partitions that the workers read."""
    return [TopicPartition(kafka_topic(settings, role), number) for role in SOURCES for number in range(settings.partitions)]


def log_folder(broker: Broker, place: TopicPartition) -> Path:
    """Name the folder of a partition's log."""
    return broker.folder / "data" / f"{place.topic}-{place.partition}"


def cut_before_end(broker: Broker, place: TopicPartition) -> None:
    """Cut a log just before its last transaction's marker: that transaction has no end there. The broker has to be down."""
    (path,) = log_folder(broker, place).glob("*.log")
    content = path.read_bytes()
    last = [*batches_of(content)][-1]
    assert content[last + CONTROL_AT] & CONTROL, "a marker comes last"
    with path.open("r+b") as file:
        file.truncate(last)
