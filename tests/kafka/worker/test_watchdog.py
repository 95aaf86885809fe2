"""The watchdog: a worker that hangs ends within the set time and its partitions move on; one that has nothing to do, or is busy, stays."""

import asyncio
import itertools
import time
from pathlib import Path

import pytest

from testing.broker import Broker, free_port
from testing.newsmill import ask
from tests.kafka.fixtures import Newsmill, Start, names
from tests.kafka.running import FAILED, article, outcomes, page, read, wait_for
from tests.kafka.scraping import scrape
from workers.kafka.client.roles import Role
from workers.kafka.client.topics import create_topics
from workers.settings import Settings, read_settings

pytestmark = pytest.mark.kafka

SECONDS = 15
SLACK = 15
"""Seconds that a look and the end of a process may take on a busy machine."""
PAGES = 60
LIMITS = {"NEWSMILL_STALL_SECONDS": str(SECONDS), "NEWSMILL_PAGE_SECONDS": str(SECONDS / 3)}
TIMER = 1
"""Exit code where only the timer of faulthandler could end the process."""


def feed(newsmill: Newsmill, tmp_path: Path, begin: int = 0) -> None:
    pages = tmp_path / f"pages-{begin}.jsonl"
    numbers = range(begin, begin + PAGES)
    pages.write_text("".join(page(f"https://paper{number}.example/news/{number}", article(number)) for number in numbers))
    assert newsmill("feed", pages).returncode == 0


@pytest.mark.parametrize(
    ("hang", "code", "told"),
    [
        ("fetch", FAILED, "StalledError: nothing committed for 15 s, with something to do: "),
        ("start", FAILED, "StalledError: nothing committed for 15 s, with something to do: rebalance 0"),
        ("loop", FAILED, "StalledError: nothing committed for 15 s, with something to do: "),
        ("interpreter", TIMER, "Timeout (0:00:15)!"),
    ],
)
def test_a_worker_that_hangs_ends_in_time_and_another_takes_its_partitions(
    settings: Settings, newsmill: Newsmill, start: Start, tmp_path: Path, hang: str, code: int, told: str
) -> None:
    newsmill("topics", "create")
    mark = tmp_path / "mark"
    hanging = start(
        "hanging",
        "tests.kafka.hanging",
        NEWSMILL_TEST_HANG=hang,
        NEWSMILL_TEST_MARK=str(mark),
        **LIMITS,
    )
    feed(newsmill, tmp_path)
    wait_for(mark.exists)
    feed(newsmill, tmp_path, PAGES)  # so that there is something to do wherever it hung
    since = time.time()
    assert hanging.wait(timeout=60) == code
    assert time.time() - since < SECONDS + SLACK
    log = (tmp_path / "hanging.log").read_text()
    assert told in log
    assert "tests/kafka/hanging.py" in log or hang in ("fetch", "start"), "the log says where it hung"
    start("other")
    assert newsmill("audit", "--wait", 90).returncode == 0
    assert len(read(settings)[Role.ARTICLES]) == 2 * PAGES


def test_a_partition_that_stands_still_ends_the_worker_while_the_others_commit(
    settings: Settings, newsmill: Newsmill, start: Start, tmp_path: Path
) -> None:
    """What others commit holds it not alive: pages come for them until the worker ends."""
    newsmill("topics", "create")
    mark = tmp_path / "mark"
    hanging = start(
        "hanging",
        "tests.kafka.hanging",
        NEWSMILL_TEST_HANG="partition",
        NEWSMILL_TEST_MARK=str(mark),
        **LIMITS,
    )
    feed(newsmill, tmp_path)
    wait_for(mark.exists)
    since = time.time()
    for begin in itertools.count(PAGES, PAGES):
        seen = outcomes(settings)
        feed(newsmill, tmp_path, begin)
        wait_for(lambda: hanging.poll() is not None or outcomes(settings) > seen)  # noqa: B023 # called before the next round
        if hanging.poll() is not None or time.time() - since > 2 * (SECONDS + SLACK):
            break
    assert hanging.returncode == FAILED
    assert time.time() - since < SECONDS + SLACK
    (line,) = [line for line in (tmp_path / "hanging.log").read_text().splitlines() if "StalledError" in line]
    assert "pages.raw partition 0 from offset 0" in line
    assert "partition 1" not in line


def test_a_worker_with_nothing_to_do_stays(newsmill: Newsmill, start: Start, tmp_path: Path) -> None:
    """Also where markers of transactions, which are no messages, lie between its offsets and the ends of its partitions."""
    newsmill("topics", "create")
    port = free_port()
    worker = start(NEWSMILL_WEB_PORT=str(port), **LIMITS)
    feed(newsmill, tmp_path)
    assert newsmill("audit", "--wait", 90).returncode == 0
    wait_for(lambda: scrape(port).value("newsmill_commit_age_seconds", station="relay") > SECONDS + 3)
    assert worker.poll() is None


def test_a_worker_is_not_ready_while_kafka_is_gone_and_stays(own_broker: Broker, start: Start) -> None:
    environ = names(own_broker.servers)
    asyncio.run(create_topics(read_settings(environ)))
    port = free_port()
    worker = start(**environ, NEWSMILL_WEB_PORT=str(port), **LIMITS)
    wait_for(lambda: ask(port, "/health/ready")[0] == 200)
    own_broker.kill()
    wait_for(lambda: ask(port, "/health/ready")[0] == 503)
    assert "Kafka" in ask(port, "/health/ready")[1]
    assert ask(port, "/health/live")[0] == 200
    own_broker.start()
    wait_for(lambda: ask(port, "/health/ready")[0] == 200)
    assert worker.poll() is None
