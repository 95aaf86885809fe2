"""Plain text of labelled pages: each line has the label of what it was made of, whatever the blank lines."""

import msgspec
import pytest

from testing.words import LINE_WORDS
from tests.train.reader.pages import HTML, LINES, PARAGRAPHS, labelled
from train.reader.made_pages import Made
from workers.page import Format
from workers.steps.extract.blocks.lines import lines_of

pytest.importorskip("resiliparse", reason="it is installed by `make train`")
from train.reader.plain_pages import made_as_lines, plain_pages, respaced

PAGE = labelled()


def test_a_page_becomes_lines_with_the_labels_of_their_text() -> None:
    page = plain_pages([PAGE])[0]
    assert (page.document.format, page.witness.format, page.site) == (Format.PLAIN, Format.PLAIN, PAGE.site)
    assert [text for text, share in zip(page.blocks.texts, page.labels, strict=True) if share >= 0.9] == LINES
    assert {"Topic 3", "Also of interest today"} <= {*page.blocks.texts}
    assert page.teaches


def test_what_a_person_has_read_is_known_of_the_line_that_says_the_same() -> None:
    read = {PAGE.blocks.texts.index(text): share for text, share in ((PARAGRAPHS[1], 1), ("Topic 3", 0))}
    page = plain_pages([msgspec.structs.replace(PAGE, read=read)])[0]
    assert {page.blocks.texts[place]: share for place, share in page.read.items()} == {PARAGRAPHS[1]: 1, "Topic 3": 0}
    assert [*page.read] != [*read], "lines are no blocks"


def test_a_page_of_which_plain_text_holds_nothing_is_left_out() -> None:
    assert plain_pages([labelled(html="<html><body><script>1</script></body></html>")]) == []


def test_blank_lines_change_and_nothing_else() -> None:
    pages = plain_pages([PAGE, labelled("https://other.example/a", HTML)])
    dense, spaced = respaced(pages)
    assert {line.gap for line in lines_of(dense.blocks, LINE_WORDS.months)} == {0}
    assert {line.gap for line in lines_of(spaced.blocks, LINE_WORDS.months)} == {1}
    assert dense.blocks.texts == spaced.blocks.texts == pages[0].blocks.texts
    assert dense.labels == pages[0].labels


def test_made_pages_keep_their_places_and_labels_as_lines() -> None:
    made = made_as_lines([Made(PAGE, [3, 4])] * 3)
    assert {page.witness.format for page, _ in made} == {Format.PLAIN}
    assert [places for _, places in made] == [[3, 4]] * 3
    assert all((page.blocks.texts, page.labels) == (PAGE.blocks.texts, PAGE.labels) for page, _ in made)
    dense, spaced, parted = ([line.gap for line in lines_of(page.blocks, LINE_WORDS.months)] for page, _ in made)
    paragraph, topic = (PAGE.blocks.texts.index(text) for text in (PARAGRAPHS[1], "Topic 3"))
    assert ({*dense}, {*spaced}) == ({0}, {1})
    assert (parted[paragraph], parted[topic]) == (1, 0)
