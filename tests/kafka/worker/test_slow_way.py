"""A slow way to Kafka: a message that takes longer than a broker may hang gets through, both ways, and nobody takes the broker for one that does."""

import asyncio
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from testing.cluster import Cluster
from tests.kafka.fixtures import Start, names, need_tools, run_newsmill
from tests.kafka.running import behind, committed, outcomes, stop, wait_for
from workers.kafka.client.roles import Role
from workers.kafka.client.silence import LOOK_SECONDS, OPEN_SECONDS, SILENT_LOOKS
from workers.kafka.feed.producer import RawProducer
from workers.settings import MEBIBYTE, Settings, read_settings
from workers.steps.read.message import RawMessage

pytestmark = pytest.mark.kafka

PAGE_BYTES = 10 * MEBIBYTE
RATE = PAGE_BYTES / (2 * (SILENT_LOOKS * LOOK_SECONDS + OPEN_SECONDS))
"""A page takes twice as long as a broker that hangs is waited for."""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Three brokers, each behind a proxy."""
    need_tools()
    with Cluster(tmp_path_factory.mktemp("slow-cluster"), proxied=True) as started:
        yield started


@pytest.fixture
def environ(cluster: Cluster) -> dict[str, str]:
    """Settings on the three brokers."""
    return {**names(cluster.servers), "NEWSMILL_REPLICATION": "3", "NEWSMILL_PARTITIONS": "1"}


def test_a_large_page_gets_through(cluster: Cluster, environ: dict[str, str], start: Start, tmp_path: Path) -> None:
    """Its bytes are made by chance, so that nobody compresses them; they end as a dead letter that holds them again."""
    settings = read_settings(environ)
    assert run_newsmill(environ, "topics", "create").returncode == 0
    worker = start()
    wait_for(lambda: behind(settings) == 0)
    for proxy in cluster.proxies.values():
        proxy.bytes_per_second = int(RATE)
    begin = time.monotonic()
    asyncio.run(send(settings, random.Random(1).randbytes(PAGE_BYTES)))
    assert time.monotonic() - begin > PAGE_BYTES / RATE
    wait_for(lambda: worker.poll() is not None or outcomes(settings) > 0)
    assert "RequestTimedOut" not in (tmp_path / "worker.log").read_text()
    for proxy in cluster.proxies.values():
        proxy.bytes_per_second = 0
    (letter,) = committed(settings, [Role.DEAD_LETTER])
    assert len(letter.value) > PAGE_BYTES
    stop(worker)


async def send(settings: Settings, value: bytes) -> None:
    """Send a message as feed and Scrapy's pipeline do."""
    producer = RawProducer(settings)
    await producer.open()
    await producer.deliver(RawMessage(value))
    await producer.close()
