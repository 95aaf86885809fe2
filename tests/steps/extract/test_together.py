"""Headings of one kind, items of one list, cells of one table and short lines in a row are judged together."""

import numpy as np
import pytest

from workers.steps.extract.blocks.walk import Blocks, read_blocks
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.together import together

BEST = "<h3>First</h3><p>A</p><h3>Other</h3><p>B</p><h3>Third</h3><p>C</p>"


def blocks_of(body: str) -> Blocks:
    tree = parse_html(f"<html><body>{body}</body></html>")
    assert tree is not None
    return read_blocks(tree)


def likely(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.array(values, np.float32)


def test_a_heading_is_as_likely_as_its_likes() -> None:
    found = together(blocks_of(BEST), likely(0.9, 0.99, 0.4, 0.2, 0.7, 0.98))
    assert found[[1, 3, 5]].tolist() == likely(0.99, 0.2, 0.98).tolist(), "paragraphs are judged each by itself"
    assert found[[0, 2, 4]].tolist() == [pytest.approx(0.707, abs=0.001)] * 3


def test_a_longer_heading_counts_more() -> None:
    found = together(blocks_of(f"<h2>{'A' * 90}</h2><p>B</p><h2>{'C' * 10}</h2>"), likely(0.9, 0.9, 0.1))
    assert found[0] == found[2] == pytest.approx(0.853, abs=0.001)


def test_items_are_as_likely_as_their_list() -> None:
    found = together(blocks_of("<ul><li>First</li><li><p>Other</p></li></ul><ul><li>Third</li></ul>"), likely(0.9, 0.3, 0.2))
    assert found.tolist() == [pytest.approx(0.663, abs=0.001), pytest.approx(0.663, abs=0.001), pytest.approx(0.2)]


def test_cells_are_as_likely_as_their_table() -> None:
    found = together(blocks_of("<table><tr><td>First</td><td><p>Other</p></td></tr></table>"), likely(0.9, 0.3))
    assert found.tolist() == [pytest.approx(0.663, abs=0.001)] * 2


def test_a_table_that_holds_the_page_is_no_table_of_cells() -> None:
    apart = likely(0.1, 0.9)
    assert (
        together(blocks_of(f"<table><tr><td>Menu</td><td><p>{'A' * 90}</p></td></tr></table>"), apart).tolist() == apart.tolist()
    )


def test_short_lines_in_a_row_are_as_likely_as_their_row() -> None:
    found = together(
        blocks_of(f"<p>For: 9</p><p>Nay: 6</p><p>Non: 1</p><p>{'A' * 90}</p><p>End: 1</p>"), likely(0.9, 0.9, 0.1, 0.9, 0.1)
    )
    assert found[:3].tolist() == [pytest.approx(0.675, abs=0.001)] * 3
    assert found[3:].tolist() == likely(0.9, 0.1).tolist()


def test_two_lines_links_and_lines_of_other_kinds_are_no_row() -> None:
    apart = likely(0.9, 0.9, 0.1)
    assert together(blocks_of("<p>A</p><p>B</p><div>C</div>"), apart).tolist() == apart.tolist()
    assert together(blocks_of("<p>A</p><p><a href='/b'>B</a></p><p>C</p>"), apart).tolist() == apart.tolist()


def test_another_kind_or_a_great_many_are_no_likes() -> None:
    apart = likely(0.9, 0.9, 0.1, 0.9)
    assert together(blocks_of("<h2>A</h2><p>B</p><h3>C</h3><p>D</p>"), apart).tolist() == apart.tolist()
    many = likely(*[0.9, 0.1] * 20)
    assert together(blocks_of("<h3>A</h3>" * 40), many).tolist() == many.tolist()
    assert together(Blocks(), likely()).tolist() == []
