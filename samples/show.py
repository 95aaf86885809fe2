"""Clean the sample pages, and show what became of each, in a table for a terminal of 80 columns or more.

Usage: show.py FOLDER    for the outputs, which are written anew
"""

import json
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.cells import cell_len

NEWSMILL = Path(sys.executable).parent / "newsmill"
NOW = "2026-12-01T00:00:00Z"
"""When the samples are read: what comes out is the same on any day."""
OUTPUTS = ("articles", "duplicates", "rejected", "dead-letters")
HEADER = ("outcome", "lang", "topic, or reason", "title, or what was seen")
LINES = 2
"""What a row takes at the most; a text that is longer ends in an ellipsis."""
NARROWEST, WIDEST = 60, 120

Row = tuple[str, str, str, str]


def widths(columns: int) -> tuple[int, int, int, int]:
    """Share a terminal's columns out, two between each; where it is too narrow for the words, the table is wider than it."""
    left = min(max(columns, NARROWEST), WIDEST) - len("dead letter") - len("lang") - 6
    return len("dead letter"), len("lang"), left // 3, left - left // 3


def row(output: str, event: dict[str, Any]) -> Row:
    """Say in a few words what became of a page."""
    if output in ("rejected", "dead-letters"):
        outcome = output.rstrip("s").replace("-", " ")
        return outcome, "", event["reason"].replace("_", " "), event.get("detail") or event["message"]
    topic = event["topics"][0]["label"] if event["topics"] else ""
    return event.get("kind") or event["event"], event["language"]["code"], topic, event["title"] or ""


def pieces(text: str, width: int) -> Iterator[str]:
    """Split a text at its spaces, and what is too wide for a line (as Chinese and Thai may be) anywhere but before a mark."""
    for word in text.split():
        piece = ""
        for character in word:
            if cell_len(piece + character) > width:
                yield piece
                piece = ""
            piece += character
        yield piece


def wrapped(text: str, width: int) -> list[str]:
    """Wrap a text into at most LINES lines of so many columns, of which wide characters take two."""
    lines = [""]
    for piece in pieces(text, width):
        longer = f"{lines[-1]} {piece}".lstrip()
        if cell_len(longer) <= width:
            lines[-1] = longer
        elif len(lines) < LINES:
            lines.append(piece)
        else:
            return [*lines[:-1], cut(lines[-1], width)]
    return lines


def cut(line: str, width: int) -> str:
    """End a line in an ellipsis, behind its last word that leaves room for it."""
    while cell_len(line) > width - 2:
        line = line.rpartition(" ")[0] or line[:-1]
    return f"{line} …"


def lines_of(cells: Row, columns: int) -> list[str]:
    """Lay a row out."""
    across = widths(columns)
    texts = [wrapped(cell, width) for cell, width in zip(cells, across, strict=True)]
    lines = []
    for number in range(max(map(len, texts))):
        parts = [text[number] if number < len(text) else "" for text in texts]
        padded = (part + " " * (width - cell_len(part)) for part, width in zip(parts, across, strict=True))
        lines.append("  ".join(padded).rstrip())
    return lines


def clean(folder: Path) -> str:
    """Clean the samples into a folder; returns the accounting, with the time it took. Exits as `newsmill` does where it fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"{folder}: {error.strerror}; name a folder that can be written", file=sys.stderr)
        sys.exit(2)
    options = [*(f"--{name}={folder / name}.jsonl" for name in OUTPUTS), f"--now={NOW}"]
    print("$ newsmill clean samples/pages", *map(shlex.quote, options), sep=" \\\n    ", end="\n\n", flush=True)
    begin = time.monotonic()
    run = subprocess.run([str(NEWSMILL), "clean", "samples/pages", *options], stderr=subprocess.PIPE, text=True, check=False)
    seconds = time.monotonic() - begin
    if run.returncode:
        print(run.stderr, end="", file=sys.stderr)
        sys.exit(run.returncode)
    read, _, outcomes = run.stderr.splitlines()[-1].removeprefix("newsmill: read ").partition(" = ")
    return f"{read} pages in {seconds:.1f} s = {re.sub(r' [(][^)]*[)]', '', outcomes)}"


def main() -> None:
    """Clean, and print a table of all events."""
    folder, columns = Path(sys.argv[1]), shutil.get_terminal_size().columns
    accounting = clean(folder)
    click.secho("\n".join(lines_of(HEADER, columns)), bold=True)
    for name in OUTPUTS:
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            click.echo("\n".join(lines_of(row(name, json.loads(line)), columns)))
    click.echo(f"\n{accounting}\nThe articles are in {folder}/articles.jsonl, one JSON object a line.")


if __name__ == "__main__":
    main()
