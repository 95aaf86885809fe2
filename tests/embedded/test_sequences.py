"""Pages in a row, in the manner of public bug reports, and the events that they must become (`data/bug-cases` beside the project)."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.command import newsmill

ROOT = Path(__file__).parents[2]
SEQUENCES = Path(os.environ.get("SHARED", ROOT.parent / "shared")) / "data" / "bug-cases" / "sequences.jsonl"
"""Written for the project, and no part of it."""

HELD = ("apostrophe", "percent-case")
OUTPUTS = ("articles", "duplicates")


@pytest.mark.skipif(not SEQUENCES.exists(), reason=f"{SEQUENCES} is not there")
@pytest.mark.parametrize("name", HELD)
def test_pages_in_a_row_become_what_they_must(name: str, tmp_path: Path) -> None:
    lines = SEQUENCES.read_text(encoding="utf-8").splitlines() if SEQUENCES.exists() else []
    case: dict[str, Any] = next(case for case in map(json.loads, lines) if case["name"] == name)
    pages = tmp_path / "pages.jsonl"
    pages.write_text("".join(json.dumps(page) + "\n" for page in case["pages"]), encoding="utf-8")
    run = newsmill("clean", pages, "--processes", 1, *(f"--{output}={tmp_path / output}" for output in OUTPUTS))
    assert run.returncode == 0, run.stderr
    found = [json.loads(line) for output in OUTPUTS for line in (tmp_path / output).read_text(encoding="utf-8").splitlines()]
    events = sorted((event["source"]["record"], event.get("kind") or event["event"]) for event in found)
    assert [event for _, event in events] == case["events"], case["why"]
