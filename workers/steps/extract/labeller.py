"""Who says which blocks are the article's text: the seam for another model."""

from typing import Protocol

from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Floats
from workers.steps.extract.columns.matrix import Witness


class Labeller(Protocol):
    """Labels blocks."""

    def __call__(self, blocks: Blocks, witness: Witness) -> Floats:
        """Say for each block how likely it is that it belongs to the article's text: from 0 to 1."""
        ...
