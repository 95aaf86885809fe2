"""Measure a worker's state on a real Kafka: what tracked articles take, how long a worker needs to take them up, and that they expire.

`--count` articles, a million unless told, in twelve partitions; then a short window, in one, over waves of a fiftieth of them.

The last line is JSON: `disk_bytes` and `changelog_bytes` an article, `memory_mb` (the worker without its pool: resident, after it
tracked them), `start_s` (a worker with nothing to take up), `kept_s` (with its data folder) and `rebuilt_s` (without it) from start to
ready, and `expiry`: bytes of the data folder after each wave of articles, with a window that is a few waves long and one that never ends.
"""

import asyncio
import json
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import msgspec

from bench.lib.arguments import parser
from bench.lib.running import Worker, load, run, running
from testing.broker import Broker
from testing.candidates import numbered_candidate, random_print
from workers.kafka.worker.batches import partition_of
from workers.records import Candidate
from workers.relay.claims import claims_of, sketch_key
from workers.steps.fingerprint import BANDS

ARTICLES = 1_000_000
PARTITIONS = 12
WAVES = 12
WAVES_IN_ALL = 50
"""A wave is this part of all articles."""
WINDOW_SECONDS = 30
DAY = 86_400


def size(folder: Path) -> int:
    """Bytes that the files in a folder take on disk."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_blocks * 512 if path.is_file() else 0
        except FileNotFoundError:  # merged away just now
            continue
    return total


def made(first: int, count: int, partitions: int) -> Iterator[Candidate]:
    """Make articles of which none is like another, fetched now.

    All claims of one belong to one partition: they are tracked as others are, but in one visit, which saves most of the time.
    """
    rng = Random(first)  # no secret depends on it
    drawn: dict[tuple[int, int], list[str]] = {}
    for number in range(first, first + count):
        candidate = numbered_candidate(number, "A paragraph.", random_print(rng))
        own = partition_of(candidate.claims[0].encode(), partitions)
        sketches = []
        for band in range(BANDS):
            while not drawn.get((band, own)):
                sketch = rng.randbytes(8).hex()
                drawn.setdefault((band, partition_of(sketch_key(band, sketch).encode(), partitions)), []).append(sketch)
            sketches.append(drawn[band, own].pop())
        prints = msgspec.structs.replace(candidate.fingerprint, sketches=sketches)
        claims = claims_of(candidate.article_id, prints)
        yield msgspec.structs.replace(candidate, fingerprint=prints, claims=claims, fetched_at=datetime.now(UTC))


def tracked(broker: Broker, folder: Path, count: int) -> dict[str, float]:
    """Track articles; then end the worker, and start it with its data folder and without."""
    run(broker, "state.", PARTITIONS, "topics", "create")
    data = folder / "state"
    with running(Worker(broker, "state.", PARTITIONS, data)) as worker:
        start = worker.ready()
        asyncio.run(load(broker, "state.pages.extracted", made(0, count, PARTITIONS), PARTITIONS))
        worker.wait_for(count)
        memory = worker.memory()
    disk = size(data)
    changelog = sum(size(path) for path in (broker.folder / "data").glob("state.pages.claims-*"))
    with running(Worker(broker, "state.", PARTITIONS, data)) as worker:
        kept = worker.ready()
    shutil.rmtree(data)
    with running(Worker(broker, "state.", PARTITIONS, data)) as worker:
        rebuilt = worker.ready()
    return {
        "articles": count,
        "disk_bytes": round(disk / count),
        "changelog_bytes": round(changelog / count),
        "memory_mb": round(memory / 1024**2),
        "start_s": round(start, 1),
        "kept_s": round(kept, 1),
        "rebuilt_s": round(rebuilt, 1),
    }


def waves(broker: Broker, folder: Path, prefix: str, window_seconds: float, wave: int) -> list[int]:
    """Track articles, so many a wave; returns the size of the data folder after each."""
    run(broker, prefix, 1, "topics", "create")
    sizes = []
    with running(Worker(broker, prefix, 1, folder / prefix, NEWSMILL_WINDOW_DAYS=str(window_seconds / DAY))) as worker:
        for number in range(WAVES):
            asyncio.run(load(broker, f"{prefix}pages.extracted", made(number * wave, wave, 1), 1))
            worker.wait_for((number + 1) * wave)
            sizes.append(size(worker.folder))
    return sizes


def main() -> None:
    """Measure all."""
    count = parser(__doc__, count=ARTICLES).parse_args().count
    with tempfile.TemporaryDirectory() as name, Broker(Path(name) / "kafka", heap_mb=1024) as broker:
        result: dict[str, object] = dict(tracked(broker, Path(name), count))
        print(json.dumps(result), flush=True)
        windows = {"short": float(WINDOW_SECONDS), "long": 30.0 * DAY}
        result["expiry"] = {
            kind: waves(broker, Path(name), f"{kind}.", seconds, max(1, count // WAVES_IN_ALL))
            for kind, seconds in windows.items()
        }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
