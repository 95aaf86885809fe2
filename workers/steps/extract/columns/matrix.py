"""All columns of a page, as the matrix that models were trained on."""

from collections.abc import Sequence

import msgspec
import numpy as np

from workers.page import Format
from workers.steps.extract.blocks.lines import lines_of
from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Bools, Columns, Floats, floats
from workers.steps.extract.columns.boxes import box_columns, sum_up
from workers.steps.extract.columns.evidence import Evidence
from workers.steps.extract.columns.lines import block_line_columns, line_columns
from workers.steps.extract.columns.page import page_columns
from workers.steps.extract.columns.places import order_columns, place_columns, prose_around
from workers.steps.extract.columns.ruled import rule_columns
from workers.steps.extract.columns.shapes import beside_columns, run_columns, shape_columns
from workers.steps.extract.columns.texts import prose_of, text_columns
from workers.steps.extract.columns.words import word_columns
from workers.steps.extract.head import Head
from workers.steps.extract.json_ld import Node
from workers.steps.extract.plain.kinds import classify
from workers.steps.extract.plain.words import LineWords

_BEST = 0.999
"""A region of prose that is worth so much of the best one is the best one."""


class Witness(msgspec.Struct, frozen=True):
    """What a page says of itself beside its blocks: its head, its JSON-LD and the text in it, its address; and what its blocks are of."""

    head: Head
    nodes: Sequence[Node]
    article_body: str
    url: str
    format: Format = Format.HTML

    @property
    def titles(self) -> list[str]:
        """What its head calls it, the most trusted first."""
        return [title for title in (self.head.first("og:title"), self.head.title) if title]


def columns_of(blocks: Blocks, witness: Witness, evidence: Evidence, said: LineWords, live: Bools | None = None) -> Columns:
    """Say all that is known of each block; of the words of those that are not `live` nothing. `said` are the words that lines are told by."""
    live = np.ones(len(blocks.texts), np.bool_) if live is None else live
    description = witness.head.first("og:description", "description") or ""
    own = text_columns(blocks, evidence, witness.titles, description, live)
    own |= prose_of(own)
    if witness.format is Format.PLAIN:
        return own | _columns_of_lines(blocks, witness, own, said, live)
    boxes = sum_up(blocks, own)
    boxed = box_columns(blocks, own, boxes, evidence)
    placed = place_columns(blocks, own, boxed, boxes)
    lined = block_line_columns(blocks, boxes, live, said)
    paged = page_columns(blocks, boxes, witness.head, witness.nodes, witness.url, witness.article_body)
    return own | boxed | placed | lined | _worded(blocks, witness, lined, live) | paged


def _columns_of_lines(blocks: Blocks, witness: Witness, own: Columns, said: LineWords, live: Bools) -> Columns:
    """Say what is known of lines of plain text, which have no boxes, and no head above them."""
    lines = lines_of(blocks, said.months)
    kinds = [classify(line, said) for line in lines]
    lined = line_columns(lines, kinds, said)
    worded = _worded(blocks, witness, lined, live)
    shaped = shape_columns(lines, witness.url)
    known = own | worded | shaped
    placed = order_columns(own) | {f"prose_around{reach}": prose_around(own, reach) for reach in (4, 12)}
    ruled = rule_columns(lines, kinds, said, witness.url, witness.head.title)
    size = {"page_texts": np.full(len(lines), len(lines)), "page_prose": np.full(len(lines), own["prose"].sum())}
    return lined | worded | shaped | placed | beside_columns(known) | run_columns(known) | ruled | size


def _worded(blocks: Blocks, witness: Witness, lined: Columns, live: Bools) -> Columns:
    is_main = (floats(lined["region"]) >= _BEST) & (floats(lined["is_prose"]) > 0)
    return word_columns(blocks.texts, is_main, witness.url, live)


def matrix_of(columns: Columns) -> Floats:
    """Put columns side by side: a row for each block."""
    return np.column_stack([floats(column) for column in columns.values()])
