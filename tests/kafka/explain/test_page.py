"""`newsmill explain --kafka`: the raw page that a message is, that a dead letter keeps, that an event names as its source."""

import asyncio
import json
from typing import Any

import msgspec
import pytest
from aiokafka import AIOKafkaProducer, TopicPartition

from tests.kafka.fixtures import Newsmill
from workers.dead_letter import dead_letter
from workers.kafka.client.connection import client_arguments, consumer
from workers.kafka.client.messages import outcome_message
from workers.kafka.client.roles import Role, kafka_topic
from workers.records import DeadLetter, DeadLetterReason, FetchedAtOrigin, Rejected, RejectReason, Source, Step
from workers.settings import Settings
from workers.steps.read.message import RawMessage

pytestmark = pytest.mark.kafka

PAGE = b'{"url": "https://paper.example/%d", "fetched_at": "2026-03-02T08:00:00Z", "status": 404, "body": "gone"}'


def put(settings: Settings, topic: str, *values: bytes, transactional: bool = False) -> None:
    """Write messages to partition 1; in a transaction that is aborted, if `transactional`."""

    async def work() -> None:
        more = {"transactional_id": f"{settings.group}-test"} if transactional else {}
        async with AIOKafkaProducer(**client_arguments(settings), **more) as producer:
            if transactional:
                await producer.begin_transaction()
            for value in values:
                await producer.send_and_wait(topic, value, partition=1)
            if transactional:
                await producer.abort_transaction()
                await until_ended(settings, TopicPartition(topic, 1))

    asyncio.run(work())


async def until_ended(settings: Settings, place: TopicPartition) -> None:
    """Wait for the mark of a transaction's end: Kafka says that it has ended before it writes it."""
    async with (
        consumer(settings, isolation_level="read_committed") as stable,
        consumer(settings, isolation_level="read_uncommitted") as whole,
        asyncio.timeout(30),
    ):
        while await stable.end_offsets([place]) != await whole.end_offsets([place]):  # noqa: ASYNC110 # Kafka tells nobody of it
            await asyncio.sleep(0.01)


def event(settings: Settings, record: DeadLetter | Rejected) -> bytes:
    return outcome_message(record, settings.group).value


def explained(newsmill: Newsmill, topic: str, partition: int, offset: int) -> dict[str, Any]:
    """Explain a message."""
    run = newsmill("explain", "--kafka", topic, partition, offset, "--json")
    assert (run.returncode, run.stderr) == (0, "")
    told: dict[str, Any] = json.loads(run.stdout)
    return told


def refused(newsmill: Newsmill, topic: str, partition: int, offset: int) -> str:
    """Say why a message cannot be explained."""
    run = newsmill("explain", "--kafka", topic, partition, offset)
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    return str(run.stderr)


def test_a_raw_page_is_explained(newsmill: Newsmill, settings: Settings, raw: str) -> None:
    put(settings, raw, PAGE % 0, PAGE % 1, PAGE % 2)
    told = explained(newsmill, raw, 1, 1)
    assert told["url"] == "https://paper.example/1"
    assert told["outcome"] == "rejected"
    assert told["source"] == {"kafka_topic": raw, "partition": 1, "offset": 1}


def test_of_a_dead_letter_the_page_that_it_keeps_is_explained(newsmill: Newsmill, settings: Settings, raw: str) -> None:
    source = Source(kafka_topic=raw, partition=2, offset=99)
    letter = dead_letter(RawMessage(PAGE % 7), source, Step.EXTRACT, DeadLetterReason.TIMEOUT, "too slow")
    topic = kafka_topic(settings, Role.DEAD_LETTER)
    put(settings, topic, event(settings, letter))
    told = explained(newsmill, topic, 1, 0)
    assert told["url"] == "https://paper.example/7"
    assert told["source"]["offset"] == 99


def rejected(source: Source) -> Rejected:
    now = msgspec.convert("2026-03-02T08:00:00Z", type=Rejected.__annotations__["fetched_at"])
    return Rejected(
        url="https://paper.example/",
        reason=RejectReason.HTTP_STATUS,
        detail="404",
        fetched_at=now,
        fetched_at_origin=FetchedAtOrigin.CRAWLER,
        source=source,
    )


def test_an_event_and_an_article_on_its_way_lead_to_their_raw_page(newsmill: Newsmill, settings: Settings, raw: str) -> None:
    put(settings, raw, PAGE % 0, PAGE % 1)
    source = Source(kafka_topic=raw, partition=1, offset=1)
    letter = dead_letter(RawMessage(b"on its way"), source, Step.RELAY, DeadLetterReason.STEP_FAILED, "no")
    for role, record in ((Role.REJECTED, rejected(source)), (Role.DEAD_LETTER, letter)):
        put(settings, kafka_topic(settings, role), event(settings, record))
        told = explained(newsmill, kafka_topic(settings, role), 1, 0)
        assert (told["url"], told["source"]["offset"]) == ("https://paper.example/1", 1)


def test_a_page_of_an_earlier_life_of_its_kafka_topic_is_gone(newsmill: Newsmill, settings: Settings, raw: str) -> None:
    put(settings, raw, PAGE % 0)
    source = Source(kafka_topic=raw, partition=1, offset=0, life="AAAAAAAAAAAAAAAAAAAAAA")
    topic = kafka_topic(settings, Role.REJECTED)
    put(settings, topic, event(settings, rejected(source)))
    assert f"{raw} has been made anew since" in refused(newsmill, topic, 1, 0)


def test_what_is_not_there_is_one_line_that_says_what_is(newsmill: Newsmill, settings: Settings, raw: str) -> None:
    put(settings, raw, PAGE % 0, PAGE % 1)
    put(settings, raw, PAGE % 2, transactional=True)
    put(settings, raw, PAGE % 3)
    assert refused(newsmill, f"{raw}.none", 0, 0).endswith(f" has no {raw}.none\n")
    assert f"{raw} has partitions 0 to 2, no 3" in refused(newsmill, raw, 3, 0)
    assert f"{raw} partition 1 holds offsets 0 to 4, not 9" in refused(newsmill, raw, 1, 9)
    assert f"{raw} partition 0 holds nothing, not 0" in refused(newsmill, raw, 0, 0)
    assert f"{raw}/1/2 is no message" in refused(newsmill, raw, 1, 2)
    assert explained(newsmill, raw, 1, 4)["url"] == "https://paper.example/3"


def test_without_a_kafka_it_ends_with_one_line(newsmill: Newsmill) -> None:
    run = newsmill("explain", "--kafka", "pages.raw", 0, 0, NEWSMILL_KAFKA="127.0.0.1:9")
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (1, "", 1)
    assert "Kafka cannot be reached at 127.0.0.1:9" in run.stderr
