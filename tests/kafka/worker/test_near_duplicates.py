"""Near-duplicates on many partitions: of each group exactly one article is published, in whatever order and wherever its members lie."""

import random
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.kafka.fixtures import Newsmill, Start, names, run_newsmill
from tests.kafka.running import Event, article, page, read
from workers.kafka.client.roles import Role
from workers.settings import read_settings

pytestmark = pytest.mark.kafka


def member(group: int, number: int) -> str:
    """A page with a group's story, as one of many sites would print it."""
    story = f"{article(group)}\n\n{article(group, 'second part')}"
    return page(
        f"https://site{number}-{group}.example/{group}", f"{story}\n\nPrinted by site number {number}, with its own last line."
    )


def groups(events: dict[Role, list[Event]]) -> dict[str, set[str]]:
    """The URLs of each group by the article that was published: duplicates lead to it, over other duplicates where need be."""
    leads = {event["article_id"]: event["duplicate_of"] for event in events[Role.DUPLICATES]}
    published = {event["article_id"] for event in events[Role.ARTICLES]}
    found: dict[str, set[str]] = defaultdict(set)
    for event in (*events[Role.ARTICLES], *events[Role.DUPLICATES]):
        name, left = event["article_id"], dict(leads)
        while name not in published:
            name = left.pop(name)  # a circle ends as a KeyError
        found[name].add(event["url"])
    return found


def as_sets(urls: Iterable[set[str]]) -> set[frozenset[str]]:
    return {frozenset(each) for each in urls}


def test_any_order_and_1_3_and_12_partitions_give_the_same_groups(kafka: str, start: Start, tmp_path: Path) -> None:
    number_of_groups, members = 15, 4
    lines = [member(group, number) for group in range(number_of_groups) for number in range(members)]
    expected = as_sets(
        {f"https://site{number}-{group}.example/{group}" for number in range(members)} for group in range(number_of_groups)
    )
    environs = [{**names(kafka), "NEWSMILL_PARTITIONS": str(partitions)} for partitions in (1, 3, 12)]
    for order, environ in enumerate(environs):
        random.Random(order).shuffle(lines)
        pages = tmp_path / f"{order}.jsonl"
        pages.write_text("".join(lines))
        run_newsmill(environ, "topics", "create")
        run_newsmill(environ, "feed", pages)
        start(f"worker{order}", **environ)
    for environ in environs:
        assert run_newsmill(environ, "audit", "--wait", 90).returncode == 0
        events = read(read_settings(environ))
        assert len(events[Role.ARTICLES]) == number_of_groups
        assert as_sets(groups(events).values()) == expected


def test_racing_copies_never_all_disappear_and_never_publish_two(
    environ: dict[str, str], newsmill: Newsmill, start: Start, tmp_path: Path
) -> None:
    """Twelve copies of each of thirty articles, next to each other on twelve partitions, and three workers that begin together."""
    environ["NEWSMILL_PARTITIONS"] = "12"
    number_of_groups, copies = 30, 12
    pages = tmp_path / "pages.jsonl"
    pages.write_text("".join(member(group, number) for group in range(number_of_groups) for number in range(copies)))
    newsmill("topics", "create")
    newsmill("feed", pages)
    for name in ("one", "two", "three"):
        start(name)
    assert newsmill("audit", "--wait", 110).returncode == 0
    events = read(read_settings(environ))
    assert sorted(int(event["url"].rsplit("/", 1)[1]) for event in events[Role.ARTICLES]) == list(range(number_of_groups))
    assert all(len(urls) == copies for urls in groups(events).values())
