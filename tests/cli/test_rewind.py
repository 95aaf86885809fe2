"""newsmill rewind: what it asks for by its options, and what it says of each partition."""

from datetime import UTC, datetime
from typing import Any

import pytest
from aiokafka import TopicPartition
from click.testing import CliRunner

from workers.cli import rewind as module
from workers.cli.main import newsmill
from workers.kafka.client.notes import Again, Note
from workers.kafka.rewind.plan import Move, Wish
from workers.kafka.rewind.rewind import Rewound
from workers.settings import Settings

RAW_0, RAW_1 = TopicPartition("pages.raw", 0), TopicPartition("a/b.raw", 1)
NOTE = Note(topics={}, partitions=1)
MOVES = [
    Move(RAW_0, None, 5, Note(topics={}, partitions=1, again=Again(12, 7))),
    Move(RAW_1, 20, 20, NOTE),
]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What is asked for; the answer is always the same."""
    found: list[tuple[Any, ...]] = []

    def rewind(_: Settings, wish: Wish, *, dry_run: bool) -> None:
        found.append((wish, dry_run))

    monkeypatch.setattr("workers.kafka.rewind.rewind.rewind", rewind)
    monkeypatch.setattr(module, "run_on_kafka", lambda *_: Rewound(MOVES, 0))
    return found


@pytest.mark.parametrize(
    ("arguments", "wish"),
    [
        ("", Wish()),
        ("--to outcomes", Wish("outcomes")),
        ("--to earliest", Wish("earliest")),
        ("--to 5 --partition pages.raw/0", Wish(5, frozenset({RAW_0}))),
        ("--partition pages.raw/0 --partition a/b.raw/1", Wish(places=frozenset({RAW_0, RAW_1}))),
        ("--to 2026-03-02T08:15:00Z", Wish(datetime(2026, 3, 2, 8, 15, tzinfo=UTC))),
        ("--to 2026-03-02", Wish(datetime(2026, 3, 2, tzinfo=UTC))),
        ("--to 2026-03-02T09:15:00+01:00", Wish(datetime(2026, 3, 2, 8, 15, tzinfo=UTC))),
        ("--new-life --publish-again", Wish(new_life=True, publish_again=True)),
    ],
)
def test_options_say_what_is_asked_for(asked: list[tuple[Any, ...]], arguments: str, wish: Wish) -> None:
    assert CliRunner().invoke(newsmill, ["rewind", *arguments.split()], standalone_mode=False).return_value == 0
    assert asked == [(wish, False)]


@pytest.mark.usefixtures("asked")
def test_it_says_of_each_partition_where_it_goes_on_and_what_is_read_again() -> None:
    result = CliRunner().invoke(newsmill, ["rewind"], standalone_mode=False)
    assert result.stdout == "pages.raw/0: no offset -> 5, 7 offsets of it again\na/b.raw/1: 20 -> 20\n"
    assert result.stderr == "newsmill: wrote the offsets of 2 partitions of the group newsmill\n"


def test_a_dry_run_says_that_it_is_one(asked: list[tuple[Any, ...]]) -> None:
    result = CliRunner().invoke(newsmill, ["rewind", "--dry-run"], standalone_mode=False)
    assert result.stderr == "newsmill: would write the offsets of 2 partitions of the group newsmill\n"
    assert asked == [(Wish(), True)]


@pytest.mark.usefixtures("asked")
def test_it_says_how_many_claims_it_makes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "run_on_kafka", lambda *_: Rewound(MOVES, 7))
    made = CliRunner().invoke(newsmill, ["rewind"], standalone_mode=False)
    assert made.stderr.splitlines()[0] == "newsmill: made 7 claims again that Kafka had lost, of what it still holds"
    would = CliRunner().invoke(newsmill, ["rewind", "--dry-run"], standalone_mode=False)
    assert would.stderr.splitlines()[0] == "newsmill: would make 7 claims again that Kafka had lost, of what it still holds"
