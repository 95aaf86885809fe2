"""Small pages: plain markup around the paragraphs of labelled pages, with all that may stand around and between them.

Labelled pages are large ones of well-known publishers. The web has small ones too, with few names for boxes or none, in languages of which
no page is labelled; and there bylines, dates, teasers and notices must be told from paragraphs by what they are. Each small page is written
as HTML and looked at as any page is, so that what is known of it is what the product knows.
"""

from collections.abc import Callable, Sequence
from html import escape

import numpy as np

from train.reader.made_pages import Made, Random, capital, drawn, title_of
from train.reader.own_pieces import boxed, live_part, own_heading, own_list, paragraph_piece, standfirst
from train.reader.pages import Gold, Labelled
from train.reader.pieces import ABOVE, BELOW, BETWEEN, HEAD, Piece, named
from train.reader.words import LINE_WORDS
from workers.page import Document, Format
from workers.records import Hints
from workers.steps.extract.html import look
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.sources import read_sources

PAGES_FOR_EACH = 2
"""Small pages that are made of each labelled one."""
_PARAGRAPH = range(60, 900)  # characters
_PARAGRAPHS = (3, 13)
_HEADING = range(8, 80)
_TINY, _TINY_SENTENCES, _SENTENCE = 0.16, 4, range(5, 100)
"""So many small pages are tiny: a few short sentences."""
_LIVE, _LINKED_HEADINGS, _OWN_LABEL, _BOXED = 0.07, 0.07, 0.5, 0.25
"""So many are live pages; on so many the article's own headings are links; so many of its headings read like a list's or like comments';
and so many stand in a box of their own, with what is below them."""
_INTERRUPTED, _CALM, _TINY_CALM, _CALM_INTERRUPTED = 0.35, 0.3, 0.8, 0.12
"""So many paragraphs have something else above them; and so many pages have hardly anything beside their article, of tiny ones most."""
_OTHERS, _OWN, _RUN = 25, 40, (3, 14)
"""So many titles of other pages are on a page, and so many made of its own words: teasers and captions are of the same matter."""
_BOXES = ("div", "article", "main", "section", "td", "div", "div")
_NAMES = (
    "",
    "",
    "",
    "content",
    "article",
    "post",
    "entry-content",
    "story-body",
    "text",
    "main",
    "artikel",
    "a1",
    "x7f",
    "body-copy",
    "wrap",
)


def make_small_pages(pages: Sequence[Labelled], seed: int) -> list[Made]:
    """Make small pages of labelled ones that have paragraphs enough."""
    random = np.random.default_rng(seed)
    titles = [title for page in pages if (title := title_of(page))]
    made = (_make(page, titles, random) for page in pages for _ in range(PAGES_FOR_EACH))
    return [each for each in made if each is not None]


def _make(page: Labelled, titles: Sequence[str], random: Random) -> Made | None:
    texts = [text for share, text in zip(page.labels, page.blocks.texts, strict=True) if share >= 0.9]
    paragraphs = list(dict.fromkeys(text for text in texts if len(text) in _PARAGRAPH))
    headings = [text for text in texts if len(text) in _HEADING] or [title[:60] for title in titles[:50]]
    if len(paragraphs) < _PARAGRAPHS[0]:
        return None
    count = min(len(paragraphs), int(random.integers(*_PARAGRAPHS)))
    first = int(random.integers(len(paragraphs) - count + 1))
    chosen = paragraphs[first : first + count]
    others = [drawn(titles, random) for _ in range(_OTHERS)] + _own_titles(paragraphs, random)
    if random.random() < _TINY and (sentences := _short(chosen)):
        chosen = sentences
    pieces = list(
        (_live if random.random() < _LIVE else _pieces)(title_of(page) or drawn(titles, random), chosen, headings, others, random)
    )
    html, title = "".join(piece.html for piece in pieces), title_of(page) or ""
    return _looked_at(page, f"<html><head><title>{escape(title)}</title></head><body>{html}</body></html>", pieces)


def _own_titles(paragraphs: Sequence[str], random: Random) -> list[str]:
    """Make titles of a page's own words."""
    found = []
    for _ in range(_OWN):
        words = drawn(paragraphs, random).split()
        count = min(len(words), int(random.integers(*_RUN)))
        first = int(random.integers(len(words) - count + 1))
        found.append(capital(" ".join(words[first : first + count]).strip(".,:;–— ")))
    return [title for title in found if title]


def _short(paragraphs: Sequence[str]) -> list[str]:
    """Give a few short sentences of paragraphs: what a tiny article is made of."""
    sentences = [sentence.rstrip(".") + "." for paragraph in paragraphs for sentence in paragraph.split(". ")]
    return [sentence for sentence in dict.fromkeys(sentences) if len(sentence) in _SENTENCE][:_TINY_SENTENCES]


def _looked_at(page: Labelled, html: str, pieces: Sequence[Piece]) -> Made | None:
    """Look at a page as the product does, and label its blocks by what it was made of."""
    document = Document(
        url=page.document.url, final_url=page.document.url, fetched_at=page.document.fetched_at, format=Format.HTML, text=html, headers={}, hints=Hints()
    )  # fmt: skip
    tree = parse_html(html)
    if tree is None:
        return None
    looked = look(read_sources(tree, document, LINE_WORDS))
    belongs = {text: piece.is_text for piece in pieces for text in piece.texts}
    labels = [float(belongs.get(text, False)) for text in looked.blocks.texts]
    known = [place for place, text in enumerate(looked.blocks.texts) if text in belongs]
    made = Labelled(
        page.source, page.site, document, Gold(url=page.gold.url, text=""), looked.blocks, looked.witness, labels, teaches=True
    )
    return Made(made, known) if known else None


def _live(title: str, paragraphs: Sequence[str], _: Sequence[str], titles: Sequence[str], random: Random) -> list[Piece]:
    """Write a live page: parts below their heads, and a menu and teasers around them."""
    parts: list[Piece] = []
    left = list(paragraphs)
    while left:
        count = 1 + int(random.random() < 0.3)
        parts += live_part(left[:count], titles, random)
        del left[:count]
    below = [BELOW[int(random.integers(len(BELOW)))](titles, random) for _ in range(int(random.integers(3)))]
    name = drawn(_NAMES, random)
    head = Piece(f"<h1>{escape(title)}</h1>", (), is_text=False)
    opened, closed = Piece(f"<article{named(name)}>", (), is_text=False), Piece("</article>", (), is_text=False)
    return [ABOVE[0](titles, random), opened, head, *parts, closed, *below]


def _pieces(title: str, paragraphs: Sequence[str], headings: Sequence[str], titles: Sequence[str], random: Random) -> list[Piece]:
    """Write the pieces of a page in their order."""

    def some(choices: Sequence[Callable[[Sequence[str], Random], Piece]], most: int) -> list[Piece]:
        return [choices[int(random.integers(len(choices)))](titles, random) for _ in range(int(random.integers(most + 1)))]

    body: list[Piece] = []
    are_linked, is_calm = (
        random.random() < _LINKED_HEADINGS,
        random.random() < (_CALM if len(paragraphs[0]) in _PARAGRAPH else _TINY_CALM),
    )
    for place, paragraph in enumerate(paragraphs):
        own = [paragraph_piece(paragraph, random)]
        if place and random.random() < (0.9 if are_linked else 0.2):
            own.insert(0, own_heading(headings, random, is_label=random.random() < _OWN_LABEL, is_linked=are_linked))
            own = [boxed(own, random)] if not are_linked and random.random() < _BOXED else own
        if place and random.random() < 0.2:
            body.append(own_list(paragraphs, random))
        if place and random.random() < (_CALM_INTERRUPTED if is_calm else _INTERRUPTED):
            body.append(BETWEEN[int(random.integers(len(BETWEEN)))](titles, random))
        body += own
    box, name = drawn(_BOXES, random), drawn(_NAMES, random)
    opened = f"<{box}{named(name)}>" if box != "td" else f"<table><tr><td{named(name)}>"
    closed = f"</{box}>" if box != "td" else "</td></tr></table>"
    head = Piece(f"<h1>{escape(title)}</h1>", (), is_text=False)
    above = [head, *some(HEAD, 1 if is_calm else 3)]
    if random.random() < 0.4:
        above.append(standfirst(paragraphs, random))
        body[:1] = (
            body[:1]
            if random.random() < 0.5
            else [paragraph_piece(". ".join(paragraphs[0].split(". ")[1:]) or paragraphs[0], random)]
        )
    inside = random.random() < 0.6
    most_above, most_below = (0, 1) if is_calm else (2, 4)
    return [
        *some(ABOVE, most_above),
        *([] if inside else above),
        Piece(opened, (), is_text=False),
        *(above if inside else []),
        *body,
        *(some(BELOW, most_below) if random.random() < 0.5 else []),
        Piece(closed, (), is_text=False),
        *some(BELOW, most_below),
    ]
