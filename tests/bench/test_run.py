"""`make bench`, `make score` and `make train`: each lists what there is, runs the one that is named, and knows its mistakes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.lib import run
from bench.lib.arguments import dev_pages, parser, parser_of_pages
from testing.newsmill import ROOT

WORDS = "help demo test check lint format bench chaos fuzz score train picture docs compose-test lock clean".split()
VARIABLES = ("NAME", "COUNT", "PAGES", "SHARED", "FAULTS", "MORE")


def make(*words: str) -> str:
    """What make says, called as from a shell: these tests themselves may run within a make that was given other words."""
    environment = {
        name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS", *VARIABLES}
    }
    return subprocess.run(["make", *words], cwd=ROOT, capture_output=True, text=True, check=True, env=environment).stdout


def runner(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench.lib.run", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_make_has_few_words_and_help_lists_them() -> None:
    assert sorted(line.split()[0] for line in make("help").splitlines()) == sorted(WORDS)


@pytest.mark.parametrize("folder", run.MAIN)
def test_every_script_says_what_it_does_in_a_line(folder: str) -> None:
    found = run.scripts(folder)
    assert found
    assert {name: line for name, line in found.items() if len(line) < 20 or line[-1] not in ".:"} == {}


def test_helpers_are_not_listed() -> None:
    assert {"speed", "audit", "kafka", "startup"} <= set(run.scripts("bench"))
    assert not {"run", "draw", "newsroom", "__init__"} & set(run.scripts("bench"))


def test_an_unknown_name_is_told_in_one_line_of_what_there_is() -> None:
    told = runner("train", "nothing")
    assert (told.returncode, told.stdout, told.stderr) == (2, "", "no 'nothing' in train/: NAME is one of reader, topics\n")


def test_without_a_name_all_are_listed_and_nothing_is_trained() -> None:
    told = runner("train", "")
    assert (told.returncode, told.stderr) == (0, "")
    assert [line.split()[0] for line in told.stdout.splitlines()] == ["NAME=reader", "NAME=topics"]


@pytest.mark.parametrize(("folder", "main"), [("bench", "speed"), ("bench/score", "quality"), ("train", None)])
def test_without_a_name_the_main_script_runs(folder: str, main: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.chosen(folder, "") == main
    assert len(capsys.readouterr().out.splitlines()) == len(run.scripts(folder))


def test_a_script_gets_what_was_given_and_nothing_else() -> None:
    told = runner("bench", "relay", "--pages", "a.jsonl")
    assert told.returncode == 2
    assert "unrecognized arguments: --pages a.jsonl" in told.stderr


@pytest.mark.parametrize(
    ("words", "arguments"),
    [
        (["bench", "NAME=audit", "COUNT=5"], 'bench "audit" --count 5'),
        (["bench", "PAGES=a b", "SHARED=d"], 'bench "" --pages a b --shared d'),
        (["chaos"], "bench chaos"),
        (["chaos", "FAULTS=12", "COUNT=1500"], "bench chaos --count 1500 --faults 12"),
        (["chaos", "KINDS=own,cut-raw"], "bench chaos --kinds own,cut-raw"),
        (["chaos", "MORE=--break abort"], "bench chaos --break abort"),
        (["fuzz", "COUNT=7"], "bench fuzz --count 7"),
        (["score"], 'bench/score ""'),
        (["train", "NAME=topics"], 'train "topics"'),
    ],
)
def test_make_hands_on_what_it_is_given(words: list[str], arguments: str) -> None:
    assert " ".join(make("--dry-run", *words).splitlines()[-1].split()) == f".venv/bin/python -m bench.lib.run {arguments}"


def test_count_is_a_number_and_pages_are_files() -> None:
    options = parser_of_pages("What it does.", count=3).parse_args(["--pages", "a", "b", "--shared", "d"])
    assert (options.count, options.pages, options.shared) == (3, [Path("a"), Path("b")], Path("d"))
    with pytest.raises(SystemExit) as end:
        parser("What it does.", count=3).parse_args(["--count", "a.jsonl"])
    assert end.value.code == 2


def test_pages_that_are_not_there_are_told_before_anything_starts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        dev_pages(tmp_path)
    assert end.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
