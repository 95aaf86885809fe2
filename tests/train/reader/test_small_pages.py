"""Small pages: labelled by what they were made of."""

import re

import pytest

from tests.train.reader.pages import PARAGRAPHS, labelled
from train.reader.made_pages import Made
from train.reader.small_pages import make_small_pages

PAGES = [labelled(url=f"https://paper{number}.example/a") for number in range(60)]


@pytest.fixture(scope="module")
def made() -> list[Made]:
    return make_small_pages(PAGES, 1)


def test_the_same_seed_makes_the_same_pages(made: list[Made]) -> None:
    again = make_small_pages(PAGES, 1)
    assert [each.page.document.text for each in again] == [each.page.document.text for each in made]


def test_paragraphs_are_text_and_what_stands_around_them_is_none(made: list[Made]) -> None:
    for page, places in made:
        labels = dict(zip(page.blocks.texts, page.labels, strict=True))
        assert all(labels[text] == 1 for text in PARAGRAPHS if text in labels)
        assert 0 in page.labels
        assert all(labels[page.blocks.texts[place]] == page.labels[place] for place in places)
    assert any(text in page.blocks.texts for page, _ in made for text in PARAGRAPHS)


def test_some_are_a_few_short_sentences(made: list[Made]) -> None:
    texts = [[text for text, share in zip(page.blocks.texts, page.labels, strict=True) if share] for page, _ in made]
    assert any(own and max(map(len, own)) < 100 for own in texts)


def test_two_are_made_of_each_page(made: list[Made]) -> None:
    assert len(made) == 2 * len(PAGES)


def test_what_is_no_text_shares_words_with_what_is(made: list[Made]) -> None:
    own = {word for paragraph in PARAGRAPHS for word in paragraph.split() if len(word) > 5}
    rest = [text for page, _ in made for text, share in zip(page.blocks.texts, page.labels, strict=True) if not share]
    shared = [text for text in rest if own.intersection(text.split())]
    assert len(shared) > 0.1 * len(rest)


def test_some_are_live_pages_and_some_have_headings_that_are_links(made: list[Made]) -> None:
    clock = re.compile(r"\d\d[:h]\d\d")
    clocks = [[text for text in page.blocks.texts if clock.fullmatch(text)] for page, _ in made]
    assert any(len(times) >= 3 for times in clocks)
    assert all(
        not label for page, _ in made for text, label in zip(page.blocks.texts, page.labels, strict=True) if clock.fullmatch(text)
    )
    assert any("<h2><a" in page.document.text or "<h3><a" in page.document.text for page, _ in made)
