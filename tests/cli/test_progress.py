"""The progress bar: people at a terminal see how far things are, everything else sees nothing of it."""

import io
import sys
from collections import Counter

import msgspec
import pytest

from workers.cli.progress import Progress


class Inputs(msgspec.Struct):
    """Inputs, of which so many bytes are read."""

    bytes_read: int
    bytes_total: int | None


class Accounting(msgspec.Struct):
    """What became of pages."""

    read: int
    outcomes: Counter[str]


class Terminal(io.StringIO):
    """A standard error that somebody looks at."""

    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, stderr: io.StringIO, total: int | None) -> str:
    """Show the progress of seven pages, in 25 bytes that are read of `total`."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(sys, "stderr", stderr)
    with Progress(Inputs(25, total), Accounting(7, Counter(articles=4, dead_letters=3))) as progress:
        progress.update()
    return stderr.getvalue()


def test_at_a_terminal_it_shows_pages_share_and_outcomes_and_takes_them_away_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    said = shown(monkeypatch, Terminal(), 100)
    for part in ("7 pages", "25%", "4 articles  3 dead letters"):
        assert part in said
    assert said.rstrip("\r").endswith("\x1b[2K")  # the line is empty again


def test_where_nobody_knows_how_much_there_is_it_shows_no_share(monkeypatch: pytest.MonkeyPatch) -> None:
    said = shown(monkeypatch, Terminal(), None)
    assert "7 pages" in said
    assert "25%" not in said


def test_what_is_no_terminal_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, io.StringIO(), 100) == ""
