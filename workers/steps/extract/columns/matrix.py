"""All columns of a page, as the matrix that models were trained on."""

from collections.abc import Sequence

import msgspec
import numpy as np

from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Bools, Columns, Floats, floats
from workers.steps.extract.columns.boxes import box_columns, sum_up
from workers.steps.extract.columns.evidence import Evidence
from workers.steps.extract.columns.lines import line_columns
from workers.steps.extract.columns.page import page_columns
from workers.steps.extract.columns.places import place_columns
from workers.steps.extract.columns.texts import prose_of, text_columns
from workers.steps.extract.columns.words import word_columns
from workers.steps.extract.head import Head
from workers.steps.extract.json_ld import Node

_BEST = 0.999
"""A region of prose that is worth so much of the best one is the best one."""


class Witness(msgspec.Struct, frozen=True):
    """What a page says of itself beside its blocks: its head, its JSON-LD and the text in it, its address."""

    head: Head
    nodes: Sequence[Node]
    article_body: str
    url: str

    @property
    def titles(self) -> list[str]:
        """What its head calls it, the most trusted first."""
        return [title for title in (self.head.first("og:title"), self.head.title) if title]


def columns_of(blocks: Blocks, witness: Witness, evidence: Evidence, live: Bools | None = None) -> Columns:
    """Say all that is known of each block; of the words of those that are not `live` nothing."""
    live = np.ones(len(blocks.texts), np.bool_) if live is None else live
    description = witness.head.first("og:description", "description") or ""
    own = text_columns(blocks, evidence, witness.titles, description, live)
    own |= prose_of(own)
    boxes = sum_up(blocks, own)
    boxed = box_columns(blocks, own, boxes, evidence)
    placed = place_columns(blocks, own, boxed, boxes)
    lined = line_columns(blocks, boxes, live)
    paged = page_columns(blocks, boxes, witness.head, witness.nodes, witness.url, witness.article_body)
    is_main = (floats(lined["region"]) >= _BEST) & (floats(lined["is_prose"]) > 0)
    worded = word_columns(blocks.texts, is_main, witness.url, live)
    return own | boxed | placed | lined | worded | paged


def matrix_of(columns: Columns) -> Floats:
    """Put columns side by side: a row for each block."""
    return np.column_stack([floats(column) for column in columns.values()])
