"""The labelled pages, as the product looks at them: `read_pages`."""

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from bench.lib.bare_trafilatura import text_of
from bench.lib.shingles import shares, shingles_of
from train.reader.by_reading import Readings, load_readings, places_of, readings_of
from train.reader.folds import fold_of
from train.reader.labels import label
from train.reader.words import LINE_WORDS
from train.reader.workers import over
from workers.page import Document, NotAnArticle, Unprocessable
from workers.steps.decode.decode import decode
from workers.steps.extract.blocks.elements import Inside
from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.matrix import Witness
from workers.steps.extract.html import look
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.sources import read_sources
from workers.steps.read.message import RawMessage
from workers.steps.read.read import read_page
from workers.urls import site_of

SETS = {
    "news": "extraction-dev/fundus-dev",
    "articles": "wcxb-dev/wcxb-dev",
    "readability": "peer-tests/readability",
    "snippets": "pages-dev/trafilatura-eval",
}
"""The sets of pages with whole gold texts, and the one with snippets, which the text must and must not hold."""
NO_ARTICLES, FIELDS_ALONE = "no articles", "fields"
SCORED = SETS | {NO_ARTICLES: SETS["articles"], FIELDS_ALONE: "peer-tests/postlight-dev"}
"""Beside those that teach: pages of other types, whose main text is known, and pages of which only fields are."""
NEWS = "news"
READ = "snippets"
"""The set whose pages were read block by block where the reader was unsure."""
ARTICLE = "article"
WHOLE = 0.7
"""The share of a page's gold text that its blocks can give; where they cannot, the gold text is no text of this page."""
MOST_BLOCKS, LEAST_TEXT = 3_000, 300
"""A page with snippets teaches only where it has no more blocks, and another reader finds so many characters on it."""


class Gold(msgspec.Struct, frozen=True, rename={"within": "with"}):
    """What is known of a page: its article's text, or pieces that are in it and pieces that are not; and its fields, if they are known."""

    url: str
    text: str | None = None
    within: list[str] = []
    without: list[str] = []
    page_type: str = ARTICLE
    title: str | None = None
    published: str | None = None
    authors: list[str] | None = None


class Labelled(msgspec.Struct, frozen=True):
    """A page, what is known of it, and how its blocks are labelled; where it has snippets only, by another reader's text.

    `read` says by place which blocks were read by a person, and whether they are text.
    """

    source: str
    site: str
    document: Document
    gold: Gold
    blocks: Blocks
    witness: Witness
    labels: list[float]
    teaches: bool
    read: dict[int, int] = {}

    @property
    def fold(self) -> int:
        """The fold of its site."""
        return fold_of(self.site)


def read_pages(shared: Path, names: Iterable[str] | None = None) -> list[Labelled]:
    """Read these sets, in their order: unless told those that teach."""
    tasks = [task for name in names or SETS for task in _tasks(shared, name)]
    return [page for page in over(_labelled, tasks, at_once=8) if page is not None]


def _tasks(shared: Path, name: str) -> Iterator[tuple[str, bytes, Gold, Readings]]:
    """Pair a set's pages with what was read on them."""
    readings = load_readings()
    for line, gold in gold_pages(shared, name):
        yield name, line, gold, readings_of(readings, gold.url)


def gold_pages(shared: Path, name: str) -> Iterator[tuple[bytes, Gold]]:
    """Pair a set's raw pages with what is known of them."""
    base = shared / "data" / SCORED[name]
    with gzip.open(f"{base}.gold.jsonl.gz", "rb") as lines:
        gold = {known.url: known for known in map(msgspec.json.Decoder(Gold).decode, lines)}
    with gzip.open(f"{base}.pages.jsonl.gz", "rb") as lines:
        for line in lines:
            raw: dict[str, Any] = json.loads(line)
            known = gold[raw["url"]]
            if _belongs(name, known):
                yield line.strip(), known


def _belongs(name: str, gold: Gold) -> bool:
    """Say whether a page belongs to a set: pages of other types have no gold text that means an article."""
    if name == FIELDS_ALONE:
        return True
    is_known = gold.text is not None or bool(gold.within or gold.without)
    return is_known and (gold.page_type == ARTICLE) == (name != NO_ARTICLES)


def _labelled(task: tuple[str, bytes, Gold, Readings]) -> Labelled | None:
    """Look at a page as the product does, and label its blocks; None where the product cannot read it."""
    name, line, gold, readings = task
    try:
        document = decode(read_page(RawMessage(line)))
        tree = parse_html(document.text)
    except (NotAnArticle, Unprocessable):
        return None
    if tree is None:
        return None
    looked = look(read_sources(tree, document, LINE_WORDS))
    texts = looked.blocks.texts
    text = gold.text if gold.text is not None else text_of(document)
    labels = label(texts, text)
    is_taught, read = name in SETS and teaches(gold, text, texts, labels), places_of(readings, gold.url, texts)
    labels = without_captions(looked.blocks, labels)
    return Labelled(name, site_of(gold.url), document, gold, looked.blocks, looked.witness, labels, is_taught, read)


def teaches(gold: Gold, text: str, texts: Sequence[str], labels: Sequence[float]) -> bool:
    """Say whether these labels of blocks, by this text, are worth learning from."""
    if gold.text is None:
        return len(text) >= LEAST_TEXT and 0 < len(texts) <= MOST_BLOCKS
    own = "\n".join(block for block, share in zip(texts, labels, strict=True) if share >= 0.5)
    return bool(texts) and shares(shingles_of(text), shingles_of(own))[0] >= WHOLE


def without_captions(blocks: Blocks, labels: list[float]) -> list[float]:
    """Label captions as no text where their element says that they are some: gold texts hold them on some pages, and not on others."""
    return [0.0 if blocks.inside[box] & Inside.FIGCAPTION else share for box, share in zip(blocks.box, labels, strict=True)]
