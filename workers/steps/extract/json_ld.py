"""JSON-LD: what a page says of itself to search engines, read by a real JSON parser."""

import re
from collections import deque
from collections.abc import Collection, Iterable
from typing import Any

import orjson
from lxml.html import HtmlElement

from workers.steps.extract.strings import folded, one_line
from workers.urls import identity

Node = dict[str, Any]

MAX_SCRIPT = 1_000_000  # characters; the longest seen has 600,000
MAX_NODES = 1_000
MAX_ARTICLES = 200
MAX_VALUES = 200
MIN_HEADLINE = 8  # folded characters from which one headline inside another is no chance
# Keys under which a node holds nodes about the same page; under others (isPartOf, citation, itemListElement) lie other pages'.
NESTING = ("@graph", "mainEntity", "mainEntityOfPage")
URL_KEYS = ("url", "@id", "mainEntityOfPage")
ARTICLE_SUFFIXES = ("article", "posting", "newsstory", "report", "review", "backgroundnews")
CONTROL = re.compile(r"[\x00-\x1f]")
TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})?')


def parse_json(text: str) -> Any:
    """Parse a script's JSON, with what publishers put around and into it: comments, CDATA, a semicolon, line breaks in strings,
    trailing commas, wrong escapes. None where it is no JSON even so. Linear in the text.
    """
    try:
        return orjson.loads(text)
    except ValueError:
        pass
    text = text.replace("<![CDATA[", "").replace("]]>", "")
    start = min((at for bracket in "{[" if (at := text.find(bracket)) >= 0), default=0)
    end = max(text.rfind("}"), text.rfind("]")) + 1
    text = CONTROL.sub(" ", text[start:end])
    text = TRAILING_COMMA.sub("", text)
    text = ESCAPE.sub(lambda match: match[0] if len(match[0]) > 1 else r"\\", text)
    try:
        return orjson.loads(text)
    except ValueError:
        return None


def read_nodes(tree: HtmlElement) -> list[Node]:
    """Return the nodes that describe the page, flattened: of every script, in lists, `@graph` and `mainEntity`, at most 1,000."""
    waiting: deque[Any] = deque()
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text and len(script.text) <= MAX_SCRIPT:
            waiting.append(parse_json(script.text))
    nodes: list[Node] = []
    while waiting and len(nodes) < MAX_NODES:
        value = waiting.popleft()
        if isinstance(value, list):
            waiting.extendleft(reversed(value[:MAX_NODES]))
        elif isinstance(value, dict):
            nodes.append(value)
            nested = [value[key] for key in NESTING if isinstance(value.get(key), dict | list)]
            waiting.extendleft(reversed(nested))
    return nodes


def types_of(node: Node) -> set[str]:
    """Return a node's types in lower case, without their vocabulary."""
    types = node.get("@type")
    return {t.rpartition("/")[2].lower() for t in (types if isinstance(types, list) else [types]) if isinstance(t, str)}


def by_id(nodes: Iterable[Node]) -> dict[str, Node]:
    """Index the nodes that others refer to by `@id`; where several share one, the one that has a name."""
    index: dict[str, Node] = {}
    for node in nodes:
        key = node.get("@id")
        if isinstance(key, str) and (key not in index or "name" not in index[key]):
            index[key] = node
    return index


def values_of(value: Any, index: dict[str, Node] | None = None) -> list[str]:
    """Return the strings of a value: itself, its parts, or the names of the things that it holds or refers to; in order."""
    waiting, found = deque([value]), list[str]()
    for _ in range(MAX_VALUES):
        if not waiting:
            break
        value = waiting.popleft()
        if isinstance(value, str):
            found.append(one_line(value))
        elif isinstance(value, list):
            waiting.extendleft(reversed(value[:MAX_VALUES]))
        elif isinstance(value, dict):
            waiting.appendleft(_name_of(value, index or {}))
    return [text for text in found if text]


def _name_of(node: Node, index: dict[str, Node]) -> Any:
    """Return a thing's name, its own or that of the node it refers to."""
    for thing in (node, index.get(node["@id"], {}) if isinstance(node.get("@id"), str) else {}):
        for key in ("name", "@value", "byline"):
            if isinstance(thing.get(key), str | list):
                return thing[key]
        given, family = thing.get("givenName"), thing.get("familyName")
        if isinstance(given, str) and isinstance(family, str):
            return f"{given} {family}"
    return None


def urls_of(node: Node) -> list[str]:
    """Return the URLs by which a node says which page it is about."""
    found: list[str] = []
    for key in URL_KEYS:
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and value.startswith(("http://", "https://")):
            found.append(value)
    return found


def is_article(node: Node) -> bool:
    """Whether a node describes an article of some kind."""
    return any(kind.endswith(ARTICLE_SUFFIXES) for kind in types_of(node))


def _fit(node: Node, pages: Collection[str], titles: Collection[str]) -> int:
    """Weigh how well a node's URL and headline fit the page: 2 or more certain, 0 unknown, below 0 another page's."""
    urls = {identity(url) for url in urls_of(node)}
    headline = folded(" ".join(values_of(node.get("headline") or node.get("name"))[:1]))
    fit = 0
    if urls:
        fit += 2 if urls & set(pages) else -1
    if len(headline) >= MIN_HEADLINE and titles:
        fit += 2 if any(headline in title or (len(title) >= MIN_HEADLINE and title in headline) for title in titles) else -1
    return fit


def own_articles(nodes: Iterable[Node], pages: Collection[str], titles: Collection[str]) -> list[Node]:
    """Return the nodes that describe the page's own article, best first.

    `pages` are the identities of the page's URLs, `titles` its folded titles. A page may describe its article twice; it may also
    describe the articles it links to. A lone article that fits neither by URL nor by headline is still believed: both vary.
    """
    articles = [node for node in nodes if is_article(node)][:MAX_ARTICLES]
    weighed = sorted(((_fit(node, pages, titles), -at) for at, node in enumerate(articles)), reverse=True)
    fitting = [articles[-at] for fit, at in weighed if fit > 0]
    if fitting:
        return fitting
    unknown = [articles[-at] for fit, at in weighed if fit == 0]
    return unknown[:1] or (articles if len(articles) == 1 else [])


def own_pages(nodes: Iterable[Node], pages: Collection[str]) -> list[Node]:
    """Return the nodes that describe the page as a web page, without another page's URL."""
    web_pages = [node for node in nodes if any(kind.endswith("page") for kind in types_of(node))]
    return [node for node in web_pages if not (urls := {identity(url) for url in urls_of(node)}) or urls & set(pages)]
