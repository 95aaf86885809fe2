"""A real Scrapy crawl of a site, through the pipeline and the workers: every page that the site served has its outcome."""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from aiokafka import TopicPartition

from testing.broker import Broker
from tests.kafka.fixtures import ROOT, Newsmill, Start, names, run_newsmill
from tests.kafka.running import read
from tests.kafka.site import Answer, Site, meta_news, news, redirect, serving
from workers.kafka.client.connection import consumer
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.client.topics import create_topics
from workers.settings import Settings, read_settings

SPIDER = """
import json, scrapy
from workers.scrapy_pipeline import page_item

class Paper(scrapy.Spider):
    name = "paper"
    custom_settings = {"ITEM_PIPELINES": {"workers.scrapy_pipeline.NewsmillPipeline": 900}, "HTTPERROR_ALLOW_ALL": True}

    async def start(self):
        yield scrapy.Request(self.url)

    def parse(self, response):
        yield page_item(response)
        yield {"what": "another item"}
        if response.url.endswith("/"):
            yield from response.follow_all(css="a")

    def closed(self, reason):
        print(json.dumps({**self.crawler.stats.get_stats(), "reason": reason}, default=str))
"""
WORDS = {
    "/latin": "Größe Übersicht Straße",
    "/cyrillic": "Школа на острове",
    "/japanese": "島の学校は開いたままです",
    "/utf-16": "L’école de l’île",
    "/meta": "Żółć gęślą jaźń",
    "/packed": "naïve façade",
    "/plain": "plain words",
}
QUIET = ("ROBOTSTXT_OBEY=False", "TELNETCONSOLE_ENABLED=False", "RETRY_PRIORITY_ADJUST=0")


@pytest.fixture
def site() -> Site:
    linked = Site(
        {
            "/latin": news(1, WORDS["/latin"], charset="iso-8859-1"),
            "/cyrillic": news(2, WORDS["/cyrillic"], charset="windows-1251"),
            "/japanese": news(3, WORDS["/japanese"], charset="shift_jis"),
            "/utf-16": news(4, WORDS["/utf-16"], charset="utf-16"),
            "/meta": meta_news(5, WORDS["/meta"], "iso-8859-2"),
            "/packed": news(6, WORDS["/packed"], pack=True),
            "/plain": news(7, WORDS["/plain"]),
            "/moved": redirect("/moved-on", 302),
            "/target-of-nothing": redirect("/gone"),
            "/not-found": Answer(b"<h1>Not found</h1>", 404),
            "/broken": Answer(b"<h1>Broken</h1>", 500),
            "/empty": Answer(),
            "/picture": Answer(b"\x89PNG\r\n\x1a\n" + bytes(100), headers=(("Content-Type", "image/png"),)),
            "/mislabelled": Answer(b"\xff\xfe\x00" + bytes(range(256)), headers=(("Content-Type", "text/html; charset=utf-8"),)),
        }
    )
    linked.answers["/gone"] = Answer(b"<h1>Gone</h1>", 410)
    linked.answers["/moved-on"] = redirect("/target")
    linked.answers["/target"] = news(8, "the target of two redirects")
    return linked


def crawl(site: Site, folder: Path, environ: dict[str, str], *more: str) -> tuple[dict[str, Any], str]:
    """Crawl a site as a person does; returns the crawl's stats and its log."""
    (folder / "paper.py").write_text(SPIDER)
    settings = [f"{name}={value}" for name, value in environ.items()]
    options = [option for setting in (*settings, *QUIET, *more) for option in ("-s", setting)]
    command = [sys.executable, "-m", "scrapy", "runspider", "paper.py", "-a", f"url={site.url}/", *options]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=150)
    lines = run.stdout.splitlines()
    return {**(json.loads(lines[-1]) if lines else {}), "exit": run.returncode}, run.stderr


def urls(site: Site, events: list[dict[str, Any]]) -> Counter[str]:
    return Counter(event["url"].removeprefix(site.url) for event in events)


@pytest.mark.kafka
def test_every_page_that_a_site_served_has_its_outcome_also_when_it_is_crawled_again(
    site: Site, environ: dict[str, str], newsmill: Newsmill, start: Start, tmp_path: Path
) -> None:
    settings = read_settings(environ)
    newsmill("topics", "create")
    start()
    with serving(site):
        stats, log = crawl(site, tmp_path, environ)
        assert (stats["exit"], stats["reason"], newsmill("audit", "--wait", 90).returncode) == (0, "finished", 0), log
        pages = account(site, stats)
        assert stats["item_scraped_count"] == 2 * pages
        first = read(settings)
        site.answers["/latin"] = news(1, "Größe", charset="iso-8859-1", edition="second")
        site.served.clear()
        stats, log = crawl(site, tmp_path, environ)
        assert (stats["exit"], stats["reason"], newsmill("audit", "--wait", 90).returncode) == (0, "finished", 0), log
        again = read(settings)
    assert sum(map(len, first.values())) == pages
    assert sum(map(len, again.values())) == pages + account(site, stats)

    assert urls(site, first[Role.ARTICLES]) == Counter([*WORDS, "/moved"])
    for event in first[Role.ARTICLES]:
        assert WORDS.get(event["url"].removeprefix(site.url), "the target of two redirects") in event["text"]
    moved = next(event for event in first[Role.ARTICLES] if event["url"].endswith("/moved"))
    assert moved["canonical_url"] == f"{site.url}/target"
    rejected = {event["url"].removeprefix(site.url): event["reason"] for event in first[Role.REJECTED]}
    assert {path: reason for path, reason in rejected.items() if path not in ("/", "/mislabelled")} == {
        "/target-of-nothing": "http_status",
        "/not-found": "http_status",
        "/broken": "http_status",
        "/empty": "empty",
        "/picture": "content_type",
    }
    new = [event for event in again[Role.ARTICLES] if event not in first[Role.ARTICLES]]
    assert [(urls(site, [event]), event["event"], event["revision"]) for event in new] == [({"/latin": 1}, "revised", 2)]
    assert {event["kind"] for event in again[Role.DUPLICATES]} == {"recrawl"}
    assert urls(site, again[Role.DUPLICATES]) == Counter([*WORDS, "/moved"]) - Counter(["/latin"])
    assert urls(site, again[Role.REJECTED]) == Counter(
        {path: 2 * count for path, count in urls(site, first[Role.REJECTED]).items()}
    )


def stored(settings: Settings) -> int:
    """Count the raw pages that Kafka has."""

    async def count() -> int:
        name = kafka_topic(settings, Role.RAW)
        async with consumer(settings) as client:
            ends = await client.end_offsets([TopicPartition(name, number) for number in range(settings.partitions)])
            return sum(ends.values())

    return asyncio.run(count())


def account(site: Site, stats: dict[str, Any]) -> int:
    """Count the pages that the site served: all answers but redirects and what Scrapy itself asked for again; all are delivered."""
    redirects = sum(300 <= status < 400 for _, status in site.served)
    pages: int = len(site.served) - redirects - stats.get("retry/count", 0)
    assert stats["newsmill/delivered"] == pages
    assert "newsmill/undelivered" not in stats
    return pages


@pytest.mark.kafka
def test_a_page_that_is_too_large_is_told_in_stats_and_log_and_the_crawl_goes_on(environ: dict[str, str], tmp_path: Path) -> None:
    asyncio.run(create_topics(read_settings({**environ, "NEWSMILL_MAX_MESSAGE_MB": "1"})))
    site = Site({"/large": Answer(b"x" * (2**20 + 1)), "/small": Answer(b"x")})
    with serving(site):
        stats, log = crawl(site, tmp_path, environ)
    assert (stats["exit"], stats["reason"], stats["newsmill/delivered"], stats["newsmill/undelivered"]) == (0, "finished", 2, 1)
    assert f"not delivered to Kafka: {site.url}/large: too large: 1048577 bytes" in log
    assert "1 pages were fetched and not delivered to Kafka" in log


@pytest.mark.kafka
def test_a_kafka_that_goes_away_ends_the_crawl_which_names_what_was_not_delivered(own_broker: Broker, tmp_path: Path) -> None:
    """The broker dies at the fourth page; of hundreds that are linked, few more are fetched, and what counts as delivered is in Kafka."""
    environ = {**names(own_broker.servers), "NEWSMILL_KAFKA_SECONDS": "3"}
    run_newsmill(environ, "topics", "create")

    class Fatal(Site):
        def answer(self, path: str) -> Answer:
            if len(self.served) == 3:
                own_broker.kill()
            return super().answer(path)

    site = Fatal({f"/{number}": Answer(b"x" * 1_000_000) for number in range(300)})
    with serving(site):
        stats, log = crawl(site, tmp_path, environ, "CONCURRENT_REQUESTS=1", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    assert stats["reason"] == "newsmill_undelivered"
    assert stats.get("newsmill/delivered", 0) + stats["newsmill/undelivered"] == len(site.served) < 20
    own_broker.start()
    assert stored(read_settings(environ)) >= stats.get("newsmill/delivered", 0)
    named = set(re.findall(r"not delivered to Kafka: (\S+): ", log))
    assert len(named) == stats["newsmill/undelivered"]
    assert f"{stats['newsmill/undelivered']} pages were fetched and not delivered to Kafka" in log


def test_a_crawl_does_not_begin_without_kafka_or_with_settings_that_are_none(site: Site, tmp_path: Path) -> None:
    with serving(site):
        for setting, value, said in (
            ("NEWSMILL_KAFKA", "127.0.0.1:1", "Kafka cannot be reached at 127.0.0.1:1"),
            (
                "TWISTED_REACTOR",
                "twisted.internet.selectreactor.SelectReactor",
                "NewsmillPipeline needs Scrapy's asyncio reactor",
            ),
            ("NEWSMILL_KAFCA", "127.0.0.1:1", "NEWSMILL_KAFCA is no setting; did you mean NEWSMILL_KAFKA?"),
        ):
            stats, log = crawl(site, tmp_path, {setting: value})
            assert stats["exit"] == 1, log
            assert said in log
    assert site.served == []
