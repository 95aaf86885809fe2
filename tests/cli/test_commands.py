"""The commands and their table: what --help says of each is what its own help says, and every way to call one wrongly is one line."""

import sys

import click
import pytest
from click.testing import CliRunner

from workers.cli.main import SUMMARIES, main, newsmill
from workers.errors import NewsmillError

CONTEXT = click.Context(newsmill)


def called(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Call the command; returns its exit code."""
    monkeypatch.setattr(sys, "argv", ["newsmill", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize("name", SUMMARIES)
def test_a_summary_is_the_first_line_of_its_commands_own_help(name: str) -> None:
    command = newsmill.get_command(CONTEXT, name)
    assert command
    assert command.name == name
    assert (command.help or "").splitlines()[0] == SUMMARIES[name]


def test_the_help_lists_every_command_with_its_summary() -> None:
    shown = CliRunner().invoke(newsmill, ["--help"], terminal_width=200, max_content_width=200).output
    lines = [line.split(maxsplit=1) for line in shown.partition("Commands:\n")[2].splitlines()]
    assert lines == [[name, SUMMARIES[name]] for name in sorted(SUMMARIES)]


@pytest.mark.parametrize("name", [[name] for name in SUMMARIES] + [["topics", "create"]], ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_help(name: list[str], option: str) -> None:
    result = CliRunner().invoke(newsmill, [*name, option])
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: newsmill {' '.join(name)} ")


@pytest.mark.parametrize("arguments", [[], ["topics"]], ids=" ".join)
def test_a_group_alone_shows_its_help_and_was_called_wrongly(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(monkeypatch, *arguments) == 2
    assert capsys.readouterr().out.startswith("Usage: newsmill ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("nonsense", "No such command 'nonsense' (newsmill --help tells more)"),
        ("dead_letters", "No such command 'dead_letters' (newsmill --help tells more)"),
        ("main", "No such command 'main' (newsmill --help tells more)"),
        ("topics nonsense", "No such command 'nonsense' (newsmill --help tells more)"),
        ("--nope", "No such option: --nope (newsmill --help tells more)"),
        ("feed", "nothing to read: name files or folders, or - for JSON lines on standard input (newsmill --help tells more)"),
        ("worker --log x", "Invalid value for '--log': 'x' is not one of 'debug', 'info', 'warn', 'error'"),
        ("audit --wait -1", "Invalid value for '--wait': -1.0 is not in the range x>=0"),
        ("lag x", "Got unexpected extra argument (x) (newsmill --help tells more)"),
        ("replay --since yesterday", "Invalid value for '--since': 'yesterday' does not match the formats '%Y-%m-%d', "),
        (
            "rewind --to yesterday",
            "Invalid value for '--to': 'yesterday' is neither earliest, outcomes, an offset, nor a time as 20",
        ),
        (
            "rewind --to -1",
            "Invalid value for '--to': '-1' is neither earliest, outcomes, an offset, nor a time as 2026-03-02T08:1",
        ),
        ("rewind --partition pages.raw", "Invalid value for '--partition': 'pages.raw' is no partition, as pages.raw/3"),
        ("rewind --partition pages.raw/-3", "Invalid value for '--partition': 'pages.raw/-3' is no partition, as pages.raw/3"),
        ("rewind --to 5", "an offset is one partition's: name it with --partition TOPIC/N (newsmill --help tells more)"),
        ("rewind --to 5 --partition a/1 --partition a/2", "an offset is one partition's: name it with --partition TOPIC/N"),
        ("rewind now", "Got unexpected extra argument (now) (newsmill --help tells more)"),
        ("dead-letters --reason x", "Invalid value for '--reason': 'x' is not one of 'broken_record', "),
    ],
)
def test_a_usage_error_is_one_line_and_exit_code_2(
    arguments: str, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(monkeypatch, *arguments.split()) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"newsmill: {says}")
    assert said.err.count("\n") == 1


class MadeUpError(NewsmillError):
    """One that no command knows."""

    exit_code = 70


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (MadeUpError("the mill stands still; oil it"), 70, "newsmill: the mill stands still; oil it\n"),
        (KeyboardInterrupt(), 130, "\nnewsmill: interrupted\n"),  # click ends the line of the ^C
        (click.Abort(), 130, "newsmill: interrupted\n"),
    ],
)
def test_what_a_command_raises_becomes_its_line_and_exit_code(
    error: BaseException, code: int, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise error

    command = click.Command("settings", callback=fail)
    monkeypatch.setattr("workers.cli.settings.command", command)
    assert called(monkeypatch, "settings") == code
    assert capsys.readouterr() == ("", says)


def test_what_is_none_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.cli.settings.command", click.Command("settings", callback=lambda: 1 / 0))
    monkeypatch.setattr(sys, "argv", ["newsmill", "settings"])
    with pytest.raises(ZeroDivisionError):
        main()
