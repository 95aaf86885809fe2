"""Rules of exactly-once, each seen to be needed: the same happens to workers with it and without it (`bench/broken.py`)."""

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.kafka.conftest import NEWSMILL, Newsmill, Start
from tests.kafka.running import article, behind, page, wait_for
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

    start("one", "bench.broken", CHAOS_BREAK=breaks)
    wait_for(lambda: is_ready("one"))
    feed = subprocess.Popen([str(NEWSMILL), "feed", str(pages), "--rate", "60"], env={"PATH": os.environ["PATH"], **environ})
    start("two", "bench.broken", CHAOS_BREAK=breaks)
    wait_for(lambda: is_ready("two"))
    feed.send_signal(signal.SIGTERM)
    feed.wait()
    newsmill("feed", write(tmp_path, "more.jsonl", range(4000, 4060)))
    wait_for(lambda: behind(settings) == 0)
    found = verdict(newsmill, 0)
    assert found["double"] == 0
    assert (found["missing"] > 0) == ("faust-recovery" in breaks)
