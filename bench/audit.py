"""Time `newsmill audit` on a Kafka of its own, and hold its count against what was put there.

`--count` pages, a million unless told. The last line is JSON: pages, seconds, pages_per_s, peak_mb of its first process.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from aiokafka import AIOKafkaProducer

from bench.lib.arguments import parser
from bench.lib.running import run
from testing.broker import Broker
from testing.newsmill import NEWSMILL, environment
from testing.outcomes import article
from workers.kafka.client.connection import client_arguments
from workers.kafka.client.roles import Role, kafka_topic
from workers.settings import Settings

PAGES = 1_000_000
TEXT = " ".join(f"{number} words of a text that is as long as news articles are." for number in range(50))
"""Some 3,000 characters, as the median article has."""


async def fill(settings: Settings, pages: int) -> None:
    """Put raw pages, and an article for each, on all partitions."""
    template = article(settings, 0, 7_777_777, article_id="8" * 32).value.replace(b'"text":"', b'"text":"' + TEXT.encode(), 1)
    async with AIOKafkaProducer(**client_arguments(settings), compression_type="zstd", max_batch_size=512 * 1024) as producer:
        for role, value in ((Role.RAW, b"{}"), (Role.ARTICLES, template)):
            waiting: set[asyncio.Future[object]] = set()
            for partition in range(settings.partitions):
                share = range(pages // settings.partitions)
                place = f'"partition":{partition},"offset":'.encode()
                batch = producer.create_batch()
                for offset in share:
                    own = value.replace(b'"partition":0,"offset":7777777', place + str(offset).encode())
                    key = f"{partition:016d}{offset:016d}".encode()
                    own = own.replace(b"8" * 32, key)
                    while batch.append(value=own, key=key, timestamp=None) is None:
                        waiting.add(await producer.send_batch(batch, kafka_topic(settings, role), partition=partition))
                        batch = producer.create_batch()
                waiting.add(await producer.send_batch(batch, kafka_topic(settings, role), partition=partition))
            await asyncio.gather(*waiting)


def main() -> None:
    """Fill Kafka, audit, report."""
    pages = parser(__doc__, count=PAGES).parse_args().count
    with tempfile.TemporaryDirectory() as folder, Broker(Path(folder) / "kafka", heap_mb=1024) as broker:
        settings = Settings(kafka=broker.servers)
        run(broker, "", settings.partitions, "topics", "create")
        begin = time.monotonic()
        asyncio.run(fill(settings, pages))
        print(f"filled in {time.monotonic() - begin:.0f} s", flush=True)
        begin = time.monotonic()
        with subprocess.Popen(
            [str(NEWSMILL), "audit", "--json"], env=environment(broker.servers, "", settings.partitions), stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None  # noqa: S101 # it is a pipe
            verdict = json.loads(process.stdout.read())
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - begin
    expected = pages // settings.partitions * settings.partitions
    found = (verdict["raw_pages"], verdict["outcomes"]["articles"], verdict["missing"], verdict["double"])
    if process.returncode or found != (expected, {"created": expected}, 0, 0):
        sys.exit(f"the audit is wrong: {found}, exit code {process.returncode}")
    peak = usage.ru_maxrss / 1024
    print(
        json.dumps(
            {"pages": expected, "seconds": round(seconds, 1), "pages_per_s": round(expected / seconds), "peak_mb": round(peak)}
        )
    )


if __name__ == "__main__":
    main()
