"""`make train NAME=reader`: both formats unless one is named; the other's weights stay as they are."""

import json
from pathlib import Path

import pytest

from workers.page import Format

pytest.importorskip("lightgbm", reason="it is installed by `make train`")
from train.reader import __main__ as train

COMMANDS = [([], ["html", "plain"]), (["--format", "plain"], ["plain"]), (["--format", "html"], ["html"])]


@pytest.mark.parametrize(("words", "trained"), COMMANDS)
def test_the_formats_that_are_asked_for_are_trained_and_no_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], trained: list[str]
) -> None:
    weights = {one: tmp_path / f"{one.value}.npz" for one in Format}
    for path in weights.values():
        path.write_text("old")
    monkeypatch.setattr(train, "WEIGHTS", weights)
    monkeypatch.setattr(train, "FITS", {one: lambda _, one=one: f"fitted to {one.value}" for one in Format})
    monkeypatch.setattr(train, "save_labeller", lambda labeller, path: path.write_text(labeller))
    monkeypatch.setattr(train, "read_pages", lambda _: [])
    monkeypatch.setattr("sys.argv", ["reader", *words])
    train.main()
    assert {one.value for one, path in weights.items() if path.read_text() == f"fitted to {one.value}"} == set(trained)
    assert {path.read_text() for one, path in weights.items() if one.value not in trained} <= {"old"}
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["bytes"] == sum(len(f"fitted to {name}") for name in trained)
