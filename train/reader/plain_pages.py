"""Labelled pages as plain text: all of a page's text in lines, as WET records hold it, and the same lines with other blank ones.

Which lines are parted by blank ones depends on who made the text: some part blocks, some every line, some none.
"""

from collections.abc import Sequence

import msgspec
from resiliparse.extract.html2text import extract_plain_text

from bench.lib.bare_trafilatura import text_of
from train.reader.by_reading import block_names, places_of
from train.reader.labels import label
from train.reader.made_pages import Made
from train.reader.pages import SETS, Labelled, teaches
from train.reader.words import LINE_WORDS
from train.reader.workers import over
from workers.page import Format
from workers.steps.extract.blocks.lines import lines_of, read_lines
from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.plain import look, witness_of
from workers.steps.extract.plain.lines import Line, measure

_DENSE, _SPACED = 0, 1  # blank lines before every line


def plain_pages(pages: Sequence[Labelled]) -> list[Labelled]:
    """Make plain text of the pages, in their order; those without any text are left out."""
    return [page for page in over(_plain, pages, at_once=8) if page.labels]


def _plain(page: Labelled) -> Labelled:
    """Make plain text of a page as a converter does, and label its lines."""
    html = page.document.text
    text = extract_plain_text(html, main_content=False, preserve_formatting=True, links=False, alt_texts=False)
    document = msgspec.structs.replace(page.document, text="\n".join(map(str.strip, text.split("\n"))), format=Format.PLAIN)
    looked = look(document, LINE_WORDS)
    texts = looked.blocks.texts
    gold = page.gold.text if page.gold.text is not None else text_of(page.document)
    labels = label(texts, gold)
    is_taught, read = page.source in SETS and teaches(page.gold, gold, texts, labels), _read(page, texts)
    return msgspec.structs.replace(
        page, document=document, blocks=looked.blocks, witness=looked.witness, labels=labels, teaches=is_taught, read=read
    )


def _read(page: Labelled, lines: Sequence[str]) -> dict[int, int]:
    """Find the blocks that a person has read among the lines."""
    names = block_names(page.gold.url, page.blocks.texts)
    return places_of({names[place]: label for place, label in page.read.items()}, page.gold.url, lines)


def respaced(pages: Sequence[Labelled]) -> list[Labelled]:
    """Give pages with whole texts other blank lines: every second has none then, the others one before each line."""
    whole = [page for page in pages if page.gold.text is not None]
    return [
        msgspec.structs.replace(page, blocks=read_lines([line._replace(gap=(_DENSE, _SPACED)[number % 2]) for line in lines_of(page.blocks, LINE_WORDS.months)]))
        for number, page in enumerate(whole)
    ]  # fmt: skip


def made_as_lines(made: Sequence[Made]) -> list[Made]:
    """Make plain text of made pages: their blocks are its lines, in turn dense, spaced, and parted where boxes are."""
    return [Made(_as_lines(page, number % 3), places) for number, (page, places) in enumerate(made)]


def _as_lines(page: Labelled, spacing: int) -> Labelled:
    blocks = page.blocks
    gaps = ([_DENSE] * len(blocks.texts), [_SPACED] * len(blocks.texts), _parted(blocks))[spacing]
    lines = [_line(text, gap, blocks.tags[box]) for text, gap, box in zip(blocks.texts, gaps, blocks.box, strict=True)]
    document = msgspec.structs.replace(page.document, text="\n".join(blocks.texts), format=Format.PLAIN)
    return msgspec.structs.replace(page, document=document, blocks=read_lines(lines), witness=witness_of(document))


def _parted(blocks: Blocks) -> list[int]:
    """Put a blank line before paragraphs and headings, and where a list or a box begins."""
    outer = [blocks.parent[box] for box in blocks.box]
    starts = [place == 0 or outer[place] != outer[place - 1] for place in range(len(outer))]
    return [int(is_start or blocks.tags[box] != "li") for is_start, box in zip(starts, blocks.box, strict=True)]


def _line(text: str, gap: int, tag: str) -> Line:
    line = measure(text, LINE_WORDS.months, gap)
    return line._replace(bullet=line.bullet or tag == "li")
