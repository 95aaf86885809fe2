"""Labelled pages for the tests of training, from HTML that is written there."""

from datetime import UTC, datetime

import msgspec

from testing.words import LINE_WORDS
from train.reader.labels import label
from train.reader.pages import Gold, Labelled
from workers.page import Document, Format
from workers.records import Hints
from workers.steps.extract.html import look
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.sources import read_sources

PARAGRAPHS = [
    f"Paragraph {number} of the article tells in fifteen or more words what was seen at the {place} by those who were there. More follows."
    for number, place in enumerate(("harbour", "station", "market", "river", "church", "school"), 1)
]
LINES = [PARAGRAPHS[0], "How it went on", *PARAGRAPHS[1:]]
TEXT = "\n".join(LINES)
HTML = (
    "<html><head><title>What was seen in the town on Sunday</title></head><body><nav><ul>"
    + "".join(f'<li><a href="/{number}">Topic {number}</a></li>' for number in range(20))
    + '</ul></nav><article class="story"><div class="story-body">'
    + "".join(f"<p>{text}</p>" for text in LINES)
    + '</div></article><div class="teasers"><p>Also of interest today</p></div></body></html>'
)


def labelled(url: str = "https://paper.example/a", html: str = HTML, gold: Gold | None = None) -> Labelled:
    """Look at a page as the product does; its gold text is that of the paragraphs unless told."""
    gold = gold or Gold(url=url, text=TEXT)
    document = Document(
        url=url,
        final_url=url,
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        format=Format.HTML,
        text=html,
        headers={},
        hints=Hints(),
    )
    tree = parse_html(html)
    assert tree is not None
    looked = look(read_sources(tree, document, LINE_WORDS))
    labels = label(looked.blocks.texts, TEXT if gold.text is None else gold.text)
    source = "news" if gold.text is not None else "snippets"
    site = url.split("/")[2]
    return Labelled(source, site, document, gold, looked.blocks, looked.witness, labels, teaches=True)


def with_labels(page: Labelled, labels: list[float]) -> Labelled:
    """Label a page's blocks otherwise."""
    return msgspec.structs.replace(page, labels=labels)
