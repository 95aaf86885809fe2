"""The form of claims: what versions before wrote is read, what this one writes they read too, and what a newer one writes is refused."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import pytest

from tests.conftest import MakeCandidate
from tests.relay.test_relay import COPY, REVISED, STORY
from workers.errors import NewerClaimsError
from workers.records import Article, Candidate, Duplicate, DuplicateKind, Reader
from workers.relay.claims import FORMAT, Owner, Publication
from workers.relay.relay import relay

READER, OTHER_READER = Reader(name="trafilatura", version="2.3.1"), Reader(name="learned", version="1")
Store = dict[str, bytes]


class FormerOwner(msgspec.Struct, array_like=True):
    """As the first versions had it."""

    article_id: str
    seen_at: datetime
    minhash: bytes


class FormerPublication(msgspec.Struct, array_like=True):
    """As the first versions had it."""

    event_id: str
    revision: int
    source: str
    fetched_at: datetime
    seen_at: datetime
    sketched_at: datetime
    text: str
    scheme: str
    minhash: bytes


def former(store: Store) -> Store:
    """Read claims as a former version does, and write them again as it did."""
    kinds: dict[bool, type[list[Any]]] = {True: list[FormerPublication], False: list[FormerOwner]}
    return {
        key: msgspec.msgpack.encode(msgspec.msgpack.decode(value, type=kinds[key.startswith("url:")]))
        for key, value in store.items()
    }


def latest(store: Store, page: Candidate) -> Publication:
    return msgspec.msgpack.decode(store[page.claims[0]], type=list[Publication])[-1]


def read_by(page: Candidate, reader: Reader, prose: bytes) -> Candidate:
    provenance = msgspec.structs.replace(page.provenance, reader=reader)
    return msgspec.structs.replace(page, provenance=provenance, prose=prose)


@pytest.fixture
def store(make_candidate: MakeCandidate) -> Store:
    """Claims of a story, as a former version wrote them."""
    made: Store = {}
    relay(make_candidate(STORY), made)
    return former(made)


def test_claims_of_a_former_version_hold(make_candidate: MakeCandidate, store: Store) -> None:
    copy = relay(make_candidate(COPY, url="https://gazette.example/b", record=2), store)
    again = relay(make_candidate(STORY, record=3, day=1), store)
    revised = relay(make_candidate(REVISED, record=4, day=2), store)
    assert isinstance(copy, Duplicate)
    assert isinstance(again, Duplicate)
    assert isinstance(revised, Article)
    assert (copy.kind, again.kind, revised.revision) == (DuplicateKind.COPY, DuplicateKind.RECRAWL, 2)


def test_a_version_that_one_goes_back_to_reads_what_this_one_wrote(make_candidate: MakeCandidate, store: Store) -> None:
    fresh: Store = {}
    relay(read_by(make_candidate(STORY), READER, b"abc"), fresh)
    assert former(fresh) == store


def test_a_claim_keeps_which_reader_made_its_text_of_which_prose(make_candidate: MakeCandidate) -> None:
    made: Store = {}
    page = make_candidate(STORY)
    relay(read_by(page, READER, b"abc"), made)
    first = latest(made, page)
    relay(read_by(make_candidate(STORY, record=2, day=1), OTHER_READER, b"def"), made)
    second = latest(made, page)
    relay(read_by(make_candidate(STORY, record=3, day=0.5), READER, b"xyz"), made)
    assert (first.format, first.reader, first.prose) == (FORMAT, READER, b"abc")
    assert (second.reader, second.prose) == (OTHER_READER, b"def"), "when it was last seen with this text"
    assert latest(made, page) == second, "and not by a page that was fetched before"
    relay(read_by(make_candidate(REVISED, record=4, day=2), READER, b"new"), made)
    assert (latest(made, page).revision, latest(made, page).prose) == (2, b"new")


def test_a_claim_of_a_former_version_learns_them_when_its_page_is_seen_again(make_candidate: MakeCandidate, store: Store) -> None:
    page = make_candidate(STORY, record=2, day=1)
    assert (latest(store, page).format, latest(store, page).reader, latest(store, page).prose) == (0, None, b"")
    relay(page, store)
    assert latest(store, page).reader is None, "a candidate of a former version does not know them either"
    relay(read_by(make_candidate(STORY, record=3, day=2), READER, b"abc"), store)
    assert (latest(store, page).format, latest(store, page).reader, latest(store, page).prose) == (FORMAT, READER, b"abc")


@pytest.mark.parametrize("at", [0, 1])
def test_a_claim_of_a_format_that_is_not_known_is_refused(make_candidate: MakeCandidate, at: int) -> None:
    made: Store = {}
    page = make_candidate(STORY)
    relay(page, made)
    key = page.claims[at]
    kind: type[Sequence[Any]] = list[Owner] if at else list[Publication]
    claims = [msgspec.structs.replace(claim, format=FORMAT + 1) for claim in msgspec.msgpack.decode(made[key], type=kind)]
    made[key] = msgspec.msgpack.encode(claims)
    again = make_candidate(COPY, url="https://gazette.example/b", record=2) if at else make_candidate(STORY, record=2, day=1)
    if at:
        again = msgspec.structs.replace(again, claims=[again.claims[0], *page.claims[1:-1], again.claims[-1]])
    with pytest.raises(NewerClaimsError, match="claims are in format 2, this version knows 1: a newer one wrote them; use that"):
        relay(again, made)
