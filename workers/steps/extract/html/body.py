"""The body of an article in a pruned tree, by trafilatura: fast where that is enough."""

from copy import deepcopy

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from workers.steps.extract.html.evidence import main_block, prose_length
from workers.steps.extract.html.second_reader import run
from workers.steps.extract.html.tree import text_of

_SHORT = 250  # characters of a body that is doubtful by itself
_EXPECTED = 0.5  # the share of what is expected from which a body is not doubtful
_TINY = 1_500  # characters from which a body that lacks many of these paragraphs is trusted: they may be other articles'
_MAIN_SHARE = 0.8
_NAMES = ("class", "id", "style", "role", "aria-hidden")
_BLOCKS = ("p", "li", "blockquote", "h2", "h3", "h4")
_SUBHEADINGS = ("h2", "h3", "h4")
_NEUTRAL = ("main", "section", "header", "aside", "figure")


def extract_body(tree: HtmlElement, article_body: str) -> str:
    """The text of the article, a line for each block. `article_body` is the JSON-LD's text, empty where there is none."""
    expected = len(article_body) or prose_length(tree)
    enough = _EXPECTED * expected
    text = run(tree, fast=True)
    if len(text) >= max(_SHORT, enough) and (expected or "\n" in text):
        return _with_headings(tree, text)
    text = max(text, run(tree, fast=False), key=len)
    if len(text) < enough and (article_body or len(text) < _TINY):
        text = max(text, _run_on_main_block(tree), key=len)
    if article_body and len(text) < enough:
        return article_body
    is_heap = "\n" not in text and (
        len(text) < _SHORT or not expected
    )  # what trafilatura makes of a page that it finds nothing on
    return (read_blocks(tree) or text) if is_heap else text


def _with_headings(tree: HtmlElement, text: str) -> str:
    """Put the headings back before their paragraphs where there are none: trafilatura loses them on a page that it does not know."""
    headings = [heading for heading in tree.iter(*_SUBHEADINGS) if text_of(heading)]
    lines = text.split("\n")
    if not {text_of(heading) for heading in headings}.isdisjoint(lines):
        return text
    places = {line: place for place, line in reversed(list(enumerate(lines)))}
    before: dict[int, str] = {}
    for heading in headings:
        paragraph = heading.getnext()
        place = places.get(text_of(paragraph)) if paragraph is not None and paragraph.tag == "p" else None
        if place:
            before[place] = text_of(heading)
    return "\n".join(f"{before[place]}\n{line}" if place in before else line for place, line in enumerate(lines))


def read_blocks(tree: HtmlElement) -> str:
    """The text of the page's article element, a line for each block; of a page without one, its paragraphs."""
    article = next(tree.iter("article", "main"), None)
    blocks = tree.iter("p") if article is None else article.iter(*_BLOCKS)
    return "\n".join(text_of(block) for block in blocks if not any(inner.tag in _BLOCKS for inner in block.iterdescendants()))


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
    return run(page, fast=True)
