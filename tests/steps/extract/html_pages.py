"""Small news pages for the tests of the HTML extractor, built around a few paragraphs of our own."""

from datetime import UTC, datetime

from testing.words import LINE_WORDS
from workers.enums import ReaderName
from workers.page import Document, Extracted, Format, HowRead, Metadata
from workers.records import Hints
from workers.steps.extract.html import extract_html
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.labeller import Labeller
from workers.steps.extract.sources import read_sources

labeller: Labeller | None = None
"""What reads: rules where there is none. The fixture `reader` sets it."""

URL = "https://quay.example/2026/03/ferry-returns"
TITLE = "Night ferry returns to the outer islands"
PARAGRAPHS = (
    "The night ferry to the outer islands sails again from Friday, three years after the last boat was sold to a buyer abroad.",
    "Harbour master Inga Lunde said that the new vessel carries ninety passengers, twelve cars and, in winter, the post of two villages.",
    "Islanders had collected signatures since the line was closed, and the council agreed in January to pay half of the yearly cost.",
    "A ticket costs as much as the day boat, and children who go to school on the mainland travel free on weekdays until the summer.",
    "The first crossing is booked out, but the company promises a second boat at midnight if more than forty people are left behind.",
)
OTHER_TITLE = "Bakers of the old town go back to wood ovens"
OTHER_PARAGRAPHS = (
    "Four bakers in the old town have taken their gas ovens out and heat with beech wood from the communal forest once more.",
    "The bread takes twice as long, said baker Olav Brandt, but customers queue for it from five in the morning until it is gone.",
    "Chimney sweeps inspected the flues, which had not been used since the sixties, and found three of the four without a crack.",
    "The town pays a part of the wood for two years and will then decide whether the smoke in the narrow lanes can be borne.",
    "A fifth baker has asked for the permit, although his house has no chimney and the neighbours have already complained of him.",
    "Visitors can watch the ovens being lit on Saturdays, if they are awake by three and do not mind the soot on their coats.",
)


def blocks(paragraphs: tuple[str, ...] = PARAGRAPHS) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def page(body: str, head: str = "", title: str = TITLE) -> str:
    return f"<!DOCTYPE html><html lang='en'><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def article(before: str = "", inside: str = "", after: str = "") -> str:
    """A page with one article; the markup goes before it, between its second and third paragraph, and behind it."""
    text = f"{blocks(PARAGRAPHS[:2])}{inside}{blocks(PARAGRAPHS[2:])}"
    return page(f"{before}<article><h1>{TITLE}</h1><div class='story-body'>{text}</div></article>{after}")


def document(html: str, url: str = URL) -> Document:
    fetched_at = datetime(2026, 3, 14, 8, tzinfo=UTC)
    return Document(url=url, final_url=url, fetched_at=fetched_at, format=Format.HTML, text=html, headers={}, hints=Hints())


def extracted(html: str, url: str = URL) -> Extracted:
    tree = parse_html(html)
    if tree is None:
        return Extracted(text="", metadata=Metadata(), how_read=HowRead(ReaderName.TRAFILATURA))
    return extract_html(read_sources(tree, document(html, url), LINE_WORDS), labeller)


def lines(html: str) -> list[str]:
    return extracted(html).text.split("\n")
