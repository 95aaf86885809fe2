"""Show that the memory of `newsmill clean` does not grow with its input.

Pipes `--count` (100,000) made pages through `newsmill clean -`, and prints the resident memory of the parent
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

from bench.lib.arguments import parser
from bench.lib.resident import resident
from testing.made_pages import made_page
from testing.newsmill import NEWSMILL

PAGES = 100_000
SAMPLES, FEWEST_SAMPLES = 20, 5


def feed(run: subprocess.Popen[bytes], pages: int) -> None:
    """Write the pages to the command."""
    assert run.stdin  # noqa: S101 # it is a pipe
    with run.stdin as pipe:
        for number in range(pages):
            pipe.write(made_page(number))


def main() -> None:
    """Run the command and look at it."""
    pages = parser(__doc__, count=PAGES).parse_args().count
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
                    if run.pid not in found:
                        break  # it has ended meanwhile
                    totals.append(sum(found.values()))
                    parent = found.pop(run.pid)
                    print(
                        f"{written / size:4.0%}  parent {parent:5.0f} MiB  others",
                        *(f"{rss:.0f}" for rss in found.values()),
                        flush=True,
                    )
        print(f"{pages} pages in {time.monotonic() - begin:.0f} s")
    if len(totals) < FEWEST_SAMPLES:
        sys.exit(f"the memory of so few pages cannot be seen: {len(totals)} samples")
    fifth = len(totals) // 5
    early, late = mean(totals[fifth : 2 * fifth]), mean(totals[-fifth:])
    print(json.dumps({"pages": pages, "early": round(early), "late": round(late), "growth": round(late / early, 3)}))


if __name__ == "__main__":
    main()
