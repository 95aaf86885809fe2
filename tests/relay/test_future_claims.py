"""Claims that hold a time of the future, as former versions wrote them of pages whose crawler's clock was wrong."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.conftest import MakeCandidate
from tests.relay.test_relay import COPY, REVISED, STORY
from workers.records import Article, Candidate, Duplicate, DuplicateKind
from workers.relay.relay import relay
from workers.steps.fingerprint import BANDS

FUTURE = datetime(2126, 3, 2, 8, tzinfo=UTC)
TODAY = datetime(2026, 12, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)

Store = dict[str, bytes]


def fetched(page: Candidate, at: datetime, received: datetime | None = None) -> Candidate:
    """The same, fetched at a time, and received then unless told otherwise."""
    return msgspec.structs.replace(page, fetched_at=at, received_at=received or at)


@pytest.fixture
def store(make_candidate: MakeCandidate) -> Store:
    """Claims of a story that was fetched in the future, and of nothing else."""
    made: Store = {}
    relay(msgspec.structs.replace(make_candidate(STORY), fetched_at=FUTURE), made)
    return made


def test_another_text_of_today_revises_what_was_published_in_the_future(make_candidate: MakeCandidate, store: Store) -> None:
    first = relay(fetched(make_candidate(REVISED, record=2), TODAY), store)
    second = relay(fetched(make_candidate(STORY, record=3), TODAY + DAY), store)
    late = relay(fetched(make_candidate(REVISED, record=4), TODAY + DAY / 2, TODAY + 2 * DAY), store)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert isinstance(late, Duplicate), "from here on what was fetched earlier revises nothing, as ever"
    assert [first.revision, second.revision] == [2, 3]


def test_the_same_text_is_a_recrawl_and_heals_the_claim(make_candidate: MakeCandidate, store: Store) -> None:
    again = relay(fetched(make_candidate(STORY, record=2), TODAY), store)
    before = relay(fetched(make_candidate(REVISED, record=3), TODAY - DAY, TODAY + DAY), store)
    after = relay(fetched(make_candidate(REVISED, record=4), TODAY + DAY), store)
    assert isinstance(again, Duplicate)
    assert isinstance(before, Duplicate)
    assert isinstance(after, Article)
    assert after.revision == 2


def test_a_healed_claim_runs_out(make_candidate: MakeCandidate, store: Store) -> None:
    relay(fetched(make_candidate(STORY, record=2), TODAY), store)
    event = relay(fetched(make_candidate(STORY, record=3), TODAY + 40 * DAY), store)
    assert isinstance(event, Article)
    assert event.revision == 1


def test_an_owner_of_the_future_does_not_hold_for_ever(make_candidate: MakeCandidate, store: Store) -> None:
    """A copy heals the sketch that it ends at: with each that comes there is one less."""
    pages = [
        fetched(make_candidate(COPY, url=f"https://paper{n}.example/a", record=n + 2), TODAY + 40 * n * DAY)
        for n in range(BANDS + 1)
    ]
    events = [relay(page, store) for page in pages]
    assert isinstance(events[0], Duplicate)
    assert events[0].kind is DuplicateKind.COPY
    assert any(isinstance(event, Article) for event in events)


def test_what_another_page_claimed_that_was_received_later_is_none_of_the_future(make_candidate: MakeCandidate) -> None:
    """A partition may be a good way behind another: the earlier edition comes to the claim last, and revises nothing."""
    made: Store = {}
    relay(fetched(make_candidate(REVISED), TODAY + 20 * DAY), made)
    late = relay(fetched(make_candidate(STORY, record=2), TODAY), made)
    assert isinstance(late, Duplicate)


def test_a_candidate_of_a_former_version_does_not_tell_when_it_was_received(make_candidate: MakeCandidate, store: Store) -> None:
    assert isinstance(relay(make_candidate(REVISED, record=2), store), Duplicate), "as that version had it"
