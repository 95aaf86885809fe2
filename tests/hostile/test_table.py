"""The table of hostile inputs: each ends as it must, with a message that names what is wrong, and harms no other.

All cases are read by one run of `newsmill clean`. Pages that end or exhaust their process are in `tests/pool/test_pool.py`.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.hostile import archives, events, pages
from tests.hostile.case import Case
from tests.schemas.test_schemas import validator
from workers.inputs import Input, read_inputs
from workers.limits import DEFAULT_LIMITS
from workers.models import load_tools
from workers.pipeline import prepare

NEWSMILL = Path(sys.executable).parent / "newsmill"
CASES: list[Case] = [*events.CASES, *pages.CASES, *archives.CASES]
KINDS = {"articles": "articles", "duplicates": "articles", "rejected": "rejected", "dead-letters": "dead-letters"}
SCHEMAS = {"articles": "article.v1", "duplicates": "duplicate.v1", "rejected": "rejected.v1", "dead-letters": "dead-letter.v1"}
MAX_SECONDS = 3.0
"""Processor time that one page may take here: a third of the limit, on a machine that does other things too."""


class Run(NamedTuple):
    """What one run over all cases gave: the events by file, with the output that each stands in; what it said; its exit code."""

    events: dict[str, list[tuple[str, dict[str, Any]]]]
    said: list[str]
    code: int


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all cases, and with what else a folder may hold."""
    folder = tmp_path_factory.mktemp("hostile")
    for case in CASES:
        (folder / case.name).write_bytes(case.make())
    (folder / "folder.html").mkdir()
    (folder / "folder.html" / "loop").symlink_to(folder)
    (folder / "self.html").symlink_to(folder / "self.html")
    (folder / "gone.warc").symlink_to(folder / "nowhere")
    (folder / "memory.txt").symlink_to("/proc/self/mem")  # a file that opens and cannot be read
    os.mkfifo(folder / "pipe.jsonl")
    return folder


@pytest.fixture(scope="module")
def run(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    out = tmp_path_factory.mktemp("out")
    options = [f"--{name}={out / name}" for name in KINDS]
    done = subprocess.run(
        [NEWSMILL, "clean", str(folder), *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        stdin=subprocess.DEVNULL,
    )
    validators = {name: validator(schema) for name, schema in SCHEMAS.items()}
    events = defaultdict(list)
    for name in KINDS:
        for line in (out / name).read_bytes().decode("utf-8").splitlines():
            event = json.loads(line)
            validators[name].validate(event)
            events[Path(event["source"]["file"]).name].append((name, event))
    for found in events.values():
        found.sort(key=lambda item: item[1]["source"].get("record", 0))
    return Run(events, done.stderr.splitlines(), done.returncode)


def fate(output: str, event: dict[str, Any]) -> tuple[str, str, str]:
    return KINDS[output], event.get("reason", ""), event.get("message", event.get("detail", ""))


def test_the_accounting_closes_and_nothing_else_is_said(run: Run) -> None:
    assert run.code == 0
    *others, accounting = run.said
    assert [line for line in others if not line.startswith("newsmill: passed over, of no known kind: ")] == []
    read = sum(map(len, run.events.values()))
    assert accounting.startswith(f"newsmill: read {read} = ")
    assert set(run.events) == {case.name for case in CASES if case.fates} | {"memory.txt"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_ends_as_it_must(run: Run, case: Case) -> None:
    found = [fate(*item) for item in run.events.get(case.name, [])]
    assert len(found) == len(case.fates), found
    for (output, reason, message), expected in zip(found, case.fates, strict=True):
        assert output == expected[0], (reason, message)
        assert re.fullmatch(expected[1], reason), message
        assert re.search(expected[2], message)


def test_what_is_no_file_is_passed_over_by_name_and_what_cannot_be_read_is_told(run: Run, folder: Path) -> None:
    (passed_over,) = (line for line in run.said if "passed over" in line)
    assert all(f"{folder / name}" in passed_over for name in ("self.html", "gone.warc", "pipe.jsonl"))
    ((output, event),) = run.events["memory.txt"]
    assert (output, event["reason"]) == ("dead-letters", "broken_record")
    assert "the file cannot be read" in event["message"]


def test_nothing_that_is_published_holds_what_is_no_text(run: Run) -> None:
    for name, found in run.events.items():
        for output, event in found:
            if output == "articles":
                assert not re.search("[\0-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]", json.dumps(event, ensure_ascii=False)), name
                assert "root:" not in event["text"], name


def test_each_takes_a_small_part_of_the_time_that_a_page_may_take(folder: Path) -> None:
    tools = load_tools(DEFAULT_LIMITS)
    slow = {}
    for item in read_inputs([str(folder)]):
        if isinstance(item, Input):
            start = time.process_time()
            prepare(item.message, item.source, tools)
            if (seconds := time.process_time() - start) > MAX_SECONDS:
                slow[item.source.file] = seconds
    assert slow == {}
