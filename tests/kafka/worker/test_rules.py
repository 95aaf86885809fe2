"""Rules of exactly-once, each seen to be needed: the same happens to workers with it and without it (`testing/broken.py`)."""

import json
import os
import signal
import subprocess
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.kafka.fixtures import NEWSMILL, Newsmill, Start
from tests.kafka.running import FAILED, article, behind, outcomes, page, read, stop, wait_for
from workers.kafka.client.roles import Role
from workers.settings import Settings

pytestmark = pytest.mark.kafka


def write(folder: Path, name: str, numbers: range) -> Path:
    """Write a page for each number."""
    pages = folder / name
    pages.write_text("".join(page(f"https://paper{number}.example/{number}", article(number)) for number in numbers))
    return pages


def verdict(newsmill: Newsmill, wait: int) -> dict[str, Any]:
    """What the audit finds."""
    told: dict[str, Any] = json.loads(newsmill("audit", "--json", "--wait", wait).stdout)
    return told


@pytest.mark.parametrize("breaks", ["slow", "any-offset,slow,faust-recovery"])
def test_a_rebalance_under_load_loses_messages_with_the_recovery_of_faust_and_none_with_ours(
    environ: dict[str, str], settings: Settings, newsmill: Newsmill, start: Start, tmp_path: Path, breaks: str
) -> None:
    """A second worker joins while pages come. Faust seeks with the flow on, then clears the queues that messages have reached."""
    pages = write(tmp_path, "pages.jsonl", range(4000))
    newsmill("topics", "create")

    def is_ready(name: str) -> bool:
        return "Worker ready" in (tmp_path / f"{name}.log").read_text()

    start("one", "testing.broken", CHAOS_BREAK=breaks)
    wait_for(lambda: is_ready("one"))
    loses = "faust-recovery" in breaks
    missing = 0
    for name in ("two", "three", "four") if loses else ("two",):  # what loses is a race: where nobody lost it, another runs it
        feed = subprocess.Popen([str(NEWSMILL), "feed", str(pages), "--rate", "60"], env={"PATH": os.environ["PATH"], **environ})
        start(name, "testing.broken", CHAOS_BREAK=breaks)
        wait_for(partial(is_ready, name))
        feed.send_signal(signal.SIGTERM)
        feed.wait()
        newsmill("feed", write(tmp_path, "more.jsonl", range(4000, 4060)))
        wait_for(lambda: behind(settings) == 0)
        found = verdict(newsmill, 0)
        assert found["double"] == 0
        missing = found["missing"]
        if missing:
            break
    assert (missing > 0) == loses


@pytest.mark.parametrize(
    ("first", "then", "wrong"),
    [("killed,commit-first", "", "missing"), ("abort", "read-uncommitted", "double")],
    ids=["offsets committed before outputs", "reading uncommitted"],
)
def test_a_worker_that_ends_at_its_commit_costs_pages_where_a_rule_is_left_out(
    newsmill: Newsmill, settings: Settings, start: Start, tmp_path: Path, first: str, then: str, wrong: str
) -> None:
    newsmill("topics", "create")
    newsmill("feed", write(tmp_path, "pages.jsonl", range(30)))
    assert start("one", "testing.broken", CHAOS_BREAK=first).wait(timeout=90) in {FAILED, -signal.SIGKILL}
    start("two", "testing.broken", CHAOS_BREAK=then) if then else start("two")
    wait_for(lambda: behind(settings) == 0)
    found = verdict(newsmill, 0)
    assert {name for name in ("missing", "double") if found[name]} == {wrong}


def test_a_worker_whose_claims_are_not_on_the_changelog_publishes_copies_of_what_others_published(
    newsmill: Newsmill, settings: Settings, start: Start, tmp_path: Path
) -> None:
    pages = write(tmp_path, "pages.jsonl", range(10))
    newsmill("topics", "create")
    for name in ("one", "two"):
        newsmill("feed", pages)
        worker = start(name, "testing.broken", CHAOS_BREAK="forget-claims")
        assert newsmill("audit", "--wait", 90).stdout.startswith(f"{10 if name == 'one' else 20} raw pages")
        stop(worker)
    assert len(read(settings)[Role.ARTICLES]) == 20


def test_the_exactly_once_mode_of_faust_publishes_twice_what_a_killed_worker_had_not_committed(
    newsmill: Newsmill, settings: Settings, start: Start, tmp_path: Path
) -> None:
    """It sends outputs outside of the transaction that commits their offsets."""
    pages = 400
    newsmill("topics", "create")
    newsmill("feed", write(tmp_path, "pages.jsonl", range(pages)))
    worker = start(module="testing.plain_faust")
    wait_for(lambda: outcomes(settings) > pages - behind(settings))
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    start(module="testing.plain_faust")
    wait_for(lambda: verdict(newsmill, 0)["double"] > 0)


def test_a_transaction_that_a_killed_worker_left_open_is_ended_by_who_takes_over_and_not_waited_for(
    newsmill: Newsmill, settings: Settings, start: Start, tmp_path: Path
) -> None:
    """Its messages lie before some of another partition's that are committed, which a note knows of."""
    newsmill("topics", "create")
    newsmill("feed", write(tmp_path, "pages.jsonl", range(30)))
    assert start("one", "testing.broken", CHAOS_BREAK="killed-in-transaction").wait(timeout=90) == -signal.SIGKILL
    two = start("two")
    wait_for(lambda: behind(settings) == 0 or two.poll() is not None)
    found = verdict(newsmill, 0)
    assert (found["missing"], found["double"], two.poll()) == (0, 0, None)
