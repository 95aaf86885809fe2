"""What was measured is kept until code, weights or pages change."""

from pathlib import Path

import msgspec
import pytest

from bench.lib import kept

STEP, WEIGHTS = (f"workers/{name}" for name in ("step.py", "weights.npz"))


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one module, one file of figures and one of weights, and pages beside it."""
    for name in (STEP, WEIGHTS, "bench/score/figures/html.json", "shared/data/set/pages.jsonl.gz"):
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    monkeypatch.setattr(kept, "ROOT", tmp_path / "project")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path / "project"


@pytest.mark.parametrize(
    ("name", "is_another"),
    [
        (STEP, True),
        (WEIGHTS, True),
        ("shared/data/set/pages.jsonl.gz", True),
        ("bench/score/figures/html.json", False),
        ("docs/quality.md", False),
    ],
)
def test_the_folder_is_another_where_something_decides_otherwise(root: Path, name: str, *, is_another: bool) -> None:
    before = kept.folder_of(root / "shared", "score")
    assert before.is_dir()
    assert before == kept.folder_of(root / "shared", "score") != kept.folder_of(root / "shared", "ablation")
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text("as long as it was, but other"[: len(name)] if name.startswith("workers") else "other")
    assert (kept.folder_of(root / "shared", "score") != before) == is_another


def test_what_cannot_be_written_whole_is_not_written(tmp_path: Path) -> None:
    kept.keep(tmp_path / "a.json", [1, 2])
    assert msgspec.json.decode((tmp_path / "a.json").read_bytes()) == [1, 2]
    with pytest.raises(TypeError):
        kept.keep(tmp_path / "b.json", object())
    assert not (tmp_path / "b.json").exists()
