"""The two commands that are timed beside each other, and how long one takes."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from testing.newsmill import clean_command

PROCESSES = os.cpu_count() or 1
BARE = Path(__file__).parent / "bare_trafilatura.py"

Command = Callable[[Sequence[Path], Path], list[str]]
"""Makes the words of a command of its pages, and of a folder for what it writes."""


def bare(pages: Sequence[Path], folder: Path) -> list[str]:
    """Return the command that runs trafilatura alone."""
    return [sys.executable, str(BARE), str(PROCESSES), str(folder / "articles"), *map(str, pages)]


def newsmill(pages: Sequence[Path], folder: Path) -> list[str]:
    """Return the command that runs Newsmill, everything on."""
    return clean_command(pages, folder, f"--processes={PROCESSES}", f"--state={folder / 'state'}")


def seconds(command: Command, pages: Sequence[Path]) -> float:
    """Run a command over the pages into a new folder; return how long it took. Raises CalledProcessError where it fails."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        subprocess.run(command(pages, Path(folder)), check=True, stderr=subprocess.DEVNULL)
        return time.perf_counter() - start
