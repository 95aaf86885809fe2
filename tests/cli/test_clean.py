"""`newsmill clean` as a command: what it tells of its inputs and of dead letters that no file keeps, and what it refuses."""

import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
import pytest

from tests.command import newsmill
from workers.cli.clean import require_distinct
from workers.cli.clean_run import DEAD_LETTERS_SHOWN
from workers.embedded.clean import received
from workers.inputs import Input
from workers.records import Source
from workers.steps.read.message import RawMessage

BROKEN = DEAD_LETTERS_SHOWN + 2


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of pages that can all not be processed, and a file of no known kind."""
    (tmp_path / "in").mkdir()
    head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://paper.example/a\r\nContent-Length: 7\r\n\r\n"
    (tmp_path / "in" / "a.warc").write_text(head + "no HTTP", newline="")
    (tmp_path / "in" / "b.jsonl").write_text("{broken\n" * (BROKEN - 1))
    (tmp_path / "in" / "notes.md").touch()
    return tmp_path / "in"


def test_dead_letters_that_no_file_keeps_are_named_up_to_ten_and_then_counted(folder: Path) -> None:
    run = newsmill("clean", folder, "--processes", 1)
    assert (run.returncode, run.stdout) == (0, "")
    *letters, more, passed_over, accounting = run.stderr.splitlines()
    assert letters[0].startswith(f"newsmill: dead letter: {folder}/a.warc, record 1 (https://paper.example/a): ")
    assert [line.partition(": decode")[0] for line in letters[1:]] == [
        f"newsmill: dead letter: {folder}/b.jsonl, record {record}" for record in range(1, DEAD_LETTERS_SHOWN)
    ]
    assert more == "newsmill: and 2 more dead letters; --dead-letters FILE keeps them with their bytes"
    assert passed_over == f"newsmill: passed over, of no known kind: {folder}/notes.md"
    assert accounting.startswith(f"newsmill: read {BROKEN} = 0 articles + 0 duplicates + 0 rejected + {BROKEN} dead letters (")


def test_dead_letters_that_a_file_keeps_are_not_named(folder: Path, tmp_path: Path) -> None:
    run = newsmill("clean", folder, "--processes", 1, "--dead-letters", tmp_path / "kept")
    assert len((tmp_path / "kept").read_text().splitlines()) == BROKEN
    assert len(run.stderr.splitlines()) == 2


@pytest.mark.parametrize("now", ["2026-12-01T08:00:00Z", "2026-12-01T09:00:00.250+01:00"])
def test_a_page_of_the_future_counts_as_fetched_now(tmp_path: Path, now: str) -> None:
    pages, rejected = tmp_path / "pages.jsonl", tmp_path / "rejected"
    pages.write_text('{"url": "https://paper.example/a", "fetched_at": "2126-03-02T08:00:00Z", "status": 404, "body": "gone"}\n')
    run = newsmill("clean", pages, "--processes", 1, "--rejected", rejected, "--now", now)
    event = json.loads(rejected.read_text())
    assert run.returncode == 0
    assert event["fetched_at_origin"] == "received"
    assert datetime.fromisoformat(event["fetched_at"]) == datetime.fromisoformat(now)


def test_without_now_it_is_the_clock_that_says() -> None:
    before = datetime.now(UTC)
    (item,) = received([Input(Source(file="a"), RawMessage(b"{}"))], partial(datetime.now, UTC))
    assert isinstance(item, Input)
    assert item.message.received
    assert before <= item.message.received <= datetime.now(UTC)


@pytest.mark.parametrize("now", ["today", "2026-12-01", "2026-12-01T08:00:00", "0001-01-01T00:00:00Z", "9999-01-01T00:00:00Z"])
def test_now_is_a_time_with_its_offset(tmp_path: Path, now: str) -> None:
    run = newsmill("clean", tmp_path, "--now", now)
    assert run.returncode == 2
    assert f"'--now': '{now}' cannot be now; write a time with its offset, as 2026-03-02T08:00:00Z" in run.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("inputs", "outputs", "says"),
    [
        (("a.jsonl",), {"articles": "./a.jsonl"}, "--articles ./a.jsonl is an input: a.jsonl; name another file"),
        (("-",), {"articles": "-", "dead_letters": "-"}, "--dead-letters - is --articles too; name another file"),
        (("-",), {"articles": "a", "rejected": "b/../a"}, "--rejected b/../a is --articles too; name another file"),
    ],
)
def test_a_file_is_written_by_one_output_and_is_no_input(
    inputs: tuple[str, ...], outputs: dict[str, str | None], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b").mkdir()
    with pytest.raises(click.UsageError) as refused:
        require_distinct(inputs, outputs)
    assert refused.value.message == says


def test_outputs_that_differ_or_are_not_asked_for_are_taken() -> None:
    require_distinct(("-", "a.jsonl"), {"articles": "-", "duplicates": None, "rejected": None, "dead_letters": "b"})
