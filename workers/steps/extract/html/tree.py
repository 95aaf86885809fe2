"""A page's tree: parsed whatever it holds, and the measures and cuts that every rule needs."""

import re
from collections.abc import Iterable
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from workers.page import Unprocessable
from workers.records import DeadLetterReason
from workers.steps.extract.html.repair import repair

# References to controls and noncharacters, which XML cannot hold; those written out are gone since the page was decoded.
_NOT_TEXT = re.compile(
    rb"&#(?:0{0,8}(?:[0-8]|1[124-9]|2\d|3[01]|127|6553[45])|[xX]0{0,8}(?:[0-8bcefBCEF]|1[\da-fA-F]|7[fF]|[fF]{3}[eEfF]))(?!\w);?"
)
# A self-closed root ends the page for libxml2.
_SELF_CLOSED = re.compile(rb"<(html|body)(?:\s[^<>]{0,2000})?/>", re.IGNORECASE)

_BOXES = frozenset({"div", "section", "aside", "article", "main", "body", "td", "form", "fieldset", "header", "footer", "nav"})
_HUGE = 15_000  # elements: half as many again as the largest page seen; some rules take more than linear time


def parse_html(text: str) -> HtmlElement | None:
    """Parse a decoded page; None where it has no body.

    Raises Unprocessable: TOO_LARGE where libxml2 would read no further: tags nested more than 256 deep, 10 MB in one piece.
    """
    page = text.encode("utf-8", "replace")
    if b"&#" in page:
        page = _NOT_TEXT.sub(b"", page)
    tree = _parse(page)
    if tree is None:
        tree = _parse(_SELF_CLOSED.sub(rb"<\1>", page, count=2))
    return tree


def _parse(page: bytes) -> HtmlElement | None:
    # A parser of its own: one that is shared keeps its error log. The encoding given here overrules what the page declares.
    parser = HTMLParser(encoding="utf-8", collect_ids=False, remove_comments=True, remove_pis=True)
    # One class for all elements is looked up in C; the parser's own choice among forms, inputs and others calls Python for each.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    try:
        tree = document_fromstring(page, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        tree = None
    for error in parser.error_log:
        if error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise Unprocessable(DeadLetterReason.TOO_LARGE, f"the HTML parser gives up: {error.message.partition(', ')[0]}")
    if tree is None:
        return None
    body = tree.find("body")
    if body is None or not (len(body) > 0 or body.text):
        return None
    repair(tree)
    return tree


def is_huge(tree: HtmlElement) -> bool:
    """Whether a tree has so many elements that it is only read, not judged."""
    return next(islice(tree.iter(), _HUGE, None), None) is not None


def text_of(element: HtmlElement) -> str:
    """All text below an element on one line."""
    return " ".join(element.text_content().split())


def length_of(element: HtmlElement) -> int:
    """How many characters of text lie below an element."""
    return len(text_of(element))


def linked_length(element: HtmlElement) -> int:
    """How many of these characters lead to other pages: anchors without an address and links within the page do not count."""
    return sum(map(length_of, links_of(element)))


def links_of(element: HtmlElement) -> list[HtmlElement]:
    """The links to other pages below an element."""
    return [link for link in element.iter("a") if (link.get("href") or "#")[0] != "#"]


def drop(element: HtmlElement) -> None:
    """Take an element out of its tree; the text behind it stays."""
    if element.getparent() is not None:
        element.drop_tree()


def is_box(element: HtmlElement) -> bool:
    """Whether an element holds blocks rather than a text's words."""
    return element.tag in _BOXES


def is_inside(element: HtmlElement, tags: Iterable[str]) -> bool:
    """Whether an element lies below one of these tags, or is one."""
    return element.tag in tags or next(element.iterancestors(*tags), None) is not None


def name_of(element: HtmlElement) -> str:
    """What a page calls an element: its class and id."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"
