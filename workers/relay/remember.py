"""Lost claims, made again from what their articles have left elsewhere.

What came out tells nearly all that claims hold. A print of a page's prose it does not tell: it stays unknown, as in claims of the
first versions. Where a claim still stands it is added to, so that telling the same twice changes nothing.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import msgspec

from workers.ids import article_event_id, source_key
from workers.records import DuplicateKind, Fingerprint, Reader, Source
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

_LAST = datetime.max.replace(tzinfo=UTC)


class _Made(msgspec.Struct, frozen=True):
    reader: Reader | None = None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What an article event, a duplicate or an article on its way tells of claims, by whichever version; nothing else of it is read."""

    article_id: str
    fetched_at: datetime
    fingerprint: Fingerprint
    source: Source
    provenance: _Made = _Made()
    event_id: str = ""
    kind: DuplicateKind | None = None
    duplicate_of: str = ""
    revision: int = 0
    previous_event_id: str | None = None
    claims: list[str] = []
    visited: int = 0


def remember(told: Told, store: ClaimStore, *, owned: Callable[[str], bool], window: timedelta) -> None:
    """Make the claims that this article holds of those that the store owns. Articles are told of before their duplicates.

    Raises NewerClaimsError.
    """
    if told.claims:  # on its way: it owns the sketches that it has visited
        _own(told, store, [key for key in told.claims[1 : min(told.visited, len(told.claims) - 1)] if owned(key)], window)
        return
    record, *sketches, _ = claims_of(told.article_id, told.fingerprint)
    sketches = [key for key in sketches if owned(key)]
    if told.kind is DuplicateKind.COPY:
        _see_copied(told, store, sketches, window)
        return
    published = told.event_id if told.kind is None else told.previous_event_id or ""
    is_its_text = published == article_event_id(told.article_id, told.revision, told.fingerprint.text)
    if is_its_text:
        _own(told, store, sketches, window)
    if owned(record):
        _record(told, store, record, published, window, is_its_text=is_its_text)


def _own(told: Told, store: ClaimStore, keys: list[str], window: timedelta) -> None:
    """Have an article own sketches, as of when it was fetched."""
    made = Owner(told.article_id, told.fetched_at, told.fingerprint.minhash, FORMAT)
    for key in keys:
        known = {owner.article_id: owner for owner in owners(store, key, _now(told))}
        held = known.get(told.article_id)
        if held is None or (
            made.seen_at >= held.seen_at and (made.minhash != held.minhash or is_due(held.seen_at, made.seen_at, window))
        ):
            _keep(store, key, {**known, told.article_id: made})


def _see_copied(told: Told, store: ClaimStore, keys: list[str], window: timedelta) -> None:
    """Let the sketches of an article hold on that a copy of it has met."""
    for key in keys:
        known = {owner.article_id: owner for owner in owners(store, key, _now(told))}
        held = known.get(told.duplicate_of)
        if held and is_due(held.seen_at, told.fetched_at, window):
            _keep(store, key, {**known, held.article_id: msgspec.structs.replace(held, seen_at=told.fetched_at)})


def _keep(store: ClaimStore, key: str, known: dict[str, Owner]) -> None:
    keep_owners(store, key, sorted(known.values(), key=lambda owner: owner.seen_at))


def _record(told: Told, store: ClaimStore, key: str, event_id: str, window: timedelta, *, is_its_text: bool) -> None:
    """Add to the record of what was published: the event, which a recrawl repeats, and when its page was seen."""
    known = {publication.event_id: publication for publication in publications(store, key, _now(told))}
    held = known.get(event_id)
    if held is None and not (is_its_text and _is_news(told, known.values())):
        return
    made = held or _publication(told, event_id)
    if is_due(made.sketched_at, told.fetched_at, window):
        made = msgspec.structs.replace(made, sketched_at=told.fetched_at)
    made = msgspec.structs.replace(made, seen_at=max(made.seen_at, told.fetched_at))
    if made != held:
        keep_publications(
            store, key, sorted({**known, event_id: made}.values(), key=lambda each: (each.fetched_at, each.revision))
        )


def _is_news(told: Told, known: Iterable[Publication]) -> bool:
    """Whether a publication that is not known may be the latest: of what a recrawl repeats it is not told when it was published."""
    return told.kind is None or all(publication.revision < told.revision for publication in known)


def _publication(told: Told, event_id: str) -> Publication:
    """Make a publication again. The page that made it is known by its own event alone, not by a recrawl's."""
    at, prints = told.fetched_at, told.fingerprint
    source = source_key(told.source) if told.kind is None else ""
    return Publication(
        event_id,
        told.revision,
        source,
        at,
        at,
        at,
        prints.text,
        prints.scheme,
        prints.minhash,
        FORMAT,
        told.provenance.reader,
    )


def _now(told: Told) -> Now:
    """Take times as they stand: whoever reads the claims next bounds them."""
    return Now(told.fetched_at, _LAST)
