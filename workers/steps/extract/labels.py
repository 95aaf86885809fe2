"""The publisher's own sections and keywords of an article."""

import re
from collections.abc import Collection, Iterator
from itertools import islice

from lxml.html import HtmlElement

from workers.steps.extract.head import text_of
from workers.steps.extract.json_ld import Node, types_of, values_of
from workers.steps.extract.sources import Page
from workers.steps.extract.strings import distinct, folded

MAX_SECTIONS = 10
MAX_KEYWORDS = 50
MAX_LABEL = 80  # characters
MAX_CRUMBS = 12

SECTION_METAS = tuple(
    """
    article:section og:article:section section parsely-section sailthru.section cxenseparse:section dcterms.subject dc.subject category
    articlesection
    """.split()
)
KEYWORD_METAS = (
    "article:tag",
    "og:article:tag",
    "news_keywords",
    "keywords",
    "parsely-tags",
    "sailthru.tags",
    "cxenseparse:keywords",
)
SIGN = re.compile(r"\s*[,;、，؛|]\s*")
# Names that machines gave.
IDENTIFIER = re.compile(r"[\W\d_]*|[0-9a-f]{8}-[0-9a-f-]{20,}", re.IGNORECASE)
CRUMBS = re.compile(r"bread-?crumb", re.IGNORECASE)
CRUMB_MARKS = ("class", "id", "itemtype", "aria-label")
CRUMB_SIGN = re.compile(r"\s*(?:>+|[»›→])\s*")
CRUMB_TAGS = ("nav", "ol", "ul", "div", "section", "p")


def keywords_of(page: Page) -> list[str]:
    """Return the publisher's keywords, from every source, each once, at most 50."""
    linked = [values_of(article.get("keywords")) for article in page.articles]
    return _labels([*linked, *(page.head.all(name) for name in KEYWORD_METAS)])[:MAX_KEYWORDS]


def sections_of(page: Page) -> list[str]:
    """Return the sections an article stands in, best source first: its own, its page's, the breadcrumbs, what the feed said."""
    linked = [values_of(article.get("articleSection")) for article in page.articles]
    named = _labels([*linked, *(page.head.all(name) for name in SECTION_METAS)])
    crumbs = _linked_crumbs(page.nodes) or ([] if named else _shown_crumbs(page.tree, page.said.front_page))
    hinted = [page.document.hints.section or ""]
    labels = [*named, *_labels([crumbs, hinted])]
    return distinct(label for label in labels if folded(label) not in page.said.front_page)[:MAX_SECTIONS]


def _labels(sources: list[list[str]]) -> list[str]:
    """Return the labels in several sources; what a source gives as one string is parted at its signs."""
    parted = [SIGN.split(source[0]) if len(source) == 1 else source for source in sources]
    return distinct(
        label for labels in parted for label in labels if 1 < len(label) <= MAX_LABEL and not IDENTIFIER.fullmatch(label)
    )


def _linked_crumbs(nodes: list[Node]) -> list[str]:
    """Return the labels of the first breadcrumbs in a page's JSON-LD."""
    for node in nodes:
        for crumbs in (node, node.get("breadcrumb")):
            if isinstance(crumbs, dict) and "breadcrumblist" in types_of(crumbs) and (labels := _listed(crumbs)):
                return labels
    return []


def _listed(crumbs: Node) -> list[str]:
    items = crumbs.get("itemListElement")
    labels: list[str] = []
    for item in (items if isinstance(items, list) else [items])[:MAX_CRUMBS]:
        if isinstance(item, dict):
            labels += (values_of(item.get("name")) or values_of(item.get("item")))[:1]
    return [label for label in labels if not label.startswith(("http://", "https://"))]


def _shown_crumbs(tree: HtmlElement, front_page: Collection[str]) -> list[str]:
    """Return the labels of the first breadcrumbs in a page's markup."""
    for element in tree.iter(*CRUMB_TAGS):
        if any(CRUMBS.search(element.get(mark) or "") for mark in CRUMB_MARKS):
            labels = [text_of(link) for link in islice(element.iter("a"), MAX_CRUMBS)]
            if labels:
                return labels
    return _worded_crumbs(tree, front_page)


def _worded_crumbs(tree: HtmlElement, front_page: Collection[str]) -> list[str]:
    """Return the labels of links that begin with the front page's, one behind the other with signs between them."""
    for front in tree.iter("a"):
        if folded(front.text or "") in front_page and CRUMB_SIGN.fullmatch(front.tail or ""):
            return [text_of(link) for link in _linked_by_signs(front)]
    return []


def _linked_by_signs(front: HtmlElement) -> Iterator[HtmlElement]:
    link = front.getnext()
    while link is not None and link.tag == "a":
        yield link
        link = link.getnext() if CRUMB_SIGN.match(link.tail or "") else None
