"""Several articles on one page, as endless scrolling loads them: which is the page's own."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from lxml.html import HtmlElement

from workers.records import OtherArticle
from workers.steps.extract.html.evidence import prose_length
from workers.steps.extract.html.headline import is_same_headline
from workers.steps.extract.html.tree import drop, length_of, text_of
from workers.steps.extract.plain.kinds import Kind, classify
from workers.steps.extract.plain.lines import measure
from workers.steps.extract.plain.words import LineWords
from workers.steps.extract.strings import folded
from workers.urls import absolute, identity

_LONG_ARTICLE = 600  # characters of prose in an `article` element: a teaser holds less
_LONG_BLOCK = 1_000  # the same in any other element: a section holds less
_SHORT_ARTICLE = 3  # paragraphs of an article that stands among longer ones
_LABELS = frozenset({Kind.SECTION, Kind.COMMENTS, Kind.FURNITURE})
_MAX_PARTS = 200
_URL_ATTRIBUTES = ("href", "data-url", "data-href", "data-permalink", "data-link", "itemid", "about")


class _Part(NamedTuple):
    """An article on the page: its element and its headline."""

    element: HtmlElement
    headline: HtmlElement


def cut_neighbours(tree: HtmlElement, title: str, urls: tuple[str, ...], said: LineWords) -> tuple[OtherArticle, ...]:
    """Take other whole articles out of the page and name them; a page with one stays as it is, whatever teasers stand around it.

    The own article is alone in having one of the page's URLs, else it has the page's title, else it is the first.
    """
    parts = _parts(tree, said)
    own = _own(tree, parts, title, urls)
    if own is None:
        return ()
    others = [part for part in parts if part is not own and text_of(part.headline) != text_of(own.headline)]
    found = tuple(OtherArticle(title=text_of(part.headline), characters=length_of(part.element)) for part in others)
    for part in others:
        drop(part.element)
    return found


def _parts(tree: HtmlElement, said: LineWords) -> list[_Part]:
    """The page's whole articles: outermost `article` elements, else what holds just one heading of the first order.

    Their headlines are of one order: where one is below another's, it is a part of it.
    """
    articles = [article for article in tree.iter("article") if next(article.iterancestors("article"), None) is None]
    headed = [_Part(article, head) for article in articles if (head := next(article.iter("h1", "h2"), None)) is not None]
    for parts, long in ((headed, _LONG_ARTICLE), (_blocks(tree), _LONG_BLOCK)):
        several = parts[:_MAX_PARTS] if len(parts) > 1 else []
        whole = [p for p in several if _is_headline(p.headline, said) and (prose_length(p.element) >= long or _is_brief(p))]
        if len(whole) > 1 and len({part.headline.tag for part in whole}) == 1:
            return [part for part in several if part in whole or _is_like(part, whole[0])]
    return []


def _stands_alone(part: _Part) -> bool:
    """Whether a part is dated, or has an address of its own: a section of an article is headed as well."""
    return next(part.element.iter("time"), None) is not None or any(not url.startswith("#") for url in _urls(part))


def _is_brief(part: _Part) -> bool:
    """Whether a short part is a whole article: headed as pages are, and an `article`, or a block that holds just one, in paragraphs."""
    if part.headline.tag != "h1":
        return False
    articles = [part.element] if part.element.tag == "article" else list(islice(part.element.iter("article"), 2))
    return len(articles) == 1 and len(articles[0].findall(".//p")) >= _SHORT_ARTICLE


def _is_like(part: _Part, whole: _Part) -> bool:
    """Whether a short article stands among whole ones as their like: beside them, under the same names, in paragraphs."""
    one, other = part.element, whole.element
    return (
        one.getparent() is other.getparent()
        and (one.tag, one.get("class")) == (other.tag, other.get("class"))
        and part.headline.tag == whole.headline.tag
        and len(one.findall(".//p")) >= _SHORT_ARTICLE
    )


def _is_headline(heading: HtmlElement, said: LineWords) -> bool:
    text = text_of(heading)
    return text != "" and classify(measure(text, said.months), said) not in _LABELS


def _blocks(tree: HtmlElement) -> list[_Part]:
    """For each heading of the first order the largest element that holds no other one."""
    headings = [heading for heading in tree.iter("h1") if text_of(heading)][:_MAX_PARTS]
    held = Counter(ancestor for heading in headings for ancestor in heading.iterancestors())
    return [_Part([heading, *(a for a in heading.iterancestors() if held[a] == 1)][-1], heading) for heading in headings]


def _own(tree: HtmlElement, parts: list[_Part], title: str, urls: tuple[str, ...]) -> _Part | None:
    """The page's own of several articles; None where the page's title stands outside of them all: they are its sections."""
    if not parts:
        return None
    keys = {identity(url) for url in urls}
    linked = [part for part in parts if keys & {identity(absolute(urls[0], url)) for url in _urls(part)}]
    if len(linked) == 1:
        return linked[0]
    key = folded(title)
    titled = [heading for heading in tree.iter("h1", "h2") if is_same_headline(folded(text_of(heading)), key)]
    own = [part for part in parts if part.headline in titled]
    if own or titled:
        return own[0] if own else None
    return parts[0] if parts[0].headline.tag == "h1" and all(map(_stands_alone, parts)) else None


def _urls(part: _Part) -> Iterator[str]:
    """What an article's element, its headline and the link around or in that name as its address."""
    for element in (part.element, part.headline, *part.headline.iter("a"), *islice(part.headline.iterancestors("a"), 1)):
        yield from filter(None, (element.get(name) for name in _URL_ATTRIBUTES))
