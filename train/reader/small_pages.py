"""Small pages: plain markup around the paragraphs of labelled pages, with all that may stand around and between them.

Labelled pages are large ones of well-known publishers. The web has small ones too, with few names for boxes or none, in languages of which
no page is labelled; and there bylines, dates, teasers and notices must be told from paragraphs by what they are. Each small page is written
as HTML and looked at as any page is, so that what is known of it is what the product knows.
"""

from collections.abc import Callable, Sequence
from html import escape

import numpy as np

from train.reader.made_pages import Made, Random, capital, drawn, phrase, title_of
from train.reader.pages import Gold, Labelled
from train.reader.pieces import ABOVE, BELOW, BETWEEN, HEAD, Piece, named, own_list, paragraph_piece, standfirst, text_piece
from train.reader.words import LINE_WORDS
from workers.page import Document, Format
from workers.records import Hints
from workers.steps.extract.html import look
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.sources import read_sources

PAGES_FOR_EACH = 2
"""Small pages that are made of each labelled one."""
_LIKE_THEM = "readability"
"""The set whose pages are small and plain as they are."""
_PARAGRAPH = range(60, 900)  # characters
_PARAGRAPHS = (3, 13)
_HEADING = range(8, 80)
_TINY, _TINY_SENTENCES, _SENTENCE = 0.1, 4, range(10, 100)
"""So many small pages are tiny: a few short sentences."""
_INTERRUPTED = 0.35
"""So many paragraphs have something else above them."""
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
    made = (_make(page, titles, random) for page in pages if page.source != _LIKE_THEM for _ in range(PAGES_FOR_EACH))
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
    if random.random() < _TINY and (sentences := _short(chosen)):
        chosen = sentences
    pieces = list(_pieces(title_of(page) or drawn(titles, random), chosen, headings, titles, random))
    html, title = "".join(piece.html for piece in pieces), title_of(page) or ""
    return _looked_at(page, f"<html><head><title>{escape(title)}</title></head><body>{html}</body></html>", pieces)


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


def _pieces(title: str, paragraphs: Sequence[str], headings: Sequence[str], titles: Sequence[str], random: Random) -> list[Piece]:
    """Write the pieces of a page in their order."""

    def some(choices: Sequence[Callable[[Sequence[str], Random], Piece]], most: int) -> list[Piece]:
        return [choices[int(random.integers(len(choices)))](titles, random) for _ in range(int(random.integers(most + 1)))]

    body: list[Piece] = []
    for place, paragraph in enumerate(paragraphs):
        if place and random.random() < 0.2:
            heading = capital(phrase("section", random)) if random.random() < 0.2 else drawn(headings, random)
            body.append(text_piece(drawn(("h2", "h3", "h2", "p"), random), heading, random))
        if place and random.random() < 0.2:
            body.append(own_list(paragraphs, random))
        if place and random.random() < _INTERRUPTED:
            body.append(BETWEEN[int(random.integers(len(BETWEEN)))](titles, random))
        body.append(paragraph_piece(paragraph, random))
    box, name = drawn(_BOXES, random), drawn(_NAMES, random)
    opened = f"<{box}{named(name)}>" if box != "td" else f"<table><tr><td{named(name)}>"
    closed = f"</{box}>" if box != "td" else "</td></tr></table>"
    head = Piece(f"<h1>{escape(title)}</h1>", (), is_text=False)
    above = [head, *some(HEAD, 3)]
    if random.random() < 0.3:
        above.append(standfirst(paragraphs, random))
        body[:1] = (
            body[:1]
            if random.random() < 0.5
            else [paragraph_piece(". ".join(paragraphs[0].split(". ")[1:]) or paragraphs[0], random)]
        )
    inside = random.random() < 0.6
    return [
        *some(ABOVE, 2),
        *([] if inside else above),
        Piece(opened, (), is_text=False),
        *(above if inside else []),
        *body,
        *(some(BELOW, 4) if random.random() < 0.5 else []),
        Piece(closed, (), is_text=False),
        *some(BELOW, 4),
    ]
