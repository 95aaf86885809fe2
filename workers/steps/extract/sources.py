"""A page's sources of metadata, read once: markup, JSON-LD, and the names of its site."""

from collections.abc import Iterable

import msgspec
from lxml.html import HtmlElement

from workers.page import Document
from workers.steps.extract.head import Head, read_head
from workers.steps.extract.json_ld import Node, by_id, own_articles, own_pages, read_nodes, types_of, values_of
from workers.steps.extract.plain.words import LineWords
from workers.steps.extract.strings import folded
from workers.urls import host_of, identity, site_of

SITE_METAS = ("og:site_name", "application-name", "apple-mobile-web-app-title")
SITE_TYPES = ("website", "organization", "corporation")
MAX_SITE_NAME = 60  # characters: what is longer is a title
MAX_TITLES = 20


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What a page holds. `articles` and `web_pages` are the JSON-LD nodes about this page; `sites` are folded names.

    `said` are the words by which its lines are told.
    """

    tree: HtmlElement
    document: Document
    head: Head
    nodes: list[Node]
    articles: list[Node]
    web_pages: list[Node]
    index: dict[str, Node]
    sites: set[str]
    said: LineWords

    def linked(self, key: str) -> list[str]:
        """Return the JSON-LD values of the page's own article, then of the page."""
        return [value for node in (*self.articles, *self.web_pages) for value in values_of(node.get(key), self.index)]


def read_sources(tree: HtmlElement, document: Document, said: LineWords) -> Page:
    """Read what a page says of itself; the tree stays as it is."""
    head, nodes = read_head(tree), read_nodes(tree)
    urls = [url for url in (document.url, document.final_url, head.links.get("canonical"), head.first("og:url")) if url]
    pages = {identity(url) for url in urls}
    titles = [key for title in (head.title, *head.all("og:title"), *head.headings) if (key := folded(title))]
    return Page(
        tree=tree,
        document=document,
        head=head,
        nodes=nodes,
        articles=own_articles(nodes, pages, titles[:MAX_TITLES]),
        web_pages=own_pages(nodes, pages),
        index=by_id(nodes),
        sites=_site_names(head, nodes, urls),
        said=said,
    )


def _site_names(head: Head, nodes: list[Node], urls: list[str]) -> set[str]:
    """Return the names of the site, folded: as it calls itself, its hosts, and its domain with and without the suffix."""
    names = head.all(*SITE_METAS)
    for node in nodes:
        names += values_of(node.get("publisher"))
        if any(kind.endswith(SITE_TYPES) for kind in types_of(node)):
            names += values_of([node.get("name"), node.get("alternateName")])
    names += host_names(urls)
    return {key for name in names if len(name) <= MAX_SITE_NAME and len(key := folded(name)) > 1}


def host_names(urls: Iterable[str]) -> list[str]:
    """The names that a site has by its URLs: its hosts, and its domain with and without the suffix."""
    names: list[str] = []
    for url in urls:
        if host := host_of(url):
            domain = site_of(url)
            names += [domain, domain.partition(".")[0], host, host.removeprefix("www.")]
    return names
