"""Bylines in a page's body: found by the markup that names them."""

import re
from collections.abc import Collection, Iterator
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from workers.steps.extract.authors import credited, is_agency, is_person, is_site
from workers.steps.extract.dates import parse_date
from workers.steps.extract.html.evidence import main_block
from workers.steps.extract.plain.bylines import byline, only_names
from workers.steps.extract.plain.words import LineWords
from workers.steps.extract.strings import distinct, one_line

MAX_CANDIDATES = 60
MAX_TEXT = 300  # characters of a byline
MAX_EVENTS = 80  # starts and ends of elements in it
MAX_BEHIND = 30  # elements behind the headline
MAX_WORDED = 100  # characters of a byline that only its words tell
MAIN_SHARE = 0.8  # of the page's prose, in the element that holds its text
BEGINNING = 3  # paragraphs at the beginning of a text where a byline can stand
RIGHT = re.compile(r"\bright\b")
MARK = re.compile(r"author|byline|by-line|autor|auteur|writer|reporter|signature")
# Markup of what stands near a byline, or of other people's: comments, quotations, teasers, pictures, labels.
OTHER_MARK = re.compile(
    r"comment|quote|teaser|related|recommend|sidebar|widget|footer|promo|popular|trending|newsletter|bio|desc|avatar|image|img|photo|"
    r"social|follow|label|about|tutor|authorit|authori[sz]|title-only|reply|forum|(?<!v)card|carousel|slider|collection"
)
# Before a name and its family's: "Di Stefano" alone is a name.
PREPOSITION = re.compile(r"(?:by|von|par|por|di|door|av|af|przez|oleh) (?=\S+ \S)", re.IGNORECASE)
OUTSIDE = frozenset("aside footer nav blockquote figure figcaption".split())
UNSEEN = frozenset("script style svg noscript template".split())
MAX_DEPTH = 40


def _marks(element: HtmlElement) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}".lower()


def _candidates(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements whose markup speaks of an author."""
    for element in tree.iter(etree.Element):
        if MARK.search(_marks(element)) or element.get("rel") == "author" or element.get("itemprop") == "author":
            yield element


def _is_byline(element: HtmlElement) -> bool:
    """Whether nothing in an element's markup or around it calls it something else than the article's byline."""
    marks = _marks(element)
    if OTHER_MARK.search(marks):
        return False
    around = islice(element.iterancestors(), MAX_DEPTH)
    return not any(parent.tag in OUTSIDE or OTHER_MARK.search(_marks(parent)) for parent in around)


def _lines(element: HtmlElement) -> str:
    """Return a byline's texts, one for a line: markup parts a name from the office behind it where no white space does.

    Empty where it is too much for a byline.
    """
    walk = etree.iterwalk(element, events=("start", "end"))
    texts = [
        node.text if event == "start" else node.tail for event, node in islice(walk, MAX_EVENTS) if _is_text(event, node, element)
    ]
    text = "\n".join(line for line in (one_line(text) for text in texts if text) if line)
    return text if len(text) <= MAX_TEXT and next(walk, None) is None else ""


def _is_text(event: str, node: HtmlElement, element: HtmlElement) -> bool:
    return node.tag not in UNSEEN if event == "start" else node is not element


def read_byline(tree: HtmlElement, sites: Collection[str], said: LineWords, description: str = "") -> list[str]:
    """Return who is credited by the first byline of a page that names anybody, and by its like beside it (`sites`: folded)."""
    found: list[str] = []
    first: HtmlElement | None = None
    for element in islice(_candidates(tree), MAX_CANDIDATES):
        if first is not None and not _belongs(element, first):
            continue
        if _is_byline(element):
            names = credited([_lines(element)], sites)
            people = [name for name in names if (is_person(name) or is_agency(name)) and not is_site(name, sites)]
            if people and first is None:
                first = element
            found += people
    return distinct(found) or _worded(tree, sites, said) or _dated(tree, sites, said) or _bold(tree, sites, said, description)


def _worded(tree: HtmlElement, sites: Collection[str], said: LineWords) -> list[str]:
    """Return who is credited by a line behind the headline that begins as bylines do."""
    headline = next(tree.iter("h1"), None)
    for element in () if headline is None else islice(_behind(headline), MAX_BEHIND):
        text = one_line("".join(islice(element.itertext(), MAX_EVENTS))) if element.tag not in UNSEEN else ""
        if 0 < len(text) <= MAX_WORDED and byline(text, said) and not is_site(text, sites):
            return [name for name in credited([text], sites) if is_person(name) or is_agency(name)]
    return []


def _dated(tree: HtmlElement, sites: Collection[str], said: LineWords) -> list[str]:
    """Return who is named, and nothing else, beside the date behind the headline."""
    headline = next(tree.iter("h1"), None)
    for element in () if headline is None else islice(_behind(headline), MAX_BEHIND):
        beside = [sibling for sibling in (element.getnext(), element.getprevious()) if sibling is not None]
        if len(element) == 0 and any(parse_date(one_line("".join(islice(s.itertext(), MAX_EVENTS)))) for s in beside):
            names = _only_people(element, sites, said)
            if names:
                return names
    return []


def _bold(tree: HtmlElement, sites: Collection[str], said: LineWords, description: str) -> list[str]:
    """Return who is named, and nothing else, in a bold paragraph: where the text begins, if the page's description begins with the
    names too, or set to the right at its end. Other bold lines are headings.
    """
    block = main_block(tree, MAIN_SHARE)
    paragraphs = [] if block is None else [p for p in block.iter("p") if one_line(p.text_content())]
    first = [p for p in paragraphs[:BEGINNING] if one_line(p.text_content()) in description]
    last = [p for p in paragraphs[-1:] if RIGHT.search(f"{p.get('style')} {p.get('align')}")]
    for paragraph in (*first, *last):
        if len(paragraph) == 1 and paragraph[0].tag in ("strong", "b") and not one_line(paragraph.text or ""):
            names = _only_people(paragraph, sites, said)
            if names:
                return names
    return []


def _only_people(element: HtmlElement, sites: Collection[str], said: LineWords) -> list[str]:
    """Return the people in an element whose text is nothing but their names."""
    text = one_line("".join(islice(element.itertext(), MAX_EVENTS))).strip(" |·•,-–")
    if begins := PREPOSITION.match(text):
        text = text[begins.end() :]
    names = only_names(text, said) if 0 < len(text) <= MAX_WORDED else ()
    return list(names) if all(is_person(name) and not is_site(name, sites) for name in names) else []


def _behind(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements behind one, in the page's order."""
    for node in (element, *element.iterancestors()):
        for sibling in node.itersiblings():
            yield from sibling.iter(etree.Element)


def _belongs(element: HtmlElement, first: HtmlElement) -> bool:
    """Whether an element continues the first byline: the same markup under the same parent or grandparent."""
    if element.tag != first.tag or _marks(element) != _marks(first):
        return False
    parents = [list(islice(e.iterancestors(), 2)) for e in (element, first)]
    return any(parent in parents[1] for parent in parents[0])
