"""What a claim holds: who came by it before.

A claim's value is opaque to its store. Owners and publications are kept newest last, and only the newest few.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol, TypeVar

import msgspec

from workers.errors import NewerClaimsError
from workers.records import Fingerprint, Reader

OWNERS_KEPT = 16
"""Articles remembered for each sketch, those seen last: a sketch that more than these share within the window says little."""

PUBLICATIONS_KEPT = 8
"""Revisions remembered for each article: a replay is recognised as long as its revision is among them."""


FORMAT = 1
"""The form of claims: in each of them, since claims of many versions lie side by side in a changelog that is never written anew.

What is appended with a default leaves it as it is: records of before (0) are read, and those of after, too, by a version that one goes back
to. It is raised where a field comes to mean something else: a version that does not know it then ends, and misreads nothing.
"""


class ClaimStore(Protocol):
    """Claims by key: a dict, a Faust table and `LocalStore` all are one."""

    def get(self, key: str, /) -> bytes | None: ...
    def __setitem__(self, key: str, value: bytes, /) -> None: ...


class Owner(msgspec.Struct, frozen=True, array_like=True):
    """An article that claimed a sketch, and when its page was last seen. A sketch is its scheme's own, and so are its owners."""

    article_id: str
    seen_at: datetime
    minhash: bytes
    format: int = 0


class Publication(msgspec.Struct, frozen=True, array_like=True):
    """A revision of an article that was published, and the raw page that made it (`source`: unique across runs)."""

    event_id: str
    revision: int
    source: str
    fetched_at: datetime
    seen_at: datetime
    sketched_at: datetime
    text: str
    scheme: str
    minhash: bytes
    format: int = 0
    reader: Reader | None = None
    """What read the page, and a print of the page's prose that no reader decides on (`workers.steps.prose`): when last seen with this
    text. They tell a page that has changed from one that is read in another way. None and empty where the former version wrote it."""
    prose: bytes = b""


T = TypeVar("T", Owner, Publication)

_OWNERS = msgspec.msgpack.Decoder(list[Owner])
_PUBLICATIONS = msgspec.msgpack.Decoder(list[Publication])
_ENCODER = msgspec.msgpack.Encoder()


def sketch_key(band: int, sketch: str) -> str:
    """Name the claim on one band of a MinHash."""
    return f"sketch:{band}:{sketch}"


def url_key(article_id: str) -> str:
    """Name the claim on an article's URL: the record of what was published."""
    return f"url:{article_id}"


def claims_of(article_id: str, fingerprint: Fingerprint) -> list[str]:
    """List an article's claims in the order of its visits: its URL's record, its sketches, and the record again.

    The first visit only reads: it tells a recrawl at once, and lets a published article be revised whatever it resembles.
    """
    record = url_key(article_id)
    return [record, *(sketch_key(band, sketch) for band, sketch in enumerate(fingerprint.sketches)), record]


class Now(NamedTuple):
    """The time at a claim: when the page at hand was fetched, and after when no page that claimed before it can have been."""

    at: datetime
    last: datetime


def is_due(seen: datetime, now: datetime, window: timedelta) -> bool:
    """Say whether a sketch last seen then is due to be seen again: long before it runs out, and seldom enough to cost little."""
    return now - seen > window / 10


def owners(store: ClaimStore, key: str, now: Now) -> list[Owner]:
    """Read who claimed a sketch."""
    value = store.get(key)
    return [_timely(owner, now, "seen_at") for owner in _OWNERS.decode(value)] if value else []


def publications(store: ClaimStore, key: str, now: Now) -> list[Publication]:
    """Read what was published of an article."""
    value = store.get(key)
    known = _PUBLICATIONS.decode(value) if value else []
    return [_timely(publication, now, "fetched_at", "seen_at", "sketched_at") for publication in known]


def _timely(claim: T, now: Now, *times: str) -> T:
    """Let times that cannot be count as now: a claim of a page that was believed to come from the future would hold for ever.

    Raises NewerClaimsError.
    """
    if claim.format > FORMAT:
        raise NewerClaimsError(
            f"claims are in format {claim.format}, this version knows {FORMAT}: a newer one wrote them; use that"
        )
    if claim.seen_at <= now.last:  # no other time of it is later
        return claim
    return msgspec.structs.replace(claim, **{name: now.at for name in times if getattr(claim, name) > now.last})


def keep_owners(store: ClaimStore, key: str, kept: Sequence[Owner]) -> None:
    """Write who claimed a sketch, newest last."""
    store[key] = _ENCODER.encode(kept[-OWNERS_KEPT:])


def keep_publications(store: ClaimStore, key: str, kept: Sequence[Publication]) -> None:
    """Write what was published of an article, newest last."""
    store[key] = _ENCODER.encode(kept[-PUBLICATIONS_KEPT:])
