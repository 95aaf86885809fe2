"""One of three brokers hangs for half a minute: pages flow again as soon as Kafka has given it up, and no worker ends."""

import json
import subprocess
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from testing.broker import free_port
from testing.cluster import Cluster
from tests.kafka.fixtures import NEWSMILL, Start, names, need_tools, run_newsmill
from tests.kafka.running import article, committed, outcomes, page, stop, wait_for
from tests.kafka.scraping import scrape
from workers.kafka.client.roles import OUTCOMES
from workers.settings import read_settings

pytestmark = pytest.mark.kafka

PARTITIONS = 6
RATE = 20
PAGES = 1000
FROZEN_SECONDS = 30
LONGEST_GAP = 20
"""Kafka gives a broker up after six seconds; what is left is for clients to find out, on a machine that does much else."""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Three brokers."""
    need_tools()
    with Cluster(tmp_path_factory.mktemp("cluster")) as started:
        yield started


@pytest.fixture
def environ(cluster: Cluster) -> dict[str, str]:
    """Settings on the three brokers."""
    return {**names(cluster.servers), "NEWSMILL_REPLICATION": "3", "NEWSMILL_PARTITIONS": str(PARTITIONS)}


def lanes(port: int) -> set[frozenset[tuple[str, str]]]:
    """The partitions that a worker reads, by its own word."""
    return {labels for name, labels in scrape(port).samples if name == "newsmill_worker_lag_messages"}


def test_a_broker_hangs(cluster: Cluster, environ: dict[str, str], start: Start, tmp_path: Path) -> None:
    """The one that leads most, group and transactions among it, stands still and goes on: nothing is lost, doubled, or waits for it."""
    settings = read_settings(environ)
    assert run_newsmill(environ, "topics", "create").returncode == 0
    ports = [free_port(), free_port()]
    workers = [start(f"worker{port}", NEWSMILL_WEB_PORT=str(port)) for port in ports]
    wait_for(lambda: [len(lanes(port)) for port in ports] == [PARTITIONS, PARTITIONS])
    pages = tmp_path / "pages.jsonl"
    pages.write_text("".join(page(f"https://paper.example/news/{number}", article(number)) for number in range(PAGES)))
    command = [str(NEWSMILL), "feed", str(pages), "--rate", str(RATE)]
    feed = subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: outcomes(settings) > 5 * RATE)
    broker = cluster.busiest()
    broker.freeze()
    try:
        time.sleep(FROZEN_SECONDS)
    finally:
        broker.thaw()
    _, said = feed.communicate(timeout=120)
    assert feed.returncode == 0, said
    verdict = json.loads(run_newsmill(environ, "audit", "--json", "--wait", "60").stdout)
    assert {key: verdict[key] for key in ("raw_pages", "missing", "double", "published_twice")} == {
        "raw_pages": PAGES,
        "missing": 0,
        "double": 0,
        "published_twice": 0,
    }
    times = sorted(record.timestamp for record in committed(settings, OUTCOMES))
    gap = max(after - before for before, after in pairwise(times)) / 1000
    assert [worker.poll() for worker in workers] == [None, None]
    assert gap < LONGEST_GAP
    for worker in workers:  # the second one in the midst of taking the first one's partitions over
        stop(worker)
