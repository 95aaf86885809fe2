"""Show how long a rolling restart keeps pages waiting: two workers under a steady load, ended by SIGTERM and started again in turn.

Takes about two minutes. The last line is JSON: `drain_s`, from SIGTERM to each worker's end; and from a page's
arrival on Kafka to its outcome's, `p50_s` of all and `longest_s` of any, the start of the first workers apart. Times are Kafka's.
"""

import json
import signal
import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench.lib.arguments import parser
from bench.lib.running import Worker, run, running, waited
from testing.broker import Broker
from testing.made_pages import made_page
from testing.newsmill import NEWSMILL, environment

PREFIX = "rolling."
PARTITIONS = 12
WORKERS = 2
PER_SECOND = 20
SECONDS = 90
BETWEEN_SECONDS = 30
"""From the first page to the first restart, and from one to the next."""


def paper_page(number: int) -> bytes:
    """Make a page of one of many sites, so that all partitions have some."""
    page = json.loads(made_page(number))
    return json.dumps({**page, "url": f"https://paper{number % 97}.example/news/{number}"}).encode() + b"\n"


def restarted(broker: Broker, folder: Path, pages: Path) -> dict[str, object]:
    """Feed pages evenly, and restart one worker after the other meanwhile."""
    drains = []
    with ExitStack() as stack:

        def start(number: int) -> Worker:
            return stack.enter_context(running(Worker(broker, PREFIX, PARTITIONS, folder / f"worker{number}")))

        workers = [start(number) for number in range(WORKERS)]
        for worker in workers:
            worker.ready()
        command = [str(NEWSMILL), "feed", str(pages), "--rate", str(PER_SECOND)]
        with subprocess.Popen(command, env=environment(broker.servers, PREFIX, PARTITIONS), stderr=subprocess.DEVNULL) as feed:
            for number, worker in enumerate(workers):
                time.sleep(BETWEEN_SECONDS)
                begin = time.monotonic()
                worker.process.send_signal(signal.SIGTERM)
                worker.process.wait()
                drains.append(time.monotonic() - begin)
                start(number).ready()
            feed.wait()
            times = waited(broker, PREFIX, PER_SECOND * SECONDS)
    return {"drain_s": [round(each, 1) for each in drains], "p50_s": round(median(times), 2), "longest_s": round(max(times), 2)}


def main() -> None:
    """Measure."""
    parser(__doc__).parse_args()
    with tempfile.TemporaryDirectory() as name, Broker(Path(name) / "kafka") as broker:
        pages = Path(name) / "pages.jsonl"
        pages.write_bytes(b"".join(paper_page(number) for number in range(PER_SECOND * SECONDS)))
        run(broker, PREFIX, PARTITIONS, "topics", "create")
        result = restarted(broker, Path(name), pages)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
