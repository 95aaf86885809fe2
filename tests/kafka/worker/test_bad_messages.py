"""What no station can go on with ends as a dead letter with its bytes, and the worker goes on with the next message."""

import asyncio
import gzip
import json
import random
from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from tests.kafka.fixtures import Newsmill, Start
from tests.kafka.running import Event, article, behind, page, read, wait_for
from workers.kafka.client.connection import client_arguments
from workers.kafka.client.roles import Role, kafka_topic
from workers.settings import read_settings

pytestmark = pytest.mark.kafka

URL = "https://paper.example/news/1"


def letters(events: dict[Role, list[Event]]) -> list[tuple[str, str, str | None, bytes]]:
    """Step, reason, URL and bytes of the dead letters."""
    found = [
        (event["step"], event["reason"], event["url"], b64decode(event["original_base64"])) for event in events[Role.DEAD_LETTER]
    ]
    return sorted(found, key=lambda letter: letter[3])


def test_a_page_that_becomes_more_than_a_message_may_hold_is_a_dead_letter(
    environ: dict[str, str], newsmill: Newsmill, start: Start, tmp_path: Path
) -> None:
    """A text that was small as long as it was compressed, and a URL that grows when it is normalised."""
    environ["NEWSMILL_MAX_MESSAGE_MB"] = "1"
    rng = random.Random(1)
    words = article(1).split()[10:60]
    text = "\n\n".join(f"{' '.join(rng.choices(words, k=100))}." for _ in range(4000)).encode()
    assert len(text) > read_settings(environ).max_outcome_bytes
    large = {"url": URL, "fetched_at": "2026-03-02T08:00:00Z", "content_type": "text/plain", "content_encoding": "gzip"}
    lines = [
        json.dumps({**large, "body_base64": b64encode(gzip.compress(text)).decode()}) + "\n",
        json.dumps(json.loads(page(f"{URL}?{'é' * 400_000}", article(1))), ensure_ascii=False) + "\n",
        page(f"{URL}/good", article(2)),
    ]
    pages = tmp_path / "pages.jsonl"
    pages.write_text("".join(lines))
    newsmill("topics", "create")
    assert newsmill("feed", pages).returncode == 0
    start()
    assert newsmill("audit", "--wait", 90).returncode == 0
    events = read(read_settings(environ))
    assert [event["url"] for event in events[Role.ARTICLES]] == [f"{URL}/good"]
    originals = [line.strip().encode() for line in lines[:2]]
    assert letters(events) == sorted(
        [("extract", "too_large", URL, originals[0]), ("extract", "too_large", None, originals[1])], key=lambda letter: letter[3]
    )


def test_what_is_no_candidate_between_the_stations_is_a_dead_letter_and_stops_no_worker(
    environ: dict[str, str], newsmill: Newsmill, start: Start, tmp_path: Path
) -> None:
    environ["NEWSMILL_PARTITIONS"] = "1"
    settings = read_settings(environ)
    junk = [None, b"{", b"\xff\0", b'{"url": "https://a.example/"}']

    async def put() -> None:
        async with AIOKafkaProducer(**client_arguments(settings)) as producer:
            for value in junk:
                await producer.send_and_wait(kafka_topic(settings, Role.EXTRACTED), value, b"key")

    newsmill("topics", "create")
    asyncio.run(put())
    pages = tmp_path / "pages.jsonl"
    pages.write_text(page(URL, article(1)))
    newsmill("feed", pages)
    worker = start()
    assert newsmill("audit", "--wait", 90).returncode == 0
    wait_for(lambda: behind(settings) == 0)
    events = read(settings)
    assert [event["url"] for event in events[Role.ARTICLES]] == [URL]
    assert letters(events) == sorted(
        [
            ("relay", "broken_record", None, b""),
            ("relay", "broken_record", None, b"{"),
            ("relay", "broken_record", None, b"\xff\0"),
            ("relay", "broken_record", "https://a.example/", b'{"url": "https://a.example/"}'),
        ],
        key=lambda letter: letter[3],
    )
    assert json.loads(newsmill("audit", "--json").stdout)["foreign"] == len(junk)
    assert worker.poll() is None
