"""Score what `newsmill clean` makes of gold pages: body, titles, dates, authors, and the seeds.

`--shared` holds data/ and tools/. The last line is JSON: each set's figures, `seconds` among them, and `seeds_hold`. Exit code 1 where
a seed falls short.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.lib.arguments import parser
from testing.newsmill import clean_command

SETS = {
    "extraction-dev": ("extraction-dev/fundus-dev.pages.jsonl.gz", "extraction-dev/fundus-dev.gold.jsonl.gz"),
    "extraction-dev as plain text": ("extraction-dev/fundus-dev.plain.pages.jsonl.gz", "extraction-dev/fundus-dev.gold.jsonl.gz"),
    "pages-dev": ("pages-dev/trafilatura-eval.pages.jsonl.gz", "pages-dev/trafilatura-eval.gold.jsonl.gz"),
}


def clean(pages: Path, folder: Path) -> str:
    """Clean pages into `folder`; return the accounting line."""
    run = subprocess.run(clean_command([pages], folder), capture_output=True, text=True, check=True)
    return run.stderr.strip().splitlines()[-1]


def score(shared: Path, name: str) -> dict[str, object]:
    """Score a set; print its figures, and return them."""
    pages, gold = (shared / "data" / path for path in SETS[name])
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        accounting = clean(pages, Path(folder))
        seconds = time.perf_counter() - start
        command = [sys.executable, str(shared / "tools" / "extraction_score.py"), str(gold), f"{folder}/articles"]
        scored = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    print(f"{name}: {accounting}, {seconds:.1f} s\n  {scored}", flush=True)
    return {**json.loads(scored), "seconds": round(seconds, 1)}


def seeds_hold(shared: Path) -> bool:
    """Hold the seeds against what is expected of them, and print what is found."""
    with tempfile.TemporaryDirectory() as folder:
        clean(shared / "data" / "seeds" / "pages.jsonl", Path(folder))
        command = [sys.executable, str(shared / "tools" / "seeds_check.py"), f"{folder}/articles", f"{folder}/duplicates"]
        return subprocess.run(command, check=False).returncode == 0


def main() -> int:
    """Score every set, then the seeds; return the exit code."""
    shared = parser(__doc__).parse_args().shared
    if not (shared / "tools").is_dir():
        print(f"{shared} holds no tools/: name a folder with data/ and tools/ (SHARED=…)", file=sys.stderr)
        return 2
    figures = {name: score(shared, name) for name in SETS}
    held = seeds_hold(shared)
    print(json.dumps({**figures, "seeds_hold": held}))
    return int(not held)


if __name__ == "__main__":
    sys.exit(main())
