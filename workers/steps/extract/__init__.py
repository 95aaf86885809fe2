"""The step `extract`: a page's text → its article, clean, with what the page says of it."""

import msgspec

from workers.page import Document, Extracted, Format, NotAnArticle
from workers.records import RejectReason
from workers.steps.extract.articleness import require_article
from workers.steps.extract.html import extract_html
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.labeller import Labeller
from workers.steps.extract.plain import extract_plain
from workers.steps.extract.signs import Signs, line_signs, page_signs
from workers.steps.extract.sources import read_sources
from workers.steps.extract.strings import without_long_runs
from workers.steps.extract.words import Words


def extract(document: Document, labeller: Labeller | None, words: Words) -> Extracted:
    """Find the article on a page, by its blocks' labels; by trafilatura without a labeller. Raises NotAnArticle where there is none."""
    extracted, signs = find(document, labeller, words)
    require_article(document, extracted, signs, words.pages)
    return msgspec.structs.replace(extracted, text=without_long_runs(extracted.text))


def find(document: Document, labeller: Labeller | None, words: Words) -> tuple[Extracted, Signs]:
    """Find what would be the article, and what says whether the page is one. Raises NotAnArticle where there is nothing to read."""
    if document.format is Format.PLAIN:
        return extract_plain(document, labeller, words.lines), line_signs(document.text, words)
    tree = parse_html(document.text)
    if tree is None:
        raise NotAnArticle(RejectReason.EMPTY, "the HTML has no elements")
    page = read_sources(tree, document, words.lines)
    signs = page_signs(tree, page.nodes, words.pages.read_more)
    return extract_html(page, labeller), signs
