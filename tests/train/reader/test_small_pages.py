"""Small pages: labelled by what they were made of."""

import msgspec
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


def test_two_are_made_of_each_page_and_none_of_those_that_are_small_themselves(made: list[Made]) -> None:
    assert len(made) == 2 * len(PAGES)
    assert make_small_pages([msgspec.structs.replace(page, source="readability") for page in PAGES], 1) == []
