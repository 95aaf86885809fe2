"""Workers on a real Kafka, and what goes in and comes out: what measurements of them have in common."""

import asyncio
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from testing.broker import Broker, free_port
from testing.newsmill import NEWSMILL, environment
from workers.kafka.client.messages import outcome_message
from workers.kafka.worker.batches import partition_of
from workers.records import Candidate

OUTCOMES = ("articles", "articles.duplicates", "pages.rejected", "pages.dead-letter")
SILENCE_SECONDS = 60
"""How long nothing may come from a worker until it counts as failed."""
STALLED_SECONDS = 120
"""How long a worker may finish nothing until it counts as failed."""


def run(broker: Broker, prefix: str, partitions: int, *arguments: object) -> None:
    """Run a command of Newsmill's on a set of Kafka topics."""
    command = [str(NEWSMILL), *map(str, arguments)]
    subprocess.run(command, env=environment(broker.servers, prefix, partitions), check=True, capture_output=True)


class Worker:
    """A worker of one process with a data folder, under way; further settings go before its own."""

    def __init__(self, broker: Broker, prefix: str, partitions: int, folder: Path, **settings: str) -> None:
        self.folder = folder
        self._port = free_port()
        own = {"NEWSMILL_DATA_DIR": str(folder), "NEWSMILL_WEB_PORT": str(self._port), "NEWSMILL_PROCESSES": "1"}
        self.started = time.monotonic()
        environ = {**environment(broker.servers, prefix, partitions), **own, **settings}
        self.process = subprocess.Popen([str(NEWSMILL), "worker"], env=environ)

    def require_running(self) -> None:
        """Raise RuntimeError where it has ended."""
        if self.process.poll() is not None:
            raise RuntimeError(f"the worker has ended with {self.process.returncode}")

    def get(self, path: str) -> str | None:
        """Ask the worker; None where it does not answer, or says that it is not ready. Raises RuntimeError where it has ended."""
        self.require_running()
        try:
            with urlopen(f"http://127.0.0.1:{self._port}{path}", timeout=10) as response:
                return str(response.read().decode())
        except (URLError, OSError):
            return None

    def ready(self) -> float:
        """Wait until it is ready; returns the seconds since its start."""
        while self.get("/health/ready") is None:
            time.sleep(0.05)
        return time.monotonic() - self.started

    def pages(self) -> int:
        """Pages that it has finished."""
        lines = (self.get("/metrics") or "").splitlines()
        return int(sum(float(line.split()[-1]) for line in lines if line.startswith("newsmill_pages_total")))

    def wait_for(self, count: int) -> None:
        """Wait until it has finished so many."""
        last, since = -1, time.monotonic()
        while (now := self.pages()) < count:
            if now != last:
                last, since = now, time.monotonic()
            if time.monotonic() - since > STALLED_SECONDS:
                raise RuntimeError(f"{now} of {count} pages, and no more for {STALLED_SECONDS} s")
            time.sleep(0.2)

    def memory(self) -> int:
        """Bytes of memory that it holds, its pool aside."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def running(worker: Worker) -> Iterator[Worker]:
    """End the worker after."""
    try:
        yield worker
    finally:
        worker.process.send_signal(signal.SIGTERM)
        worker.process.wait()


async def load(broker: Broker, kafka_topic: str, candidates: Iterable[Candidate], partitions: int) -> None:
    """Put candidates where their first claims are."""
    async with AIOKafkaProducer(bootstrap_servers=broker.servers, linger_ms=20) as producer:
        for candidate in candidates:
            message = outcome_message(candidate, "bench")
            await producer.send(kafka_topic, message.value, message.key, partition_of(message.key or b"", partitions))


async def read(broker: Broker, kafka_topics: list[str], count: int) -> list[tuple[float, bytes]]:
    """Wait for so many committed messages; returns when each was appended, in seconds, with its value."""
    found: list[tuple[float, bytes]] = []
    async with AIOKafkaConsumer(
        *kafka_topics, bootstrap_servers=broker.servers, auto_offset_reset="earliest", isolation_level="read_committed"
    ) as consumer:
        while len(found) < count:
            async with asyncio.timeout(SILENCE_SECONDS):
                while not (batches := await consumer.getmany(timeout_ms=500)):
                    pass
            for batch in batches.values():
                found += [(record.timestamp / 1000, record.value) for record in batch]
    return sorted(found, key=lambda pair: pair[0])


async def arrivals(broker: Broker, kafka_topic: str, count: int) -> dict[tuple[int, int], float]:
    """Say when each raw page was appended, by partition and offset."""
    found: dict[tuple[int, int], float] = {}
    async with AIOKafkaConsumer(kafka_topic, bootstrap_servers=broker.servers, auto_offset_reset="earliest") as consumer:
        while len(found) < count:
            for batch in (await consumer.getmany(timeout_ms=500)).values():
                found.update({(record.partition, record.offset): record.timestamp / 1000 for record in batch})
    return found


def waited(broker: Broker, prefix: str, count: int) -> list[float]:
    """Wait for the outcomes of so many pages; returns the seconds from each page's arrival on Kafka to its outcome's, by Kafka's clock."""
    outcomes = asyncio.run(read(broker, [f"{prefix}{name}" for name in OUTCOMES], count))
    arrived = asyncio.run(arrivals(broker, f"{prefix}pages.raw", count))
    sources = (json.loads(value)["source"] for _, value in outcomes)
    return [when - arrived[source["partition"], source["offset"]] for (when, _), source in zip(outcomes, sources, strict=True)]
