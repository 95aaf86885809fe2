"""Score what `newsmill clean` makes of gold pages: body, titles, dates, authors, and the seeds.

Usage: score.py SHARED    SHARED holds data/ and tools/; prints one line of figures for each set.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

SETS = {
    "extraction-dev": ("extraction-dev/fundus-dev.pages.jsonl.gz", "extraction-dev/fundus-dev.gold.jsonl.gz"),
    "extraction-dev as plain text": ("extraction-dev/fundus-dev.plain.pages.jsonl.gz", "extraction-dev/fundus-dev.gold.jsonl.gz"),
    "pages-dev": ("pages-dev/trafilatura-eval.pages.jsonl.gz", "pages-dev/trafilatura-eval.gold.jsonl.gz"),
}
NEWSMILL = Path(sys.executable).parent / "newsmill"


def clean(pages: Path, folder: Path) -> str:
    """Clean pages into `folder`; return the accounting line."""
    outputs = [f"--{name}={folder / name}" for name in ("articles", "duplicates", "rejected", "dead-letters")]
    run = subprocess.run([str(NEWSMILL), "clean", str(pages), *outputs], capture_output=True, text=True, check=True)
    return run.stderr.strip().splitlines()[-1]


def main() -> None:
    """Score every set, then the seeds."""
    shared = Path(sys.argv[1])
    for name, (pages, gold) in SETS.items():
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            accounting = clean(shared / "data" / pages, Path(folder))
            seconds = time.perf_counter() - start
            tool = shared / "tools" / "extraction_score.py"
            command = [sys.executable, *map(str, (tool, shared / "data" / gold, Path(folder) / "articles"))]
            scored = subprocess.run(command, capture_output=True, text=True, check=True)
            print(f"{name}: {accounting}, {seconds:.1f} s\n  {scored.stdout.strip()}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        clean(shared / "data" / "seeds" / "pages.jsonl", Path(folder))
        tool = shared / "tools" / "seeds_check.py"
        seeds = subprocess.run([sys.executable, tool, Path(folder) / "articles", Path(folder) / "duplicates"], check=False)
    sys.exit(seeds.returncode)


if __name__ == "__main__":
    main()
