"""The table of hostile inputs: each ends as it must, with a message that names what is wrong, and harms no other.

All cases are read by one run of `newsmill clean`, whose processes tell what time each page took.
Pages that end or exhaust their process are in `tests/pool/test_pool.py`.
"""

import json
import os
import re
from collections import defaultdict
from functools import partial, partialmethod
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest

from tests.command import newsmill
from tests.hostile import archives, events, pages
from tests.hostile.case import Case
from tests.hostile.timed import load_timed, read_times
from tests.schemas.test_schemas import validator
from workers.pool.pool import Pool

CASES: list[Case] = [*events.CASES, *pages.CASES, *archives.CASES]
KINDS = {"articles": "articles", "duplicates": "articles", "rejected": "rejected", "dead-letters": "dead-letters"}
SCHEMAS = {"articles": "article.v1", "duplicates": "duplicate.v1", "rejected": "rejected.v1", "dead-letters": "dead-letter.v1"}
MAX_SECONDS = 3.0
"""Processor time that one page may take here: a third of the limit, on a machine that does other things too."""


class Run(NamedTuple):
    """What one run over all cases gave: the events by file, with the output that each stands in; what it said; its exit code.

    And the processor time that each page took, by file.
    """

    events: dict[str, list[tuple[str, dict[str, Any]]]]
    said: list[str]
    code: int
    seconds: dict[str, list[float]]


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
    times = tmp_path_factory.mktemp("times")
    timed = partialmethod(Pool.__init__, load=partial(load_timed, times))
    with patch.object(Pool, "__init__", timed):
        done = newsmill("clean", folder, *options)
    validators = {name: validator(schema) for name, schema in SCHEMAS.items()}
    events = defaultdict(list)
    for name in KINDS:
        for line in (out / name).read_bytes().decode("utf-8").splitlines():
            event = json.loads(line)
            validators[name].validate(event)
            events[Path(event["source"]["file"]).name].append((name, event))
    for found in events.values():
        found.sort(key=lambda item: item[1]["source"].get("record", 0))
    return Run(events, done.stderr.splitlines(), done.returncode, read_times(times))


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


def test_each_takes_a_small_part_of_the_time_that_a_page_may_take(run: Run) -> None:
    assert {name: seconds for name, seconds in run.seconds.items() if max(seconds) > MAX_SECONDS} == {}
    assert {name: len(seconds) for name, seconds in run.seconds.items()} == {
        name: len(found) for name, found in run.events.items()
    }
