"""Blocks that are judged together: the headings of one kind on a page, the items of one list."""

import numpy as np

from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Floats, Ints, floats

HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_LISTS = ("ul", "ol")
_MANY = 30
"""Of more than so many some may be an article's and others not."""
_SURE = 1e-4


def together(blocks: Blocks, likely: Floats) -> Floats:
    """Give blocks that belong together the same likelihood: the mean of their log-odds, the longer ones counting more.

    A list of the best, or a live page, has a heading above each part; some of them alone look like links to other articles.
    """
    sizes = floats(list(map(len, blocks.texts)))
    found = likely.copy()
    for groups in (_headings(blocks), _lists(blocks)):
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


def _lists(blocks: Blocks) -> Ints:
    """Say of each block in which list it stands, of several in the innermost; -1 for none."""
    around = [-1] * len(blocks.tags)
    for box, (tag, parent) in enumerate(zip(blocks.tags, blocks.parent, strict=True)):
        around[box] = box if tag in _LISTS else around[parent] if parent >= 0 else -1
    return np.array([around[box] for box in blocks.box], np.int64)
