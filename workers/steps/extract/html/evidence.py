"""What a page tells of its article's text beside the text found: JSON-LD, and paragraphs."""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

from workers.steps.extract.html.tree import is_inside, linked_length
from workers.steps.extract.json_ld import own_articles
from workers.steps.extract.plain.lines import fold
from workers.steps.extract.sources import Page
from workers.steps.extract.strings import folded
from workers.urls import identity

MIN_ARTICLE_BODY = 500  # characters: a shorter articleBody is often a summary
LONG_PARAGRAPH = 80  # characters from which a paragraph is prose rather than a label
_LINKED = 0.5

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,1000}>")
_MIN_LETTERS = 0.25  # of a text, in any script
_COVERED = 0.7
_KEY = 60  # folded characters by which a line is found in another text
_EDGE = 20  # characters from which a line can be the first or the last


def read_article_body(page: Page, title: str) -> str:
    """The articleBody of the page's own article in its JSON-LD, a line for each paragraph; empty where it is at most a summary."""
    if not any("articleBody" in node for node in page.nodes):
        return ""
    pages = {identity(page.document.url), identity(page.document.final_url)}
    own = own_articles(page.nodes, pages, {folded(title)} - {""})
    text = next((body for node in own if isinstance(body := node.get("articleBody"), str)), "")
    text = html.unescape(_TAG.sub("\n", html.unescape(text)))
    text = "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))
    is_prose = len(text) >= MIN_ARTICLE_BODY and sum(map(str.isalnum, text)) >= _MIN_LETTERS * len(text)
    return text if is_prose else ""


def prose(tree: HtmlElement) -> Iterator[tuple[HtmlElement, int]]:
    """The longer paragraphs that are not links, with their lengths; where one holds another, as unclosed ones do, its own text counts."""
    lengths = _own_lengths(tree)
    for paragraph in tree.iter("p"):
        length = lengths[paragraph]
        if length >= LONG_PARAGRAPH and linked_length(paragraph) <= _LINKED * length and not is_inside(paragraph, ("a",)):
            yield paragraph, length


def _own_lengths(tree: HtmlElement) -> dict[HtmlElement, int]:
    lengths = {paragraph: len(paragraph.text_content()) for paragraph in tree.iter("p")}
    held: Counter[HtmlElement] = Counter()
    for paragraph, length in lengths.items():
        if (around := next(paragraph.iterancestors("p"), None)) is not None:
            held[around] += length
    return {paragraph: length - held[paragraph] for paragraph, length in lengths.items()}


def prose_length(tree: HtmlElement) -> int:
    """How many characters the page's longer paragraphs hold: what a body could be."""
    return sum(length for _, length in prose(tree))


def main_block(tree: HtmlElement, share: float) -> HtmlElement | None:
    """The deepest element that holds this share of the page's prose; the share is more than a half, so that there is only one."""
    held: Counter[HtmlElement] = Counter()
    total = 0
    for paragraph, length in prose(tree):
        total += length
        for ancestor in paragraph.iterancestors():
            held[ancestor] += length
    holders = [element for element, length in held.items() if length >= share * total]
    return max(holders, key=lambda element: sum(1 for _ in element.iterancestors()), default=None)


def trim_to(lines: list[str], article_body: str) -> list[str]:
    """Cut lines before the first and after the last that the article's own JSON-LD knows, where it knows most of them."""
    if not article_body:
        return lines
    known_text = _letters(article_body)
    known = [_letters(line[: 2 * _KEY])[:_KEY] in known_text for line in lines]
    if sum(len(line) for line, is_known in zip(lines, known, strict=True) if is_known) < _COVERED * sum(map(len, lines)):
        return lines
    edges = [place for place, line in enumerate(lines) if known[place] and len(line) >= _EDGE]
    return lines[edges[0] : edges[-1] + 1] if edges else lines


def begins_in(article_body: str, texts: Iterable[str]) -> bool:
    """Whether the beginning of the JSON-LD's text stands on the page."""
    return _letters(article_body[: 2 * _KEY])[:_KEY] in _letters(" ".join(texts))


def _letters(text: str) -> str:
    """The text without case, signs and spaces, which the two sources of one text set differently."""
    return fold(text).replace(" ", "")
