"""Show what a page's size costs: the memory of the process that prepares it, and its time.

For each size, and for two shapes of HTML (all of it article; a 5 KB article, and script for the rest, as most
large pages are), a process of its own prepares `--count` pages (5) unlike each other. Prints its peak memory (MiB) and the processor's seconds a page.
The first line is a process that has loaded its models and prepared nothing. The last line is JSON: a list of the rows.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable

from bench.lib.arguments import parser
from testing.made_pages import made_paragraphs

SIZES_KB = (10, 100, 500, 1_000, 2_000, 5_000, 10_000, 19_000)
PAGES = 5
ARTICLE_KB = 5


def article(number: int, kilobytes: int) -> str:
    """Make a page that is article from begin to end."""
    return _page(number, kilobytes, "")


def script(number: int, kilobytes: int) -> str:
    """Make a page that is script for the most part."""
    line = 'window.state.push({"id": 4711, "kind": "teaser", "path": "/news/island-school"});\n'
    return _page(number, min(kilobytes, ARTICLE_KB), f"<script>{line * ((kilobytes - ARTICLE_KB) * 1000 // len(line))}</script>")


SHAPES: dict[str, Callable[[int, int], str]] = {"article": article, "script": script}


def _page(number: int, kilobytes: int, head: str) -> str:
    body = "".join(f"<p>{paragraph}</p>\n" for paragraph in made_paragraphs(number, kilobytes * 1000))
    title = f"What was decided on day {number}"
    return f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>\n{body}</article></body></html>"


def measure(shape: str, kilobytes: int, count: int) -> None:
    """Prepare so many pages of a size in this process, none where it is 0; print a row as JSON."""
    from workers.limits import DEFAULT_LIMITS  # noqa: PLC0415 # only the measured process loads them: its peak counts from its parent's
    from workers.models.load import load_tools  # noqa: PLC0415
    from workers.pipeline import prepare  # noqa: PLC0415
    from workers.records import Source  # noqa: PLC0415
    from workers.steps.read.message import RawMessage  # noqa: PLC0415

    tools = load_tools(DEFAULT_LIMITS)
    outcomes, seconds = [], 0.0
    for number in range(count if kilobytes else 0):
        page = {"url": f"https://paper.example/news/{number}", "fetched_at": "2026-03-02T08:00:00Z", "content_type": "text/html"}
        event = json.dumps({**page, "body": SHAPES[shape](number, kilobytes)}).encode()
        begin = time.process_time()
        prepared = prepare(RawMessage(event), Source(file="sizing", record=number), tools)
        seconds += time.process_time() - begin
        outcomes.append(type(prepared).__name__)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {"shape": shape, "kb": kilobytes, "peak_mib": round(peak), "page_s": round(seconds / count, 3)}
    print(json.dumps({**found, "outcome": outcomes[0] if outcomes else None}))


def main() -> None:
    """Measure each size in a process of its own."""
    arguments = parser(__doc__, count=PAGES)
    arguments.add_argument("--measure", nargs=2, metavar=("SHAPE", "KB"), help="measure one row in this process")
    options = arguments.parse_args()
    if options.measure:
        shape, kilobytes = options.measure
        measure(shape, int(kilobytes), options.count)
        return
    rows = []
    for shape, kilobytes in [("article", 0), *((shape, size) for shape in SHAPES for size in SIZES_KB)]:
        command = [sys.executable, "-m", "bench.sizing", "--measure", shape, str(kilobytes), "--count", str(options.count)]
        run = subprocess.run(command, capture_output=True, check=True)
        rows.append(row := json.loads(run.stdout))
        print(
            f"{row['shape']:8} {row['kb']:6} KB  {row['peak_mib']:5} MiB  {row['page_s']:7.3f} s  {row['outcome'] or ''}",
            flush=True,
        )
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
