"""Made lines: captions and readers' remarks are put into plain text as no text, and nothing else changes."""

import numpy as np
import pytest

from testing.words import LINE_WORDS
from tests.train.reader.pages import LINES, PARAGRAPHS, labelled
from train.reader.made_lines import make_lines
from workers.steps.extract.blocks.lines import lines_of
from workers.steps.extract.columns.evidence import Evidence
from workers.steps.extract.columns.matrix import columns_of, matrix_of

pytest.importorskip("resiliparse", reason="it is installed by `make train`")
from train.reader.plain_pages import plain_pages

PAGES = plain_pages([labelled(f"https://paper{number}.example/a") for number in range(20)])
MADE = make_lines(PAGES, 1)


def test_every_page_that_teaches_is_made_anew_and_the_same_each_time() -> None:
    assert len(MADE) == len(PAGES)
    assert [made.page.blocks.texts for made in make_lines(PAGES, 1)] == [made.page.blocks.texts for made in MADE]
    assert [made.page.blocks.texts for made in make_lines(PAGES, 2)] != [made.page.blocks.texts for made in MADE]


def test_what_is_put_in_is_no_text_and_all_else_stays() -> None:
    for page, places in MADE:
        assert len(page.labels) == len(page.blocks.texts)
        assert {page.labels[place] for place in places} == {0.0}
        rest = [text for place, text in enumerate(page.blocks.texts) if place not in places]
        kept = [text for text, share in zip(page.blocks.texts, page.labels, strict=True) if share >= 0.9]
        assert kept == LINES[: len(kept)]
        assert rest == [text for text in PAGES[0].blocks.texts if text not in LINES[len(kept) :]]


def test_some_articles_are_made_short_and_blank_lines_are_others() -> None:
    counts = {sum(share >= 0.9 for share in page.labels) for page, _ in MADE}
    assert max(counts) == len(LINES)
    assert min(counts) < len(LINES)
    gaps = [{line.gap for line in lines_of(page.blocks, LINE_WORDS.months)} for page, _ in MADE]
    assert {0} in gaps
    assert {1} in gaps
    assert {0, 1} in gaps or any(max(some) > 1 for some in gaps)


def test_below_some_pages_readers_say_what_might_be_a_paragraph() -> None:
    remarks = [[page.blocks.texts[place] for place in places if page.blocks.texts[place] in PARAGRAPHS] for page, places in MADE]
    assert 5 < sum(map(bool, remarks)) < 19
    assert max(map(len, remarks)) > 3


def test_captions_stand_between_paragraphs_and_say_whose_picture_it_is() -> None:
    captions = [
        text
        for page, places in MADE
        for place in places
        if any(
            (text := page.blocks.texts[place]).startswith(paragraph[:40]) and text not in PARAGRAPHS for paragraph in PARAGRAPHS
        )
    ]
    assert len(captions) >= len(MADE)
    assert len({caption[-12:] for caption in captions}) > 10


def test_made_lines_can_be_measured() -> None:
    page = MADE[0].page
    matrix = matrix_of(columns_of(page.blocks, page.witness, Evidence({}, {}, {}), LINE_WORDS))
    assert matrix.shape[0] == len(lines_of(page.blocks, LINE_WORDS.months))
    assert np.isfinite(matrix).all()


def test_pages_that_do_not_teach_are_left() -> None:
    assert make_lines(plain_pages([labelled(html="<html><body><p>One paragraph that says little.</p></body></html>")]), 1) == []


def test_above_some_articles_stand_when_and_by_whom_and_all_of_it_in_one_line() -> None:
    made = make_lines(PAGES * 5, 1)
    first = [next(place for place, share in enumerate(page.labels) if share >= 0.9) for page, _ in made]
    above = [[page.blocks.texts[place] for place in places if place < at] for (page, places), at in zip(made, first, strict=True)]
    heads = [lines for lines in above if lines]
    assert 0.25 * len(made) < len(heads) < 0.55 * len(made)
    digests = [lines[0] for lines in heads if PARAGRAPHS[0] in lines[0]]
    assert 0.2 * len(heads) < len(digests) < 0.6 * len(heads)
    assert all("2025" in digest and len(digest) > len(PARAGRAPHS[0]) for digest in digests)
    assert len({line for lines in heads for line in lines}) > 2 * len(heads), "no two heads are alike"


def test_below_some_articles_stands_who_wrote_them() -> None:
    made = make_lines(PAGES * 5, 1)
    starts = [f" {paragraph[:1].lower()}{paragraph[1:30]}" for paragraph in PARAGRAPHS]
    signed = [page for page, places in made if any(start in page.blocks.texts[place] for place in places for start in starts)]
    assert 0.15 * len(made) < len(signed) < 0.45 * len(made)
