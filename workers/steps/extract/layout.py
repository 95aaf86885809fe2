"""How kept blocks are written: a line for each, items behind `- `, a row's cells side by side."""

from collections import Counter
from collections.abc import Sequence

from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.together import HEADINGS

_CELLS = ("td", "th")
_LOOSE = 3
"""So many headings at the end may be loose."""


def lines_of(blocks: Blocks, kept: Sequence[int]) -> list[str]:
    """Write the blocks at these places as lines."""
    rows = [_row(blocks, place) for place in kept]
    cells = Counter(cell for cell in rows if cell)
    among = Counter(row for row, _ in cells)
    crowded = {row for (row, _), texts in cells.items() if texts > 1}
    lines: list[str] = []
    last = None
    for place, cell in zip(kept, rows, strict=True):
        row = cell[0] if cell and among[cell[0]] > 1 and cell[0] not in crowded else None
        if row is not None and row == last:
            lines[-1] += f" | {blocks.texts[place]}"
        else:
            lines.append(f"- {blocks.texts[place]}" if _begins_item(blocks, place) else blocks.texts[place])
        last = row
    return lines


def without_loose_headings(blocks: Blocks, kept: list[int]) -> list[int]:
    """Drop headings below which nothing follows, but for those of a page that has little else."""
    end, least = len(kept), len(kept) - _LOOSE
    while end > max(0, least) and blocks.tags[blocks.box[kept[end - 1]]] in HEADINGS:
        end -= 1
    return kept[:end] or kept


def _row(blocks: Blocks, place: int) -> tuple[int, int] | None:
    """Say which row of a table a text stands in, and which cell."""
    box = blocks.box[place]
    for cell in (box, blocks.parent[box]):
        if cell >= 0 and blocks.tags[cell] in _CELLS:
            return blocks.parent[cell], cell
    return None


def _begins_item(blocks: Blocks, place: int) -> bool:
    """Whether a text is the first of a list's item."""
    box = blocks.box[place]
    for item in (box, blocks.parent[box]):
        if item >= 0 and blocks.tags[item] == "li":
            before = blocks.box[place - 1] if place else -1
            return before != box and (before < 0 or blocks.parent[before] != item) and before != item
    return False
