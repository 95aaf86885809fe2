"""The raw page behind a message: itself, what a dead letter keeps, or the source of an event."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from workers.dead_letter import letter_in, original_of
from workers.errors import InputError
from workers.kafka.client.connection import admin_client, consumer
from workers.kafka.client.messages import LOG_APPEND_TIME
from workers.kafka.client.notes import topic_id_of
from workers.kafka.client.permissions import require_permissions
from workers.kafka.client.reader import read_ranges
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.client.topic_ids import identities
from workers.kafka.client.topics import count_partitions
from workers.records import Source, Step
from workers.settings import Settings
from workers.steps.read.message import RawMessage

Page = tuple[RawMessage, Source]


class _Told(msgspec.Struct):
    """What is read of an event: where its raw page lay."""

    source: Source


_decode = msgspec.json.Decoder(_Told).decode


async def page_at(settings: Settings, topic: str, partition: int, offset: int) -> Page:
    """Read the raw page that a message is, keeps or tells of. Raises InputError where there is none, and KafkaFailure."""
    await require_permissions(settings, "explain")
    how = {"isolation_level": "read_committed", "auto_offset_reset": "earliest"}
    async with admin_client(settings) as admin, consumer(settings, **how) as client:
        record = await _record_at(settings, admin, client, TopicPartition(topic, partition), offset)
        source = Source(kafka_topic=topic, partition=partition, offset=offset)
        if topic != kafka_topic(settings, Role.RAW):
            letter = letter_in(record.value or b"")
            if letter and letter.step is not Step.RELAY:
                return original_of(letter)._replace(form=settings.raw_format), letter.source
            if told := letter.source if letter else _source_in(record.value or b""):
                record, source = await _lying_at(settings, admin, client, told), told
        return _message_of(settings, record), source


def _source_in(value: bytes) -> Source | None:
    """Read where an event's raw page lay; None where it names no Kafka topic, or is no event."""
    try:
        source = _decode(value).source
    except (ValueError, RecursionError):
        return None
    return source if source.kafka_topic else None


async def _lying_at(settings: Settings, admin: AIOKafkaAdminClient, client: AIOKafkaConsumer, source: Source) -> Any:
    """Read the message at a source. Raises InputError where it lay in an earlier life of its Kafka topic."""
    topic = source.kafka_topic or ""
    topic_id = (await identities(admin, [topic])).topics.get(topic, "")
    if source.life and topic_id and topic_id_of(source.life) != topic_id:
        raise InputError(f"{topic} has been made anew since: its raw page, {source.partition}/{source.offset}, is gone")
    return await _record_at(settings, admin, client, TopicPartition(topic, source.partition), source.offset or 0)


async def _record_at(
    settings: Settings, admin: AIOKafkaAdminClient, client: AIOKafkaConsumer, place: TopicPartition, offset: int
) -> Any:
    """Read a message. Raises InputError that says what there is instead."""
    partitions = await count_partitions(admin, place.topic)
    if partitions is None:
        raise InputError(f"Kafka at {settings.kafka} has no {place.topic}")
    if place.partition >= partitions:
        raise InputError(f"{place.topic} has partitions 0 to {partitions - 1}, no {place.partition}")
    begin, end = (await client.beginning_offsets([place]))[place], (await client.end_offsets([place]))[place]
    if not begin <= offset < end:
        there = f"offsets {begin} to {end - 1}" if begin < end else "nothing"
        raise InputError(f"{place.topic} partition {place.partition} holds {there}, not {offset}")
    async for records in read_ranges(settings, client, {place: (offset, offset + 1)}):
        for record in records:
            if record.offset == offset:
                return record
    raise InputError(f"{place.topic}/{place.partition}/{offset} is no message: a transaction's mark, or one that was aborted")


def _message_of(settings: Settings, record: Any) -> RawMessage:
    """Make a raw message of what lies in Kafka, as a worker does."""
    received = datetime.fromtimestamp(record.timestamp / 1000, UTC) if record.timestamp_type == LOG_APPEND_TIME else None
    return RawMessage(record.value or b"", tuple(record.headers or ()), record.key, settings.raw_format, received)
