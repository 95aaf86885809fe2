"""Sheets: the longest and least sure blocks are asked of, shown with their neighbours, and answers are read back by their numbers."""

import msgspec
import numpy as np
import pytest

from tests.train.reader.pages import LINES, labelled
from train.reader.by_reading import block_names, page_name
from train.reader.pages import Gold
from train.reader.sheet import Sheet, read_answers, sheet_of, unsure_blocks
from workers.steps.extract.columns.arrays import Floats

URL = "https://paper.example/a"
FIRST = 20
"""The article's first block, behind twenty topics."""


def sure() -> Floats:
    return np.array([0.99 if label else 0.01 for label in labelled().labels], np.float32)


def test_blocks_are_asked_of_that_the_reader_is_unsure_of_the_longest_first() -> None:
    page, likely = labelled(), sure()
    assert unsure_blocks(page, likely, 5) == []
    likely[[FIRST, FIRST + 1, FIRST + 2]] = 0.5
    assert unsure_blocks(page, likely, 5) == [FIRST, FIRST + 1, FIRST + 2]
    assert unsure_blocks(page, likely, 2) == [FIRST, FIRST + 2], "the heading between them is shorter"
    assert unsure_blocks(page, likely, 5, but={FIRST}) == [FIRST + 1, FIRST + 2]


def test_a_block_is_asked_of_where_the_other_reader_says_otherwise() -> None:
    page, likely = labelled(), sure()
    likely[FIRST] = 0.01
    assert unsure_blocks(page, likely, 5) == [FIRST]
    likely[FIRST], likely[FIRST + 1] = 0.99, 0.01
    assert unsure_blocks(page, likely, 5) == [], "a short one is not worth it"


def test_neighbours_are_asked_of_where_a_snippet_contradicts() -> None:
    likely = sure()
    page = labelled(gold=Gold(url=URL, without=[LINES[1]]))
    assert unsure_blocks(page, likely, 5) == [FIRST, FIRST + 2]
    assert unsure_blocks(labelled(gold=Gold(url=URL, within=[LINES[1]])), likely, 5) == []


def test_neighbours_are_asked_of_where_the_reader_was_contradicted_before() -> None:
    likely = sure()
    read = msgspec.structs.replace(labelled(), read={FIRST + 1: 0})
    assert unsure_blocks(read, likely, 5, but=read.read) == [FIRST, FIRST + 2]
    assert unsure_blocks(msgspec.structs.replace(read, read={FIRST + 1: 1}), likely, 5) == []


def sheet() -> Sheet:
    page, likely = labelled(), sure()
    return sheet_of(7, page, "What was seen", likely, [FIRST, FIRST + 2, FIRST + 3])


def test_a_sheet_shows_what_is_asked_of_and_its_neighbours() -> None:
    shown = sheet().shown.splitlines()
    assert shown[0] == f"@7 What was seen | {URL}"
    assert [line.split(" ", 1)[0] for line in shown[1:]] == ["", "20", "", "22", "23", ""]
    assert shown[2].startswith("20 .99 <div story-body>p> Paragraph 1 of the article")
    assert shown[3].strip() == ".99 How it went on"


def test_answers_name_what_is_text_and_leave_open_what_they_leave_open() -> None:
    names = block_names(URL, labelled().blocks.texts)
    one, two, three = (names[place] for place in (FIRST, FIRST + 2, FIRST + 3))
    said = {
        "@7": {one: 0, two: 0, three: 0},
        "@7 *": {one: 1, two: 1, three: 1},
        "@7 20-22": {one: 1, two: 1, three: 0},
        "@7 20 ? 23": {one: 1, two: 0},
        "@7 ? 22-23": {one: 0},
    }
    for answer, expected in said.items():
        assert read_answers(f"\n{answer}\n", [sheet()]) == {page_name(URL): expected}, answer


@pytest.mark.parametrize("answer", ["7 20", "@8 20", "@7 text", "@7 21", "@7 ? 21", "@7 20-"])
def test_what_is_no_answer_is_refused(answer: str) -> None:
    with pytest.raises(ValueError, match=r"answer|asked"):
        read_answers(answer, [sheet()])
