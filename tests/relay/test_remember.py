"""Claims made again from what came out: the relay then decides as with those that were lost, for as much as outcomes tell."""

import itertools
from collections.abc import Iterable
from datetime import timedelta

import msgspec
import pytest

from tests.conftest import MakeCandidate
from tests.relay.test_relay import COPY, OTHER, REVISED, STORY
from workers.errors import NewerClaimsError
from workers.records import Article, Candidate, Cause, Duplicate, DuplicateKind, Event, Reader
from workers.relay.claims import FORMAT, Owner, Publication
from workers.relay.relay import WINDOW, relay
from workers.relay.remember import Told, remember

Store = dict[str, bytes]
Outcomes = list[Article | Duplicate | Candidate]
GAZETTE = "https://gazette.example/b"


def relayed(pages: Iterable[Candidate], store: Store) -> Outcomes:
    return [relay(page, store) for page in pages]


def remembered(outcomes: Outcomes, store: Store | None = None, lost: Iterable[str] | None = None) -> Store:
    """Make claims again of outcomes, as they are written, articles first; of all, or of those that are lost."""
    store = {} if store is None else store
    keys = None if lost is None else set(lost)
    for outcome in sorted(outcomes, key=lambda outcome: isinstance(outcome, Duplicate)):
        told = msgspec.json.decode(msgspec.json.encode(outcome), type=Told)
        remember(told, store, owned=lambda key: keys is None or key in keys, window=WINDOW)
    return store


def owners(store: Store, key: str) -> list[Owner]:
    return msgspec.msgpack.decode(store[key], type=list[Owner])


def publications(store: Store, page: Candidate) -> list[Publication]:
    return msgspec.msgpack.decode(store[page.claims[0]], type=list[Publication])


def read_by_some_reader(page: Candidate) -> Candidate:
    provenance = msgspec.structs.replace(page.provenance, reader=Reader(name="learned", version="1"))
    return msgspec.structs.replace(page, provenance=provenance, prose=b"a print")


def test_claims_are_those_that_were_lost_but_for_the_print_of_the_prose(make_candidate: MakeCandidate) -> None:
    """Revisions, recrawls before and after sketches are due, and copies."""
    store: Store = {}
    pages = [
        make_candidate(STORY),
        make_candidate(COPY, url=GAZETTE, record=2, day=1),
        make_candidate(STORY, record=3, day=2),
        make_candidate(OTHER, url="https://chronicle.example/c", record=4, day=2),
        make_candidate(STORY, record=5, day=6),
        make_candidate(REVISED, record=6, day=7),
        make_candidate(REVISED, record=7, day=8),
    ]
    outcomes = relayed([read_by_some_reader(page) for page in pages], store)
    again = remembered(outcomes)
    assert again.keys() == store.keys()
    for key, value in store.items():
        if key.startswith("url:"):
            known = msgspec.msgpack.decode(value, type=list[Publication])
            made = msgspec.msgpack.decode(again[key], type=list[Publication])
            assert [msgspec.structs.replace(each, prose=b"a print") for each in made] == known
        else:
            assert {owner.article_id for owner in owners(again, key)} == {owner.article_id for owner in owners(store, key)}
            for made_owner, owner in zip(owners(again, key), owners(store, key), strict=True):
                assert made_owner.minhash == owner.minhash
                assert abs(made_owner.seen_at - owner.seen_at) <= WINDOW / 10


def test_the_relay_goes_on_as_if_nothing_had_been_lost(make_candidate: MakeCandidate) -> None:
    kept: Store = {}
    made = remembered(relayed([make_candidate(STORY), make_candidate(REVISED, record=2, day=1)], kept))
    later = [
        make_candidate(STORY, record=1),
        make_candidate(REVISED, record=3, day=2),
        make_candidate(COPY, url=GAZETTE, record=4, day=2),
        make_candidate(OTHER, record=5, day=3),
    ]
    outcomes = relayed(later, made)
    assert outcomes == relayed(later, kept)
    revised = outcomes[-1]
    assert isinstance(revised, Article)
    assert (revised.event, revised.revision, revised.cause) == (Event.REVISED, 3, Cause.PAGE)


def test_the_page_that_published_is_known_so_that_it_can_publish_again(make_candidate: MakeCandidate) -> None:
    page = make_candidate(STORY)
    (event,) = relayed([page], {})
    assert relay(page, remembered([event]), publish_again=True) == event


def test_a_recrawl_alone_tells_what_it_repeats(make_candidate: MakeCandidate) -> None:
    """Its article's event may have expired: articles are kept for less than they may be crawled."""
    outcomes = relayed([make_candidate(STORY), make_candidate(STORY, record=2, day=20)], {})
    made = remembered(outcomes[1:])
    again = relay(make_candidate(STORY, record=3, day=45), made)
    assert isinstance(again, Duplicate)
    assert isinstance(outcomes[0], Article)
    assert (again.kind, again.previous_event_id) == (DuplicateKind.RECRAWL, outcomes[0].event_id)
    copy = relay(make_candidate(COPY, url=GAZETTE, record=4, day=45), made)
    assert isinstance(copy, Duplicate)


def test_a_recrawl_of_an_earlier_text_tells_nothing_alone_and_when_it_was_seen_beside_its_article(
    make_candidate: MakeCandidate,
) -> None:
    pages = [make_candidate(STORY, day=1), make_candidate(REVISED, record=2, day=5), make_candidate(STORY, record=3, day=4)]
    created, revised, stale = relayed(pages, {})
    assert isinstance(stale, Duplicate)
    assert remembered([stale]) == {}
    made = remembered([created, revised, stale])
    assert [publication.revision for publication in publications(made, pages[0])] == [1, 2]


def test_recrawls_tell_when_a_page_was_seen_last_in_whatever_order(make_candidate: MakeCandidate) -> None:
    store: Store = {}
    pages = [make_candidate(STORY), *(make_candidate(STORY, record=day, day=day) for day in (2, 9, 8, 1))]
    outcomes = relayed(pages, store)
    for order in (outcomes, outcomes[::-1]):
        (made,) = publications(remembered(list(order)), pages[0])
        assert (made.fetched_at, made.seen_at) == (pages[0].fetched_at, pages[2].fetched_at)


def test_a_recrawl_of_a_former_revision_brings_none_back_behind_a_later_one(make_candidate: MakeCandidate) -> None:
    """Of it nobody knows when it was published, and the recrawl may be younger than the page that revised it."""
    store: Store = {}
    pages = [make_candidate(STORY), make_candidate(STORY, record=2, day=2), make_candidate(REVISED, record=3, day=1)]
    _, recrawl, revised = relayed(pages, store)
    made = remembered([revised, recrawl])
    assert [publication.revision for publication in publications(made, pages[0])] == [2]


def test_an_article_that_was_forgotten_and_created_anew_is_known_by_its_latest_event(make_candidate: MakeCandidate) -> None:
    pages = [make_candidate(STORY), make_candidate(REVISED, record=2, day=1), make_candidate(OTHER, record=3, day=40)]
    outcomes = relayed(pages, {})
    assert [outcome.revision for outcome in outcomes if isinstance(outcome, Article)] == [1, 2, 1]
    for order in itertools.permutations(outcomes):
        again = relay(make_candidate(OTHER, record=4, day=41), remembered(list(order)))
        assert isinstance(again, Duplicate)


def test_sketches_that_copies_have_met_hold_on(make_candidate: MakeCandidate) -> None:
    outcomes = relayed([make_candidate(STORY), make_candidate(COPY, url=GAZETTE, record=2, day=20)], {})
    late = make_candidate(COPY, url="https://herald.example/d", record=3, day=40)
    assert isinstance(relay(late, remembered(outcomes)), Duplicate)
    assert isinstance(relay(late, remembered(outcomes[:1])), Article)


def test_an_article_on_its_way_owns_the_sketches_that_it_has_visited(make_candidate: MakeCandidate) -> None:
    page = make_candidate(STORY)
    on_its_way = relay(page, {}, owned=lambda key: key in page.claims[:4])
    assert isinstance(on_its_way, Candidate)
    assert on_its_way.visited == 4
    made = remembered([on_its_way])
    assert made.keys() == set(page.claims[1:4])
    assert isinstance(relay(make_candidate(COPY, url=GAZETTE, record=2), made), Duplicate)
    assert isinstance(relay(on_its_way, made), Article)
    at_the_last = msgspec.structs.replace(page, visited=len(page.claims))
    assert remembered([at_the_last]).keys() == set(page.claims[1:-1]), "a message says of itself how far it has come"


def test_only_what_is_lost_is_made_and_what_stands_is_not_changed(make_candidate: MakeCandidate) -> None:
    store: Store = {}
    pages = [make_candidate(STORY), make_candidate(STORY, record=2, day=1), make_candidate(REVISED, record=3, day=2)]
    outcomes = relayed([msgspec.structs.replace(page, prose=b"a print") for page in pages], store)
    assert remembered(outcomes, dict(store)) == store, "also what outcomes do not tell"
    record, sketch = pages[0].claims[0], pages[0].claims[2]
    lost = {key: value for key, value in store.items() if key != sketch}
    assert remembered(outcomes, dict(lost), [sketch]).keys() == store.keys()
    assert remembered(outcomes, {}, [record]).keys() == {record}
    once = remembered(outcomes)
    assert remembered(outcomes, dict(once)) == once, "to tell it twice changes nothing"


def test_the_newest_owners_are_kept_whatever_the_order_in_which_they_are_told(make_candidate: MakeCandidate) -> None:
    page = msgspec.structs.replace(make_candidate(STORY), visited=2)
    hours = [9, *range(18), 3]
    others = [
        msgspec.structs.replace(page, article_id=str(hour), fetched_at=page.fetched_at + timedelta(hours=hour)) for hour in hours
    ]
    kept = owners(remembered(list(others)), page.claims[1])
    assert [owner.article_id for owner in kept] == [str(hour) for hour in range(2, 18)]


def test_claims_of_a_newer_form_are_refused(make_candidate: MakeCandidate) -> None:
    page = make_candidate(STORY)
    (event,) = relayed([page], {})
    newer = [Owner("a", page.fetched_at, b"", FORMAT + 1)]
    with pytest.raises(NewerClaimsError):
        remembered([event], {page.claims[1]: msgspec.msgpack.encode(newer)})


def test_events_of_the_first_versions_are_read(make_candidate: MakeCandidate) -> None:
    """They name no reader, and lack keys that claims do not need."""
    (event,) = relayed([make_candidate(STORY)], {})
    wanted = ("article_id", "event_id", "revision", "fetched_at", "fingerprint", "source", "previous_event_id")
    plain = {name: value for name, value in msgspec.to_builtins(event).items() if name in wanted}
    store: Store = {}
    remember(msgspec.convert(plain, Told), store, owned=lambda _: True, window=WINDOW)
    assert isinstance(relay(make_candidate(STORY, record=2, day=1), store), Duplicate)
