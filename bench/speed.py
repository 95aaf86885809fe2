"""How fast `newsmill clean` is beside trafilatura alone, on the same pages in one run, and how long single pages take.

Both are whole commands in as many processes, which read, decode and write the same pages; they take turns. A rate is that of the
pages after the first: from a command's time over all of them its time over the first alone is taken off, models, processes and
all, so that few pages tell the same as many. The ratio of the whole times stands beside it. Medians of the rounds. NEWSMILL_READER says which
reader is measured.

What a page takes is the processor's time, which other programs on the machine change little: trafilatura's (with metadata), then ours, then
the page's share of both bounds. A page of HTML is not to take longer than with trafilatura, nor any page longer than 20 times the median one.
The last line is JSON: `ratio`, `ratio_with_start_up`, `processor_ratio` (of the processor's time for all pages that trafilatura reads, which a
busy machine changes less), `slowest_page_seconds`, `slowest_by_median`, `worst_page_ratio` (trafilatura's time by
ours), `slower_than_trafilatura` (how many pages), `pages`.
"""

import json
import os
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

import msgspec

from bench.lib.arguments import dev_pages, parser_of_pages
from bench.lib.bare_trafilatura import extract
from bench.lib.commands import PROCESSES, bare, newsmill, seconds
from workers.enums import ReaderName
from workers.inputs import Input, read_inputs
from workers.limits import DEFAULT_LIMITS
from workers.models.load import load_tools
from workers.pipeline import prepare
from workers.settings import read_settings
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


class PageTime(NamedTuple):
    """The processor's seconds for a page; trafilatura's are 0 where it reads none of it, as in plain text."""

    ours: float
    trafilatura: float
    url: str

    @property
    def ratio(self) -> float:
        """Trafilatura's time by ours."""
        return self.trafilatura / self.ours


def page_times(pages: Sequence[Path], reader: ReaderName) -> list[PageTime]:
    """Prepare every page in this process, and read it with trafilatura, slowest first."""
    tools = load_tools(DEFAULT_LIMITS, reader)
    times = []
    for item in read_inputs(list(map(str, pages))):
        if isinstance(item, Input):
            start = time.process_time()
            prepared = prepare(item.message, item.source, tools)
            between = time.process_time()
            found = extract(item.message)
            theirs = time.process_time() - between if found else 0.0
            times.append(PageTime(between - start, theirs, prepared.url or f"{item.source.file}, record {item.source.record}"))
    return sorted(times, reverse=True)


def show_pages(times: Sequence[PageTime]) -> dict[str, float]:
    """Print the pages that take longest, alone and beside trafilatura; return the figures of both bounds."""
    middle = median(each.ours for each in times)
    beside = sorted((each for each in times if each.trafilatura), key=lambda each: each.ratio)
    for title, those in (("slowest pages", times), ("slowest beside trafilatura", beside)):
        print(f"\n{title:40}ms  trafilatura  ratio  by median")
        for each in those[:SLOWEST]:
            print(
                f"{each.url[-38:]:38}{each.ours * 1000:4.0f}{each.trafilatura * 1000:13.0f}{each.ratio:7.2f}{each.ours / middle:11.1f}"
            )
    slower = sum(each.ratio < 1 for each in beside)
    print(
        f"\n{slower} of {len(beside)} pages take longer than with trafilatura, the slowest {times[0].ours / middle:.1f} times the median"
    )
    theirs, ours = (
        (sum(times) for times in zip(*((each.trafilatura, each.ours) for each in beside), strict=True)) if beside else (0.0, 1.0)
    )
    print(f"ratio of the processor's time for those pages {theirs / ours:.2f}")
    return {
        "processor_ratio": theirs / ours,
        "slowest_page_seconds": times[0].ours,
        "slowest_by_median": times[0].ours / middle,
        "worst_page_ratio": beside[0].ratio if beside else 0.0,
        "slower_than_trafilatura": slower,
    }


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
    reader = ReaderName(read_settings(os.environ).reader)
    slowest = page_times(pages, reader)
    rounds = measure(pages)
    print(
        f"{len(slowest)} pages, reader {reader}, {PROCESSES} processes, {ROUNDS} rounds\n\n{'':18}  pages/s  start-up     whole"
    )
    for name, times in zip(("trafilatura alone", "newsmill clean"), zip(*rounds, strict=True), strict=True):
        rate = (len(slowest) - 1) / median(t.rest for t in times)
        print(f"{name:18}{rate:9.1f}{median(t.start_up for t in times):8.2f} s{median(t.whole for t in times):8.2f} s")
    ratios = [alone.rest / ours.rest for alone, ours in rounds]
    with_start_up = median(alone.whole / ours.whole for alone, ours in rounds)
    print(f"ratio{median(ratios):22.2f}{with_start_up:18.2f}    rounds {', '.join(f'{r:.2f}' for r in ratios)}")
    figures = {"ratio": median(ratios), "ratio_with_start_up": with_start_up, **show_pages(slowest)}
    print(json.dumps({**{name: round(figure, 3) for name, figure in figures.items()}, "pages": len(slowest)}))


if __name__ == "__main__":
    main()
