"""No document leads nowhere, and neither does a comment."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.markdown import ROOT, anchors, documents, links

_MODULE = re.compile(r"`([\w./-]+\.py)`")
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


def files(pattern: str) -> list[Path]:
    """What is of the repository, each from its root on; not what tools keep beside it."""
    found = (path.relative_to(ROOT) for path in ROOT.glob(pattern))
    return [path for path in found if not any(part.startswith(".") for part in path.parts)]


def test_every_file_of_the_repository_that_is_named_is_there() -> None:
    sources = [*documents(), *(ROOT / path for path in files("*/**/*.py"))]
    named = {(path.name, name) for path in sources for name in _PATH.findall(path.read_text(encoding="utf-8"))}
    assert len(named) > 20
    assert [(path, name) for path, name in sorted(named) if not (ROOT / name).exists()] == []


def test_a_module_that_a_document_names_by_the_end_of_its_path_is_there() -> None:
    known = [f"/{path.as_posix()}" for path in files("**/*.py")]
    named = {(path.name, name) for path in documents() for name in _MODULE.findall(path.read_text(encoding="utf-8"))}
    assert len(named) > 20
    assert [(path, name) for path, name in sorted(named) if not any(file.endswith(f"/{name}") for file in known)] == []
