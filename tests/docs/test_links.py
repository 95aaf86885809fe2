"""No document leads nowhere, and neither does a comment."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.markdown import ROOT, anchors, documents, links

_PATH = re.compile(r"\b(?:bench|deploy|docs|samples|schemas|testing|tests|train|workers)/[\w./-]*\w\.(?:md|py|sh|ya?ml|json)\b")


def dead(document: Path) -> list[str]:
    """The relative links of a document that lead to no file, or to no heading of one."""

    def leads(link: str) -> bool:
        path, _, anchor = unquote(link).partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or not target.is_relative_to(ROOT):
            return False
        return not anchor or (target.is_file() and anchor in anchors(target.read_text(encoding="utf-8")))

    text = document.read_text(encoding="utf-8")
    return [link for link in links(text) if "://" not in link and not link.startswith("mailto:") and not leads(link)]


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    assert dead(document) == []


def test_a_dead_link_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test above goes by, on a document that has a link of each sort."""
    monkeypatch.setattr("tests.docs.test_links.ROOT", tmp_path)
    (tmp_path / "other.md").write_text("# Here, there\n", encoding="utf-8")
    document = tmp_path / "made-up.md"
    links = "[a](other.md) [b](gone.md) [c](other.md#here-there) [d](other.md#gone) [e](#one) [f](#two) `[g](code.md)` [h](https://x.example/)"
    document.write_text(f"# One\n{links}\n", encoding="utf-8")
    assert dead(document) == ["gone.md", "other.md#gone", "#two"]


def test_every_file_of_the_repository_that_is_named_is_there() -> None:
    sources = (path for path in ROOT.glob("*/**/*.py") if not any(part.startswith(".") for part in path.relative_to(ROOT).parts))
    named = {(path.name, name) for path in (*documents(), *sources) for name in _PATH.findall(path.read_text(encoding="utf-8"))}
    assert len(named) > 20
    assert [(path, name) for path, name in sorted(named) if not (ROOT / name).exists()] == []
