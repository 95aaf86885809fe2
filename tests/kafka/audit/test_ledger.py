"""The audit's book, without Kafka: it counts what simple counting counts."""

from collections import Counter
from datetime import timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from testing.outcomes import ARTICLE, FETCHED_AT, article, outcome, source_of
from tests.kafka.audit.stand_ins import record_of
from workers.kafka.audit.ledger import MOST, Ledger, RawPlace, Verdict, report
from workers.kafka.audit.tally import Tally
from workers.kafka.client.messages import outcome_message
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


def test_a_report_shows_some_places_and_counts_the_rest() -> None:
    found = msgspec.structs.replace(verdict(), unchecked=3)
    assert report(found, "pages.raw", shown=2) == [
        "10 raw pages ≠ 0 articles + 0 duplicates + 0 rejected + 0 dead letters",
        "10 missing: pages.raw/0/5, pages.raw/0/6 and 8 more",
        "0 double",
        "0 published twice",
        "3 of the missing were not looked at and may be no pages (markers of transactions)",
    ]
