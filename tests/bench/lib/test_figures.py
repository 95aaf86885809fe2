"""Figures of readers: pages are grouped by what they are, not by what a reader made of them."""

import pytest

from bench.lib.figures import OURS, scored
from tests.train.reader.pages import HTML, PARAGRAPHS, TEXT, labelled
from train.reader.pages import Gold

GERMAN = "Der Gemeinderat hat am Montagabend drei Stunden lang über die neue Brücke und ihre Kosten gesprochen."
URL = "https://paper.example/a"


@pytest.mark.parametrize(
    ("html", "gold", "group"),
    [
        (HTML, Gold(url=URL, text=TEXT), "English"),
        (HTML, Gold(url=URL, text=GERMAN), "German"),
        (f"<html><body><p>{GERMAN}</p></body></html>", Gold(url=URL, within=["Gemeinderat"]), "German"),
    ],
)
def test_a_page_on_which_nothing_is_found_counts_in_its_language(html: str, gold: Gold, group: str) -> None:
    assert {scored(labelled(URL, html, gold), {OURS: text}).group for text in ("", PARAGRAPHS[0], GERMAN)} == {group}
