"""Show that the memory of `newsmill clean` does not grow with its input.

Usage: memory.py [PAGES]    Pipes PAGES (100,000) made pages through `newsmill clean -`, and prints the resident memory of the parent
and of the pool's processes at every twentieth of the way. The last line is JSON: `pages`; `early` and `late`, MiB of all processes on
average over the second and the last fifth of the way; and `growth`, the second by the first.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import mean

from testing.made_pages import made_page

NEWSMILL = Path(sys.executable).parent / "newsmill"
SAMPLES = 20


def feed(run: subprocess.Popen[bytes], pages: int) -> None:
    """Write the pages to the command."""
    assert run.stdin  # noqa: S101 # it is a pipe
    with run.stdin as pipe:
        for number in range(pages):
            pipe.write(made_page(number))


def resident(parent: int) -> dict[int, float]:
    """Tell the resident memory (MiB, shared pages in each) of a process and of all below it, by process id."""
    found: dict[int, float] = {}
    waiting = [parent]
    while waiting:
        process = Path(f"/proc/{waiting.pop()}")
        try:
            fields = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
            if "VmRSS" in fields:
                found[int(process.name)] = int(fields["VmRSS"].split()[0]) / 1024
            for task in (process / "task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended meanwhile
    return found


def main() -> None:
    """Run the command and look at it."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    totals: list[float] = []
    with tempfile.TemporaryDirectory() as place:
        articles = Path(place) / "articles"
        command = [str(NEWSMILL), "clean", "-", f"--articles={articles}", f"--duplicates={place}/duplicates"]
        with subprocess.Popen(command, stdin=subprocess.PIPE) as run:
            threading.Thread(target=feed, args=(run, pages), daemon=True).start()
            size = pages * 3_000  # bytes of the articles, about; made exact by the first ones
            begin = time.monotonic()
            while run.poll() is None:
                time.sleep(0.1)
                written = articles.stat().st_size if articles.exists() else 0
                if written and written >= size * (len(totals) + 1) / (SAMPLES + 1):
                    if not totals:
                        with articles.open("rb") as file:
                            size = int(mean(len(line) for line, _ in zip(file, range(200), strict=False)) * pages)
                    found = resident(run.pid)
                    totals.append(sum(found.values()))
                    parent = found.pop(run.pid)
                    print(
                        f"{written / size:4.0%}  parent {parent:5.0f} MiB  others",
                        *(f"{rss:.0f}" for rss in found.values()),
                        flush=True,
                    )
        print(f"{pages} pages in {time.monotonic() - begin:.0f} s")
    fifth = len(totals) // 5
    early, late = mean(totals[fifth : 2 * fifth]), mean(totals[-fifth:])
    print(json.dumps({"pages": pages, "early": round(early), "late": round(late), "growth": round(late / early, 3)}))


if __name__ == "__main__":
    main()
