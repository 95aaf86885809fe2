"""How fast the workers are on a real Kafka, beside trafilatura alone on the same pages and cores, in one run.

Usage: kafka_speed.py PAGES...    any input of `newsmill clean`

The last line is JSON: `ratio` (pages a second from a loaded pages.raw to outcomes, to those of trafilatura alone), `relay_per_s`
(articles a second through the relay alone, one process, all claims in one partition) and `relay_per_s_12` (in twelve), `p50_s` and
`p99_s` (seconds from a page's arrival on Kafka to its outcome's, at half of the rate above). Times are Kafka's (LogAppendTime).
"""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from bench.speed import PROCESSES, bare, seconds
from testing.broker import Broker, free_port
from testing.made_pages import made_page
from workers.kafka.client.messages import outcome_message
from workers.kafka.worker.batches import partition_of
from workers.limits import DEFAULT_LIMITS
from workers.models import load_tools
from workers.pipeline import prepare
from workers.records import Candidate, Source
from workers.steps.read.message import RawMessage

NEWSMILL = Path(sys.executable).parent / "newsmill"
OUTCOMES = ("articles", "articles.duplicates", "pages.rejected", "pages.dead-letter")
PAGES = 1_000
LATENCY_SECONDS = 30
SILENCE_SECONDS = 60
"""How long nothing may come from a worker until it counts as failed."""

CANDIDATES = 10_000
SEED = 1


def run(broker: Broker, prefix: str, partitions: int, *arguments: object) -> None:
    """Run a command of Newsmill's on a set of Kafka topics."""
    subprocess.run(
        [str(NEWSMILL), *map(str, arguments)], env=environment(broker, prefix, partitions), check=True, capture_output=True
    )


def environment(broker: Broker, prefix: str, partitions: int) -> dict[str, str]:
    """Make the settings of a set of Kafka topics and their group."""
    return {
        **os.environ,
        "NEWSMILL_KAFKA": broker.servers,
        "NEWSMILL_TOPIC_PREFIX": prefix,
        "NEWSMILL_GROUP": f"{prefix}newsmill",
        "NEWSMILL_PARTITIONS": str(partitions),
    }


@contextmanager
def worker(broker: Broker, prefix: str, partitions: int) -> Iterator[None]:
    """Have one worker run."""
    with tempfile.TemporaryDirectory() as folder:
        own = {"NEWSMILL_DATA_DIR": folder, "NEWSMILL_WEB_PORT": str(free_port()), "NEWSMILL_PROCESSES": str(PROCESSES)}
        process = subprocess.Popen([str(NEWSMILL), "worker"], env={**environment(broker, prefix, partitions), **own})
        try:
            yield
            if process.poll() is not None:
                raise RuntimeError(f"the worker has ended with {process.returncode}")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


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


def rate(found: list[tuple[float, bytes]]) -> float:
    """Messages a second, those of the first batch apart: what came before them was start-up."""
    first, last = found[0][0], found[-1][0]
    return sum(when > first for when, _ in found) / (last - first)


def pages_rate(broker: Broker, pages: Path, count: int) -> float:
    """Pages a second from a loaded pages.raw to outcomes."""
    run(broker, "load.", 12, "topics", "create")
    run(broker, "load.", 12, "feed", pages)
    with worker(broker, "load.", 12):
        return rate(asyncio.run(read(broker, [f"load.{name}" for name in OUTCOMES], count)))


def relay_rate(broker: Broker, candidates: list[Candidate], partitions: int) -> float:
    """Articles a second through the relay alone."""
    prefix = f"relay{partitions}."
    run(broker, prefix, partitions, "topics", "create")
    asyncio.run(load(broker, f"{prefix}pages.extracted", candidates, partitions))
    with worker(broker, prefix, partitions):
        return rate(asyncio.run(read(broker, [f"{prefix}articles", f"{prefix}articles.duplicates"], len(candidates))))


async def load(broker: Broker, kafka_topic: str, candidates: Iterable[Candidate], partitions: int) -> None:
    """Put candidates where their first claims are."""
    async with AIOKafkaProducer(bootstrap_servers=broker.servers, linger_ms=20) as producer:
        for candidate in candidates:
            message = outcome_message(candidate, "bench")
            await producer.send(kafka_topic, message.value, message.key, partition_of(message.key or b"", partitions))


def latencies(broker: Broker, pages: Path, count: int, pages_per_second: float) -> list[float]:
    """Seconds from each page's arrival on Kafka to its outcome's, fed at a rate."""
    run(broker, "latency.", 12, "topics", "create")
    with worker(broker, "latency.", 12):
        time.sleep(10)  # a worker that is at work already is what is measured
        run(broker, "latency.", 12, "feed", pages, "--rate", pages_per_second)
        outcomes = asyncio.run(read(broker, [f"latency.{name}" for name in OUTCOMES], count))
        arrived = asyncio.run(arrivals(broker, "latency.pages.raw", count))
    sources = (json.loads(value)["source"] for _, value in outcomes)
    return [when - arrived[source["partition"], source["offset"]] for (when, _), source in zip(outcomes, sources, strict=True)]


async def arrivals(broker: Broker, kafka_topic: str, count: int) -> dict[tuple[int, int], float]:
    """Say when each raw page was appended, by partition and offset."""
    found: dict[tuple[int, int], float] = {}
    async with AIOKafkaConsumer(kafka_topic, bootstrap_servers=broker.servers, auto_offset_reset="earliest") as consumer:
        while len(found) < count:
            for batch in (await consumer.getmany(timeout_ms=500)).values():
                found.update({(record.partition, record.offset): record.timestamp / 1000 for record in batch})
    return found


def repeated(sources: list[str], path: Path, count: int) -> None:
    """Write so many raw pages, mixed, each with a URL of its own."""
    from workers.inputs import Input, read_inputs  # noqa: PLC0415 # the path is set above
    from workers.steps.read.read import read_page  # noqa: PLC0415 # as above

    pages = [read_page(item.message) for item in read_inputs(sources) if isinstance(item, Input)]
    random.Random(SEED).shuffle(pages)
    with path.open("wb") as file:
        for number in range(count):
            page = pages[number % len(pages)]
            copy = msgspec.structs.replace(page, url=f"{page.url}?copy={number // len(pages)}")
            file.write(msgspec.json.encode(copy) + b"\n")


def main() -> None:
    """Measure all, one after the other."""
    tools = load_tools(DEFAULT_LIMITS)
    made = (prepare(RawMessage(made_page(number)), Source(file="made", record=number + 1), tools) for number in range(CANDIDATES))
    candidates = [page for page in made if isinstance(page, Candidate)]
    with tempfile.TemporaryDirectory() as folder, Broker(Path(folder) / "kafka", heap_mb=1024) as broker:
        pages, first = Path(folder) / "pages.jsonl", Path(folder) / "first.jsonl"
        repeated(sys.argv[1:], pages, PAGES)
        repeated(sys.argv[1:], first, 1)
        # The relay comes first: a broker that has just been started is slow until its code is compiled, and none in use is.
        relayed = {partitions: relay_rate(broker, candidates, partitions) for partitions in (1, 12)}
        print(f"relay alone: {relayed[1]:.0f} articles/s in one partition, {relayed[12]:.0f} in twelve", flush=True)
        alone = (PAGES - 1) / (seconds(bare, [str(pages)]) - seconds(bare, [str(first)]))
        print(f"trafilatura alone: {alone:.1f} pages/s", flush=True)
        workers = pages_rate(broker, pages, PAGES)
        print(f"workers on Kafka: {workers:.1f} pages/s", flush=True)
        half = Path(folder) / "half.jsonl"
        count = int(workers / 2 * LATENCY_SECONDS)
        repeated(sys.argv[1:], half, count)
        percentiles = quantiles(latencies(broker, half, count, workers / 2), n=100)
    print(
        json.dumps(
            {
                "ratio": round(workers / alone, 3),
                "relay_per_s": round(relayed[1]),
                "relay_per_s_12": round(relayed[12]),
                "p50_s": round(percentiles[49], 3),
                "p99_s": round(percentiles[98], 3),
            }
        )
    )


if __name__ == "__main__":
    main()
