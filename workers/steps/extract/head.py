"""What a page's markup says of it: meta elements, links, titles and times, in one walk."""

import re
from itertools import islice

import msgspec
from lxml import etree
from lxml.html import HtmlElement

from workers.steps.extract.strings import one_line

MAX_VALUES = 100
MAX_PIECES = 500  # of text in one element
UNSEEN = frozenset(("script", "style", "svg", "template", "noscript"))
BREAKING = frozenset("br div p li ul ol h1 h2 h3 h4 h5 h6 header footer section time td tr".split())
# A vocabulary's full name in place of its prefix.
OPEN_GRAPH = re.compile(r"^https?://ogp\.me/ns(?:/([a-z]{1,20}))?#")


class Time(msgspec.Struct, frozen=True):
    """A `time` element: what it holds for machines, else for people; and its attributes, which may say what time it is."""

    value: str
    marks: str


class Head(msgspec.Struct, frozen=True):
    """The titles, headings, meta elements (by name in lower case), links (by relation), times and language of a page."""

    title: str
    headings: list[str]
    meta: dict[str, list[str]]
    links: dict[str, str]
    times: list[Time]
    language: str

    def all(self, *names: str) -> list[str]:
        """Return what the meta elements of these names hold, the first name's first."""
        return [value for name in names for value in self.meta.get(name, ())]

    def first(self, *names: str) -> str | None:
        """Return what the first of these names holds that is there."""
        return next(iter(self.all(*names)), None)


def text_of(element: HtmlElement) -> str:
    """Return the text of an element in one line, without that of scripts, styles and graphics."""
    parts: list[str] = []
    unseen: HtmlElement | None = None
    for event, node in islice(etree.iterwalk(element, events=("start", "end")), 2 * MAX_PIECES):
        tag = node.tag if isinstance(node.tag, str) else "script"
        if event == "start":
            if unseen is None and tag in UNSEEN:
                unseen = node
            if unseen is None:
                parts.append(" " if tag in BREAKING else "")
                parts.append(node.text or "")
        else:
            if node is unseen:
                unseen = None
            if node is not element and unseen is None:
                parts.append(" " if tag in BREAKING else "")
                parts.append(node.tail or "")
    return one_line("".join(parts))


def _name(element: HtmlElement) -> str:
    name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv") or ""
    return OPEN_GRAPH.sub(lambda match: f"{match[1] or 'og'}:", name.strip().lower())


def read_head(tree: HtmlElement) -> Head:
    """Gather what a page's markup says of it; at most 100 values of a kind."""
    title, headings, times = "", list[str](), list[Time]()
    meta: dict[str, list[str]] = {}
    links: dict[str, str] = {}
    for element in tree.iter("meta", "link", "title", "h1", "time"):
        match element.tag:
            case "meta":
                values = meta.setdefault(_name(element), [])
                value = one_line(element.get("content") or "")
                if value and len(values) < MAX_VALUES:
                    values.append(value)
            case "link":
                for relation in (element.get("rel") or "").lower().split():
                    links.setdefault(relation, (element.get("href") or "").strip())
            case "title" if not title:
                parent = element.getparent()
                if parent is None or parent.tag not in ("svg", "symbol", "g"):
                    title = text_of(element)
            case "h1" if len(headings) < MAX_VALUES:
                headings.append(text_of(element))
            case "time" if len(times) < MAX_VALUES:
                value = element.get("datetime") or element.get("content") or text_of(element)
                times.append(Time(one_line(value), " ".join(f"{k} {v}" for k, v in element.items() if k != "datetime").lower()))
    root = next(tree.iter("html"), tree)
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang") or ""
    return Head(title, [heading for heading in headings if heading], meta, links, times, language.strip())
