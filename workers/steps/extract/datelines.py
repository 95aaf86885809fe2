"""The date that stands under a headline, where neither JSON-LD nor a meta element tells it."""

import re
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from workers.steps.extract.dates import parse_date
from workers.steps.extract.strings import folded

MAX_RAW = 400  # characters of a text, with its white space, that may be a dateline
MAX_LINE = 80  # characters of a dateline
MAX_LETTERS = 26  # in it
MAX_PARAGRAPH = 200  # characters of a paragraph that is a dateline with names and the like
MAX_TEXTS = 50  # looked at in one element
MAX_DEPTH = 40
NEAR = 3  # elements around a date whose markup says what date it is
MIN_HEADLINE = 8  # folded characters
MAX_ELEMENTS = 30_000  # of a page that are looked through
MAX_BEHIND = 250  # elements after the headline
MAX_BEFORE = 60  # elements before it, within its block
BLOCK_DEPTH = 5
# A paragraph that begins with its date, after a place perhaps: "Bonn, 5. Mai 2021 – …".
BEGINNING = re.compile(r"((?:[^\W\d]{2,20}[ ,.(/]{1,3}){0,2}\d{1,4}[-./ ]{1,2}[\w./]{1,12}[-./ ]{0,2}\d{1,4})\)?,? ?[-–—:|„“«]")
OUTSIDE = frozenset("script style nav aside footer noscript template figcaption option".split())
# Other times than that of publication, and other pages' times.
OTHER = re.compile(
    r"updat|modif|aktualis|geändert|actuali|aggiorn|atuali|bijgewerkt|uppdater|comment|related|teaser-list|event|copyright|©"
)


def _date_in(element: HtmlElement) -> str | None:
    """Return a date that is nearly all of a text in an element, or begins a paragraph and is parted from it."""
    for text in (element.text, *(child.tail for child in islice(element, MAX_TEXTS))):
        line = " ".join((text or "")[:MAX_RAW].split())
        if any(map(str.isdigit, line)) and not OTHER.search(line[:MAX_LINE].lower()):
            whole = _is_short(line) and not _is_prose(element)
            match = None if whole else BEGINNING.match(line)
            shown = parse_date(match[1] if match else line) if whole or match else None
            told = parse_date(element.get("datetime") or "") if shown and element.tag == "time" else None
            if shown:
                return told or shown
    return None


def _is_short(line: str) -> bool:
    return len(line) <= MAX_LINE and sum(map(str.isalpha, line)) <= MAX_LETTERS


def _is_prose(element: HtmlElement) -> bool:
    """Whether an element belongs to a paragraph of the text, whose dates are those of what it tells."""
    paragraph = element if element.tag == "p" else next(islice(element.iterancestors("p"), 1), None)
    return paragraph is not None and len(paragraph.text_content()) > MAX_PARAGRAPH


def _is_own(element: HtmlElement) -> bool:
    """Whether an element stands among the article's own, by its markup and that around it."""
    around = [element, *islice(element.iterancestors(), MAX_DEPTH)]
    if any(e.tag in OUTSIDE for e in around):
        return False
    return not any(OTHER.search((e.get("class") or "").lower()) for e in around[:NEAR])


def _find_headline(tree: HtmlElement, title: str) -> HtmlElement | None:
    """Return the heading of the highest order that is the title, else the first of the first order."""
    key = folded(title)
    for order in ("h1", "h2", "h3", "h4"):
        for heading in islice(tree.iter(order), MAX_TEXTS):
            text = folded("".join(islice(heading.itertext(), MAX_TEXTS)))
            if len(text) >= MIN_HEADLINE and key and (text in key or key in text) and _is_own(heading):
                return heading
    return next(tree.iter("h1"), None)


def read_dateline(tree: HtmlElement, title: str) -> str | None:
    """Return the date that stands nearest to the headline: behind it, else before it in its block. None without a headline."""
    headline = _find_headline(tree, title)
    if headline is None:
        return None
    elements = list(islice(tree.iter(etree.Element), MAX_ELEMENTS))
    at = elements.index(headline) if headline in elements else 0
    block = set(islice(headline.iterancestors(), BLOCK_DEPTH))
    before = [
        element
        for element in reversed(elements[max(0, at - MAX_BEFORE) : at])
        if block & set(islice(element.iterancestors(), BLOCK_DEPTH + 2))
    ]
    for element in [*elements[at : at + MAX_BEHIND], *before]:
        found = _date_in(element)
        if found and _is_own(element):
            return found
    return None
