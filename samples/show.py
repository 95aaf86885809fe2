"""Show what `make demo` made: one line for each event, and where the files are.

Usage: show.py FOLDER
"""

import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

OUTPUTS = ("articles", "duplicates", "rejected", "dead-letters")


def row(name: str, event: dict[str, Any]) -> tuple[str, ...]:
    """Say in a few words what became of a page."""
    source = event["source"]
    place = ":".join(str(part) for part in (Path(source["file"]).name, source.get("record")) if part)
    if "title" not in event:
        return (name.rstrip("s"), "", "", f"{event['reason']}: {event.get('detail') or event['message']}", place)
    topic = event["topics"][0]["label"] if event["topics"] else ""
    return (event.get("kind") or event["event"], event["language"]["code"], topic, event["title"] or "", place)


def main() -> None:
    """Print a table of all events."""
    folder = Path(sys.argv[1])
    table = Table("what", "lang", "topic", "title, or why not", "source", box=None, header_style="bold")
    for name in OUTPUTS:
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            table.add_row(*row(name, json.loads(line)))
    Console().print(table)
    print(f"\nThe articles are in {folder}/articles.jsonl, one JSON object a line.")


if __name__ == "__main__":
    main()
