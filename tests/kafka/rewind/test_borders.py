"""Pages whose note is lost: which are younger than the outcomes that name their places. By values alone."""

import asyncio
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from aiokafka import TopicPartition

from tests.kafka.rewind.test_plan import RAW_0, SETTINGS, finding, ground
from workers.kafka.audit.tally import Outcomes, PackedTally
from workers.kafka.client.findings import Kind
from workers.kafka.client.notes import UNKNOWN
from workers.kafka.rewind import borders as module
from workers.kafka.rewind.borders import border_by_outcomes

ENDS_AT = 50
"""Where the log of RAW_0 ends; it begins at 0."""
FIT = {offset: 100 + offset for offset in range(ENDS_AT)}
"""When pages were appended that came before their outcomes did."""


def tally(outcomes: Mapping[int, int], life: str = "raw-id") -> PackedTally:
    """Outcomes of pages at these offsets, and when they were appended."""
    offsets, times = np.array([*outcomes], np.int64), np.array([*outcomes.values()], np.int64)
    packed = Outcomes(offsets, np.zeros(len(offsets), np.uint8), times, np.zeros(len(offsets), np.int64))
    return PackedTally({(0, life): packed}, np.array([], np.bytes_), np.array([], np.int64), 0)


class Kafka:
    """Raw pages, by when they were appended; what is not there is a marker's."""

    def __init__(self, pages: Mapping[int, int], *, dated: bool = True) -> None:
        self.pages, self.dated = pages, dated
        self.questions = 0

    async def is_dated(self, *_: Any) -> bool:
        return self.dated

    async def appended(self, _: Any, __: Any, known: Any, ___: Any) -> dict[tuple[TopicPartition, int], int]:
        self.questions += 1
        return {(place, mark.end): self.pages.get(mark.end - 1, UNKNOWN) for place, mark in known}


def border(monkeypatch: pytest.MonkeyPatch, kafka: Kafka, *tallies: PackedTally) -> int | None:
    for name in ("is_dated", "appended"):
        monkeypatch.setattr(module, name, getattr(kafka, name))
    lowest = {0: {life: int(found.offsets.min()) for each in tallies for (_, life), found in each.outcomes.items()}}
    lost = ground(finding(Kind.MISSING, RAW_0), without=[RAW_0])
    client: Any = None
    return asyncio.run(border_by_outcomes(SETTINGS, client, lost, RAW_0, lowest, tallies))


def test_where_all_pages_came_before_their_outcomes_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert border(monkeypatch, Kafka(FIT), tally({offset: 100 + offset for offset in range(40)})) is None
    assert border(monkeypatch, Kafka(FIT)) is None, "nothing came out"


@pytest.mark.parametrize("cut", [0, 1, 17, 39])
def test_it_is_where_pages_are_younger_than_their_outcomes(monkeypatch: pytest.MonkeyPatch, cut: int) -> None:
    kafka = Kafka({offset: at + (1000 if offset >= cut else 0) for offset, at in FIT.items()})
    assert border(monkeypatch, kafka, tally({offset: 110 + offset for offset in range(40)})) == cut
    assert kafka.questions < 8


def test_a_page_that_is_not_there_is_not_the_one_that_an_outcome_names(monkeypatch: pytest.MonkeyPatch) -> None:
    kafka = Kafka({offset: at for offset, at in FIT.items() if offset < 20})
    assert border(monkeypatch, kafka, tally({offset: 110 + offset for offset in range(40)})) == 20


def test_outcomes_of_pages_behind_the_end_tell_that_the_log_was_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is fed next takes their numbers."""
    assert border(monkeypatch, Kafka(FIT), tally({offset: 110 + offset for offset in range(60)})) == ENDS_AT


def test_the_first_outcome_of_a_page_counts_and_the_last_life_that_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    kafka = Kafka({offset: at + (1000 if offset >= 30 else 0) for offset, at in FIT.items()})
    again = tally(dict.fromkeys(range(40), 9000))
    first = tally({offset: 110 + offset for offset in range(40)})
    assert border(monkeypatch, kafka, again, first) == 30
    second = tally(dict.fromkeys(range(30, 40), 2000), "raw-id.2")
    assert border(monkeypatch, kafka, first, second) is None


def test_without_times_of_kafka_s_own_it_cannot_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert border(monkeypatch, Kafka({}, dated=False), tally({3: 110})) is None
