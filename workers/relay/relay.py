"""The way of an article from claim to claim, as pure logic over a claim store.

Why it is made so: `docs/adr/0003-relay.md`.

Stops are always made in the same order, as locks are taken: of articles that are near-duplicates of each other and race, one
always survives. Time is the pages' own (`fetched_at`), so that a replay decides as the first run did.
"""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from operator import itemgetter

import msgspec

from workers.ids import article_event_id, duplicate_event_id, place_key, source_key
from workers.records import Article, Candidate, Cause, Content, Duplicate, DuplicateKind, Event
from workers.relay.claims import (
    FORMAT,
    ClaimStore,
    Now,
    Owner,
    Publication,
    claims_of,
    is_due,
    keep_owners,
    keep_publications,
    owners,
    publications,
)
from workers.steps.similarity import similarity

WINDOW = timedelta(days=30)
"""How long a claim holds after its article was last seen."""

THRESHOLD = 0.65
"""Estimated Jaccard similarity from which two texts are copies of one article."""


def relay(
    candidate: Candidate,
    store: ClaimStore,
    *,
    run: str = "",
    window: timedelta = WINDOW,
    owned: Callable[[str], bool] = lambda _: True,
    publish_again: bool = False,
) -> Article | Duplicate | Candidate:
    """Make all stops that this store owns: an event where the way ends, else the candidate, ready for its next stop.

    `run` tells the sources of one embedded run from those of another; Kafka's offsets need none. With `publish_again` a page that
    published something publishes that very event again, for outputs that were lost.
    """
    source, visited = run + source_key(candidate.source), candidate.visited
    own = frozenset({source, place_key(candidate.source)}) if publish_again else frozenset()
    while owned(key := candidate.claims[visited]):
        if visited == 0:
            known = _known(candidate, store, key, window)
            if candidate.new_id and not known:
                candidate = _renamed(candidate, candidate.new_id)
                continue
            met = _recall(candidate, known, own, window)
        elif visited == len(candidate.claims) - 1:
            return _publish(candidate, store, key, source, own, window)
        else:
            met = _claim_sketch(candidate, store, key, window)
        if not isinstance(met, Candidate):
            if isinstance(met, Duplicate) and met.kind is DuplicateKind.RECRAWL:
                _see_again(candidate, store, key, window)
            return met
        candidate, visited = met, visited + 1
    return msgspec.structs.replace(candidate, visited=visited)


def _now(candidate: Candidate, window: timedelta) -> Now:
    """Tell the time at a candidate's claims. Another page may have been received later and be here before it, a window at the most."""
    received = candidate.received_at
    return Now(candidate.fetched_at, received + window if received else datetime.max.replace(tzinfo=UTC))


def _known(candidate: Candidate, store: ClaimStore, key: str, window: timedelta) -> list[Publication]:
    """Read what was published of an article; forget one whose page was not seen within the window."""
    known = publications(store, key, _now(candidate, window))
    return known if known and candidate.fetched_at - known[-1].seen_at <= window else []


def _renamed(candidate: Candidate, new_id: str) -> Candidate:
    """Go by the identity that the URL has today, where nothing was published under its former one."""
    claims = claims_of(new_id, candidate.fingerprint)
    return msgspec.structs.replace(candidate, article_id=new_id, new_id=None, claims=claims)


def _recall(
    candidate: Candidate, known: list[Publication], own: Collection[str], window: timedelta
) -> Article | Duplicate | Candidate:
    """At the first stop: tell recrawls at once; one goes on when its sketches are due to be seen again."""
    if not known:
        return candidate
    decided = _published(candidate, known, own) or _recrawl(candidate, known[-1])
    if decided is None or (isinstance(decided, Duplicate) and is_due(known[-1].sketched_at, candidate.fetched_at, window)):
        return msgspec.structs.replace(candidate, published=True)
    return decided


def _claim_sketch(candidate: Candidate, store: ClaimStore, key: str, window: timedelta) -> Duplicate | Candidate:
    """At a sketch: a copy of an earlier owner stops here; whoever goes on becomes the newest owner."""
    now, minhash = candidate.fetched_at, candidate.fingerprint.minhash
    known = owners(store, key, _now(candidate, window))
    others = [owner for owner in known if owner.article_id != candidate.article_id and now - owner.seen_at <= window]
    if others and not candidate.published:
        alike, likest = max(((similarity(owner.minhash, minhash), owner) for owner in others), key=itemgetter(0))
        if alike >= THRESHOLD:
            seen = msgspec.structs.replace(likest, seen_at=max(likest.seen_at, now))
            keep_owners(store, key, [*(owner for owner in others if owner is not likest), seen])
            return _duplicate(candidate, DuplicateKind.COPY, likest.article_id, alike, None)
    keep_owners(store, key, [*others, Owner(candidate.article_id, now, minhash, FORMAT)])
    return candidate


def _publish(
    candidate: Candidate, store: ClaimStore, key: str, source: str, own: Collection[str], window: timedelta
) -> Article | Duplicate:
    """At the last stop, the record of what was published: created, revised, or seen before."""
    now = candidate.fetched_at
    known = _known(candidate, store, key, window)
    if known and (decided := _published(candidate, known, own) or _recrawl(candidate, known[-1])):
        if isinstance(decided, Duplicate):
            _see_again(candidate, store, key, window, sketched=True)
        return decided
    previous = known[-1] if known else None
    revision = previous.revision + 1 if previous else 1
    prints = candidate.fingerprint
    event_id = article_event_id(candidate.article_id, revision, prints.text)
    made = Publication(
        event_id,
        revision,
        source,
        now,
        now,
        now,
        prints.text,
        prints.scheme,
        prints.minhash,
        FORMAT,
        candidate.provenance.reader,
        candidate.prose,
    )
    keep_publications(store, key, [*known, made])
    return _article(candidate, event_id, revision, previous.event_id if previous else None)


def _published(candidate: Candidate, known: list[Publication], own: Collection[str]) -> Article | None:
    """Make the event again that this very raw page, which goes by any of these names, has published."""
    for place, publication in enumerate(known):
        if publication.source in own and publication.text == candidate.fingerprint.text:
            previous = known[place - 1].event_id if place else None
            return _article(candidate, publication.event_id, publication.revision, previous)
    return None


def _recrawl(candidate: Candidate, latest: Publication) -> Duplicate | None:
    """Recognise a page whose text stands unchanged, and one fetched before what is published: it brings nothing new."""
    prints = candidate.fingerprint
    if latest.text == prints.text:
        return _duplicate(candidate, DuplicateKind.RECRAWL, candidate.article_id, 1.0, latest)
    if candidate.fetched_at < latest.fetched_at:
        alike = similarity(latest.minhash, prints.minhash) if latest.scheme == prints.scheme else 0.0
        return _duplicate(candidate, DuplicateKind.RECRAWL, candidate.article_id, alike, latest)
    return None


def _see_again(candidate: Candidate, store: ClaimStore, key: str, window: timedelta, *, sketched: bool = False) -> None:
    """Let an article's record hold for another window, and its sketches where they were visited too."""
    now = candidate.fetched_at
    *earlier, latest = publications(store, key, _now(candidate, window))
    if latest.text == candidate.fingerprint.text and now >= latest.seen_at and candidate.prose:
        latest = msgspec.structs.replace(latest, format=FORMAT, reader=candidate.provenance.reader, prose=candidate.prose)
    seen = max(latest.seen_at, now)
    latest = msgspec.structs.replace(latest, seen_at=seen, sketched_at=seen if sketched else latest.sketched_at)
    keep_publications(store, key, [*earlier, latest])


_SHARED = Content.__struct_fields__


def _content(candidate: Candidate) -> dict[str, object]:
    return {name: getattr(candidate, name) for name in _SHARED}


def _article(candidate: Candidate, event_id: str, revision: int, previous: str | None) -> Article:
    return Article(
        **_content(candidate),  # type: ignore[arg-type]
        event_id=event_id,
        event=Event.REVISED if revision > 1 else Event.CREATED,
        revision=revision,
        previous_event_id=previous,
        cause=Cause.PAGE if revision > 1 else None,
    )


def _duplicate(candidate: Candidate, kind: DuplicateKind, of: str, alike: float, repeats: Publication | None) -> Duplicate:
    return Duplicate(
        **_content(candidate),  # type: ignore[arg-type]
        event_id=duplicate_event_id(candidate.article_id, candidate.source, candidate.fingerprint.text),
        event="duplicate",
        kind=kind,
        duplicate_of=of,
        similarity=round(alike, 4),
        revision=repeats.revision if repeats else 0,
        previous_event_id=repeats.event_id if repeats else None,
    )
