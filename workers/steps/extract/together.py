"""Blocks judged together: headings of one kind, a list's items, a table's cells, short lines"""

from itertools import groupby

import numpy as np

from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Floats, Ints, floats

HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_LISTS = ("ul", "ol")
_TABLES = ("table",)
_MANY = 30
"""Of more than so many some may be an article's and others not."""
_CELL = 80
"""Characters; a table with a longer text is a page's layout."""
_SHORT, _IN_A_ROW = 40, 3
"""Lines of so many characters, so many of them one below the other: figures of a vote, hours, results."""
_SURE = 1e-4


def together(blocks: Blocks, likely: Floats) -> Floats:
    """Give blocks that belong together the same likelihood: the mean of their log-odds, the longer ones counting more.

    A list of the best, or a live page, has a heading above each part; some of them alone look like links to other articles.
    """
    sizes = floats(list(map(len, blocks.texts)))
    found = likely.copy()
    for groups in (_headings(blocks), _within(blocks, _LISTS), _tables(blocks), _rows(blocks)):
        for group in np.unique(groups[groups >= 0]):
            same = groups == group
            if 1 < same.sum() <= _MANY:
                sure = np.clip(found[same], _SURE, 1 - _SURE)
                found[same] = 1 / (1 + np.exp(-np.average(np.log(sure / (1 - sure)), weights=sizes[same])))
    return found


def _headings(blocks: Blocks) -> Ints:
    """Say of each block which kind of heading it is; -1 for none."""
    kinds = zip(blocks.kinds, blocks.box, strict=True)
    return np.array([kind if blocks.tags[box] in HEADINGS else -1 for kind, box in kinds], np.int64)


def _within(blocks: Blocks, tags: tuple[str, ...]) -> Ints:
    """Say of each block in which list or table it stands, of several in the innermost; -1 for none."""
    around = [-1] * len(blocks.tags)
    for box, (tag, parent) in enumerate(zip(blocks.tags, blocks.parent, strict=True)):
        around[box] = box if tag in tags else around[parent] if parent >= 0 else -1
    return np.array([around[box] for box in blocks.box], np.int64)


def _tables(blocks: Blocks) -> Ints:
    """Say of each block in which table of short cells it stands; -1 for none."""
    tables = _within(blocks, _TABLES)
    of_layout = {table for table, text in zip(tables.tolist(), blocks.texts, strict=True) if len(text) > _CELL}
    return np.where(np.isin(tables, list(of_layout)), -1, tables)


def _rows(blocks: Blocks) -> Ints:
    """Say of each short line without links in which row of such it stands, all in boxes of one kind; -1 for none."""
    found = np.full(len(blocks.texts), -1, np.int64)
    places = enumerate(zip(blocks.texts, blocks.linked, blocks.kinds, strict=True))
    shorts = ((place, kind if len(text) <= _SHORT and linked < len(text) / 2 else None) for place, (text, linked, kind) in places)
    for kind, row in groupby(shorts, key=lambda short: short[1]):
        same = [place for place, _ in row]
        if kind is not None and len(same) >= _IN_A_ROW:
            found[same] = same[0]
    return found
