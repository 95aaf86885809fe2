"""Kill `newsmill clean --state` with -9 at random points, take it up again, and count what was published.

`--count` runs, 200 unless told. Every run has a state and outputs of its own. Every second kill takes the whole process group, the
others the parent alone; half of them come at a random size of the articles' file, half at a random time. The last line is JSON:
`runs`, `killed` (those that had not ended by themselves), `missing` and `double` (articles, over all runs).
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bench.lib.arguments import parser
from testing.made_pages import made_page
from testing.newsmill import clean_command

ARTICLES = 120
RUNS = 200


def write_pages(path: Path) -> None:
    """Write articles, and after every third of them a recrawl of an earlier one."""
    lines = [made_page(number) for number in range(ARTICLES)]
    with path.open("wb") as file:
        for number, line in enumerate(lines):
            file.write(line)
            if number % 3 == 2:
                file.write(lines[number // 2])


def start(pages: Path, folder: Path) -> subprocess.Popen[bytes]:
    """Start `newsmill clean` in a process group of its own."""
    command = clean_command([pages], folder, f"--state={folder / 'state'}", "--processes=2")
    return subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)


def kill_when(due: Callable[[], bool], run: subprocess.Popen[bytes], *, group: bool) -> bool:
    """Kill a run once it is due; False where it has ended before."""
    while not due():
        if run.poll() is not None:
            return False
        time.sleep(0.0002)
    (os.killpg if group else os.kill)(run.pid, signal.SIGKILL)
    return run.wait() == -signal.SIGKILL


def publish(pages: Path, folder: Path) -> tuple[Counter[str], float]:
    """Run to the end; returns how often each article's URL was published, and the seconds that the run took."""
    begin = time.monotonic()
    if status := start(pages, folder).wait():
        raise SystemExit(f"newsmill clean ended with {status}")
    lines = (folder / "articles").read_bytes().splitlines()
    return Counter(json.loads(line)["url"] for line in lines), time.monotonic() - begin


def main() -> None:
    """Kill runs, one after the other."""
    arguments = parser(__doc__, count=RUNS)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    seed = random.Random(options.seed)  # no secret depends on it
    counts = Counter(runs=options.count, killed=0, missing=0, double=0)
    with tempfile.TemporaryDirectory() as place:
        pages = Path(place) / "pages.jsonl"
        write_pages(pages)
        (Path(place) / "whole").mkdir()
        expected, seconds = publish(pages, Path(place) / "whole")
        size = (Path(place) / "whole" / "articles").stat().st_size
        print(f"{len(expected)} articles in {seconds:.1f} s when nobody kills", flush=True)
        for number in range(options.count):
            folder = Path(place) / str(number)
            folder.mkdir()
            (folder / "articles").touch()
            end, aim = time.monotonic() + seed.uniform(0, seconds), seed.uniform(1, size)
            by_time = lambda end=end: time.monotonic() >= end  # noqa: E731
            by_size = lambda aim=aim, path=folder / "articles": path.stat().st_size >= aim  # noqa: E731
            counts["killed"] += kill_when(by_time if number % 4 < 2 else by_size, start(pages, folder), group=number % 2 == 0)
            published, _ = publish(pages, folder)
            counts["missing"] += len(expected.keys() - published.keys())
            counts["double"] += sum((published - expected).values())
            if number % 10 == 9:
                print(dict(counts), f"after {number + 1}", flush=True)
    print(json.dumps(counts))
    sys.exit(bool(counts["missing"] or counts["double"]))


if __name__ == "__main__":
    main()
