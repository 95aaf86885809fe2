"""Workers on a real Kafka: they publish once, whatever happens between claims and outputs, and leave in good order."""

from pathlib import Path

import pytest

from tests.kafka.fixtures import Newsmill, Start
from tests.kafka.running import FAILED, article, behind, members, page, read, stop, told, wait_for
from workers.kafka.client.roles import Role
from workers.settings import Settings, read_settings

pytestmark = pytest.mark.kafka


@pytest.mark.parametrize("module", ["workers.app", None], ids=["faust -A workers.app worker", "newsmill worker"])
def test_a_worker_publishes_and_on_sigterm_leaves_its_group_within_ten_seconds(
    settings: Settings, newsmill: Newsmill, start: Start, tmp_path: Path, module: str | None
) -> None:
    pages = tmp_path / "pages.jsonl"
    pages.write_text("".join(page(f"https://paper{number}.example/news/{number}", article(number)) for number in range(10)))
    newsmill("topics", "create")
    newsmill("feed", pages)
    worker = start(module=module)
    assert newsmill("audit", "--wait", 90).returncode == 0
    assert len(read(settings)[Role.ARTICLES]) == 10
    assert members(settings) == 1
    assert stop(worker) < 10
    assert members(settings) == 0


def test_a_worker_that_is_stopped_at_work_drops_it_without_a_word(
    settings: Settings, newsmill: Newsmill, start: Start, tmp_path: Path
) -> None:
    """What it had not committed is read again by whoever comes next: nothing of it is an error."""
    pages = tmp_path / "pages.jsonl"
    pages.write_text("".join(page(f"https://paper{number}.example/news/{number}", article(number)) for number in range(900)))
    newsmill("topics", "create")
    newsmill("feed", pages)
    worker = start()
    wait_for(lambda: behind(settings) != 900)
    assert stop(worker) < 10
    assert behind(settings) > 0
    log = (tmp_path / "worker.log").read_text()
    assert "never retrieved" not in log
    assert "Traceback" not in log


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


def test_claims_that_are_durable_without_their_outputs_are_refused_and_a_rewind_publishes_what_they_claim(
    settings: Settings, newsmill: Newsmill, start: Start, tmp_path: Path
) -> None:
    """A batch commits its claims alone, then its outputs abort and the worker ends: no worker does that, so somebody else wrote them."""
    pages = tmp_path / "pages.jsonl"
    pages.write_text("".join(page(f"https://paper{number}.example/news/{number}", article(number)) for number in range(30)))
    newsmill("topics", "create")
    newsmill("feed", pages)
    broken = start(module="testing.broken", CHAOS_BREAK="claims-then-abort")
    assert broken.wait(timeout=90) == FAILED
    assert read(settings)[Role.ARTICLES] == []
    start()
    wait_for(lambda: "refused: " in (tmp_path / "worker.log").read_text())
    assert newsmill("rewind", "--to", "earliest", "--publish-again").returncode == 0
    wait_for(lambda: len({event["url"] for event in read(settings)[Role.ARTICLES]}) == 30)
    assert newsmill("audit", "--wait", 90).returncode == 0


def test_a_worker_whose_partitions_do_not_agree_says_so(newsmill: Newsmill) -> None:
    newsmill("topics", "create")
    run = newsmill("worker", NEWSMILL_PARTITIONS="5")
    assert run.returncode == 1
    assert "has 3 partitions, NEWSMILL_PARTITIONS says 5" in run.stderr
    assert len(run.stderr.splitlines()) == 1
