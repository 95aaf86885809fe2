"""Columns of a small page: what each says, and that words are looked at only where they may be."""

import numpy as np
import pytest

from testing.words import LINE_WORDS
from tests.steps.extract.html_pages import PARAGRAPHS, TITLE, URL, article, document
from workers.steps.extract.columns.arrays import Columns
from workers.steps.extract.columns.evidence import Evidence
from workers.steps.extract.columns.matrix import columns_of, matrix_of
from workers.steps.extract.html import Looked, look
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.sources import read_sources

PAGE = article(
    before="<nav class='menu'><a href='/b'>Sport</a></nav>",
    after="<div class='related-posts'><h2>Read more</h2><a href='/c'>Another story of the day</a></div>",
)
EVIDENCE = Evidence({"menu": -2.0, "story": 1.0, "body": 1.5}, {"ferry": -1.0}, {"sport": -3.0})


def looked(html: str = PAGE, url: str = URL) -> Looked:
    tree = parse_html(html)
    assert tree is not None
    return look(read_sources(tree, document(html, url), LINE_WORDS))


@pytest.fixture(scope="module")
def columns() -> Columns:
    page = looked()
    return columns_of(page.blocks, page.witness, EVIDENCE, LINE_WORDS)


def places() -> dict[str, int]:
    return {text: place for place, text in enumerate(looked().blocks.texts)}


def test_every_block_has_a_value_in_every_column(columns: Columns) -> None:
    matrix = matrix_of(columns)
    assert matrix.shape == (len(looked().blocks.texts), len(columns))
    assert matrix.dtype == np.float32
    assert np.isfinite(matrix).all()


def test_the_title_is_known_by_the_page_s_head(columns: Columns) -> None:
    assert np.flatnonzero(columns["is_title"]).tolist() == [places()[TITLE]]


def test_names_and_words_weigh_what_was_learned(columns: Columns) -> None:
    menu, paragraph = 0, places()[PARAGRAPHS[0]]
    assert columns["name_least1"][menu] == -2
    assert columns["names_most"][paragraph] == 1.5
    assert columns["text"][menu] == -3


def test_prose_and_links_are_told_apart_by_what_holds_them(columns: Columns) -> None:
    paragraph, related = places()[PARAGRAPHS[0]], places()["Another story of the day"]
    assert columns["prose_share2"][paragraph] > 0.9
    assert columns["prose_share1"][related] == 0
    assert columns["linked"][related] == 1
    assert columns["to_related"][related] < columns["to_related"][paragraph]
    assert columns["main_above"][paragraph] == 0 < columns["main_above"][related]


def test_the_words_of_blocks_that_are_not_live_are_not_looked_at() -> None:
    page = looked()
    none = np.zeros(len(page.blocks.texts), np.bool_)
    found = columns_of(page.blocks, page.witness, EVIDENCE, LINE_WORDS, none)
    assert not any(found[name].any() for name in ("word_mean", "first_word", "text", "shared_words", "is_prose"))
    assert found["length"].all()


@pytest.mark.parametrize("url", ["https://[2001:db8::1/ferry-returns", "file:///home/pages/ferry.html", ""])
def test_what_cannot_be_an_address_is_no_obstacle(url: str) -> None:
    page = looked(url=url)
    assert np.isfinite(matrix_of(columns_of(page.blocks, page.witness, EVIDENCE, LINE_WORDS))).all()
