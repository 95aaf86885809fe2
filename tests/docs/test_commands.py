"""Documents name commands, options and settings that there are."""

import contextlib
import functools
import io
import re
import sys
from importlib.metadata import entry_points
from unittest.mock import patch

import pytest

from tests.docs.markdown import ROOT, documents

TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in documents()}

_COMMAND = re.compile(r"^  ([a-z-]+)  ", re.MULTILINE)
_CALL = re.compile(r"\bnewsmill ([a-z][a-z-]*)((?:[^\n`|]|\\\n)*)")
_OPTION = re.compile(r"--[a-z][a-z-]*")
_SETTING = re.compile(r"\bNEWSMILL_[A-Z0-9_]*[A-Z0-9]\b")


@functools.cache
def told(*arguments: str) -> str:
    """What the command writes."""
    (script,) = entry_points(group="console_scripts", name="newsmill")
    out = io.StringIO()
    with patch.object(sys, "argv", ["newsmill", *arguments]), contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        script.load()()
    return out.getvalue()


def commands() -> list[str]:
    return _COMMAND.findall(told("--help").partition("Commands:\n")[2])


def test_the_readme_names_every_command() -> None:
    assert {"clean", "worker", "settings"} <= {*commands()}
    assert [command for command in commands() if f"newsmill {command}" not in TEXTS["README.md"]] == []


@pytest.mark.parametrize("document", TEXTS)
def test_every_command_and_option_that_is_named_is_there(document: str) -> None:
    calls = _CALL.findall(TEXTS[document])
    assert {command for command, _ in calls} - {*commands()} == set()
    assert [
        (command, option) for command, rest in calls for option in _OPTION.findall(rest) if option not in help_of(command, rest)
    ] == []


def help_of(command: str, rest: str) -> str:
    """Give the help of a command, and of the one within it that is called."""
    own = told(command, "--help")
    within = [name for name in rest.split()[:1] if name in _COMMAND.findall(own)]
    return own + "".join(told(command, name, "--help") for name in within)


def test_every_setting_that_is_named_is_there() -> None:
    known = {*_SETTING.findall(told("settings")), "NEWSMILL_NAME", "NEWSMILL_TEST_KAFKA"}
    named = {
        name.removesuffix("_FILE") if name not in known else name for text in TEXTS.values() for name in _SETTING.findall(text)
    }
    assert len(named) > 20
    assert named - known == set()
