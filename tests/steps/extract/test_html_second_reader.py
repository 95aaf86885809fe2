"""The second reader reads where the labeller is unsure of the whole."""

import numpy as np
import pytest

from tests.steps.extract.html_pages import PARAGRAPHS, URL, article, document
from workers.enums import ReaderName
from workers.page import Extracted
from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Floats
from workers.steps.extract.columns.matrix import Witness
from workers.steps.extract.html import extract_html
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.sources import read_sources

REMARK = "Six readers wrote to us about the boat, and each of them remembers another colour of its funnel, from red to none."


def read(likely: float) -> Extracted:
    """Read a page with a labeller that finds paragraphs and remarks so likely, and all else unlikely."""

    def labeller(blocks: Blocks, witness: Witness) -> Floats:  # noqa: ARG001 # a labeller is given it
        return np.array([likely if len(text) > 60 else 0.01 for text in blocks.texts], np.float32)

    html = article(after=f"<section class='comments'><p>{REMARK}</p></section>")
    tree = parse_html(html)
    assert tree is not None
    return extract_html(read_sources(tree, document(html, URL)), labeller)


@pytest.mark.parametrize("likely", [0.95, 0.7])
def test_a_labeller_that_is_sure_is_believed(likely: float) -> None:
    found = read(likely)
    assert (found.reader, found.text.split("\n")) == (ReaderName.LEARNED, [*PARAGRAPHS, REMARK])


@pytest.mark.parametrize("likely", [0.5, 0.2])
def test_where_it_is_unsure_the_second_reader_reads_even_if_it_finds_less(likely: float) -> None:
    found = read(likely)
    assert (found.reader, found.text.split("\n")) == (ReaderName.TRAFILATURA_ALONE, list(PARAGRAPHS))
