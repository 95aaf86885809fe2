"""A page that says it was fetched in the future counts as fetched when Kafka received it: a later edition revises it all the same."""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from tests.kafka.fixtures import Newsmill, Start
from tests.kafka.running import Event, article, committed, page, read
from workers.kafka.client.messages import received_of
from workers.kafka.client.roles import Role, kafka_topic
from workers.settings import Settings

pytestmark = pytest.mark.kafka

URL = "https://paper.example/news/1"


def let_senders_tell_the_time(settings: Settings) -> None:
    """Make the Kafka topic of raw pages one that keeps the time stamps of who sends them."""

    async def work() -> None:
        client = AIOKafkaAdminClient(bootstrap_servers=settings.kafka)
        await client.start()
        try:
            kind = {"message.timestamp.type": "CreateTime"}
            await client.alter_configs([ConfigResource(ConfigResourceType.TOPIC, kafka_topic(settings, Role.RAW), configs=kind)])
        finally:
            await client.close()

    asyncio.run(work())


def fetched_at(event: Event) -> float:
    return datetime.fromisoformat(event["fetched_at"]).timestamp()


@pytest.mark.parametrize("is_brokers", [True, False], ids=["LogAppendTime", "CreateTime"])
def test_an_edition_after_a_page_of_the_future_is_revised(
    settings: Settings, newsmill: Newsmill, start: Start, tmp_path: Path, *, is_brokers: bool
) -> None:
    newsmill("topics", "create")
    if not is_brokers:
        let_senders_tell_the_time(settings)
    start()
    pages = tmp_path / "pages.jsonl"
    later = ""
    for edition, time_told in (("first", "2126-03-02T08:00:00Z"), ("second", None)):
        later = datetime.now(UTC).isoformat()
        pages.write_text(page(URL, article(1, edition), time_told or later))
        newsmill("feed", pages)
        assert newsmill("audit", "--wait", 90).returncode == 0
    first, second = read(settings)[Role.ARTICLES]
    assert [first["event"], second["event"], second["revision"]] == ["created", "revised", 2]
    assert (first["fetched_at_origin"], second["fetched_at_origin"]) == ("received", "crawler")
    raw, candidates = committed(settings, [Role.RAW]), committed(settings, [Role.EXTRACTED])
    assert raw[0].timestamp / 1000 <= fetched_at(first) < time.time()
    assert datetime.fromisoformat(second["fetched_at"]) == datetime.fromisoformat(later)
    carried = {received_of(record.headers) for record in candidates}
    assert fetched_at(first) in carried, "what the next station is told is the same time"
    assert len(carried) == 2
    if is_brokers:
        assert carried == {record.timestamp / 1000 for record in raw}
