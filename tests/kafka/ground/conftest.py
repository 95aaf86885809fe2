"""A newsroom of one partition on a Kafka of its own, whose ground can be moved."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from aiokafka import TopicPartition

from testing.broker import Broker, free_port
from testing.newsmill import ask
from tests.kafka.fixtures import Newsmill, Start, names, run_newsmill
from tests.kafka.running import Worker, article, page, read, stop, wait_for
from workers.kafka.client.roles import Role, kafka_topic
from workers.settings import Settings, read_settings


class Newsroom:
    """Pages, workers, and what is said of them."""

    def __init__(self, environ: dict[str, str], broker: Broker, start: Start, folder: Path) -> None:
        self.environ, self.broker, self.folder = environ, broker, folder
        self.settings: Settings = read_settings(environ)
        self._start = start
        self._port = 0

    def elsewhere(self, partitions: int = 1) -> "Newsroom":
        """Make another newsroom, with Kafka topics of its own."""
        room = Newsroom(
            {**names(self.broker.servers), "NEWSMILL_PARTITIONS": str(partitions)}, self.broker, self._start, self.folder
        )
        made = room.newsmill("topics", "create")
        assert made.returncode == 0, made.stderr
        return room

    def place(self, role: Role, partition: int = 0) -> TopicPartition:
        """Name a partition."""
        return TopicPartition(kafka_topic(self.settings, role), partition)

    def feed(self, numbers: range, edition: str = "first", day: int = 2, **more: str) -> None:
        """Send articles, a message each."""
        file = self.folder / "pages.jsonl"
        sites = (f"https://paper{number}.example/news/{number}" for number in numbers)
        file.write_text(
            "".join(page(url, article(n, edition), f"2026-03-0{day}T08:00:00Z") for n, url in zip(numbers, sites, strict=True))
        )
        fed = self.newsmill("feed", file, **more)
        assert fed.returncode == 0, fed.stderr

    def newsmill(self, *arguments: object, **more: str) -> Any:
        """Run a command."""
        return run_newsmill({**self.environ, **more}, *arguments)

    def start(self, name: str = "worker", module: str = "workers.app", **more: str) -> Worker:
        """Start a worker."""
        self._port = free_port()
        return self._start(name, module, **{**self.environ, "NEWSMILL_WEB_PORT": str(self._port), **more})

    def stop(self, worker: Worker) -> None:
        """Ask it to end."""
        stop(worker)

    def log(self, name: str = "worker") -> str:
        """Read what a worker said."""
        return (self.folder / f"{name}.log").read_text()

    def ready(self) -> tuple[int, str]:
        """Ask the worker that was started last whether it is at work."""
        return ask(self._port, "/health/ready", 5)

    def refused(self, *words: str, name: str = "worker") -> None:
        """Wait until the worker refuses, in one line with these words, and says so where it is asked."""
        wait_for(lambda: any("refused:" in line for line in self.log(name).splitlines()))
        line = [line for line in self.log(name).splitlines() if "refused:" in line][-1]
        for word in words:
            assert word in line
        status, said = self.ready()
        assert status == 503
        assert words[0] in said

    def audit(self, wait: float = 90) -> dict[str, Any]:
        """Audit; the exit code is under `exit`."""
        found = self.newsmill("audit", "--json", "--wait", wait)
        assert found.stdout, found.stderr
        return {**json.loads(found.stdout), "exit": found.returncode}

    def closes(self, wait: float = 90) -> dict[str, Any]:
        """Audit until it closes."""
        found = self.audit(wait)
        assert found["exit"] == 0, found
        return found

    def events(self) -> list[str]:
        """List article events, each as it was written."""
        return sorted(json.dumps(event, sort_keys=True) for event in read(self.settings)[Role.ARTICLES])

    def articles(self) -> list[tuple[str, str]]:
        """List what was published: URL and kind of event, in order of URLs."""
        return sorted((event["url"], event["event"]) for event in read(self.settings)[Role.ARTICLES])


@pytest.fixture
def newsroom(own_broker: Broker, start: Start, tmp_path: Path, newsmill: Newsmill) -> Newsroom:  # noqa: ARG001 # it brings the tools
    room = Newsroom({**names(own_broker.servers), "NEWSMILL_PARTITIONS": "1"}, own_broker, start, tmp_path)
    made = room.newsmill("topics", "create")
    assert made.returncode == 0, made.stderr
    return room


def wait_while(worker: Worker, seconds: float) -> None:
    """Let a worker go on for a while, in which it must not end."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert worker.poll() is None
        time.sleep(0.1)
