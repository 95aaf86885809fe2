"""Claims that former versions wrote: what they published is not published anew."""

import msgspec
import pytest

from tests.conftest import MakeCandidate
from tests.relay.test_relay import REVISED, STORY
from workers.ids import article_id
from workers.records import Article, Candidate, Duplicate, DuplicateKind, Event
from workers.relay.claims import claims_of
from workers.relay.relay import relay
from workers.urls import former_identity, identity

URL = "https://paper.example/skipper%27s-boat"
FORMER, NEW = article_id(former_identity(URL)), article_id(identity(URL))

Store = dict[str, bytes]


@pytest.fixture
def crawl(make_candidate: MakeCandidate) -> MakeCandidate:
    """Make a candidate of URL, as the pipeline does of one whose identity has changed; or as a former version did."""

    def make(text: str, *, former: bool = False, **keys: object) -> Candidate:
        page = make_candidate(text, url=URL, **keys)
        claims = claims_of(FORMER, page.fingerprint)
        return msgspec.structs.replace(page, article_id=FORMER, claims=claims, new_id=None if former else NEW)

    return make


def test_an_article_that_has_claims_under_its_former_identity_goes_on_with_it(crawl: MakeCandidate) -> None:
    store: Store = {}
    first = relay(crawl(STORY, former=True), store)
    again = relay(crawl(STORY, record=2, day=1), store)
    revised = relay(crawl(REVISED, record=3, day=2), store)
    assert isinstance(first, Article)
    assert isinstance(again, Duplicate)
    assert isinstance(revised, Article)
    assert (again.kind, again.article_id, again.previous_event_id) == (DuplicateKind.RECRAWL, FORMER, first.event_id)
    assert (revised.event, revised.revision, revised.article_id) == (Event.REVISED, 2, FORMER)


def test_without_such_claims_it_goes_by_its_new_identity(crawl: MakeCandidate, make_candidate: MakeCandidate) -> None:
    store: Store = {}
    first = relay(crawl(STORY), store)
    again = relay(crawl(STORY, record=2, day=1), store)
    page = make_candidate(REVISED, record=3, day=2)
    raw = msgspec.structs.replace(page, article_id=NEW, claims=claims_of(NEW, page.fingerprint))
    revised = relay(raw, store)
    assert isinstance(first, Article)
    assert isinstance(again, Duplicate)
    assert isinstance(revised, Article)
    assert (first.article_id, first.event, again.kind) == (NEW, Event.CREATED, DuplicateKind.RECRAWL)
    assert (revised.article_id, revised.revision) == (NEW, 2), "however the URL is written"


def test_claims_under_the_former_identity_that_ran_out_hold_no_more(crawl: MakeCandidate) -> None:
    store: Store = {}
    relay(crawl(STORY, former=True), store)
    event = relay(crawl(STORY, record=2, day=31), store)
    assert isinstance(event, Article)
    assert (event.article_id, event.event) == (NEW, Event.CREATED)


def test_the_record_of_its_new_identity_may_lie_elsewhere(crawl: MakeCandidate) -> None:
    """On Kafka each claim is where its key belongs: the candidate goes on to there, and stops at it from the first on."""
    page = crawl(STORY)
    gone_on = relay(page, {}, owned=lambda key: key == page.claims[0])
    assert isinstance(gone_on, Candidate)
    assert (gone_on.article_id, gone_on.new_id, gone_on.visited) == (NEW, None, 0)
    assert gone_on.claims == claims_of(NEW, page.fingerprint)
    assert msgspec.json.decode(msgspec.json.encode(gone_on), type=Candidate) == gone_on
