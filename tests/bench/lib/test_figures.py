"""Figures are of what is known: text and fields, by set and language, and how many pages would be refused."""

import json
from pathlib import Path

import msgspec
import pytest

from bench.lib.fields import NONE
from bench.lib.figures import LEAST, OURS, Scored, figures_of, note, scored
from tests.train.reader.pages import HTML, PARAGRAPHS, TEXT, labelled
from train.reader.pages import Gold

GERMAN = "Der Gemeinderat hat am Montagabend drei Stunden lang über die neue Brücke und ihre Kosten gesprochen."
URL = "https://paper.example/a"
RIGHT, WRONG = (1.0, 0.0, 0.0), (0.0, 0.5, 0.5)


def pages(count: int, group: str = "English", what: str = "text") -> list[Scored]:
    """Pages of which ours is right and the other wrong; every fifth is refused."""
    found = {OURS: RIGHT, "other": WRONG}
    return [Scored(what, "news", group, number % 5 == 0, found) for number in range(count)]


def test_text_and_each_known_field_are_measured_of_every_reader() -> None:
    page = labelled(gold=Gold(url="https://paper.example/a", text=TEXT, title="Seen"))
    found = scored(page, {OURS: TEXT, "other": ""}, {OURS: NONE._replace(title="Seen"), "other": NONE}, refused=True)
    assert [(each.what, each.source, each.group, each.refused) for each in found] == [
        ("text", "news", "English", True),
        ("title", "news", "English", True),
    ]
    assert [each.found for each in found] == [{OURS: (1, 0, 0), "other": (0, 0, 1)}] * 2


def test_snippets_are_counted_and_a_page_of_fields_alone_has_no_text() -> None:
    gold = Gold(url="https://paper.example/a", within=[PARAGRAPHS[0], "never said"], without=["Paragraph 2"])
    (text,) = scored(labelled(gold=gold), {OURS: TEXT}, {})
    assert text.found == {OURS: (1, 1, 1)}
    assert scored(labelled(gold=Gold(url="https://paper.example/a")), {OURS: TEXT}, {}) == []


def test_groups_follow_the_whole_set_and_small_ones_are_not_shown() -> None:
    found = list(figures_of([*pages(20), *pages(LEAST - 1, "German"), *pages(20, what="day")]))
    assert [(each["what"], each["group"], each["pages"], each["refused"]) for each in found] == [
        ("text", "all", 29, 6),
        ("text", "English", 20, 4),
        ("day", "all", 20, 4),
    ]
    assert found[0]["readers"]["other"] == {"f1": 0, "precision": 0, "recall": 0, "ours_better_from": 1, "ours_better_to": 1}


def test_figures_are_written_down_and_the_texts_of_whole_sets_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = note(tmp_path / "figures" / "html.json", [*pages(20), *pages(20, what="day")])
    assert told == {"news": {OURS: 1, "other": 0}}
    noted = json.loads((tmp_path / "figures" / "html.json").read_text("utf-8"))
    assert [each["what"] for each in noted] == ["text", "day"]
    assert len(capsys.readouterr().out.splitlines()) == len(noted)


def test_what_is_scored_can_be_kept() -> None:
    some = pages(3)
    assert msgspec.json.decode(msgspec.json.encode(some), type=list[Scored]) == some


@pytest.mark.parametrize(
    ("html", "gold", "group"),
    [
        (HTML, Gold(url=URL, text=TEXT), "English"),
        (HTML, Gold(url=URL, text=GERMAN), "German"),
        (f"<html><body><p>{GERMAN}</p></body></html>", Gold(url=URL, within=["Gemeinderat"]), "German"),
    ],
)
def test_a_page_on_which_nothing_is_found_counts_in_its_language(html: str, gold: Gold, group: str) -> None:
    pages_scored = [scored(labelled(URL, html, gold), {OURS: text}, {})[0] for text in ("", PARAGRAPHS[0], GERMAN)]
    assert {page.group for page in pages_scored} == {group}
