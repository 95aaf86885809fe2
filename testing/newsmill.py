"""The `newsmill` that this Python has, and how it is called and asked."""

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
NEWSMILL = Path(sys.executable).parent / "newsmill"
OUTPUTS = ("articles", "duplicates", "rejected", "dead-letters")
"""What `newsmill clean` writes, by the names of its options."""


def clean_command(pages: Iterable[object], folder: Path, *more: str) -> list[str]:
    """Return the command that cleans pages into a folder, each output in a file of its name."""
    return [str(NEWSMILL), "clean", *map(str, pages), *(f"--{name}={folder / name}" for name in OUTPUTS), *more]


def ask(port: int, path: str, seconds: float = 10) -> tuple[int, str]:
    """Ask a process's own web pages: the status, and what is said; 0 where nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=seconds) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def environment(kafka: str, prefix: str = "", partitions: int = 4) -> dict[str, str]:
    """Make the variables of a set of Kafka topics and its group: the process's own, but for those of Newsmill."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("NEWSMILL_")},
        "NEWSMILL_KAFKA": kafka,
        "NEWSMILL_TOPIC_PREFIX": prefix,
        "NEWSMILL_GROUP": f"{prefix}newsmill",
        "NEWSMILL_PARTITIONS": str(partitions),
    }
