"""A lane that is idle for so long that Kafka forgets its transactional id goes on with the next page: no worker ends."""

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition

from testing.broker import Broker
from tests.kafka.fixtures import Newsmill, Start, names, need_tools
from tests.kafka.running import FAILED, article, page, read, stop, wait_for
from workers.kafka.client.connection import client_arguments
from workers.kafka.client.fencing import transactional_producer
from workers.kafka.client.roles import Role, kafka_topic
from workers.settings import Settings

pytestmark = pytest.mark.kafka

EXPIRATION_SECONDS = 4
FORGETFUL = {
    "transactional.id.expiration.ms": str(EXPIRATION_SECONDS * 1000),
    "transaction.remove.expired.transaction.cleanup.interval.ms": "500",
    "producer.id.expiration.ms": str(EXPIRATION_SECONDS * 1000),
    "producer.id.expiration.check.interval.ms": "500",
}


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Kafka that forgets in seconds what others forget in seven days."""
    need_tools()
    with Broker(tmp_path_factory.mktemp("forgetful"), FORGETFUL) as broker:
        yield broker.servers


@pytest.fixture
def environ(kafka: str) -> dict[str, str]:
    """One partition of each Kafka topic: all lanes are idle."""
    return {**names(kafka), "NEWSMILL_PARTITIONS": "1"}


@pytest.mark.usefixtures("raw")
def test_it_goes_on(settings: Settings, newsmill: Newsmill, start: Start, tmp_path: Path) -> None:
    """The lanes of raw pages and of articles on their way alike, and more than once."""
    worker = start()
    for number in range(3):
        asyncio.run(send(settings, number))
        wait_for(lambda pages=number + 1: worker.poll() is not None or read_pages(settings) == pages)  # type: ignore[misc]
        assert worker.poll() is None, (tmp_path / "worker.log").read_text()[-2000:]
        wait_until_forgotten()
    verdict = json.loads(newsmill("audit", "--json").stdout)
    assert (verdict["raw_pages"], verdict["missing"], verdict["double"], verdict["published_twice"]) == (3, 0, 0, 0)
    stop(worker)


@pytest.mark.usefixtures("raw")
def test_where_another_has_committed_meanwhile_it_ends(settings: Settings, start: Start, tmp_path: Path) -> None:
    """Both may have been forgotten: whose the partition is, the committed offset says, once nobody else can commit."""
    worker = start()
    asyncio.run(send(settings, 0))
    wait_for(lambda: read_pages(settings) == 1)
    wait_until_forgotten()
    asyncio.run(commit(settings, 5))
    asyncio.run(send(settings, 1))
    assert worker.wait(timeout=60) == FAILED
    assert "another has committed in its place" in (tmp_path / "worker.log").read_text()


def read_pages(settings: Settings) -> int:
    """Count the pages that have ended."""
    return sum(map(len, read(settings).values()))


def wait_until_forgotten() -> None:
    """It is the time itself that is waited for: Kafka tells nobody when it forgets."""
    end = time.monotonic() + 2 * EXPIRATION_SECONDS
    wait_for(lambda: time.monotonic() > end)


async def commit(settings: Settings, offset: int) -> None:
    """Commit an offset of raw pages as another worker would."""
    producer = transactional_producer(settings, "another")
    await producer.start()
    async with producer.transaction():
        place = TopicPartition(kafka_topic(settings, Role.RAW), 0)
        await producer.send_offsets_to_transaction({place: offset}, settings.group)
    await producer.stop()


async def send(settings: Settings, number: int) -> None:
    """Send a page as a crawler does."""
    async with AIOKafkaProducer(**client_arguments(settings)) as producer:
        value = page(f"https://paper.example/news/{number}", article(number)).encode()
        await producer.send_and_wait(kafka_topic(settings, Role.RAW), value)
