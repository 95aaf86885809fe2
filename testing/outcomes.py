"""Raw pages and outcomes put into Kafka as crawlers and workers would, for the audit to find."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import RecordsToDelete

from schemas.generate import FOLDER
from workers.kafka.client.connection import admin_client, client_arguments
from workers.kafka.client.messages import Message, outcome_message
from workers.kafka.client.roles import Role, kafka_topic
from workers.records import (
    Article,
    DeadLetter,
    DeadLetterReason,
    Duplicate,
    FetchedAtOrigin,
    Rejected,
    RejectReason,
    Source,
    Step,
)
from workers.settings import Settings

FETCHED_AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
ARTICLE = msgspec.json.decode((FOLDER / "examples/article.v1/created.json").read_bytes(), type=Article)
DUPLICATE = msgspec.json.decode((FOLDER / "examples/duplicate.v1/copy.json").read_bytes(), type=Duplicate)

Batch = tuple[Iterable[Message], bool]
"""Messages of a transaction, and whether it is committed."""


def source_of(settings: Settings, partition: int, offset: int) -> Source:
    return Source(kafka_topic=kafka_topic(settings, Role.RAW), partition=partition, offset=offset)


def article(settings: Settings, partition: int, offset: int, *, article_id: str | None = None) -> Message:
    source = source_of(settings, partition, offset)
    return outcome_message(
        msgspec.structs.replace(ARTICLE, source=source, article_id=article_id or f"{partition}-{offset}"), "test"
    )


def outcome(settings: Settings, partition: int, offset: int) -> Message:
    """One of the four kinds, in turn."""
    source = source_of(settings, partition, offset)
    match offset % 4:
        case 0:
            return article(settings, partition, offset)
        case 1:
            return outcome_message(msgspec.structs.replace(DUPLICATE, source=source), "test")
        case 2:
            no = Rejected(
                url="https://a.example/",
                reason=RejectReason.LOGIN,
                detail="",
                fetched_at=FETCHED_AT,
                fetched_at_origin=FetchedAtOrigin.CRAWLER,
                source=source,
            )
            return outcome_message(no, "test")
        case _:
            letter = DeadLetter(
                url=None,
                step=Step.DECODE,
                reason=DeadLetterReason.INVALID_JSON,
                message="broken",
                attempts=1,
                source=source,
                original_base64=b"{",
            )
            return outcome_message(letter, "test")


def outcomes(settings: Settings, pages: int, partitions: int = 3) -> list[Message]:
    """Outcomes of the first `pages` pages of each partition."""
    return [outcome(settings, partition, offset) for partition in range(partitions) for offset in range(pages)]


def put_pages(settings: Settings, pages: int, *, partitions: int = 3) -> None:
    """Put raw pages on each partition, as a crawler without transactions does."""

    async def put() -> None:
        async with AIOKafkaProducer(**client_arguments(settings)) as producer:
            for partition in range(partitions):
                for _ in range(pages):
                    await producer.send(kafka_topic(settings, Role.RAW), b"{}", partition=partition)

    asyncio.run(put())


def put_in_transactions(settings: Settings, *batches: Batch, partition: int | None = None) -> None:
    """Put messages, each batch in a transaction of its own."""

    async def put() -> None:
        producer = AIOKafkaProducer(**client_arguments(settings), transactional_id=f"{settings.group}-test")
        await producer.start()
        try:
            for messages, committed in batches:
                await producer.begin_transaction()
                for message in messages:
                    topic = kafka_topic(settings, message.role)
                    await producer.send(topic, message.value, message.key, partition, headers=message.headers)
                await producer.flush()
                await (producer.commit_transaction() if committed else producer.abort_transaction())
        finally:
            await producer.stop()

    asyncio.run(put())


def delete_pages(settings: Settings, before: int, partition: int = 0) -> None:
    """Let the log of raw pages start later, as retention does."""

    async def delete() -> None:
        place = TopicPartition(kafka_topic(settings, Role.RAW), partition)
        async with admin_client(settings) as admin:
            await admin.delete_records({place: RecordsToDelete(before_offset=before)})

    asyncio.run(delete())
