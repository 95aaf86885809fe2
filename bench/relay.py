"""Measure the relay: articles a second in memory and with a state folder, and what tracked articles take of memory and disk.

Usage: relay.py [TRACKED]    A million articles tracked in memory unless told. The last line is JSON. Exit code 1 where a bound
of `BOUNDS` does not hold.
"""

import gc
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import msgspec
import rocksdict
from candidates import candidate_of

from workers.clean import Accounting, clean, settle
from workers.fingerprint import BANDS, BITS, PERMUTATIONS, SCHEME
from workers.outputs import Outputs
from workers.records import Candidate, Fingerprint
from workers.relay.local_store import LocalStore
from workers.relay.relay import WINDOW, relay

TRACKED = 1_000_000
CRAWLED = 40_000
"""Pages that speed is measured on, three times; the best counts."""
ON_DISK = 100_000
"""Articles whose claims are written to disk."""
BOUNDS = {"in_memory_per_second": 20_000, "with_state_per_second": 5_000}
_TEXT = "A paragraph of an article, as long as many are. " * 100


def random_print(rng: Random) -> Fingerprint:
    """Make the fingerprint of a text that is like no other."""
    return Fingerprint(
        scheme=SCHEME,
        text=rng.randbytes(16).hex(),
        minhash=rng.randbytes(PERMUTATIONS * BITS // 8),
        sketches=[rng.randbytes(8).hex() for _ in range(BANDS)],
    )


def crawl(rng: Random, count: int) -> list[Candidate]:
    """Make what a crawl brings: of ten pages seven are new, two were seen before, and one is a copy from elsewhere."""
    new = [candidate_of(0, _TEXT, random_print(rng))]
    pages = list(new)
    for number in range(1, count):
        known, draw = rng.choice(new), rng.random()
        page = candidate_of(number, _TEXT, random_print(rng) if draw < 0.7 else known.fingerprint)
        if draw < 0.7:
            new.append(page)
        elif draw < 0.9:
            page = msgspec.structs.replace(known, fetched_at=page.fetched_at, source=page.source)
        pages.append(page)
    return pages


def per_second(pages: list[Candidate], *, state: bool, files: bool = False) -> float:
    """Relay pages as `newsmill clean` does; with `files` what became of them is written, too."""
    best = 0.0
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            store = LocalStore(Path(folder) / "state", WINDOW) if state else None
            paths = {name: f"{folder}/{name}" for name in ("articles", "duplicates")} if files else {}
            outputs = Outputs(paths, store)
            accounting = Accounting()
            claims: dict[str, bytes] = {}
            began = time.perf_counter()
            if store:
                for _ in clean(pages, store, outputs, accounting, WINDOW):
                    pass
            else:
                for page in pages:
                    accounting.count(settle(page, claims, "", WINDOW))
            best = max(best, len(pages) / (time.perf_counter() - began))
            outputs.close()
            if store:
                store.close()
            assert accounting.outcomes.total() == len(pages)  # noqa: S101
    return best


def distinct(rng: Random, count: int) -> Iterator[Candidate]:
    """Make articles of which none is like another."""
    return (candidate_of(number, _TEXT, random_print(rng)) for number in range(count))


def peak() -> int:
    """Tell the most memory this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def track(count: int) -> dict[str, float]:
    """Track articles in memory; return bytes an article: all that the process grew by, and keys and values alone."""
    store: dict[str, bytes] = {}
    gc.collect()
    before = peak()
    for candidate in distinct(Random(2), count):  # noqa: S311 # no secret depends on it
        relay(candidate, store)
    rows = sum(len(key) + len(value) for key, value in store.items())
    return {"memory": (peak() - before) / count, "rows": rows / count, "claims": len(store) / count}


def size_of(folder: Path) -> int:
    """Add up the files of a folder, in bytes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def on_disk(count: int) -> dict[str, float]:
    """Write the claims of articles as the embedded mode does while it runs, and to a table that is merged; bytes an article."""
    rng = Random(3)  # noqa: S311 # no secret depends on it
    with tempfile.TemporaryDirectory() as folder:
        local, rocks = Path(folder) / "local", Path(folder) / "rocks"
        store = LocalStore(local, WINDOW)
        for _ in clean(distinct(rng, count), store, Outputs({}, store), Accounting(), WINDOW):
            pass
        store.close()
        claims: dict[str, bytes] = {}
        for candidate in distinct(rng, count):
            relay(candidate, claims)
        table = rocksdict.Rdict(str(rocks), rocksdict.Options(raw_mode=True))
        for key, value in claims.items():
            table[key.encode()] = value
        table.flush()
        table.compact_range(None, None)
        table.close()
        return {"state": size_of(local) / count, "merged": size_of(rocks) / count}


def main() -> int:
    """Measure; return the exit code."""
    tracked = int(sys.argv[1]) if len(sys.argv) > 1 else TRACKED
    each = {**track(tracked), **on_disk(min(tracked, ON_DISK))}
    pages = crawl(Random(1), CRAWLED)  # noqa: S311 # no secret depends on it
    speed = {
        "in_memory_per_second": per_second(pages, state=False),
        "with_state_per_second": per_second(pages, state=True),
        "with_state_and_files_per_second": per_second(pages, state=True, files=True),
    }
    for name, value in speed.items():
        print(f"{name.replace('_', ' '):<34}{value:>10,.0f}")
    print(f"\n{'an article takes':<34}{'bytes':>10}{'a million, GB':>16}")
    for name, value in each.items():
        if name != "claims":
            print(f"{name:<34}{value:>10,.0f}{value / 1000:>16.2f}")
    held = all(speed[name] >= bound for name, bound in BOUNDS.items())
    bytes_each = {f"{name}_bytes_per_article": round(value) for name, value in each.items() if name != "claims"}
    print()
    print(
        json.dumps(
            {"tracked": tracked, **{name: round(value) for name, value in speed.items()}, **bytes_each, "bounds_hold": held}
        )
    )
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
