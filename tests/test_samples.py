"""The sample pages, through the command: what becomes of each is what samples/expected.json says."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import newsmill

ROOT = Path(__file__).parent.parent
EXPECTED = json.loads((ROOT / "samples" / "expected.json").read_text(encoding="utf-8"))
PAGES = ROOT / "samples" / "pages"
OUTPUTS = ("articles", "duplicates", "rejected", "dead-letters")

Event = dict[str, Any]
Place = tuple[str, int | None]


def place_of(expected: Event) -> Place:
    return expected["file"], expected["record"]


def outcome_of(output: str, event: Event) -> str:
    if output == "duplicates":
        return str(event["kind"])
    return {"rejected": "rejected", "dead-letters": "dead letter"}.get(output) or str(event["event"])


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> dict[Place, Event]:
    """Every event by its place among the samples, its outcome beside it."""
    folder = tmp_path_factory.mktemp("out")
    run = newsmill("clean", PAGES, *(f"--{name}={folder / name}" for name in OUTPUTS))
    assert run.returncode == 0, run.stderr
    found = {}
    for name in OUTPUTS:
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            event = json.loads(line)
            place = event["source"]["file"].removeprefix(f"{PAGES}/"), event["source"].get("record")
            assert place not in found
            found[place] = {**event, "outcome": outcome_of(name, event)}
    return found


def test_every_sample_is_expected(events: dict[Place, Event]) -> None:
    assert set(events) == {place_of(expected) for expected in EXPECTED}


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: f"{expected['file']}:{expected['record']}")
def test_a_sample_becomes_what_is_expected(events: dict[Place, Event], expected: Event) -> None:
    event = events[place_of(expected)]
    assert event["outcome"] == expected["outcome"], event.get("detail") or event.get("message") or event.get("text")
    for key in ("title", "authors", "reason", "step", "revision"):
        if key in expected:
            assert event[key] == expected[key], key
    if "duplicate_of" in expected:
        assert event["duplicate_of"] == events[expected["file"], expected["duplicate_of"]]["article_id"]
    if "text_starts_with" in expected:
        check_article(event, expected)


def check_article(event: Event, expected: Event) -> None:
    text = event["text"]
    assert (event["published_at"] or "")[:10] == (expected["published_on"] or "")
    assert event["language"]["code"] == expected["language"]
    assert expected["topic"] in [topic["id"] for topic in event["topics"]]
    assert text.startswith(tuple(expected["text_starts_with"]))
    assert text.endswith(expected["text_ends_with"])
    assert [part for part in expected["must_not_contain"] if part in text] == []
    assert {part: text.count(part) for part in expected["must_contain_exactly_once"] if text.count(part) != 1} == {}
    assert [other["title"] for other in event["also_on_page"]] == expected["also_on_page"]
