"""What is switched off is off, and on again after it."""

import numpy as np
import pytest

from bench.lib.switches import CHOOSING, LISTS, groups_of_columns, switched, without_words
from tests.train.reader.pages import PARAGRAPHS, labelled
from train.reader.words import LINE_WORDS
from workers.steps.extract import choose, html
from workers.steps.extract.columns.evidence import Evidence
from workers.steps.extract.columns.matrix import columns_of
from workers.steps.extract.plain.kinds import Kind, classify
from workers.steps.extract.plain.lines import measure

SAYS = {
    "heads of sections": "Related articles",
    "heads of teasers": "Previously: the harbour is open again",
    "buttons and labels": "Share",
    "heads of comments": "Comments",
    "sentences of the site about itself": "Subscribe to our newsletter to get all news of the town each morning.",
    "credits of pictures": "Screenshot: Jo Vane",
    "bylines": "By Jo Vane",
    "dates and times": "2 March 2026",
}


@pytest.mark.parametrize("name", LISTS)
def test_without_a_list_its_lines_are_of_another_kind(name: str) -> None:
    line = measure(SAYS[name], LINE_WORDS.months)
    withal, without = (classify(line, words) for words in (LINE_WORDS, without_words(LINE_WORDS, LISTS[name])))
    assert without is not withal
    assert withal not in (Kind.TEXT, Kind.PROSE)


@pytest.mark.parametrize("name", CHOOSING)
def test_what_stands_in_is_taken_away_again(name: str) -> None:
    module = {place: html if place.startswith(html.__name__) else choose for place in CHOOSING[name]}
    before = {place: getattr(module[place], place.rpartition(".")[2]) for place in module}
    with switched(CHOOSING[name]):
        assert {place: getattr(module[place], place.rpartition(".")[2]) for place in module} == dict(CHOOSING[name])
    assert {place: getattr(module[place], place.rpartition(".")[2]) for place in module} == before


def test_a_repeated_paragraph_is_kept_where_repetitions_may_stay() -> None:
    texts, likely = [*PARAGRAPHS, PARAGRAPHS[0]], np.ones(len(PARAGRAPHS) + 1, np.float32)
    assert len(choose.choose(texts, likely).kept) == len(PARAGRAPHS)
    with switched(CHOOSING["repetitions go"]):
        assert len(choose.choose(texts, likely).kept) == len(texts)


def test_each_column_is_in_one_group() -> None:
    page = labelled()
    columns = list(columns_of(page.blocks, page.witness, Evidence({}, {}, {}), LINE_WORDS))
    groups = groups_of_columns(page.blocks, page.witness, LINE_WORDS)
    assert sorted(place for places in groups.values() for place in places) == list(range(len(columns)))
    assert [columns[place] for place in groups["what is learned of short texts"]] == ["text", "heading_text"]
    assert {"`boxes.py`", "`places.py`", "`lines.py`", "`texts.py`", "`words.py`", "`page.py`"} <= groups.keys()
    assert "shared_words" in {columns[place] for place in groups["`words.py`"]}
