"""Who says which blocks are the article's text: the seam for another model."""

from collections.abc import Mapping
from typing import Protocol

import msgspec

from workers.page import Format
from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Floats
from workers.steps.extract.columns.matrix import Witness


class Labeller(Protocol):
    """Labels blocks."""

    def __call__(self, blocks: Blocks, witness: Witness) -> Floats:
        """Say for each block how likely it is that it belongs to the article's text: from 0 to 1."""
        ...


class LabellerOfEach(msgspec.Struct, frozen=True):
    """A labeller for each format: elements and lines are told by other things."""

    of: Mapping[Format, Labeller]

    def __call__(self, blocks: Blocks, witness: Witness) -> Floats:
        """Ask the one for this page's format."""
        return self.of[witness.format](blocks, witness)
