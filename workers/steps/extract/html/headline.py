"""The headline of a page's article among its headings."""

from lxml.html import HtmlElement

from workers.steps.extract.html.tree import text_of
from workers.steps.extract.strings import folded

_ORDERS = ("h1", "h2", "h3")
_MIN = 8  # folded characters by which a headline is known in another


def is_same_headline(one: str, other: str) -> bool:
    """Whether two headlines, folded, are one: a site's name or a kicker may stand beside it."""
    return min(len(one), len(other)) >= _MIN and (one in other or other in one)


def find_headline(tree: HtmlElement, title: str) -> HtmlElement | None:
    """The heading that is the page's title, else the longest of the first order."""
    key = folded(title)
    headings = [(heading, folded(text_of(heading))) for heading in tree.iter(*_ORDERS)]
    own = next((heading for heading, text in headings if text == key or is_same_headline(text, key)), None) if key else None
    if own is not None:
        return own
    return max((pair for pair in headings if pair[0].tag == "h1"), key=lambda pair: len(pair[1]), default=(None, ""))[0]
