"""Design rules of the relay, one by one."""

import itertools
import random
from datetime import timedelta

import msgspec
import pytest

from tests.conftest import MakeCandidate
from workers.records import Article, Candidate, Cause, Duplicate, DuplicateKind, Event, Source
from workers.relay.relay import relay

WORDS = [f"word{n}" for n in range(300)]
STORY = " ".join(WORDS)
COPY = " ".join([*WORDS[:290], "Printed", "by", "another", "paper"])
REVISED = " ".join([*WORDS, *(f"added{n}" for n in range(60))])
OTHER = " ".join(f"unlike{n}" for n in range(300))


def test_a_new_article_is_created(make_candidate: MakeCandidate) -> None:
    event = relay(make_candidate(STORY), {})
    assert isinstance(event, Article)
    assert (event.event, event.revision, event.previous_event_id, event.cause) == (Event.CREATED, 1, None, None)


def test_the_same_page_again_is_a_recrawl(make_candidate: MakeCandidate) -> None:
    store: dict[str, bytes] = {}
    first = relay(make_candidate(STORY), store)
    again = relay(make_candidate(STORY, record=2, day=1), store)
    assert isinstance(first, Article)
    assert isinstance(again, Duplicate)
    assert (again.kind, again.duplicate_of, again.similarity) == (DuplicateKind.RECRAWL, first.article_id, 1.0)
    assert (again.revision, again.previous_event_id) == (1, first.event_id)


def test_the_same_page_with_another_text_is_revised(make_candidate: MakeCandidate) -> None:
    store: dict[str, bytes] = {}
    first = relay(make_candidate(STORY), store)
    second = relay(make_candidate(REVISED, record=2, day=1), store)
    back = relay(make_candidate(STORY, record=3, day=2), store)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert isinstance(back, Article)
    assert (second.event, second.revision, second.previous_event_id) == (Event.REVISED, 2, first.event_id)
    assert second.cause is Cause.PAGE
    assert (back.revision, back.previous_event_id) == (3, second.event_id)
    assert len({first.event_id, second.event_id, back.event_id}) == 3


def test_nearly_the_same_text_at_another_url_is_a_copy(make_candidate: MakeCandidate) -> None:
    store: dict[str, bytes] = {}
    first = relay(make_candidate(STORY), store)
    copy = relay(make_candidate(COPY, url="https://gazette.example/b", record=2), store)
    assert isinstance(first, Article)
    assert isinstance(copy, Duplicate)
    assert (copy.kind, copy.duplicate_of, copy.revision) == (DuplicateKind.COPY, first.article_id, 0)
    assert copy.similarity == pytest.approx(0.94, abs=0.06)


def test_an_unlike_text_at_another_url_is_no_copy(make_candidate: MakeCandidate) -> None:
    store: dict[str, bytes] = {}
    relay(make_candidate(STORY), store)
    assert isinstance(relay(make_candidate(OTHER, url="https://gazette.example/b", record=2), store), Article)


def test_a_shared_sketch_finds_a_candidate_and_the_signature_decides(make_candidate: MakeCandidate) -> None:
    store: dict[str, bytes] = {}
    first = make_candidate(STORY)
    relay(first, store)
    other = make_candidate(OTHER, url="https://gazette.example/b", record=2)
    forged = msgspec.structs.replace(other, claims=[other.claims[0], *first.claims[1:-1], other.claims[-1]])
    assert isinstance(relay(forged, store), Article)


def test_a_page_that_is_read_again_is_a_recrawl_of_what_it_published_itself(make_candidate: MakeCandidate) -> None:
    """Claims commit with outputs: what a claim names as published stands there."""
    store: dict[str, bytes] = {}
    first, second = make_candidate(STORY), make_candidate(REVISED, record=2, day=1)
    events = [relay(first, store), relay(second, store)]
    again = [relay(first, store), relay(second, store)]
    assert all(isinstance(event, Article) for event in events)
    assert [isinstance(each, Duplicate) and each.kind for each in again] == [DuplicateKind.RECRAWL] * 2


def test_where_that_is_asked_for_a_page_publishes_that_very_event_again(make_candidate: MakeCandidate) -> None:
    """Outputs were lost: the same id, revision and bytes, at whichever stop it is told."""
    store: dict[str, bytes] = {}
    first, second = make_candidate(STORY), make_candidate(REVISED, record=2, day=1)
    events = [relay(first, store), relay(second, store)]
    again = [relay(first, store, publish_again=True), relay(second, store, publish_again=True)]
    assert [msgspec.json.encode(each) for each in again] == [msgspec.json.encode(each) for each in events]
    last = msgspec.structs.replace(second, visited=len(second.claims) - 1)
    assert relay(last, store, publish_again=True) == events[1]


def test_what_is_published_again_is_what_the_page_itself_published_and_no_more(make_candidate: MakeCandidate) -> None:
    store: dict[str, bytes] = {}
    relay(make_candidate(STORY), store)
    again, copy, changed = (
        relay(made, store, publish_again=True)
        for made in (
            make_candidate(STORY, record=2, day=1),
            make_candidate(COPY, url="https://gazette.example/b", record=3, day=1),
            make_candidate(REVISED, day=2),
        )
    )
    assert isinstance(again, Duplicate)
    assert isinstance(copy, Duplicate)
    assert (again.kind, copy.kind) == (DuplicateKind.RECRAWL, DuplicateKind.COPY)
    assert isinstance(changed, Article)
    assert changed.event is Event.REVISED, "its text is another than it published"


def test_a_page_goes_by_its_life_and_one_that_the_version_before_published_by_its_place(make_candidate: MakeCandidate) -> None:
    """Claims of the version before name no life."""

    def of(life: str | None) -> Candidate:
        source = Source(kafka_topic="pages.raw", partition=0, offset=7, life=life)
        return msgspec.structs.replace(make_candidate(STORY), source=source)

    store: dict[str, bytes] = {}
    before = relay(of(None), store)
    assert isinstance(before, Article)
    same = relay(of("one"), store, publish_again=True)
    assert isinstance(same, Article)
    assert same.event_id == before.event_id
    store = {}
    relay(of("one"), store)
    other = relay(of("two"), store, publish_again=True)
    assert isinstance(other, Duplicate), "another page, which has taken its number"


def test_the_same_record_of_another_run_is_no_replay(make_candidate: MakeCandidate) -> None:
    store: dict[str, bytes] = {}
    relay(make_candidate(STORY), store, run="1!")
    again = relay(make_candidate(STORY), store, run="2!")
    assert isinstance(again, Duplicate)
    assert again.kind is DuplicateKind.RECRAWL


def test_a_page_fetched_before_what_is_published_revises_nothing(make_candidate: MakeCandidate) -> None:
    store: dict[str, bytes] = {}
    relay(make_candidate(REVISED, day=2), store)
    late = relay(make_candidate(STORY, record=2, day=1), store)
    assert isinstance(late, Duplicate)
    assert late.kind is DuplicateKind.RECRAWL
    assert 0 < late.similarity < 1


def test_a_published_article_is_revised_even_where_it_now_resembles_another(make_candidate: MakeCandidate) -> None:
    store: dict[str, bytes] = {}
    relay(make_candidate(STORY), store)
    relay(make_candidate(OTHER, url="https://gazette.example/b", record=2), store)
    event = relay(make_candidate(COPY, url="https://gazette.example/b", record=3, day=1), store)
    assert isinstance(event, Article)
    assert (event.event, event.revision) == (Event.REVISED, 2)


def test_claims_expire_after_the_window(make_candidate: MakeCandidate) -> None:
    for text, url in ((STORY, "https://paper.example/a"), (COPY, "https://gazette.example/b")):
        store: dict[str, bytes] = {}
        relay(make_candidate(STORY), store)
        event = relay(make_candidate(text, url=url, record=2, day=31), store)
        assert isinstance(event, Article)
        assert event.event is Event.CREATED


def test_a_claim_holds_for_a_window_after_its_article_was_last_seen(make_candidate: MakeCandidate) -> None:
    """A recrawl on day 20 keeps the article known on day 45: to its own page, and to copies."""
    store: dict[str, bytes] = {}
    relay(make_candidate(STORY), store)
    relay(make_candidate(STORY, record=2, day=20), store)
    copy = relay(make_candidate(COPY, url="https://gazette.example/b", record=3, day=45), store)
    again = relay(make_candidate(STORY, record=4, day=46), store)
    assert isinstance(copy, Duplicate)
    assert isinstance(again, Duplicate)


def test_the_window_can_be_set(make_candidate: MakeCandidate) -> None:
    store: dict[str, bytes] = {}
    relay(make_candidate(STORY), store, window=timedelta(days=1))
    assert isinstance(relay(make_candidate(STORY, record=2, day=2), store, window=timedelta(days=1)), Article)


def test_an_article_is_no_copy_of_itself(make_candidate: MakeCandidate) -> None:
    """Its first crawl has claimed sketches and is still on its way when its page comes again."""
    store: dict[str, bytes] = {}
    first = make_candidate(STORY)
    assert isinstance(relay(first, store, owned=lambda key: not key.startswith("sketch:5")), Candidate)
    assert isinstance(relay(make_candidate(STORY, record=2, day=1), store), Article)


def test_a_sketch_remembers_its_earlier_owners(make_candidate: MakeCandidate) -> None:
    store: dict[str, bytes] = {}
    first = make_candidate(STORY)
    relay(first, store)
    unlike = make_candidate(OTHER, url="https://gazette.example/b", record=2)
    relay(msgspec.structs.replace(unlike, claims=[unlike.claims[0], *first.claims[1:-1], unlike.claims[-1]]), store)
    assert isinstance(relay(make_candidate(COPY, url="https://herald.example/c", record=3), store), Duplicate)


def test_owners_of_a_sketch_are_capped(make_candidate: MakeCandidate) -> None:
    store: dict[str, bytes] = {}
    shared = make_candidate(STORY).claims[1:-1]
    sizes = []
    for n in range(40):
        one = make_candidate(" ".join(f"text{n}x{m}" for m in range(50)), url=f"https://paper.example/{n}", record=n + 1)
        relay(
            msgspec.structs.replace(one, claims=[one.claims[0], *shared, one.claims[-1]]),
            store,
        )
        sizes.append(len(store[shared[0]]))
    assert sizes[-1] == sizes[20]
    assert sizes[-1] < 16 * 400


def test_an_owner_that_is_still_copied_is_remembered_among_many(make_candidate: MakeCandidate) -> None:
    store: dict[str, bytes] = {}
    first = make_candidate(STORY)
    relay(first, store)
    for n in range(40):
        one = make_candidate(" ".join(f"text{n}x{m}" for m in range(50)), url=f"https://paper.example/{n}", record=n + 1)
        relay(msgspec.structs.replace(one, claims=[one.claims[0], *first.claims[1:-1], one.claims[-1]]), store)
        copy = relay(make_candidate(COPY, url=f"https://gazette.example/{n}", record=100 + n), store)
        assert isinstance(copy, Duplicate)
        assert copy.duplicate_of == first.article_id


def test_a_candidate_stops_where_the_store_does_not_own_the_next_claim(make_candidate: MakeCandidate) -> None:
    """Two partitions, each with half of the claims, come to the same end as one."""
    stores: tuple[dict[str, bytes], ...] = ({}, {})

    def through(candidate: Candidate) -> Article | Duplicate:
        while True:
            part = (
                len(candidate.claims[candidate.visited]) % 2
                if candidate.visited in (0, len(candidate.claims) - 1)
                else candidate.visited % 2
            )
            mine = {key for place, key in enumerate(candidate.claims) if (place % 2 if 0 < place < 7 else len(key) % 2) == part}
            met = relay(candidate, stores[part], owned=mine.__contains__)
            if not isinstance(met, Candidate):
                return met
            assert met.claims[met.visited] not in mine
            candidate = met

    assert isinstance(through(make_candidate(STORY)), Article)
    assert isinstance(through(make_candidate(STORY, record=2)), Duplicate)
    assert isinstance(through(make_candidate(COPY, url="https://gazette.example/b", record=3)), Duplicate)
    assert all(stores)


@pytest.mark.parametrize("seed", range(30))
def test_of_racing_copies_exactly_one_is_published(make_candidate: MakeCandidate, seed: int) -> None:
    """Copies make their stops one at a time, in any interleaving: never two are published, and never none."""
    rng = random.Random(seed)
    store: dict[str, bytes] = {}
    racing: list[Candidate] = [make_candidate(STORY, url=f"https://paper{n}.example/a", record=n + 1) for n in range(5)]
    events = []
    while racing:
        candidate = racing.pop(rng.randrange(len(racing)))
        stop = itertools.chain([candidate.claims[candidate.visited]], itertools.repeat(""))
        met = relay(candidate, store, owned=lambda key, stop=stop: key == next(stop))  # type: ignore[misc]
        racing.append(met) if isinstance(met, Candidate) else events.append(met)
    assert sum(isinstance(event, Article) for event in events) == 1


def test_kafka_sources_need_no_run(make_candidate: MakeCandidate) -> None:
    store: dict[str, bytes] = {}
    one = make_candidate(STORY)
    at = [
        msgspec.structs.replace(one, source=Source(kafka_topic="pages.raw", partition=0, offset=offset)) for offset in (7, 7, 8)
    ]
    first, again, recrawl = (relay(candidate, store, publish_again=True) for candidate in at)
    assert first == again
    assert isinstance(recrawl, Duplicate)
