"""The audit's book, without Kafka: it counts what simple counting counts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from testing.outcomes import ARTICLE, DUPLICATE, FETCHED_AT, article, outcome, source_of
from tests.kafka.audit.stand_ins import record_of
from workers.kafka.audit.ledger import MOST, Ages, Ledger, RawPlace, Verdict, report
from workers.kafka.audit.tally import Tally
from workers.kafka.client.messages import Reading, outcome_message
from workers.kafka.client.notes import Life
from workers.kafka.client.roles import Role
from workers.settings import Settings

SETTINGS = Settings()
RANGES = {0: (5, 12), 1: (0, 3), 2: (4, 4)}


def verdict(*places: tuple[int, int], raw_topic: str = "pages.raw", holes: tuple[int, ...] = ()) -> Verdict:
    """What the book says of outcomes of raw pages at these places."""
    tally = Tally()
    for partition, offset in places:
        message = outcome(SETTINGS, partition, offset)
        tally.add(message.role, record_of(message), raw_topic)
    ledger = Ledger(RANGES, SETTINGS.window)
    ledger.enter(tally.packed())
    ledger.note_holes(0, holes)
    return ledger.verdict()


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20)), max_size=60))
def test_missing_and_double_are_what_counting_says(places: list[tuple[int, int]]) -> None:
    counts = Counter(places)
    pages = [(partition, offset) for partition, (begin, end) in RANGES.items() for offset in range(begin, end)]
    found = verdict(*places)
    assert found.missing_at == [RawPlace(*page) for page in pages if counts[page] == 0]
    assert found.double_at == [RawPlace(*page) for page in pages if counts[page] > 1]
    assert (found.missing, found.double) == (len(found.missing_at), len(found.double_at))
    assert sum(sum(details.values()) for details in found.outcomes.values()) == sum(counts[page] for page in pages)
    assert found.expired + found.later == len(places) - sum(counts[page] for page in pages)


def test_what_comes_before_and_after_the_range_is_counted_apart() -> None:
    found = verdict((0, 4), (0, 12), (0, 13), (2, 4))
    assert (found.expired, found.later, found.missing) == (1, 3, 10)


def test_an_offset_that_holds_no_page_is_neither_missing_nor_a_page() -> None:
    found = verdict((0, 5), holes=(6, 11))
    assert (found.raw_pages, found.missing) == (8, 7)


def test_an_outcome_that_comes_hundreds_of_times_is_still_double() -> None:
    found = verdict(*[(1, 1)] * (MOST + 60))
    assert (found.double, found.double_at) == (1, [RawPlace(1, 1)])


def test_outcomes_of_another_kafka_topic_are_foreign() -> None:
    found = verdict((1, 1), raw_topic="other.raw")
    assert (found.foreign, found.missing) == (1, 10)


def test_a_book_is_added_to_in_any_order() -> None:
    """Shares of several processes, and rounds of a wait."""
    ledger = Ledger({0: (0, 2)}, SETTINGS.window)
    for offset in (1, 0, 1):
        tally = Tally()
        message = article(SETTINGS, 0, offset)
        tally.add(message.role, record_of(message), "pages.raw")
        ledger.enter(tally.packed())
    found = ledger.verdict()
    assert (found.missing, found.double, found.published_twice_at) == (0, 1, ["0-1/1"])


def test_a_revision_is_published_twice_by_pages_fetched_within_a_window_after_which_an_article_is_new_again() -> None:
    for day, expected in ((0, ["one/1"]), (30, ["one/1"]), (31, [])):
        tally = Tally()
        for offset, later in ((0, timedelta(0)), (1, timedelta(days=day))):
            record = msgspec.structs.replace(
                ARTICLE, source=source_of(SETTINGS, 0, offset), article_id="one", fetched_at=FETCHED_AT + later
            )
            tally.add(Role.ARTICLES, record_of(outcome_message(record, "test")), "pages.raw")
        ledger = Ledger({0: (0, 2)}, SETTINGS.window)
        ledger.enter(tally.packed())
        assert ledger.verdict().published_twice_at == expected


LIVES = {0: (Life(0, "one"), Life(8, "one.2"))}
TIMES = np.array([100, 200, 300])


class Told(NamedTuple):
    """An outcome of a raw page of partition 0."""

    offset: int
    life: str | None = "one"
    rewind: int = 0
    appended: int = 5000


def book(*told: Told, lives: Mapping[int, Sequence[Life]] | None = None, ages: Mapping[int, Ages] | None = None) -> Ledger:
    """A book of offsets 5 to 12."""
    tally = Tally()
    for offset, life, rewind, appended in told:
        source = msgspec.structs.replace(source_of(SETTINGS, 0, offset), life=life)
        message = outcome_message(msgspec.structs.replace(DUPLICATE, source=source), "test")
        tally.add(
            message.role, record_of(message, appended=appended, reading=Reading(str(rewind)) if rewind else None), "pages.raw"
        )
    ledger = Ledger({0: (5, 12)}, SETTINGS.window, LIVES if lives is None else lives)
    ledger.enter(tally.packed(), ages)
    return ledger


def test_outcomes_count_for_pages_of_the_life_that_their_offset_has_now() -> None:
    """What another page had come to that had this number before says nothing of the one that lies there."""
    told = [Told(5), Told(7), Told(8), Told(9, "one.2"), Told(6, "one.2"), Told(10, "before")]
    found = book(*told).verdict()
    assert found.missing_at == [RawPlace(0, offset) for offset in (6, 8, 10, 11)]
    assert (found.earlier_life, found.double, found.undated, found.judged_by_time) == (3, 0, 0, 0)
    assert found.outcomes["duplicates"] == {"copy": 3}


def test_the_same_number_in_two_lives_is_not_double() -> None:
    assert book(Told(9), Told(9, "one.2")).verdict().double == 0
    assert book(Told(9, "one.2"), Told(9, "one.2")).verdict().double_at == [RawPlace(0, 9)]


def test_outcomes_before_the_first_life_are_of_an_earlier_one() -> None:
    found = book(Told(5), Told(6), lives={0: (Life(6, "one"),)}).verdict()
    assert (found.earlier_life, found.missing) == (1, 6)


def test_outcomes_that_name_no_life_count_where_they_came_after_their_page() -> None:
    """By the first page that is younger than each time: of those from there on an outcome that old is another's."""
    ages = {0: (TIMES, np.array([6, 8, 12]))}
    told = [Told(5, None, appended=100), Told(6, None, appended=100), Told(7, None, appended=101), Told(8, None, appended=201)]
    late = [Told(9, None, appended=200), Told(10, None, appended=900)]
    found = book(*told, *late, ages=ages).verdict()
    assert found.missing_at == [RawPlace(0, offset) for offset in (6, 9, 11)]
    assert (found.judged_by_time, found.earlier_life, found.undated) == (6, 2, 0)


def test_where_kafka_dates_nothing_outcomes_that_name_no_life_count_and_are_told() -> None:
    found = book(Told(5, None), Told(6)).verdict()
    assert (found.missing, found.undated, found.earlier_life) == (5, 1, 0)


def test_what_is_not_in_the_book_was_not_judged_either() -> None:
    told = [Told(4, None), Told(5, None), Told(12, None)]
    found = book(*told).verdict()
    assert (found.expired, found.later, found.undated) == (1, 1, 1)
    found = book(*told, ages={0: (TIMES, np.array([12, 12, 12]))}).verdict()
    assert (found.expired, found.later, found.judged_by_time) == (1, 1, 1)


def test_where_kafka_gives_no_ids_every_outcome_counts() -> None:
    found = book(Told(5, None), Told(6, None), lives={}).verdict()
    assert (found.missing, found.earlier_life) == (5, 0)


def test_pages_that_are_read_again_are_counted_apart_and_double_only_within_one_rewind() -> None:
    found = book(
        Told(5), Told(5, rewind=7), Told(5, rewind=8), Told(6, rewind=7), Told(7), Told(7, rewind=8), Told(7, rewind=8)
    ).verdict()
    assert found.double_at == [RawPlace(0, 7)]
    assert (found.missing, found.only_read_again) == (4, 1)
    assert found.outcomes["duplicates"] == {"copy": 2}
    assert found.read_again == {"duplicates": {"copy": 5}}


@given(st.lists(st.tuples(st.integers(5, 11), st.integers(0, 3)), max_size=30))
def test_rewinds_hide_nothing_of_what_counting_says(told: list[tuple[int, int]]) -> None:
    found = book(*(Told(offset, "one" if offset < 8 else "one.2", rewind) for offset, rewind in told)).verdict()
    counts = Counter(told)
    assert found.missing_at == [RawPlace(0, offset) for offset in range(5, 12) if offset not in {offset for offset, _ in told}]
    assert found.double_at == [
        RawPlace(0, offset) for offset in sorted({offset for (offset, _), count in counts.items() if count > 1})
    ]


def test_a_book_says_how_far_pages_have_come_out() -> None:
    ledger = book(Told(5), Told(7, rewind=7))
    ledger.note_holes(0, [10])
    assert ledger.marked_until() == {0: 8}
    assert {partition: offsets.tolist() for partition, offsets in ledger.unmarked().items()} == {0: [6, 8, 9, 11]}
    assert book(Told(9, "before")).marked_until() == {}


def test_offsets_that_no_longer_mean_what_they_did_keep_it_open() -> None:
    ledger = book(*(Told(offset, "one" if offset < 8 else "one.2") for offset in range(5, 12)))
    assert ledger.verdict().closes
    moved = ledger.verdict(moved=["pages.raw was deleted and made anew"])
    assert not moved.closes
    assert report(moved, "pages.raw") == [
        "7 raw pages ≠ 0 articles + 7 duplicates (7 copy) + 0 rejected + 0 dead letters",
        "0 missing",
        "0 double",
        "0 published twice",
        "moved: pages.raw was deleted and made anew",
    ]


def test_a_report_tells_what_was_read_again_and_how_lives_were_told() -> None:
    told = [Told(5), Told(5, rewind=7), Told(6, rewind=7), Told(7, None), Told(8, "before")]
    lines = report(book(*told).verdict(), "pages.raw")
    assert lines[0].endswith("+ 0 dead letters + 1 only when read again")
    assert lines[4:] == [
        "read again, after a rewind: 2 duplicates (2 copy)",
        "1 outcomes of pages of an earlier life of the Kafka topic",
        "1 outcomes name no life of the Kafka topic, which cannot be told without LogAppendTime",
    ]
    dated = report(book(Told(7, None), ages={0: (TIMES, np.array([12, 12, 12]))}).verdict(), "pages.raw")
    assert dated[4:] == ["1 outcomes name no life of the Kafka topic, and were judged by when they were appended"]


def test_a_report_shows_some_places_and_counts_the_rest() -> None:
    found = msgspec.structs.replace(verdict(), unchecked=3)
    assert report(found, "pages.raw", shown=2) == [
        "10 raw pages ≠ 0 articles + 0 duplicates + 0 rejected + 0 dead letters",
        "10 missing: pages.raw/0/5, pages.raw/0/6 and 8 more",
        "0 double",
        "0 published twice",
        "3 of the missing were not looked at and may be no pages (markers of transactions)",
    ]
