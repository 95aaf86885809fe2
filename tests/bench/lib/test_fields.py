"""How right fields are: what is wrong is extra and missing, what is not found is missing alone."""

from datetime import UTC, datetime

import pytest

from bench.lib.fields import NONE, Fields, fields_of, fields_of_trafilatura, measured_fields
from tests.train.reader.pages import labelled
from train.reader.pages import Gold
from workers.page import Document, Found, Metadata
from workers.records import Origin

GOLD = Gold(
    url="https://paper.example/a", title="Harbour – reopened", published="2026-03-02", authors=["Mara Lindqvist", "Jo Vane"]
)


@pytest.mark.parametrize(
    ("what", "found", "shares"),
    [
        ("title", NONE._replace(title="harbour reopened"), (1, 0, 0)),
        ("title", NONE._replace(title="Harbour reopened | The Paper"), (0, 0.5, 0.5)),
        ("title", NONE, (0, 0, 1)),
        ("day", NONE._replace(published="2026-03-02"), (1, 0, 0)),
        ("day", NONE._replace(published="2026-03-03"), (0, 0.5, 0.5)),
        ("authors", NONE._replace(authors=("JO VANE", "mara lindqvist")), (1, 0, 0)),
        ("authors", NONE._replace(authors=("Jo Vane", "The Paper")), (1 / 3, 1 / 3, 1 / 3)),
    ],
)
def test_a_field_is_right_or_wrong_or_missing(what: str, found: Fields, shares: tuple[float, float, float]) -> None:
    assert measured_fields(GOLD, found)[what] == pytest.approx(shares)


def test_what_is_not_known_is_not_measured() -> None:
    assert measured_fields(Gold(url="https://paper.example/a", authors=[]), Fields("A title", "2026-03-02", ("Jo Vane",))) == {}


def test_a_time_is_measured_by_its_day() -> None:
    when = Found("2026-03-02T07:30:00+01:00", Origin.META)
    assert fields_of(Metadata(published_at=when, authors=("Jo Vane",))) == Fields(None, "2026-03-02", ("Jo Vane",))


def test_trafilatura_says_its_own() -> None:
    page = labelled().document
    html = page.text.replace("<head>", '<head><meta name="author" content="Jo Vane; Mara Lindqvist">')
    document = Document(
        url=page.url,
        final_url=page.url,
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        format=page.format,
        text=html,
        headers={},
        hints=page.hints,
    )
    found = fields_of_trafilatura(document)
    assert (found.title, set(found.authors)) == ("What was seen in the town on Sunday", {"Jo Vane", "Mara Lindqvist"})
