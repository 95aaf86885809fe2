"""How fast the workers are on a real Kafka, beside trafilatura alone on the same pages and cores, in one run.

`--count` pages in all, made of `--pages`. The last line is JSON: `ratio` (pages a second from a loaded pages.raw to outcomes, to
those of trafilatura alone), `relay_per_s` (articles a second through the relay alone, one process, all claims in one partition) and
`relay_per_s_12` (in twelve), `p50_s` and `p99_s` (seconds from a page's arrival on Kafka to its outcome's, at half of the rate above).
Times are Kafka's (LogAppendTime).
"""

import asyncio
import json
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

import msgspec

from bench.lib.arguments import dev_pages, parser_of_pages
from bench.lib.commands import PROCESSES, bare, seconds
from bench.lib.running import OUTCOMES, Worker, load, read, run, running, waited
from testing.broker import Broker
from testing.made_pages import made_page
from workers.inputs import Input, read_inputs
from workers.limits import DEFAULT_LIMITS
from workers.models.load import load_tools
from workers.pipeline import prepare
from workers.records import Candidate, Source
from workers.steps.read.message import RawMessage
from workers.steps.read.read import read_page

PAGES = 1_000
LATENCY_SECONDS = 30
CANDIDATES = 10 * PAGES
SEED = 1


@contextmanager
def worker(broker: Broker, prefix: str, partitions: int) -> Iterator[None]:
    """Have one worker run, with all processes that the machine has room for."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Worker(broker, prefix, partitions, Path(folder), NEWSMILL_PROCESSES=str(PROCESSES))) as one,
    ):
        yield
        one.require_running()


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


def latencies(broker: Broker, pages: Path, count: int, pages_per_second: float) -> list[float]:
    """Seconds from each page's arrival on Kafka to its outcome's, fed at a rate."""
    run(broker, "latency.", 12, "topics", "create")
    with worker(broker, "latency.", 12):
        time.sleep(10)  # a worker that is at work already is what is measured
        run(broker, "latency.", 12, "feed", pages, "--rate", pages_per_second)
        return waited(broker, "latency.", count)


def repeated(sources: Sequence[Path], path: Path, count: int) -> None:
    """Write so many raw pages, mixed, each with a URL of its own."""
    pages = [read_page(item.message) for item in read_inputs(list(map(str, sources))) if isinstance(item, Input)]
    random.Random(SEED).shuffle(pages)
    with path.open("wb") as file:
        for number in range(count):
            page = pages[number % len(pages)]
            copy = msgspec.structs.replace(page, url=f"{page.url}?copy={number // len(pages)}")
            file.write(msgspec.json.encode(copy) + b"\n")


def candidates_of(count: int) -> list[Candidate]:
    """Prepare so many made pages."""
    tools = load_tools(DEFAULT_LIMITS)
    made = (prepare(RawMessage(made_page(number)), Source(file="made", record=number + 1), tools) for number in range(count))
    return [page for page in made if isinstance(page, Candidate)]


def main() -> None:
    """Measure all, one after the other."""
    options = parser_of_pages(__doc__, count=PAGES).parse_args()
    sources = options.pages or dev_pages(options.shared)
    candidates = candidates_of(CANDIDATES * options.count // PAGES)
    with tempfile.TemporaryDirectory() as folder, Broker(Path(folder) / "kafka", heap_mb=1024) as broker:
        pages, first = Path(folder) / "pages.jsonl", Path(folder) / "first.jsonl"
        repeated(sources, pages, options.count)
        repeated(sources, first, 1)
        # The relay comes first: a broker that has just been started is slow until its code is compiled, and none in use is.
        relayed = {partitions: relay_rate(broker, candidates, partitions) for partitions in (1, 12)}
        print(f"relay alone: {relayed[1]:.0f} articles/s in one partition, {relayed[12]:.0f} in twelve", flush=True)
        alone = (options.count - 1) / (seconds(bare, [pages]) - seconds(bare, [first]))
        print(f"trafilatura alone: {alone:.1f} pages/s", flush=True)
        workers = pages_rate(broker, pages, options.count)
        print(f"workers on Kafka: {workers:.1f} pages/s", flush=True)
        half = Path(folder) / "half.jsonl"
        count = int(workers / 2 * LATENCY_SECONDS)
        repeated(sources, half, count)
        percentiles = quantiles(latencies(broker, half, count, workers / 2), n=100)
    figures = {
        "ratio": round(workers / alone, 3),
        "relay_per_s": round(relayed[1]),
        "relay_per_s_12": round(relayed[12]),
        "p50_s": round(percentiles[49], 3),
        "p99_s": round(percentiles[98], 3),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
