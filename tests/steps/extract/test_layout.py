"""How kept blocks are written."""

from workers.steps.extract.blocks.walk import read_blocks
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.layout import lines_of, without_loose_headings


def written(body: str) -> list[str]:
    tree = parse_html(f"<html><body>{body}</body></html>")
    assert tree is not None
    blocks = read_blocks(tree)
    return lines_of(blocks, without_loose_headings(blocks, list(range(len(blocks.texts)))))


def test_items_of_lists_stand_behind_a_dash() -> None:
    assert written("<p>A</p><ul><li>B</li><li><p>C</p><p>D</p></li></ul>") == ["A", "- B", "- C", "D"]


def test_the_cells_of_a_row_stand_side_by_side() -> None:
    assert written("<table><tr><th>Year<th>Guests<tr><td>2024<td><p>81</p></table>") == ["Year | Guests", "2024 | 81"]


def test_a_table_that_lays_out_a_page_is_no_table() -> None:
    assert written("<table><tr><td><p>A</p><p>B</p></td><td><p>C</p></td></tr></table>") == ["A", "B", "C"]


def test_a_heading_below_which_nothing_follows_goes() -> None:
    assert written("<h2>A</h2><p>B</p><h2>C</h2><h3>D</h3>") == ["A", "B"]
