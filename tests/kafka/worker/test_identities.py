"""A URL is one article on Kafka however it is written, whichever partitions its former and its present record lie in."""

import json
from pathlib import Path

import pytest

from tests.kafka.fixtures import Newsmill, Start
from tests.kafka.running import article, page, read
from workers.kafka.client.roles import Role
from workers.settings import Settings
from workers.urls import former_identity, identity

pytestmark = pytest.mark.kafka

NUMBERS = range(6)
ESCAPED, RAW = "https://paper.example/news/the-skipper%27s-boat-{}", "https://paper.example/news/the-skipper's-boat-{}"


def test_an_edition_revises_though_its_url_is_written_in_another_way(
    settings: Settings, newsmill: Newsmill, start: Start, tmp_path: Path
) -> None:
    """Those that are written with an escape look for what a former version published, and go on from there."""
    assert all(identity(url.format(1)) == former_identity(RAW.format(1)) for url in (ESCAPED, RAW))
    newsmill("topics", "create")
    start()
    pages = tmp_path / "pages.jsonl"
    for hour, (url, edition) in enumerate([(ESCAPED, "first"), (RAW, "second"), (ESCAPED, "second"), (ESCAPED, "third")]):
        crawled = (page(url.format(n), article(n, edition), f"2026-03-02T0{hour}:00:00Z") for n in NUMBERS)
        pages.write_text("".join(crawled), encoding="utf-8")
        newsmill("feed", pages)
        assert newsmill("audit", "--wait", 90).returncode == 0
    found = read(settings)
    told = sorted((event["article_id"], event["revision"], event["event"]) for event in found[Role.ARTICLES])
    assert [event for _, *event in told] == [[1, "created"], [2, "revised"], [3, "revised"]] * len(NUMBERS), json.dumps(told)
    assert [(event["kind"], event["revision"]) for event in found[Role.DUPLICATES]] == [("recrawl", 2)] * len(NUMBERS)
