"""Where each block stands: from the title, headings, prose, and beside which neighbours."""

import numpy as np
import numpy.typing as npt

from workers.steps.extract.blocks.elements import Inside, Mark
from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Columns, around, floats, shift, since, until
from workers.steps.extract.columns.boxes import Boxes, depth_of_meeting

_FAR = 50


def place_columns(blocks: Blocks, own: Columns, boxed: Columns, boxes: Boxes) -> Columns:
    """Say where each block stands."""
    count = len(blocks.texts)
    places = np.arange(count, dtype=np.float32)
    found = order_columns(own) | {
        "pictures_before": floats([marks[Mark.PICTURE] for marks in blocks.marks]),
        "rules_before": floats([marks[Mark.RULE] for marks in blocks.marks]),
        "rules_behind": floats([*(marks[Mark.RULE] for marks in blocks.marks[1:]), 0]),
    }
    within = np.flatnonzero(boxed["in_most"])
    first, last = (int(within[0]), int(within[-1])) if len(within) else (0, count - 1)
    found |= {"main_from": places - first, "main_to": last - places}
    found |= _from_title(blocks, own, boxes)
    found |= _from_heading(blocks, own)
    return found | _beside(blocks, own, boxed)


def order_columns(own: Columns) -> Columns:
    """Say how far down the page each block stands, and how much of its prose."""
    prose = own["prose"].astype(np.float64)
    count, total = len(prose), max(1.0, float(floats(prose).sum()))
    places, passed = np.arange(count, dtype=np.float32), np.cumsum(prose)
    return {
        "place": places / count,
        "from_end": count - places,
        "prose_before": (passed - prose) / total,
        "prose_behind": 1 - passed / total,
        "prose_since": np.where(prose > 0, 0, since(prose > 0, _FAR)),
        "prose_until": np.where(prose > 0, 0, until(prose > 0, _FAR)),
    }


def _from_title(blocks: Blocks, own: Columns, boxes: Boxes) -> Columns:
    """Say how a block stands to the page's title, else to its first heading of the first order."""
    count, total = len(blocks.texts), max(1.0, float(boxes.prose[0]))
    titles = np.flatnonzero(own["is_title"])
    firsts = [place for place, box in enumerate(blocks.box) if blocks.tags[box] == "h1"]
    title = int(titles[0]) if len(titles) else (firsts or [-1])[0]
    top = blocks.box[title] if title >= 0 else 0
    box, depth = boxes.above[0], floats(blocks.depth)
    met = depth_of_meeting(blocks, top)[box]
    passed = np.concatenate([[0.0], np.cumsum(own["prose"], dtype=np.float64)])
    return {
        "title_depth": met,
        "title_up": depth[box] - met,
        "title_down": depth[top] - met,
        "title_since": np.arange(count) - title if title >= 0 else np.full(count, -99),
        "prose_since_title": (passed[:-1] - passed[title + 1]) / total,
    }


def _from_heading(blocks: Blocks, own: Columns) -> Columns:
    """Say what the last heading before a block is like."""
    count = len(blocks.texts)
    box = np.array(blocks.box)
    is_heading = (np.array(blocks.inside)[box] & int(Inside.HEADING)) != 0
    last = np.maximum.accumulate(np.where(is_heading, np.arange(count), -1))
    before = np.concatenate([[-1], last[:-1]])
    none, heading = before < 0, np.maximum(before, 0)
    found: Columns = {
        f"heading_{name}": np.where(none, -9, own[name][heading]) for name in ("text", "word_mean", "linked", "length")
    }
    return found | {
        "heading_since": np.where(none, 99, np.arange(count) - before),
        "heading_tag": np.where(none, 0, floats(blocks.tag)[box[heading]]),
        "heading_is_title": np.where(none, -1, own["is_title"][heading]),
    }


def _beside(blocks: Blocks, own: Columns, boxed: Columns) -> Columns:
    """Say what the blocks before and behind are like."""
    likeness = np.array(blocks.likeness)[np.array(blocks.box)]
    same = likeness[:-1] == likeness[1:]
    found: Columns = {"same_before": np.concatenate([[False], same]), "same_behind": np.concatenate([same, [False]])}
    names = np.minimum(floats(boxed["name_least1"]), floats(boxed["name_least2"]))
    columns = own | boxed | {"name_least": names}
    for name, steps in (
        ("linked", (1, -1)),
        ("word_mean", (1, -1)),
        ("tag1", (1, -1)),
        ("names_least", (1, 2, -1, -2)),
        ("main_above", (1, 2, -1, -2)),
        ("name_least", (1, 2, -1, -2)),
    ):
        found |= {f"{name}@{-step}": shift(floats(columns[name]), step, -1.0) for step in steps}
    weight = own["weight"].astype(np.float64)
    for reach in (4, 12):
        found |= {
            f"prose_around{reach}": prose_around(own, reach),
            f"linked_around{reach}": around(weight * own["linked"].astype(np.float64), reach)
            / np.maximum(around(weight, reach), 1),
        }
    return found


def prose_around(own: Columns, reach: int) -> npt.NDArray[np.float64]:
    """Average the prose of each block and of so many on each side."""
    prose = own["prose"].astype(np.float64)
    around_each: npt.NDArray[np.float64] = around(prose, reach) / around(np.ones(len(prose)), reach)
    return around_each
