"""The standfirst: the sentences between headline and body, often outside the body's element."""

from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from workers.steps.extract.html.headline import find_headline
from workers.steps.extract.html.names import NOT_STANDFIRST, STANDFIRST, pattern
from workers.steps.extract.html.tree import is_inside, linked_length, name_of, text_of
from workers.steps.extract.strings import folded

_NAMED = pattern(STANDFIRST)
_NAMED_OTHERWISE = pattern(NOT_STANDFIRST)
_LEAVES = ("p", "div", "span", "h2", "h3", "h4", "h5", "li", "td", "strong")
_BLOCKS = frozenset({"p", "div", "section", "article", "ul", "ol", "li", "table", "h2", "h3", "h4", "h5"})
_ELSEWHERE = ("figure", "figcaption", "aside", "nav", "footer", "table")
_SENTENCE_ENDS = ".!?…。！？\"”»’'"

_MIN = 60  # characters
_MAX = 1_200
_MAX_SEEN = 8  # texts looked at behind the headline
_MAX_TAKEN = 5
_MAX_LINKED = 0.5
_BEGINNING = 40  # lines of the body
_NAMES = 3  # an element's own name and those of the two around it
_KEY = 60  # folded characters by which a text is found in another
_DESCRIPTION_KEY = 40


def find_standfirst(tree: HtmlElement, title: str, description: str, lines: list[str]) -> list[str]:
    """The paragraphs between headline and body that `lines` lack; `title` and `description` are what the page's head says of it."""
    headline = find_headline(tree, title)
    if headline is None:
        return []
    known, about = folded("\n".join(lines[:_BEGINNING])), folded(description)
    taken: list[str] = []
    for seen, (element, candidate) in enumerate(_texts_behind(tree, headline)):
        key = folded(candidate)[:_KEY]
        if seen == _MAX_SEEN or len(taken) == _MAX_TAKEN or key in known:
            break
        if _is_standfirst(element, candidate, about):
            taken.append(candidate)
            known += key
    return taken


def _texts_behind(tree: HtmlElement, headline: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """The elements behind the headline that hold text of some length and no other block, in the page's order."""
    own = set(headline.iter())
    is_behind = False
    for element in tree.iter(headline.tag, *_LEAVES):
        if element is headline:
            is_behind = True
        elif is_behind and element not in own and not any(child.tag in _BLOCKS for child in element):
            text = text_of(element)
            if len(text) >= _MIN:
                yield element, text


def _is_standfirst(element: HtmlElement, text: str, about: str) -> bool:
    if len(text) > _MAX or linked_length(element) > _MAX_LINKED * len(text) or is_inside(element, _ELSEWHERE):
        return False
    key = folded(text)
    if about and (key[:_DESCRIPTION_KEY] in about or about[:_DESCRIPTION_KEY] in key):
        return True
    names = _names(element)
    if _NAMED.search(names):
        return True
    return element.tag in ("p", "h2") and text[-1] in _SENTENCE_ENDS and not _NAMED_OTHERWISE.search(names)


def _names(element: HtmlElement) -> str:
    """What a page calls an element and the two around it, with what they are for the reader's machine."""
    nodes = [element, *islice(element.iterancestors(), _NAMES - 1)]
    return " ".join(
        f"{name_of(node)} {node.get('itemprop') or ''} {node.get('role') or ''}" for node in nodes if node.tag != "body"
    )
