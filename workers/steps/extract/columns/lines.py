"""The kind of line that each block would be in plain text, and the kinds around it, as evidence."""

from collections.abc import Sequence
from itertools import compress

import numpy as np

from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Bools, Columns, Ints, around, before_and_behind, floats, shift, since, until
from workers.steps.extract.columns.boxes import Boxes
from workers.steps.extract.columns.shapes import label_columns, written_columns
from workers.steps.extract.plain.kinds import Kind, classify
from workers.steps.extract.plain.lines import Line, measure
from workers.steps.extract.plain.regions import find_regions, line_scores
from workers.steps.extract.plain.sections import listed_lines
from workers.steps.extract.plain.words import LineWords

_FAR, _DEEP = 60, 9
_HEADS = (Kind.SECTION, Kind.COMMENTS)
_ASIDE = (Kind.FURNITURE, Kind.SECTION, Kind.TEASER, Kind.STAMP)
_NOISE = (*_ASIDE, Kind.CREDIT, Kind.BOILERPLATE, Kind.COMMENTS)
_NOTHING = measure("Menu", ()), Kind.FURNITURE


def block_line_columns(blocks: Blocks, boxes: Boxes, live: Bools, said: LineWords) -> Columns:
    """Say which kind of line each block is, and where those kinds stand. Only the words of `live` blocks are looked at."""
    told = {
        text: _tell(text, said) for text in set(compress(blocks.texts, live))
    }  # a quarter of blocks say what another one does
    lines, kinds = zip(
        *(told[text] if is_live else _NOTHING for text, is_live in zip(blocks.texts, live, strict=True)), strict=True
    )
    known = line_columns(lines, kinds, said) | _in_box(blocks, boxes, np.array(kinds))
    return known | written_columns(lines) | label_columns(lines)


def _tell(text: str, said: LineWords) -> tuple[Line, Kind]:
    line = measure(text, said.months)
    return line, classify(line, said)


def line_columns(lines: Sequence[Line], kinds: Sequence[Kind], said: LineWords) -> Columns:
    """Say of which kind each line is, and where those kinds stand."""
    kind = np.array(kinds)
    found: Columns = {f"is_{each.name.lower()}": kind == each for each in Kind}
    found |= {f"kind@{-step}": shift(floats(kind), step, -1) for step in (1, 2, -1, -2)}
    listed = listed_lines(lines, kinds)
    scores = line_scores(lines, kinds, listed, said)
    found |= {"listed": np.array(listed), "score": floats(scores), "sentences": floats([line.sentences for line in lines])}
    for reach in (3, 10):
        before, behind = before_and_behind(np.array(scores), reach)
        found |= {f"score_before{reach}": before, f"score_behind{reach}": behind}
    found |= _in_region(scores)
    for name, those in (
        ("head", _HEADS),
        ("comments", (Kind.COMMENTS,)),
        ("boilerplate", (Kind.BOILERPLATE,)),
        ("stamp", (Kind.STAMP,)),
    ):
        hit = np.isin(kind, those)
        found |= {f"{name}_since": since(hit, _FAR), f"{name}_until": until(hit, _FAR)}
    found["aside_around"] = around(np.isin(kind, _ASIDE).astype(np.float64), 4) / 9
    return found


def _in_region(scores: list[float]) -> Columns:
    """Say how good the region of prose is in which a line lies, and how far it is from its ends."""
    score, start, end = (np.full(len(scores), value) for value in (0.0, -9.0, -9.0))
    regions = find_regions(scores)
    best = max((region.score for region in regions), default=1.0)
    for region in regions:
        within = np.arange(region.start, region.end)
        score[within] = region.score / best
        start[within] = within - region.start
        end[within] = region.end - 1 - within
    return {"region": score, "region_from": start, "region_to": end}


def _in_box(blocks: Blocks, boxes: Boxes, kind: Ints) -> Columns:
    """Say how much of a block's box and its likes is noise, and how far above a box begins with a section's head."""
    noise, prose = np.isin(kind, _NOISE).astype(np.float64), (kind == Kind.PROSE).astype(np.float64)
    found: Columns = {"under_head": _under_head(blocks, kind)[boxes.above[0]]}
    for name, group in (
        ("box", boxes.above[0]),
        ("parent", boxes.above[1]),
        ("like", np.array(blocks.likeness)[boxes.above[0]]),
    ):
        count = np.bincount(group)
        found |= {
            f"noise_in_{name}": np.bincount(group, noise)[group] / count[group],
            f"prose_in_{name}": np.bincount(group, prose)[group] / count[group],
        }
    return found


def _under_head(blocks: Blocks, kind: Ints) -> Ints:
    """Say for each box how far above it is one whose first text is the head of a section."""
    first: dict[int, int] = {}
    for place in range(len(blocks.box) - 1, -1, -1):
        first[blocks.box[place]] = place
    for box in range(len(blocks.parent) - 1, 0, -1):
        if box in first:
            outer = blocks.parent[box]
            first[outer] = min(first[box], first.get(outer, first[box]))
    is_head = np.isin(kind, _HEADS).tolist()
    heads = {box for box, place in first.items() if box and is_head[place]}
    above = [_DEEP] * len(blocks.parent)
    for box, outer in enumerate(blocks.parent):
        above[box] = 0 if box in heads else _DEEP if outer < 0 else min(_DEEP, above[outer] + 1)
    return np.array(above)
