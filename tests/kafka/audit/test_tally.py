"""What messages say of raw pages, taken down: each outcome by its page's place and life, and what was published."""

from types import SimpleNamespace

import msgspec
import numpy as np
import pytest

from testing.outcomes import ARTICLE, article, outcome, source_of
from tests.kafka.audit.stand_ins import record_of
from workers.kafka.audit.tally import KINDS, NO_LIFE, Tally
from workers.kafka.client.messages import Message, Reading, outcome_message
from workers.kafka.client.roles import Role
from workers.records import DuplicateKind, Event, RejectReason
from workers.settings import Settings

SETTINGS = Settings()
RAW = "pages.raw"


def of_life(life: str | None, offset: int = 5) -> Message:
    source = msgspec.structs.replace(source_of(SETTINGS, 1, offset), life=life)
    return outcome_message(msgspec.structs.replace(ARTICLE, source=source, article_id="one", revision=2), "test")


def test_an_outcome_is_taken_down_by_place_and_life_with_its_kind_its_time_and_its_rewind() -> None:
    tally = Tally()
    tally.add(Role.ARTICLES, record_of(of_life("id"), appended=7), RAW)
    tally.add(Role.ARTICLES, record_of(of_life("id", 9), appended=8, reading=Reading("44")), RAW)
    tally.add(Role.ARTICLES, record_of(of_life(None), appended=9), RAW)
    packed = tally.packed()
    created = KINDS.index((Role.ARTICLES, ARTICLE.event))
    assert packed.outcomes.keys() == {(1, "id"), (1, NO_LIFE)}
    *told, readings = (column.tolist() for column in packed.outcomes[1, "id"])
    assert told == [[5, 9], [created, created], [7, 8]]
    assert readings[0] == 0 < readings[1]
    assert [column.tolist() for column in packed.outcomes[1, NO_LIFE]] == [[5], [created], [9], [0]]


@pytest.mark.parametrize("offset", range(4))
def test_each_of_the_four_is_told_by_its_event_kind_or_reason(offset: int) -> None:
    message = outcome(SETTINGS, 0, offset)
    tally = Tally()
    tally.add(message.role, record_of(message), RAW)
    (((_, code, _, _),),) = tally.outcomes.values()
    assert KINDS[code][0] is message.role
    assert KINDS[code] in {
        (Role.ARTICLES, Event.CREATED),
        (Role.DUPLICATES, DuplicateKind.COPY),
        (Role.REJECTED, RejectReason.LOGIN),
        (Role.DEAD_LETTER, "invalid_json"),
    }


def test_a_publication_is_named_by_article_and_revision_with_when_its_page_was_fetched() -> None:
    tally = Tally()
    tally.add(Role.ARTICLES, record_of(of_life("id")), RAW)
    packed = tally.packed()
    assert (packed.publications.tolist(), packed.times.tolist()) == ([b"one/2"], [int(ARTICLE.fetched_at.timestamp())])


@pytest.mark.parametrize(("reading", "published"), [(None, 1), (Reading("7"), 1), (Reading("7", publish=True), 0)])
def test_the_very_event_that_was_asked_for_again_is_no_second_publication(reading: Reading | None, published: int) -> None:
    """One that a rewind had not asked for is: a page that is read again is a recrawl."""
    tally = Tally()
    tally.add(Role.ARTICLES, record_of(of_life("id"), reading=reading), RAW)
    assert len(tally.publications) == published
    assert len(tally.outcomes[1, "id"]) == 1, "its page has its outcome all the same"


def test_readings_are_told_apart_by_their_names() -> None:
    tally = Tally()
    names = ["44", "45", "44/0/7", "44/1/7", "44", "0", "ä" * 60]
    for name in names:
        tally.add(Role.ARTICLES, record_of(of_life("id"), reading=Reading(name)), RAW)
    readings = tally.packed().outcomes[1, "id"].readings.tolist()
    assert len(set(readings)) == len(set(names))
    assert readings[0] == readings[4]
    assert min(readings) > 0


def test_only_articles_publish() -> None:
    tally = Tally()
    for offset in range(1, 4):
        message = outcome(SETTINGS, 0, offset)
        tally.add(message.role, record_of(message), RAW)
    assert tally.publications == []


@pytest.mark.parametrize("value", [None, b"", b"\xff", b"{}", b'{"source":{}}', b'{"a":' * 10_000])
def test_what_is_no_outcome_is_foreign(value: bytes | None) -> None:
    tally = Tally()
    tally.add(Role.ARTICLES, SimpleNamespace(value=value, headers=(), timestamp=5), RAW)
    assert (tally.foreign, tally.outcomes) == (1, {})


def test_outcomes_of_another_kafka_topic_or_kind_are_foreign() -> None:
    tally = Tally()
    tally.add(Role.ARTICLES, record_of(article(SETTINGS, 0, 1)), "other.raw")
    tally.add(Role.DUPLICATES, record_of(article(SETTINGS, 0, 1)), RAW)
    assert (tally.foreign, tally.outcomes) == (2, {})


def test_what_was_taken_down_of_nothing_is_packed_too() -> None:
    packed = Tally().packed()
    assert (packed.outcomes, packed.foreign) == ({}, 0)
    assert packed.publications.dtype.kind == "S"
    assert packed.times.dtype == np.int64
