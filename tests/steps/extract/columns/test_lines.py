"""Columns of a page of lines: what each says of lines, and nothing of what only markup tells."""

import numpy as np
import pytest

from testing.words import LINE_WORDS
from tests.steps.extract.columns.test_matrix import EVIDENCE
from workers.page import Format
from workers.steps.extract.blocks.lines import read_lines
from workers.steps.extract.columns.arrays import Columns
from workers.steps.extract.columns.matrix import Witness, columns_of, matrix_of
from workers.steps.extract.head import Head
from workers.steps.extract.plain.lines import split_lines

TITLE = "Ferry to the island runs again"
PROSE = [
    f"The ferry to the island left the harbour on {day} with forty people on board, who waved." for day in ("Monday", "Sunday")
]
LINES = [
    "Sport",
    "Weather",
    TITLE,
    *PROSE,
    "All who came back said that they had seen seals, and two of them a whale.",
    "• Read more",
]
TEXT = "\n".join(LINES[:2]) + f"\n\n\n{TITLE}\n\n" + "\n".join(LINES[3:6]) + f"\n\n{LINES[6]}"


def page(text: str, url: str = "https://paper.example/ferry-to-the-island") -> Columns:
    witness = Witness(Head("", [], {}, {}, [], ""), (), "", url, Format.PLAIN)
    return columns_of(read_lines(split_lines(text, LINE_WORDS.months)), witness, EVIDENCE, LINE_WORDS)


@pytest.fixture(scope="module")
def columns() -> Columns:
    return page(TEXT)


def test_every_line_has_a_value_in_every_column(columns: Columns) -> None:
    matrix = matrix_of(columns)
    assert matrix.shape == (len(LINES), len(columns))
    assert np.isfinite(matrix).all()


@pytest.mark.parametrize("text", ["One line", "• ", "1\n\n2", "Comments"])
def test_little_text_has_columns_too(text: str) -> None:
    assert np.isfinite(matrix_of(page(text))).all()


def test_what_only_markup_tells_is_no_column(columns: Columns) -> None:
    assert not {"tag1", "names_least", "to_comment", "title_since", "page_og_article"} & columns.keys()


def test_blank_lines_and_runs_are_counted(columns: Columns) -> None:
    assert columns["gap"].tolist() == [0, 0, 2, 1, 0, 0, 1]
    assert columns["gap_behind"].tolist() == [0, 2, 1, 0, 0, 1, 0]
    assert columns["run_lines"].tolist() == [2, 2, 1, 3, 3, 3, 1]
    assert columns["run_from"].tolist() == [0, 1, 0, 0, 1, 2, 0]
    assert columns["run_lines@-1"].tolist() == [-1, -1, 2, 1, 1, 1, 3]


def test_lines_are_told_by_how_they_are_written(columns: Columns) -> None:
    assert columns["bullet"].tolist() == [0, 0, 0, 0, 0, 0, 1]
    assert columns["stop"].tolist() == [0, 0, 0, 1, 1, 1, 0]
    assert columns["address_since"].tolist() == [-2, -1, 0, 1, 2, 3, 4]
    assert columns["text"][0] == -3, "the evidence of whole short texts"


def test_what_the_rules_make_of_lines_is_evidence(columns: Columns) -> None:
    assert columns["rule_body"].tolist() == [0, 0, 0, 1, 1, 1, 0]
    assert columns["rule_head"].tolist() == [-2, -1, 0, 1, 2, 3, 4]
    assert columns["rule_body_behind5"].tolist() == [3, 3, 3, 2, 1, 0, 0]
