"""What workers tell Prometheus, on a real Kafka."""

import asyncio
from pathlib import Path

import pytest

from testing.broker import free_port
from tests.kafka.fixtures import Newsmill, Start
from tests.kafka.running import article, page
from tests.kafka.scraping import scrape
from workers.kafka.lag.service import look
from workers.settings import Settings

pytestmark = pytest.mark.kafka

FAILED = 70
PAGES = 30


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
    assert start(module="testing.broken", CHAOS_BREAK="abort").wait(timeout=90) == FAILED
    port = free_port()
    start(NEWSMILL_WEB_PORT=str(port))
    assert newsmill("audit", "--wait", 90).returncode == 0
    told = scrape(port)
    assert told.value("newsmill_pages_total", outcome="article", reason="created") == PAGES - 1
    assert told.total("newsmill_transactions_total") > 0
    assert told.value("newsmill_transactions_total", station="extract", result="aborted") >= 1
