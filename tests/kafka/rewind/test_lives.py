"""Which lives a partition has after a rewind, by its note or by what came out: by values alone."""

from collections.abc import Mapping

import pytest

from tests.kafka.rewind.test_plan import FIRST, RAW_0, SECOND, SETTINGS, finding, ground
from workers.kafka.client.findings import Finding, Kind
from workers.kafka.client.notes import Life, next_name
from workers.kafka.rewind.lives import lives_after, lives_told


@pytest.mark.parametrize(
    ("name", "after"), [("id", "id.2"), ("id.2", "id.3"), ("id.9", "id.10"), ("q1Sh-9_ISia", "q1Sh-9_ISia.2")]
)
def test_lives_of_a_kafka_topic_are_numbered(name: str, after: str) -> None:
    assert next_name(name) == after


@pytest.mark.parametrize(
    ("findings", "lives", "border", "after"),
    [
        ([], (FIRST, SECOND), None, (FIRST, SECOND)),
        ([finding(Kind.CUT, RAW_0)], (FIRST,), 15, (FIRST, Life(15, "raw-id.2"))),
        ([finding(Kind.CUT, RAW_0)], (FIRST, SECOND), 40, (FIRST, SECOND, Life(40, "raw-id.3"))),
        ([finding(Kind.OTHER, RAW_0)], (FIRST, SECOND), 10, (FIRST, Life(10, "raw-id.3"))),
        ([finding(Kind.OTHER, RAW_0)], (FIRST, SECOND), 0, (Life(0, "raw-id.3"),)),
        ([finding(Kind.ANEW, RAW_0)], (Life(0, "old"), Life(9, "old.2")), None, (FIRST,)),
        ([finding(Kind.CUT, RAW_0)], (), 15, ()),
    ],
    ids=["nothing", "cut", "cut again", "cut before the last life", "cut to its start", "made anew", "no ids"],
)
def test_messages_that_took_the_numbers_of_lost_ones_begin_a_life(
    findings: list[Finding], lives: tuple[Life, ...], border: int | None, after: tuple[Life, ...]
) -> None:
    told = {"raw-id": 0, "raw-id.2": 7, "old.2": 9} if not findings else {"old.2": 9}  # of which the note knows more
    assert lives_after(SETTINGS, ground(*findings, lives=lives), RAW_0, border, told) == after


def test_without_a_note_and_without_outcomes_a_partition_begins_with_the_first_life() -> None:
    assert lives_after(SETTINGS, ground(without=[RAW_0]), RAW_0, None, {}) == (FIRST,)


def test_where_the_note_is_lost_outcomes_say_where_lives_began() -> None:
    told = {"raw-id": 3, "raw-id.2": 30, "raw-id.3": 44}
    found = ground(finding(Kind.MISSING, RAW_0), without=[RAW_0])
    assert lives_after(SETTINGS, found, RAW_0, None, told) == (FIRST, SECOND, Life(44, "raw-id.3"))


@pytest.mark.parametrize(
    ("told", "lives"),
    [
        ({}, (FIRST,)),
        ({"raw-id": 12}, (FIRST,)),
        ({"raw-id.2": 30}, (FIRST, SECOND)),
        ({"raw-id.2": 30, "raw-id.3": 20}, (FIRST, Life(20, "raw-id.3"))),
        ({"raw-id.2": 30, "raw-id.10": 40, "raw-id.9": 35}, (FIRST, SECOND, Life(35, "raw-id.9"), Life(40, "raw-id.10"))),
        ({"raw-id.2": 0}, (Life(0, "raw-id.2"),)),
        ({"other.2": 30, "raw-id.": 30, "raw-id.x": 30, "raw-id.2.3": 30, f"raw-id.{9**99}": 30, "": 2}, (FIRST,)),
    ],
    ids=["nothing", "the first", "a later one", "cut before it", "counted, not spelled", "cut to its start", "others' names"],
)
def test_lives_by_the_lowest_offset_that_is_told_of(told: Mapping[str, int], lives: tuple[Life, ...]) -> None:
    assert lives_told((FIRST,), told) == lives


def test_where_kafka_gives_no_ids_there_are_no_lives() -> None:
    assert lives_told((), {"raw-id.2": 30}) == ()
