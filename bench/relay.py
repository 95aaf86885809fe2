"""Measure the relay: articles a second in memory and with a state folder, and what tracked articles take of memory and disk.

`--count` articles are tracked in memory, a million unless told. The last line is JSON. Exit code 1 where a bound
of `BOUNDS` does not hold.
"""

import gc
import json
import resource
import sys
import tempfile
import timeit
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random

import msgspec

from bench.lib.arguments import parser
from testing.candidates import numbered_candidate, random_print
from workers.embedded.claim_store import LocalStore
from workers.embedded.clean import Accounting, clean
from workers.embedded.outputs import Outputs
from workers.records import Candidate
from workers.relay.relay import WINDOW, relay

TRACKED = 1_000_000
CRAWLED = 40_000
"""Pages that speed is measured on, three times; the best counts."""
ON_DISK = 100_000
"""Articles whose claims are written to disk."""
BOUNDS = {"in_memory_per_second": 20_000, "with_state_per_second": 5_000}
_TEXT = "A paragraph of an article, as long as many are. " * 100


def crawl(rng: Random, count: int) -> list[Candidate]:
    """Make what a crawl brings: of ten pages seven are new, two were seen before, and one is a copy from elsewhere."""
    new = [numbered_candidate(0, _TEXT, random_print(rng))]
    pages = list(new)
    for number in range(1, count):
        known, draw = rng.choice(new), rng.random()
        page = numbered_candidate(number, _TEXT, random_print(rng) if draw < 0.7 else known.fingerprint)
        if draw < 0.7:
            new.append(page)
        elif draw < 0.9:
            page = msgspec.structs.replace(known, fetched_at=page.fetched_at, source=page.source)
        pages.append(page)
    return pages


def per_second(run: Callable[[], object], count: int) -> float:
    """Time a run of so many pages; the best of three."""
    return count / min(timeit.repeat(run, number=1, repeat=3))


def relay_in_memory(pages: Iterable[Candidate]) -> dict[str, bytes]:
    """Relay pages over a dict."""
    store: dict[str, bytes] = {}
    for page in pages:
        relay(page, store)
    return store


def relay_with_state(pages: Iterable[Candidate], *, files: bool = False) -> int:
    """Relay pages as `newsmill clean --state` does, with `files` into files, too; return the size of the state, in bytes."""
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        store = LocalStore(state, WINDOW)
        outputs = Outputs({name: f"{folder}/{name}" for name in ("articles", "duplicates")} if files else {}, store)
        accounting = Accounting()
        for _ in clean(pages, store, outputs, accounting, WINDOW):
            pass
        assert accounting.closes  # noqa: S101 # else the speed would be of something else
        outputs.close()
        store.close()
        return sum(path.stat().st_size for path in state.rglob("*") if path.is_file())


def distinct(rng: Random, count: int) -> Iterator[Candidate]:
    """Make articles of which none is like another."""
    return (numbered_candidate(number, _TEXT, random_print(rng)) for number in range(count))


def peak() -> int:
    """Tell the most memory this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def track(count: int) -> dict[str, float]:
    """Track articles in memory; return bytes an article: all that the process grew by, and keys and values alone."""
    gc.collect()
    before = peak()
    store = relay_in_memory(distinct(Random(2), count))  # no secret depends on it
    rows = sum(len(key) + len(value) for key, value in store.items())
    return {"keys and values": rows / count, "in memory": (peak() - before) / count}


def main() -> int:
    """Measure; return the exit code."""
    tracked = parser(__doc__, count=TRACKED).parse_args().count
    each = track(tracked)
    on_disk = min(tracked, ON_DISK)
    each["state folder"] = relay_with_state(distinct(Random(3), on_disk)) / on_disk  # as above
    pages = crawl(Random(1), CRAWLED)  # as above
    speed = {
        "in_memory_per_second": per_second(lambda: relay_in_memory(pages), CRAWLED),
        "with_state_per_second": per_second(lambda: relay_with_state(pages), CRAWLED),
        "with_state_and_files_per_second": per_second(lambda: relay_with_state(pages, files=True), CRAWLED),
    }
    for name, value in speed.items():
        print(f"{name.replace('_', ' '):<34}{value:>10,.0f}")
    print(f"\n{'an article takes':<34}{'bytes':>10}{'a million, GB':>16}")
    for name, value in each.items():
        print(f"{name:<34}{value:>10,.0f}{value / 1000:>16.2f}")
    held = all(speed[name] >= bound for name, bound in BOUNDS.items())
    bytes_each = {f"{name.replace(' ', '_')}_bytes_per_article": round(value) for name, value in each.items()}
    print()
    print(
        json.dumps(
            {"tracked": tracked, **{name: round(value) for name, value in speed.items()}, **bytes_each, "bounds_hold": held}
        )
    )
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
