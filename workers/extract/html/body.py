"""The body of an article in a pruned tree, by trafilatura: fast where that is enough."""

from copy import deepcopy

from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from trafilatura import bare_extraction

from workers.extract.html.evidence import main_block, prose_length

_SHORT = 250  # characters of a body that is doubtful by itself
_EXPECTED = 0.5  # the share of what is expected from which a body is not doubtful
_TINY = 1_500  # characters from which a body that lacks many of these paragraphs is trusted: they may be other articles'
_MAIN_SHARE = 0.8
_NAMES = ("class", "id", "style", "role", "aria-hidden")
_NEUTRAL = ("main", "section", "header", "aside", "figure")


def extract_body(tree: HtmlElement, article_body: str) -> str:
    """The text of the article, a line for each block. `article_body` is the JSON-LD's text, empty where there is none."""
    enough = _EXPECTED * (len(article_body) or prose_length(tree))
    text = _run(tree, fast=True)
    if len(text) >= max(_SHORT, enough):
        return text
    text = max(text, _run(tree, fast=False), key=len)
    if len(text) < enough and (article_body or len(text) < _TINY):
        text = max(text, _run_on_main_block(tree), key=len)
    return article_body if article_body and len(text) < enough else text


def _run(tree: HtmlElement, *, fast: bool) -> str:
    found = bare_extraction(tree, fast=fast, include_comments=False, with_metadata=False)
    return (found.text or "") if found is not None else ""


def _run_on_main_block(tree: HtmlElement) -> str:
    """Extract from the element that holds the prose, without the names that trafilatura would drop parts of it by."""
    block = main_block(tree, _MAIN_SHARE)
    if block is None:
        return ""
    page = document_fromstring("<article></article>")
    article = next(page.iter("article"))
    article.append(deepcopy(block))
    article[0].tail = None
    etree.strip_attributes(page, *_NAMES)
    for element in page.iter(*_NEUTRAL):
        element.tag = "div"
    return _run(page, fast=True)
