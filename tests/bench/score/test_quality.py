"""Every page is scored, refused or not; and what an earlier run has found is not looked for again."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from bench.lib.figures import OURS, Scored
from tests.train.reader.pages import TEXT, labelled
from train.reader.folds import FOLDS
from train.reader.pages import Gold, Labelled
from workers.page import Format, NotAnArticle
from workers.records import RejectReason
from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Floats
from workers.steps.extract.columns.matrix import Witness

pytest.importorskip("lightgbm", reason="it is installed by `make train`")
from bench.score import quality
from train.reader.plain_pages import plain_pages

GOLD = Gold(url="https://paper.example/a", text=TEXT, title="What was seen in the town on Sunday")


def knowing(blocks: Blocks, witness: Witness) -> Floats:  # noqa: ARG001 # it is called by name
    """A labeller that knows the text."""
    return np.array([0.99 if text in TEXT else 0.01 for text in blocks.texts], np.float32)


@pytest.mark.parametrize(
    ("form", "peers"), [(Format.HTML, ["rules", "trafilatura", "trafilatura, fast"]), (Format.PLAIN, ["rules"])]
)
def test_all_readers_are_scored_on_text_and_fields(form: Format, peers: list[str]) -> None:
    page = labelled(gold=GOLD)
    text, title = quality.score(knowing, page if form is Format.HTML else plain_pages([page])[0])
    assert [text.what, title.what] == ["text", "title"]
    assert [*text.found] == [OURS, quality.REFUSING, *peers]
    assert [*title.found] == [OURS, quality.REFUSING, *(["trafilatura"] if form is Format.HTML else [])]
    assert text.found[OURS] == text.found[quality.REFUSING] == (1, 0, 0)
    assert not text.refused


def test_a_page_that_is_refused_is_scored_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise NotAnArticle(RejectReason.LISTING, "it is one")

    monkeypatch.setattr(quality, "require_article", refuse)
    text, title = quality.score(knowing, labelled(gold=GOLD))
    assert text.refused
    assert (text.found[OURS], text.found[quality.REFUSING]) == ((1, 0, 0), (0, 0, 1))
    assert title.found[quality.REFUSING] == (0, 0, 1) != title.found[OURS]


def test_a_page_without_elements_has_no_text() -> None:
    page = labelled(gold=GOLD)
    (text,) = quality.score(knowing, msgspec.structs.replace(page, document=msgspec.structs.replace(page.document, text="")))
    assert text.refused
    assert set(text.found.values()) == {(0, 0, 1)}


def test_folds_that_are_kept_are_not_scored_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[int]] = []

    class Known(quality.Pages):
        def apart(self, form: Format, folds: list[int]) -> Iterator[tuple[None, list[Labelled]]]:  # type: ignore[override] # none is asked
            assert form is Format.HTML
            asked.append(folds)
            return ((None, [labelled(f"https://paper{fold}.example/a")]) for fold in folds)

    def score(_: None, page: Labelled) -> list[Scored]:
        return [Scored("text", page.source, page.site, refused=False, found={OURS: (1, 0, 0)})]

    monkeypatch.setattr(quality, "score", score)
    monkeypatch.setattr(quality, "over", lambda work, tasks, at_once: map(work, tasks))  # noqa: ARG005 # as it is called
    pages = Known(tmp_path, print)
    first = quality.score_format(Format.HTML, pages, tmp_path, print)
    assert [each.group for each in first] == [f"paper{fold}.example" for fold in range(FOLDS)]
    (tmp_path / "html-3.json").unlink()
    assert quality.score_format(Format.HTML, pages, tmp_path, print) == first
    assert asked == [list(range(FOLDS)), [3]]
