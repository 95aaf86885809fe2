"""The `newsmill` that this Python has, and how it is called."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
NEWSMILL = Path(sys.executable).parent / "newsmill"
OUTPUTS = ("articles", "duplicates", "rejected", "dead-letters")
"""What `newsmill clean` writes, by the names of its options."""


def clean_command(pages: Iterable[object], folder: Path, *more: str) -> list[str]:
    """Return the command that cleans pages into a folder, each output in a file of its name."""
    return [str(NEWSMILL), "clean", *map(str, pages), *(f"--{name}={folder / name}" for name in OUTPUTS), *more]


def environment(kafka: str, prefix: str = "", partitions: int = 4) -> dict[str, str]:
    """Make the variables of a set of Kafka topics and its group: the process's own, but for those of Newsmill."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("NEWSMILL_")},
        "NEWSMILL_KAFKA": kafka,
        "NEWSMILL_TOPIC_PREFIX": prefix,
        "NEWSMILL_GROUP": f"{prefix}newsmill",
        "NEWSMILL_PARTITIONS": str(partitions),
    }
