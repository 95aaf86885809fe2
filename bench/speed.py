"""How fast `newsmill clean` is beside trafilatura alone, on the same pages in one run, and how long the slowest page takes.

Both are whole commands in as many processes, which read, decode and write the same pages; they take turns. A rate is that of the
pages after the first: from a command's time over all of them its time over the first alone is taken off, models, processes and
all, so that few pages tell the same as many. The ratio of the whole times stands beside it. Medians of the rounds. What a page
takes is the processor's time, which other programs on the machine change little. The last line is JSON: `ratio`,
`ratio_with_start_up`, `slowest_page_seconds`, `pages`.
"""

import json
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

import msgspec

from bench.lib.arguments import dev_pages, parser_of_pages
from bench.lib.commands import PROCESSES, bare, newsmill, seconds
from workers.inputs import Input, read_inputs
from workers.limits import DEFAULT_LIMITS
from workers.models.load import load_tools
from workers.pipeline import prepare
from workers.steps.read.read import read_page

ROUNDS = 3
SLOWEST = 5  # pages that are shown


class Times(NamedTuple):
    """Seconds that a command took: over all of the pages, and over the first alone."""

    whole: float
    start_up: float

    @property
    def rest(self) -> float:
        """Seconds for the pages after the first."""
        return self.whole - self.start_up


def page_times(pages: Sequence[Path]) -> list[tuple[float, str]]:
    """Prepare every page in this process; return each one's processor time in seconds, with its URL, slowest first."""
    tools = load_tools(DEFAULT_LIMITS)
    times = []
    for item in read_inputs(list(map(str, pages))):
        if isinstance(item, Input):
            start = time.process_time()
            prepared = prepare(item.message, item.source, tools)
            times.append((time.process_time() - start, prepared.url or f"{item.source.file}, record {item.source.record}"))
    return sorted(times, reverse=True)


def measure(pages: Sequence[Path]) -> list[tuple[Times, Times]]:
    """Time both commands in turns: trafilatura's times and Newsmill's for each round."""
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "first.jsonl"
        first.write_bytes(
            next(
                msgspec.json.encode(read_page(item.message))
                for item in read_inputs(list(map(str, pages)))
                if isinstance(item, Input)
            )
        )
        alone, ours = (partial(seconds, command) for command in (bare, newsmill))
        return [(Times(alone(pages), alone([first])), Times(ours(pages), ours([first]))) for _ in range(ROUNDS)]


def main() -> None:
    """Measure and print."""
    options = parser_of_pages(__doc__).parse_args()
    pages = options.pages or dev_pages(options.shared)
    slowest = page_times(pages)
    rounds = measure(pages)
    print(f"{len(slowest)} pages, {PROCESSES} processes, {ROUNDS} rounds\n\n{'':18}  pages/s  start-up     whole")
    for name, times in zip(("trafilatura alone", "newsmill clean"), zip(*rounds, strict=True), strict=True):
        rate = (len(slowest) - 1) / median(t.rest for t in times)
        print(f"{name:18}{rate:9.1f}{median(t.start_up for t in times):8.2f} s{median(t.whole for t in times):8.2f} s")
    ratios = [alone.rest / ours.rest for alone, ours in rounds]
    with_start_up = median(alone.whole / ours.whole for alone, ours in rounds)
    print(
        f"ratio{median(ratios):22.2f}{with_start_up:18.2f}    rounds {', '.join(f'{r:.2f}' for r in ratios)}\n\nslowest pages, by the processor's time"
    )
    for took, url in slowest[:SLOWEST]:
        print(f"{took * 1000:6.0f} ms  {url[:110]}")
    figures = {"ratio": median(ratios), "ratio_with_start_up": with_start_up, "slowest_page_seconds": slowest[0][0]}
    print(json.dumps({**{name: round(figure, 3) for name, figure in figures.items()}, "pages": len(slowest)}))


if __name__ == "__main__":
    main()
