"""What tells articles from other pages: what a page calls itself, markup, forms, teasers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

import msgspec
from lxml.etree import XPath
from lxml.html import HtmlElement

from workers.steps.extract.json_ld import Node, is_article, types_of
from workers.steps.extract.page_words import Sayings
from workers.steps.extract.plain.lines import Line, fold, split_lines, weigh
from workers.steps.extract.words import Words

# Lengths are weights (see `lines.weigh`).
_HEADLINE = 25  # a link so long is a headline
_OWN_HEADLINE = 20  # a heading of the first order so long is the page's own
_PROSE = 30  # text so long, outside of any paragraph, is prose
_LINE_OF_PROSE = 160  # a line of plain text so long is prose without a full stop too
_LINK = 600  # a link so long is no link but a fault of the markup
_LINKED = 0.6  # a paragraph is a link if so much of it is
_TEASER = 700  # a teaser is no longer
_PLAIN_TEASER = 350  # in plain text, where headlines are guessed at
_LABEL = 120  # a line of plain text that may be a heading is no longer
_FORM_LABEL = 60

_KEY = 32  # characters that stand for a piece of text
_FEWEST = 12  # characters of prose, of ideographs
_PART = 16  # characters from which a text inside of a link is known by itself
_MOST = 200  # headings that are looked at

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_READ = ("a", "p", *_HEADINGS, *"div td li dd section article main blockquote span font center br body".split())
_PARTS = ("p", "div", "span", *_HEADINGS)

_ARTICLE_TYPES = frozenset(("recipe", "howto", "qapage", "faqpage", "claimreview"))
_LISTING_TYPES = frozenset(("collectionpage", "itemlist", "searchresultspage", "profilepage", "offercatalog", "blog"))

_text = XPath("string()")
_article_body = XPath("boolean(//@itemprop[. = 'articleBody'])")


class Signs(msgspec.Struct, frozen=True, kw_only=True):
    """What a page shows before anything is extracted. Lengths are weights (see `lines.weigh`).

    `titles` are what the page calls itself: its title, and its heading of the first order if that is the only one.
    `teasers` maps pieces of text (see `key`) to the number of their teaser: a linked headline with the prose below it.
    `longest_run` is the most prose between two headlines, `headed_run` that right below the page's own headline.
    """

    titles: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    article_markup: bool = False
    listing_markup: bool = False
    open_graph_article: bool = False
    passwords: int = 0
    teasers: dict[str, int] = {}
    teaser_count: int = 0
    longest_run: float = 0
    headed_run: float = 0


class Part(Enum):
    """What a block of a page is to its teasers."""

    TITLE = auto()  # a heading of the first order, as long as a headline
    HEADING = auto()  # any other heading that leads nowhere
    HEADLINE = auto()  # a link that begins a teaser
    MORE = auto()  # a link that ends one
    LINK = auto()  # any other link
    INSIDE = auto()  # a text inside of a link
    PROSE = auto()


Block = tuple[Part, str]


@dataclass
class _Run:
    """The blocks from one that begins something to the next that does; texts as keys."""

    start: Part
    opening: str
    links: list[str] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    weight: float = 0
    end: Part | None = None


@dataclass
class Teasers:
    """What a page's blocks tell of its teasers; see `Signs`."""

    of: dict[str, int] = field(default_factory=dict)
    count: int = 0
    longest_run: float = 0
    headed_run: float = 0


def key(text: str) -> str:
    """Return what stands for a piece of text: its beginning, without white space and case."""
    return "".join(text[: 3 * _KEY].split()).casefold()[:_KEY]


def _runs(blocks: Iterable[Block]) -> Iterator[_Run]:
    run = _Run(Part.HEADING, "")
    for part, text in blocks:
        if part is Part.PROSE:
            run.prose.append(key(text))
            run.weight += weigh(text)
        elif part is Part.LINK or part is Part.INSIDE:
            run.links.append(key(text))
        else:
            run.end = part
            yield run
            run = _Run(part, key(text))
    yield run


def find_teasers(blocks: Iterable[Block], longest: int) -> Teasers:
    """Number the teasers of a page: linked headlines with the prose below them, and prose that ends in `read more`.

    Prose of a weight above `longest` is no teaser's, nor is any that stands elsewhere on the page too.
    """
    found = Teasers()
    elsewhere: set[str] = set()
    for run in _runs(blocks):
        is_teaser = run.start is Part.HEADLINE or (run.end is Part.MORE and run.start is not Part.TITLE)
        found.count += is_teaser
        found.longest_run = max(found.longest_run, run.weight)
        if run.start is Part.TITLE:
            found.headed_run = max(found.headed_run, run.weight)
        pieces = [run.opening, *run.links] if is_teaser else run.links
        if is_teaser and run.weight <= longest:
            pieces = [*pieces, *run.prose]
        else:
            elsewhere.update(run.prose)
        for piece in pieces:
            found.of.setdefault(piece, found.count)
    for piece in elsewhere:
        found.of.pop(piece, None)
    found.of.pop("", None)
    return found


def _leads_elsewhere(link: HtmlElement) -> bool:
    href = link.get("href")
    return href is not None and not href.startswith("#")


def _link_part(text: str, read_more: Sayings) -> Part:
    if weigh(text) >= _HEADLINE:
        return Part.HEADLINE
    return Part.MORE if fold(text) in read_more.phrases else Part.LINK


def _paragraph(paragraph: HtmlElement, read_more: Sayings) -> Iterator[Block]:
    """A paragraph is prose, unless it is a link; it may end in one that says `read more`."""
    text = _text(paragraph).strip()
    linked, last = 0, ""
    for link in paragraph.iterdescendants("a") if len(paragraph) else ():
        if _leads_elsewhere(link):
            last = _text(link).strip()
            linked += len(last)
    if linked > _LINKED * len(text):
        yield _link_part(text, read_more), text
        return
    yield Part.PROSE, text
    if last and _link_part(last, read_more) is Part.MORE:
        yield Part.MORE, ""


def _link(link: HtmlElement, text: str, read_more: Sayings) -> Iterator[Block]:
    """A link is a headline or not; where it holds a whole card, each of the card's texts is known."""
    if not len(link):
        yield _link_part(text, read_more), text
        return
    has_heading = next(link.iterdescendants(*_HEADINGS), None) is not None
    part = Part.HEADLINE if has_heading else _link_part(text, read_more)
    yield part, text
    if part is not Part.HEADLINE:
        return
    for inner in link.iterdescendants(*_PARTS):
        if inner.text and len(inner.text) >= _PART:
            yield Part.INSIDE, inner.text.strip()


def _heading(heading: HtmlElement) -> Iterator[Block]:
    text = _text(heading).strip()
    if len(heading) and any(map(_leads_elsewhere, heading.iterdescendants("a"))):
        yield Part.HEADLINE, text
    else:
        yield (Part.TITLE if heading.tag == "h1" and weigh(text) >= _OWN_HEADLINE else Part.HEADING), text


def _loose(text: str) -> Iterator[Block]:
    """Text outside of any paragraph is prose if it is long."""
    text = text.strip()
    if len(text) >= _FEWEST and weigh(text) >= _PROSE:
        yield Part.PROSE, text


def _block(element: HtmlElement, read_more: Sayings) -> Iterator[Block] | None:
    """Return the blocks of an element that is read whole, None for one that only holds others."""
    tag = element.tag
    if tag == "a":
        return (
            _link(element, text, read_more)
            if _leads_elsewhere(element) and len(text := _text(element).strip()) <= _LINK
            else None
        )
    if tag == "p":
        return _paragraph(element, read_more)
    return _heading(element) if tag in _HEADINGS else None


def _blocks(tree: HtmlElement, read_more: Sayings) -> Iterator[Block]:
    """Yield a page's blocks in order. What lies inside of a block is skipped."""
    inside = 0
    for element in tree.iter(*_READ):
        if inside:
            inside -= 1
            continue
        block = _block(element, read_more)
        if block is not None:
            yield from block
            if len(element):
                inside = sum(1 for _ in element.iterdescendants(*_READ))
        elif (text := element.text) and len(text) >= _FEWEST:
            yield from _loose(text)
        if (text := element.tail) and len(text) >= _FEWEST:
            yield from _loose(text)


def page_signs(tree: HtmlElement, nodes: Sequence[Node], read_more: Sayings) -> Signs:
    """Gather the signs of an HTML page, as it came: before anything is cut away. `nodes` are its JSON-LD's. The tree is left as it was."""
    titles, first, second = list[str](), list[str](), list[str]()
    passwords, open_graph_article = 0, False
    for element in tree.iter("title", "meta", "h1", "h2", "input"):
        match element.tag:
            case "input":
                passwords += (element.get("type") or "").lower() == "password"
            case "meta":
                open_graph_article |= element.get("property") == "og:type" and (element.get("content") or "").lower() == "article"
            case "title" if not titles:  # others are those of graphics
                titles.append(_text(element))
            case "h1" if len(first) < _MOST:
                first.append(_text(element))
            case "h2" if len(second) < _MOST:
                second.append(_text(element))
    types = {kind for node in nodes for kind in types_of(node)}
    article_markup = bool(types & _ARTICLE_TYPES) or any(map(is_article, nodes)) or _article_body(tree)
    teasers = find_teasers(_blocks(tree, read_more), _TEASER)
    return Signs(
        titles=(*titles, *(first if len(first) == 1 else ())),
        headings=(*first, *second),
        article_markup=article_markup,
        listing_markup=not article_markup and bool(types & _LISTING_TYPES),
        open_graph_article=open_graph_article,
        passwords=passwords,
        teasers=teasers.of,
        teaser_count=teasers.count,
        longest_run=teasers.longest_run,
        headed_run=teasers.headed_run,
    )


def _line_part(line: Line, read_more: Sayings) -> Part:
    return Part.PROSE if line.stop or line.weight >= _LINE_OF_PROSE else _link_part(line.text, read_more)


def line_signs(text: str, words: Words) -> Signs:
    """Gather the signs of a page of plain text, where a line without a full stop may be a headline, a heading or a label."""
    lines, of_pages = split_lines(text, words.lines.months), words.pages
    teasers = find_teasers(((_line_part(line, of_pages.read_more), line.text) for line in lines), _PLAIN_TEASER)
    return Signs(
        titles=tuple(line.text for line in lines[:1] if " " in line.key or not line.key.isascii()),  # a word may be a menu's
        headings=tuple(line.text for line in lines if line.weight <= _LABEL)[:_MOST],
        passwords=sum(line.weight <= _FORM_LABEL and bool(of_pages.password_labels.phrases.within(line.key)) for line in lines),
        teasers=teasers.of,
        teaser_count=teasers.count,
        longest_run=teasers.longest_run,
    )
