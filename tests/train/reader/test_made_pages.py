"""Made pages: what is put in is no text, what is made to look like it is text still, and nothing else changes."""

import numpy as np

from testing.words import LINE_WORDS
from tests.train.reader.pages import LINES, PARAGRAPHS, labelled
from train.reader.made_pages import make_pages
from workers.steps.extract.columns.evidence import Evidence
from workers.steps.extract.columns.matrix import columns_of, matrix_of

PAGES = [labelled(f"https://paper{number}.example/a") for number in range(40)]
MADE = make_pages(PAGES, 1)


def test_about_a_half_of_the_pages_is_made_anew_and_the_same_each_time() -> None:
    assert 10 < len(MADE) < 30
    assert [made.page.blocks.texts for made in make_pages(PAGES, 1)] == [made.page.blocks.texts for made in MADE]
    assert [made.page.blocks.texts for made in make_pages(PAGES, 2)] != [made.page.blocks.texts for made in MADE]


def test_what_is_put_in_is_no_text_and_what_is_likened_is() -> None:
    for page, places in MADE:
        texts, labels = page.blocks.texts, page.labels
        assert len(texts) == len(labels)
        put = [place for place in places if labels[place] == 0]
        likened = [place for place in places if labels[place] > 0]
        assert 2 <= len(put) <= 4
        assert len(likened) == 3
        assert len(texts) == len(PAGES[0].blocks.texts) + len(put)
        assert not {texts[place] for place in places} & set(PAGES[0].blocks.texts)


def test_nothing_else_changes() -> None:
    for page, places in MADE:
        rest = [
            (text, share)
            for place, (text, share) in enumerate(zip(page.blocks.texts, page.labels, strict=True))
            if place not in places
        ]
        own = list(zip(PAGES[0].blocks.texts, PAGES[0].labels, strict=True))
        assert [pair for pair in own if pair in rest] == rest
    assert PAGES[0].blocks.texts[-8:-1] == LINES


def test_a_phrase_stands_between_paragraphs_in_a_box_beside_theirs() -> None:
    for page, places in MADE:
        blocks = page.blocks
        assert all(parent < place for place, parent in enumerate(blocks.parent))
        for place in places:
            assert blocks.parent[blocks.box[place]] == blocks.parent[blocks.box[place + (1 if page.labels[place] == 0 else 0)]]


def test_made_pages_can_be_measured() -> None:
    page = MADE[0].page
    matrix = matrix_of(columns_of(page.blocks, page.witness, Evidence({}, {}, {}), LINE_WORDS))
    assert matrix.shape[0] == len(page.blocks.texts)
    assert np.isfinite(matrix).all()


def test_pages_of_few_paragraphs_are_left() -> None:
    short = labelled(html="<html><body><p>" + "</p><p>".join(PARAGRAPHS[:3]) + "</p></body></html>")
    assert make_pages([short] * 20, 1) == []
