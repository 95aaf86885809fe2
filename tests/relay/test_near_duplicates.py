"""Stories of many languages, what an agency's customers made of them, and others from the same desk (`tests/near_duplicates`)."""

import json
import random
from itertools import permutations
from pathlib import Path

import pytest

from tests.conftest import MakeCandidate
from workers.records import Article, Duplicate, DuplicateKind
from workers.relay.relay import relay

CASES = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent.parent / "near_duplicates").glob("*.json"))
}


@pytest.mark.parametrize("language", CASES)
@pytest.mark.parametrize("order", list(permutations(("story", "copy", "other"))), ids=" ".join)
def test_a_copy_is_known_and_another_story_stands(make_candidate: MakeCandidate, language: str, order: tuple[str, ...]) -> None:
    store: dict[str, bytes] = {}
    pages = [
        make_candidate(CASES[language][name], url=f"https://{name}.example/a", record=record)
        for record, name in enumerate(order, 1)
    ]
    events = dict(zip(order, (relay(page, store) for page in pages), strict=True))
    first, second = (events[name] for name in order if name != "other")
    assert isinstance(events["other"], Article)
    assert isinstance(first, Article)
    assert isinstance(second, Duplicate)
    assert (second.kind, second.duplicate_of) == (DuplicateKind.COPY, first.article_id)


def versions(story: str) -> list[str]:
    lines = story.split("\n")
    return [
        story,
        "\n".join(lines[:-1]),
        "\n".join(["Update: " + lines[0], *lines[1:]]),
        story.upper(),
        f"{story}\nEnd of report",
    ]


def group_of(article: str, copies: dict[str, str]) -> str:
    """Follow duplicates of duplicates to the article that was published."""
    return group_of(copies[article], copies) if article in copies else article


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_arrival_changes_who_stands_for_a_group_but_not_the_groups(make_candidate: MakeCandidate, seed: int) -> None:
    told = [(language, text) for language in CASES for text in versions(CASES[language]["story"])]
    told += [(f"{language}, other", CASES[language]["other"]) for language in CASES]
    pages = [(group, make_candidate(text, url=f"https://paper.example/{n}")) for n, (group, text) in enumerate(told)]
    random.Random(seed).shuffle(pages)
    store: dict[str, bytes] = {}
    published: dict[str, str] = {}
    copies: dict[str, str] = {}
    for group, page in pages:
        match relay(page, store):
            case Article() as article:
                assert group not in published
                published[group] = article.article_id
            case Duplicate() as duplicate:
                copies[duplicate.article_id] = duplicate.duplicate_of
    assert published.keys() == {group for group, _ in told}
    assert all(group_of(page.article_id, copies) == published[group] for group, page in pages)


@pytest.mark.parametrize("texts", [("", ""), ("Video", "Photo"), ("Watch now", "Watch now"), ("!!", "…"), ("動画", "写真")])
def test_pages_that_say_next_to_nothing_are_not_copies(make_candidate: MakeCandidate, texts: tuple[str, str]) -> None:
    store: dict[str, bytes] = {}
    for record, text in enumerate(texts, 1):
        assert isinstance(relay(make_candidate(text, url=f"https://paper.example/{record}", record=record), store), Article)
