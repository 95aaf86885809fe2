"""How a command ends: what was done in one line, and an exit code that scripts can go by."""

import signal

import msgspec
import pytest

from workers.cli.common import end, say_passed_over


class Stop(msgspec.Struct):
    """Which signal came."""

    signal: int | None


class Source(msgspec.Struct):
    """What was passed over."""

    passed_over: tuple[str, ...]


@pytest.mark.parametrize(
    ("number", "complete", "code", "said"),
    [
        (None, True, 0, "newsmill: read 3 = 3 sent\n"),
        (None, False, 1, "newsmill: read 3 = 3 sent\n"),
        (signal.SIGTERM, True, 143, "newsmill: read 3 = 3 sent (stopped early)\n"),
        (signal.SIGINT, False, 130, "newsmill: read 3 = 3 sent (stopped early)\n"),
    ],
)
def test_the_exit_code_says_whether_all_was_done_or_which_signal_came(
    number: int | None, code: int, said: str, capsys: pytest.CaptureFixture[str], *, complete: bool
) -> None:
    assert end("read 3 = 3 sent", Stop(number), complete=complete) == code
    assert capsys.readouterr() == ("", said)


@pytest.mark.parametrize(("names", "said"), [((), ""), (("a.md", "b"), "newsmill: passed over, of no known kind: a.md, b\n")])
def test_what_was_passed_over_is_one_line_where_there_is_any(
    names: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    say_passed_over(Source(names))
    assert capsys.readouterr() == ("", said)
