"""What workers and the lag service tell Prometheus, on a real Kafka."""

import asyncio
import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import RecordsToDelete
from prometheus_client.parser import text_string_to_metric_families

from testing.broker import Broker, free_port
from tests.kafka.fixtures import NEWSMILL, Newsmill, Start, names, run_newsmill
from tests.kafka.running import article, page
from workers.kafka.client.connection import admin_client
from workers.kafka.client.topics import create_topics
from workers.kafka.lag.service import look
from workers.settings import Settings, read_settings

pytestmark = pytest.mark.kafka

FAILED = 70
PAGES = 30


class Scraped(NamedTuple):
    """A target's samples, and whether it is ready."""

    samples: Mapping[tuple[str, frozenset[tuple[str, str]]], float]
    ready: int

    def value(self, name: str, **labels: str) -> float:
        return self.samples[name, frozenset(labels.items())]

    def total(self, name: str) -> float:
        return sum(value for (found, _), value in self.samples.items() if found == name)

    def has(self, name: str) -> bool:
        return any(found == name for found, _ in self.samples)


def status(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def scrape(port: int) -> Scraped:
    families = text_string_to_metric_families(status(port, "/metrics")[1])
    samples = {(sample.name, frozenset(sample.labels.items())): sample.value for family in families for sample in family.samples}
    return Scraped(samples, status(port, "/health/ready")[0])


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "what was waited for did not come"
        time.sleep(0.1)


def feed(newsmill: Newsmill, tmp_path: Path, number: int = PAGES) -> None:
    pages = tmp_path / "pages.jsonl"
    broken = '{"url": "https://paper.example/broken"}\n'
    pages.write_text(
        "".join(page(f"https://paper{each}.example/news/{each}", article(each)) for each in range(number - 1)) + broken
    )
    newsmill("topics", "create")
    assert newsmill("feed", pages).returncode == 0


def test_a_worker_counts_what_has_committed(settings: Settings, newsmill: Newsmill, start: Start, tmp_path: Path) -> None:
    feed(newsmill, tmp_path)
    before = asyncio.run(look(settings))
    assert sum(behind.messages for behind in before.behind.values()) == PAGES
    assert before.members == 0
    assert max(behind.seconds or 0 for behind in before.behind.values()) > 0
    port = free_port()
    start(NEWSMILL_WEB_PORT=str(port))
    assert newsmill("audit", "--wait", 90).returncode == 0
    told = scrape(port)
    assert told.ready == 200
    assert told.value("newsmill_pages_total", outcome="article", reason="created") == PAGES - 1
    assert told.value("newsmill_pages_total", outcome="dead_letter", reason="invalid_page") == 1
    assert told.total("newsmill_pages_total") == PAGES
    assert told.value("newsmill_step_seconds_count", step="decode") == PAGES
    assert told.value("newsmill_step_seconds_count", step="fingerprint") == PAGES - 1
    assert told.value("newsmill_events_total", station="extract") == told.value("newsmill_page_seconds_count") == PAGES
    assert told.value("newsmill_end_to_end_seconds_count", since="received") == PAGES
    assert 0 < told.value("newsmill_end_to_end_seconds_sum", since="received") < PAGES * 90
    assert told.total("newsmill_articles_by_language_total") == told.total("newsmill_articles_by_topic_total") == PAGES - 1
    assert told.total("newsmill_claims") > PAGES
    assert told.value("newsmill_pool_resident_bytes") > 1024**2
    assert told.value("newsmill_rebalances_total") == 1
    for station in ("extract", "relay"):
        assert told.value("newsmill_buffer_bytes", station=station) == 0
    assert told.value("newsmill_worker_lag_messages", station="extract", partition="0") == 0
    after = asyncio.run(look(settings))
    assert {behind.messages for behind in after.behind.values()} == {0}, "markers of transactions are no lag"
    assert after.members == 1


def test_a_batch_that_is_aborted_and_done_again_counts_once(newsmill: Newsmill, start: Start, tmp_path: Path) -> None:
    feed(newsmill, tmp_path)
    assert start(module="testing.broken", CHAOS_BREAK="claims-then-abort").wait(timeout=90) == FAILED
    port = free_port()
    start(NEWSMILL_WEB_PORT=str(port))
    assert newsmill("audit", "--wait", 90).returncode == 0
    told = scrape(port)
    assert told.value("newsmill_pages_total", outcome="article", reason="created") == PAGES - 1
    assert told.total("newsmill_transactions_total") > 0
    assert told.value("newsmill_transactions_total", station="relay", result="aborted") >= 1


def test_pages_that_expired_unread_are_told(settings: Settings, raw: str) -> None:
    """Not those before a group's first commit: it never had them."""
    partition = TopicPartition(raw, 0)

    async def work() -> list[int]:
        async with AIOKafkaProducer(bootstrap_servers=settings.kafka) as producer:
            for number in range(5):
                await producer.send_and_wait(raw, b"%d" % number, partition=0)
        told = [(await look(settings)).behind[partition].expired]
        async with admin_client(settings) as admin:
            await admin.delete_records({partition: RecordsToDelete(before_offset=2)})
            told.append((await look(settings)).behind[partition].expired)
            group = AIOKafkaConsumer(bootstrap_servers=settings.kafka, group_id=settings.group, enable_auto_commit=False)
            group.assign([partition])
            await group.start()
            await group.commit({partition: 2})
            await group.stop()
            await admin.delete_records({partition: RecordsToDelete(before_offset=5)})
        told.append((await look(settings)).behind[partition].expired)
        return told

    assert asyncio.run(work()) == [0, 0, 3]


@contextmanager
def lag_service(environ: dict[str, str], tmp_path: Path) -> Iterator[int]:
    """Run the lag service; gives its port."""
    port = free_port()
    own = {"PATH": os.environ["PATH"], **environ, "NEWSMILL_LAG_PORT": str(port), "NEWSMILL_LAG_SECONDS": "0.2"}
    with (tmp_path / "lag.log").open("w") as log:
        process = subprocess.Popen([str(NEWSMILL), "lag"], env=own, stdout=log, stderr=log)
    try:
        yield port
    finally:
        process.terminate()
        assert process.wait(timeout=20) == 0


def test_the_lag_is_known_without_workers_and_absent_without_kafka(own_broker: Broker, tmp_path: Path) -> None:
    environ = names(own_broker.servers)
    settings = read_settings(environ)
    asyncio.run(create_topics(settings))
    feed(lambda *arguments, **_: run_newsmill(environ, *arguments), tmp_path)
    with lag_service(environ, tmp_path) as port:
        wait_until(lambda: status(port, "/health/ready")[0] == 200)
        told = scrape(port)
        assert told.total("newsmill_lag_messages") == PAGES
        assert told.total("newsmill_lag_seconds") > 0
        assert told.value("newsmill_group_members") == 0
        raw = {labels for name, labels in told.samples if name == "newsmill_end_offset" and ("role", "raw") in labels}
        assert len(raw) == 3
        assert status(port, "/health/live")[0] == 200
        own_broker.kill()
        wait_until(lambda: status(port, "/health/ready")[0] == 503)
        without = scrape(port)
        assert without.value("newsmill_kafka_up") == 0
        assert not without.has("newsmill_lag_messages")
        assert "Kafka" in status(port, "/health/ready")[1]
        own_broker.start()
        wait_until(lambda: status(port, "/health/ready")[0] == 200)
        assert scrape(port).total("newsmill_lag_messages") == PAGES


def test_a_port_that_is_taken_is_one_line(newsmill: Newsmill, environ: dict[str, str], tmp_path: Path) -> None:
    with lag_service(environ, tmp_path) as port:
        wait_until(lambda: status(port, "/health/live")[0] == 200)
        run = newsmill("lag", NEWSMILL_LAG_PORT=str(port))
        assert run.returncode == 2
        assert f"NEWSMILL_LAG_PORT={port}" in run.stderr
        assert len(run.stderr.splitlines()) == 1
        wait_until(lambda: "newsmill topics create" in status(port, "/health/ready")[1])
