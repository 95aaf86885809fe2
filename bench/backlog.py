"""Show that a backlog does not take a worker over its memory: a million small pages waiting, and hundreds of 5 MB.

`--count` small pages, a million unless told, and a large one for every 3,333 of them. Each backlog lies on Kafka before the worker starts. Of the small pages it does what it can in a minute, of the large ones all. The
last line is JSON: for each backlog the most resident memory, in MiB, of the worker itself (`worker`) and of any process of its pool
(`process`), and the pages that it finished meanwhile.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from aiokafka import AIOKafkaProducer

from bench.lib.arguments import parser
from bench.lib.resident import resident
from bench.lib.running import Worker, run, running
from testing.broker import Broker
from testing.made_pages import made_page

SMALL = 1_000_000
SMALL_FOR_A_LARGE = 3_333
LARGE_BYTES = 5 * 1024 * 1024
PARTITIONS = 12
SECONDS = 60
SAMPLE_SECONDS = 0.1


def large_page(number: int) -> bytes:
    """Make a page of 5 MB, most of it a script, as large pages are."""
    page = json.loads(made_page(number))
    script = f"<script>var state = '{'0123456789abcdef' * (LARGE_BYTES // 16)}'</script>"
    title, *paragraphs = page["body"].split("\n\n")
    article = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    body = f"<html><head><title>{title}</title></head><body>{script}<article><h1>{title}</h1>{article}</article></body></html>"
    return json.dumps({**page, "content_type": "text/html", "body": body}).encode()


async def load(broker: Broker, kafka_topic: str, pages: Iterable[bytes]) -> None:
    """Put pages on Kafka, evenly over the partitions."""
    arguments = {"linger_ms": 50, "max_request_size": 2 * LARGE_BYTES, "compression_type": "lz4"}
    async with AIOKafkaProducer(bootstrap_servers=broker.servers, **arguments) as producer:
        for number, page in enumerate(pages):
            await producer.send(kafka_topic, page, partition=number % PARTITIONS)


def watched(broker: Broker, folder: Path, prefix: str, pages: int, seconds: float) -> dict[str, int]:
    """Run a worker until it has done so many pages, or for so long; returns what its memory came to."""
    worker_peak = process_peak = 0.0
    with running(Worker(broker, prefix, PARTITIONS, folder / prefix)) as worker:
        worker.ready()
        end = time.monotonic() + seconds
        done = 0
        while done < pages and time.monotonic() < end:
            for pid, size in resident(worker.process.pid).items():
                if pid == worker.process.pid:
                    worker_peak = max(worker_peak, size)
                else:
                    process_peak = max(process_peak, size)
            done = worker.pages()
            time.sleep(SAMPLE_SECONDS)
    return {"pages": done, "worker": round(worker_peak), "process": round(process_peak)}


def main() -> None:
    """Measure both backlogs."""
    small = parser(__doc__, count=SMALL).parse_args().count
    large = max(1, small // SMALL_FOR_A_LARGE)
    with tempfile.TemporaryDirectory() as name, Broker(Path(name) / "kafka", heap_mb=1024) as broker:
        result = {}
        for prefix, pages, count, seconds in (
            ("small.", (made_page(number) for number in range(small)), small, SECONDS),
            ("large.", (large_page(number) for number in range(large)), large, 10 * SECONDS),
        ):
            run(broker, prefix, PARTITIONS, "topics", "create")
            asyncio.run(load(broker, f"{prefix}pages.raw", pages))
            result[prefix.rstrip(".")] = watched(broker, Path(name), prefix, count, seconds)
            print(prefix, result, flush=True)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
