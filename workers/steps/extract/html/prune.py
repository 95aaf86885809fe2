"""Takes out of a tree what is not the article, by elements and their names, not their words."""

from lxml import etree
from lxml.html import HtmlElement

from workers.steps.extract.html.boxes import drop_boxes
from workers.steps.extract.html.names import NOISE, NOISE_WHOLE, pattern
from workers.steps.extract.html.tree import drop, length_of, linked_length, links_of, name_of
from workers.steps.extract.plain.words import LineWords

_NEVER_TEXT = (
    *("script", "style", "svg", "iframe", "template", "link", "input", "select", "option", "textarea"),
    *("source", "audio", "video", "canvas", "object", "embed", "picture"),
)
_NAMED = (
    *("div", "section", "aside", "nav", "footer", "header", "form", "figure", "article", "details", "blockquote", "table"),
    *("p", "span", "ul", "ol", "dl", "li", "h2", "h3", "h4", "h5", "h6"),
)
_NOISE = pattern(NOISE, NOISE_WHOLE)

# An element with more of the page's paragraphs than this holds the article, whatever its name says.
_MAX_SHARE = 0.25
_LINKED_BLOCKS = ("p", "li", "h2", "h3", "h4", "h5", "h6", "blockquote")
_LINKED_SHARE = 0.8
_SHORT_LINK = 20  # characters: a name or a number that is linked is part of a text
_LINKED_LIST_SHARE = 0.6


def prune(tree: HtmlElement, said: LineWords) -> None:
    """Take scripts, elements named as noise, and blocks that only link to other pages, out of the tree."""
    etree.strip_elements(tree, *_NEVER_TEXT, with_tail=False)
    body = tree.find("body")
    limit = _MAX_SHARE * _paragraphs_length(body)
    for element in _named_as_noise(body):
        if len(element.text_content()) <= limit and element.find(".//h1") is None:
            drop(element)
    drop_boxes(body, limit, said)
    _drop_links(body)


def _paragraphs_length(body: HtmlElement) -> int:
    return sum(len(paragraph.text_content()) for paragraph in body.iter("p")) or len(body.text_content())


def _named_as_noise(body: HtmlElement) -> list[HtmlElement]:
    verdicts: dict[str, bool] = {" ": False}
    noise = []
    for element in body.iter(*_NAMED):
        name = name_of(element)
        verdict = verdicts.get(name)
        if verdict is None:
            verdict = verdicts[name] = _NOISE.search(name) is not None
        if verdict:
            noise.append(element)
    return noise


def _drop_links(body: HtmlElement) -> None:
    """Drop teasers: blocks that are nothing but a link, and lists of which each item links to another page."""
    for block in list(body.iter(*_LINKED_BLOCKS)):
        if linked := linked_length(block):
            length = length_of(block)
            if length > _SHORT_LINK and linked >= _LINKED_SHARE * length:
                drop(block)
    for items in list(body.iter("ul", "ol")):
        links = links_of(items)
        if (
            links
            and len(links) >= _LINKED_SHARE * len(items.findall("li"))
            and linked_length(items) >= _LINKED_LIST_SHARE * length_of(items)
        ):
            drop(items)
