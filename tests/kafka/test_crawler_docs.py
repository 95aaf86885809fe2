"""The examples of docs/crawlers.md are run as they stand: each puts its page onto Kafka, and each page ends as it says there."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from tests.kafka.fixtures import ROOT, Newsmill, Start
from tests.kafka.running import Event, article, read
from tests.kafka.site import Site, news, serving
from workers.kafka.client.connection import client_arguments
from workers.kafka.client.roles import Role, kafka_topic
from workers.records import RawPage
from workers.settings import Settings
from workers.steps.read.message import RawFormat
from workers.steps.read.raw_page import BINARY, JSON

DOCUMENT = (ROOT / "docs" / "crawlers.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```(sh|python)\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
SCRAPY = [sys.executable, "-m", "scrapy", "runspider", "-s", "TELNETCONSOLE_ENABLED=False"]


def need_kcat() -> None:
    if shutil.which("kcat") is None:
        reason = "needs kcat (Debian's package kcat); not found"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)


def run_examples(folder: Path, environ: dict[str, str], replaced: dict[str, str]) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environ}
    for language, example in EXAMPLES:
        command = ["bash", "-euo", "pipefail"] if language == "sh" else SCRAPY if "scrapy.Spider" in example else [sys.executable]
        for name, value in replaced.items():
            example = example.replace(name, value)  # noqa: PLW2901 # what stands for the tests' own
        (folder / "example.py").write_text(example, encoding="utf-8")
        run = subprocess.run(
            [*command, "example.py"], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=100
        )
        assert run.returncode == 0, run.stdout + run.stderr


def by_path(events: list[Event]) -> dict[str, Event]:
    return {re.sub(r"^https?://[^/]+", "", event["url"]): event for event in events}


def test_every_key_of_a_raw_page_is_told() -> None:
    keys = {key.replace("body_base64", "body") for key in RawPage.__struct_fields__}
    assert {key for key in keys if f"`{key}`" not in DOCUMENT} == set()
    assert all(content_type in DOCUMENT for content_type in (BINARY, JSON))
    assert all(f"NEWSMILL_RAW_FORMAT={form}" in DOCUMENT for form in RawFormat if form is not RawFormat.RAW_PAGE)


@pytest.mark.kafka
def test_each_example_puts_its_page_onto_kafka_where_it_ends_as_it_should(
    settings: Settings, environ: dict[str, str], newsmill: Newsmill, start: Start, tmp_path: Path
) -> None:
    need_kcat()
    newsmill("topics", "create")
    start(NEWSMILL_RAW_FORMAT="warc")
    site = Site({"/news/lighthouse": news(1, "Leuchtturm für alle")})
    with serving(site):
        replaced = {"localhost:9092": settings.kafka, "pages.raw": kafka_topic(settings, Role.RAW)}
        for path in ("/news/lighthouse", '/"'):
            replaced[f"https://tidewater.example{path}"] = f"{site.url}{path}"
        run_examples(tmp_path, environ, replaced)
    assert newsmill("audit", "--wait", 90).returncode == 0
    events = read(settings)
    articles = by_path(events[Role.ARTICLES])
    assert {path: event["title"] for path, event in articles.items() if path != "/news/lighthouse"} == {
        "/news/island-school": "Island school stays open",
        "/news/ferry": "Night ferry returns in May",
        "/news/pier": "Fishermen wait for the new pier",
    }
    assert "Leuchtturm für alle" in articles["/news/lighthouse"]["text"]
    assert {path: event["reason"] for path, event in by_path(events[Role.REJECTED]).items()}["/news/gone"] == "http_status"
    assert events[Role.DEAD_LETTER] == []


@pytest.mark.kafka
def test_scrapy_cluster_s_messages_end_as_articles_and_its_failures_as_dead_letters(
    settings: Settings, newsmill: Newsmill, start: Start
) -> None:
    text = article(3)
    title, *paragraphs = text.split("\n\n")
    html = f"<html><body><article><h1>{title}</h1>{''.join(f'<p>{paragraph}</p>' for paragraph in paragraphs)}</article></body></html>"
    crawled = {
        "url": "https://paper.example/a",
        "response_url": "https://paper.example/a",
        "timestamp": "2026-03-02T08:00:00.123456",
        "status_code": 200,
        "body": html,
        "response_headers": {"Content-Type": ["text/html"]},
    }

    async def put() -> None:
        async with AIOKafkaProducer(**client_arguments(settings)) as producer:
            for value in (json.dumps(crawled).encode(), b"json failed to parse"):
                await producer.send_and_wait(kafka_topic(settings, Role.RAW), value, key=b"abc", headers=[("a", b"b")])

    newsmill("topics", "create")
    asyncio.run(put())
    start(NEWSMILL_RAW_FORMAT="scrapy-cluster")
    assert newsmill("audit", "--wait", 90).returncode == 0
    events = read(settings)
    assert [event["title"] for event in events[Role.ARTICLES]] == [title]
    (letter,) = events[Role.DEAD_LETTER]
    assert (letter["reason"], letter["original_base64"]) == ("invalid_json", "anNvbiBmYWlsZWQgdG8gcGFyc2U=")
    assert (letter["original_key_base64"], letter["original_headers"]) == ("YWJj", [{"name": "a", "value_base64": "Yg=="}])
