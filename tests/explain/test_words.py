"""Columns in plain words: none is without, and what is said of a block is true of it."""

import pytest

from testing.words import LINE_WORDS
from tests.explain.labeller import EVIDENCE, column_names, witness
from tests.explain.pages import PAGE, explained
from workers.explain.words import CONCEPTS, Facts, Values, concepts_of
from workers.page import Format
from workers.steps.extract.blocks.walk import read_blocks
from workers.steps.extract.columns.matrix import columns_of, matrix_of
from workers.steps.extract.html.tree import parse_html


@pytest.mark.parametrize("format_", list(Format))
def test_every_column_is_about_something(format_: Format) -> None:
    names = column_names(format_)
    assert [name for name, concept in zip(names, concepts_of(names), strict=True) if concept < 0] == []


def test_every_concept_is_that_of_a_column() -> None:
    assert {*concepts_of([name for each in Format for name in column_names(each)])} == {*range(len(CONCEPTS))}


def test_what_is_said_of_a_block_is_true_of_it() -> None:
    said = {block.text[:12]: [reason.what for reason in block.evidence] for block in explained().blocks}
    assert "mostly links" in said["News"]
    assert said["A long headl"][0] == "mostly links"
    assert "in a box called “related”" in said["A long headl"]
    assert "the page's own title" in said["School stays"]
    assert any(what.startswith("no links") for what in said["The council "])


def test_the_strongest_reason_stands_first_and_says_for_which_side_it_speaks() -> None:
    blocks = explained().blocks
    for block in blocks:
        weights = [abs(reason.weight) for reason in block.evidence]
        assert weights == sorted(weights, reverse=True)
    assert all(block.evidence[0].weight < 0 for block in blocks if block.text in ("News", "Sport"))


def test_every_concept_has_words_for_every_block() -> None:
    """Each is asked of each block of a page, for and against, whether it moved that or not."""
    blocks = read_blocks(parse_html(PAGE))
    columns = columns_of(blocks, witness(), EVIDENCE, LINE_WORDS)
    number = {name: place for place, name in enumerate(columns)}
    for place in range(len(blocks.texts)):
        values = Values(number, matrix_of(columns)[place])
        for moved in (1.0, -1.0):
            said = [concept.say(Facts(blocks, place, values, EVIDENCE, moved)) for concept in CONCEPTS]
            assert all(said)
            assert len({*said}) == len(said)
