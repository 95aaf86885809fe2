"""HTML: a page's tree → its article's text and metadata."""

from typing import NamedTuple

from workers.enums import ReaderName
from workers.page import Doubt, Extracted, HowRead, Metadata
from workers.records import OtherArticle
from workers.steps.extract.blocks.walk import Blocks, read_blocks
from workers.steps.extract.choose import choose
from workers.steps.extract.columns.matrix import Witness
from workers.steps.extract.html.evidence import begins_in, prose_length, read_article_body
from workers.steps.extract.html.lines import clean_lines, drop_titles
from workers.steps.extract.html.neighbours import cut_neighbours
from workers.steps.extract.html.rules import read_by_rules
from workers.steps.extract.html.scripts import find_scripted_article
from workers.steps.extract.html.second_reader import ENOUGH, read_with_trafilatura
from workers.steps.extract.html.tree import is_huge
from workers.steps.extract.labeller import Labeller
from workers.steps.extract.layout import lines_of, without_loose_headings
from workers.steps.extract.metadata import read_metadata
from workers.steps.extract.plain.lines import weigh
from workers.steps.extract.sources import Page
from workers.steps.extract.strings import folded
from workers.steps.extract.together import together

_TOO_LITTLE = 0.3
"""Of a page's prose, or of the text that its JSON-LD holds: a reader that finds less has missed the article."""
_NO_ARTICLE = 100
"""Weight of text (see `lines.weigh`); what has less is none, so nothing is lost where more is looked for."""
_UNSURE = 0.6
"""An expected index below which trafilatura finds more than the labels do: such pages are unlike all that they were learned from."""


class Told(NamedTuple):
    """What a page says of itself, the text that its JSON-LD holds, and the other articles that were taken out of its tree."""

    metadata: Metadata
    article_body: str
    others: tuple[OtherArticle, ...]


class Looked(NamedTuple):
    """A page before its blocks are judged."""

    page: Page
    told: Told
    witness: Witness
    blocks: Blocks


def look(page: Page) -> Looked:
    """Look at all of a page once; other whole articles are taken out of its tree."""
    told = _tell(page)
    witness = Witness(page.head, page.nodes, told.article_body, page.document.final_url)
    return Looked(page, told, witness, read_blocks(page.tree))


def extract_html(page: Page, labeller: Labeller | None) -> Extracted:
    """Read a page for its metadata and its article's text, which is empty where it has none; the tree is taken apart.

    With a labeller blocks are read by their labels. Without one, and where a page is huge, rules read.
    """
    if labeller is None or is_huge(page.tree):
        told, how_read = _tell(page), HowRead(ReaderName.TRAFILATURA)
        lines = read_by_rules(page, told.metadata, told.article_body)
    else:
        looked = look(page)
        told, (lines, how_read) = looked.told, _read_by_labels(looked, labeller)
    return Extracted(text="\n".join(lines), metadata=told.metadata, how_read=how_read, also_on_page=told.others)


def _tell(page: Page) -> Told:
    metadata = read_metadata(page)
    title = metadata.title.value if metadata.title else ""
    article_body = read_article_body(page, title)
    document = page.document
    urls = (document.final_url, document.url, metadata.canonical_url or document.final_url)
    return Told(metadata, article_body, cut_neighbours(page.tree, title, urls, page.said))


def _read_by_labels(looked: Looked, labeller: Labeller) -> tuple[list[str], HowRead]:
    """Read the blocks that are likely to be the article's; read anew where that is unsure or too little."""
    blocks = looked.blocks
    choice = choose(blocks.texts, together(blocks, labeller(blocks, looked.witness)), blocks.kinds)
    lines, reader = lines_of(blocks, without_loose_headings(blocks, choice.kept)), ReaderName.LEARNED
    doubt = _doubt(looked, lines, choice.expected)
    if doubt:
        again = _read_again(looked)
        if _is_better(again, lines, doubt):
            lines, reader = again, ReaderName.TRAFILATURA_ALONE
    title = looked.told.metadata.title
    titles = {folded(title.value if title else ""), *map(folded, looked.page.head.headings)} - {""}
    lines = drop_titles(lines, titles)
    return (lines if any(map(str.isalnum, "".join(lines))) else []), HowRead(reader, choice.expected, doubt)


def _doubt(looked: Looked, lines: list[str], expected: float) -> Doubt | None:
    if not lines:
        return Doubt.NOTHING_FOUND
    if expected < _UNSURE:
        return Doubt.UNSURE
    return Doubt.TOO_LITTLE if _is_too_little(looked, lines) else None


def _is_better(again: list[str], lines: list[str], doubt: Doubt) -> bool:
    """Whether what is read anew is the article rather than the lines that are doubted: of tiny pages it is all that stands on them."""
    length = _length(again)
    if not lines:
        return length > 0
    return length >= ENOUGH if doubt is Doubt.UNSURE else length > max(_NO_ARTICLE, _length(lines))


def _is_too_little(looked: Looked, lines: list[str]) -> bool:
    expected = max(len(looked.witness.article_body), prose_length(looked.page.tree))
    return sum(map(weigh, lines)) < _NO_ARTICLE or _length(lines) < _TOO_LITTLE * expected


def _length(lines: list[str]) -> int:
    return sum(map(len, lines))


def _read_again(looked: Looked) -> list[str]:
    """Read what the page's JSON-LD holds, if its blocks lack that; else with the second reader; where that finds little too, the scripts."""
    body = looked.witness.article_body
    if body and not begins_in(body, looked.blocks.texts):
        return clean_lines(body)
    lines = clean_lines(read_with_trafilatura(looked.page.tree)) if looked.blocks.texts else []
    if _is_too_little(looked, lines):
        scripted = find_scripted_article(looked.page.document.text)
        bodies = [body, read_with_trafilatura(scripted) if scripted is not None else ""]
        lines = max([lines, *map(clean_lines, bodies)], key=_length)
    return lines
