"""Words in elements for something else: these are made plain, so that every reader finds them."""

from lxml import etree
from lxml.html import HtmlElement

from workers.steps.extract.blocks.elements import HEADINGS, HOLDS_TEXT, INLINE

_OWN_ELEMENTS = etree.XPath("//*[contains(name(), '-')]")  # custom ones, as HTML calls them
_BODY = 250  # characters in paragraphs from which they can be an article
_ALONE = 3  # elements in a heading that is a button: icons may stand beside it


def repair(tree: HtmlElement) -> None:
    """Rename elements whose words belong to a sentence, a heading or the article: no reader looks for any there.

    Only names change, each at once, so that a hostile page costs no more than others.
    """
    for reading in list(tree.iter("rt")):
        if not _is_in_brackets(reading):
            reading.tag = "template"
    for element in _OWN_ELEMENTS(tree):
        if any(_beside(element)) and all(inner.tag in INLINE for inner in element.iterdescendants()):
            element.tag = "span"
    for button in list(tree.iter("button")):
        if next(button.iter(*HOLDS_TEXT[:-1]), None) is None:
            if all(_beside(button)) or _is_heading(button):
                button.tag = "span"
            elif next(button.iter(*HEADINGS), None) is not None:
                button.tag = "div"
    _open_noscripts(tree)


def _is_in_brackets(reading: HtmlElement) -> bool:
    """Whether a page itself sets a reading in brackets for those who cannot show it above its word; others would run into the word."""
    parent, before = reading.getparent(), reading.getprevious()
    holds_more = next(reading.iter(*HOLDS_TEXT), None) is not None  # as where its end tag is missing
    return holds_more or (before is not None and before.tag == "rp") or (parent is not None and parent.tag == "rp")


def _beside(element: HtmlElement) -> tuple[bool, bool]:
    """Whether text stands right before an element, and right behind it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return False, False
    return bool(((parent.text if before is None else before.tail) or "").strip()), bool((element.tail or "").strip())


def _is_heading(button: HtmlElement) -> bool:
    """Whether a button is all that a heading says, as in lists of questions."""
    parent = button.getparent()
    above = () if parent is None else (parent, parent.getparent())
    heading = next((element for element in above if element is not None and element.tag in HEADINGS), None)
    if heading is None or parent is None or max(len(parent), len(heading)) > _ALONE:
        return False
    return bool(heading.text_content().strip() == button.text_content().strip())


def _open_noscripts(tree: HtmlElement) -> None:
    """Make what a page shows without scripts a part of it, where it has no other paragraphs to speak of."""
    closed = [element for element in tree.iter("noscript") if element.find(".//p") is not None]
    inside = sum(map(_paragraphs, closed))
    if inside >= _BODY and _paragraphs(tree) < 2 * inside:
        for element in closed:
            element.tag = "div"


def _paragraphs(element: HtmlElement) -> int:
    return sum(len(paragraph.text_content()) for paragraph in element.iter("p"))
