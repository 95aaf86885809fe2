"""Workers on a real Kafka: every page ends as `newsmill clean` would end it, once, whatever happens between claims and outputs."""

import asyncio
import json
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.kafka.conftest import NEWSMILL, Newsmill, Start
from workers.kafka.connection import consumer
from workers.kafka.roles import OUTCOMES, Role, kafka_topic
from workers.settings import Settings, read_settings

ROOT = Path(__file__).parents[2]
NAMES = {Role.ARTICLES: "articles", Role.DUPLICATES: "duplicates", Role.REJECTED: "rejected", Role.DEAD_LETTER: "dead-letters"}
FAILED = 70
SYLLABLES = "ba ke li mo nu ra se ti vo zu dra fle gri plo stu wen cha sho".split()

Event = dict[str, Any]


def stop(worker: "subprocess.Popen[str]") -> float:
    """Ask a worker to end; returns the seconds that it took."""
    begin = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=30) == 0
    return time.monotonic() - begin


def read(settings: Settings) -> dict[Role, list[Event]]:
    """Read all committed outcomes."""

    async def work() -> dict[Role, list[Event]]:
        events: dict[Role, list[Event]] = {role: [] for role in OUTCOMES}
        names = {kafka_topic(settings, role): role for role in OUTCOMES}
        async with consumer(settings, isolation_level="read_committed", auto_offset_reset="earliest") as client:
            client.subscribe(list(names))
            while records := await client.getmany(timeout_ms=2000):
                for partition, batch in records.items():
                    events[names[partition.topic]] += [json.loads(record.value) for record in batch]
        return events

    return asyncio.run(work())


def told(event: Event) -> tuple[str, str]:
    """What an outcome says of its page, whatever way the page came."""
    apart = ("source", "fetched_at", "original_base64", "original_key_base64", "fingerprint", "message", "event_id", "attempts")
    return str(event["url"]), json.dumps({key: value for key, value in event.items() if key not in apart}, sort_keys=True)


def cleaned(pages: Path, folder: Path) -> dict[Role, list[Event]]:
    """What `newsmill clean` makes of pages."""
    folder.mkdir()
    outputs = [f"--{name}={folder / name}" for name in NAMES.values()]
    subprocess.run([str(NEWSMILL), "clean", str(pages), *outputs], check=True, capture_output=True, timeout=120)
    return {role: [json.loads(line) for line in (folder / name).read_text().splitlines()] for role, name in NAMES.items()}


def page(url: str, body: str, fetched_at: str = "2026-03-02T08:00:00Z") -> str:
    return json.dumps({"url": url, "fetched_at": fetched_at, "content_type": "text/plain", "body": body}) + "\n"


def article(number: int, edition: str = "first") -> str:
    """An article of made words, like no other number's; its editions are different texts too."""
    rng = random.Random(f"{edition} {number}")
    words = ["".join(rng.choices(SYLLABLES, k=3)) for _ in range(120)]
    sentences = [" ".join(words[place : place + 12]).capitalize() + "." for place in range(0, len(words), 12)]
    return f"Island school number {number} stays open\n\n" + "\n\n".join(sentences)


@contextmanager
def one_partition(environ: dict[str, str]) -> Iterator[None]:
    environ["NEWSMILL_PARTITIONS"] = "1"
    yield


def test_pages_end_as_clean_ends_them(environ: dict[str, str], newsmill: Newsmill, start: Start, tmp_path: Path) -> None:
    """With one partition the order is that of the input, and so everything is the same."""
    with one_partition(environ):
        pages = ROOT / "samples" / "pages"
        newsmill("topics", "create")
        newsmill("feed", pages)
        worker = start()
        assert newsmill("audit", "--wait", 90).returncode == 0
        found, expected = read(read_settings(environ)), cleaned(pages, tmp_path / "clean")
        for role in OUTCOMES:
            assert sorted(map(told, found[role])) == sorted(map(told, expected[role]))
        assert stop(worker) < 10


def test_feeding_twice_publishes_nothing_new(settings: Settings, newsmill: Newsmill, start: Start, tmp_path: Path) -> None:
    pages = tmp_path / "pages.jsonl"
    pages.write_text("".join(page(f"https://paper{number}.example/news/{number}", article(number)) for number in range(30)))
    newsmill("topics", "create")
    newsmill("feed", pages)
    start()
    assert newsmill("audit", "--wait", 90).returncode == 0
    first = read(settings)
    newsmill("feed", pages)
    assert newsmill("audit", "--wait", 90).returncode == 0
    again = read(settings)
    assert len(first[Role.ARTICLES]) == 30
    assert sorted(map(told, again[Role.ARTICLES])) == sorted(map(told, first[Role.ARTICLES]))
    assert [event["kind"] for event in again[Role.DUPLICATES]] == ["recrawl"] * 30


def test_a_changed_page_is_revised(environ: dict[str, str], newsmill: Newsmill, start: Start, tmp_path: Path) -> None:
    pages = tmp_path / "pages.jsonl"
    url = "https://paper.example/news/school"
    newsmill("topics", "create")
    start()
    for day, text in ((2, article(1)), (3, article(1)), (4, article(1, "second"))):
        pages.write_text(page(url, text, f"2026-03-0{day}T08:00:00Z"))
        newsmill("feed", pages)
        assert newsmill("audit", "--wait", 90).returncode == 0
    events = read(read_settings(environ))
    created, revised = sorted(events[Role.ARTICLES], key=lambda event: event["revision"])
    assert (created["event"], revised["event"], revised["revision"]) == ("created", "revised", 2)
    assert revised["previous_event_id"] == created["event_id"]
    assert [event["kind"] for event in events[Role.DUPLICATES]] == ["recrawl"]


def test_racing_copies_leave_one_article(settings: Settings, newsmill: Newsmill, start: Start, tmp_path: Path) -> None:
    """Copies at many sites, on all partitions at once, and two workers: each group keeps exactly one article."""
    groups, copies = 12, 8
    pages = tmp_path / "pages.jsonl"
    lines = [
        page(f"https://site{copy}-{group}.example/{group}", article(group)) for copy in range(copies) for group in range(groups)
    ]
    pages.write_text("".join(lines))
    newsmill("topics", "create")
    newsmill("feed", pages)
    start("one")
    start("two")
    assert newsmill("audit", "--wait", 120).returncode == 0
    events = read(settings)
    assert sorted(int(event["url"].rsplit("/", 1)[1]) for event in events[Role.ARTICLES]) == list(range(groups))
    assert len(events[Role.DUPLICATES]) == groups * (copies - 1)


def test_articles_whose_claims_are_durable_before_their_outputs_are_still_published(
    settings: Settings, newsmill: Newsmill, start: Start, tmp_path: Path
) -> None:
    """A batch commits its claims alone, then its outputs abort and the worker ends: the claims know their own pages again."""
    pages = tmp_path / "pages.jsonl"
    pages.write_text("".join(page(f"https://paper{number}.example/news/{number}", article(number)) for number in range(30)))
    newsmill("topics", "create")
    newsmill("feed", pages)
    broken = start(module="bench.broken", CHAOS_BREAK="claims-then-abort")
    assert broken.wait(timeout=90) == FAILED
    assert read(settings)[Role.ARTICLES] == []
    start()
    assert newsmill("audit", "--wait", 90).returncode == 0
    assert len({event["url"] for event in read(settings)[Role.ARTICLES]}) == 30


def test_a_worker_whose_partitions_do_not_agree_says_so(newsmill: Newsmill) -> None:
    newsmill("topics", "create")
    run = newsmill("worker", NEWSMILL_PARTITIONS="5")
    assert run.returncode == 1
    assert "has 3 partitions, NEWSMILL_PARTITIONS says 5" in run.stderr
    assert len(run.stderr.splitlines()) == 1
