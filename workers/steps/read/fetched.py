"""When a page was fetched: as its crawler says where that can be, else when it was received."""

from datetime import UTC, datetime, timedelta

import msgspec

from workers.enums import FetchedAtOrigin
from workers.page import Unprocessable
from workers.records import DeadLetterReason, RawPage

FIRST = datetime(1991, 8, 6, tzinfo=UTC)
"""The day on which the web was made known: no page was fetched before."""

AHEAD = timedelta(minutes=1)
"""How far a crawler's clock may be ahead: hosts that keep time differ by less, and no later edition comes as soon."""

_LAST = datetime(9000, 1, 1, tzinfo=UTC)  # beyond it arithmetic with dates overflows


def bounded(page: RawPage, received: datetime | None) -> tuple[RawPage, FetchedAtOrigin]:
    """Give the page a time at which it can have been fetched, and say whose that is.

    Raises Unprocessable: INVALID_PAGE, where its own cannot be and it is not known when it was received.
    """
    told = page.fetched_at
    if told >= FIRST and (told < _LAST if received is None else told - received <= AHEAD):
        return page, FetchedAtOrigin.CRAWLER
    if received is None:
        why = f"fetched in {told.year}, not from {FIRST.year} to {_LAST.year - 1} - at `$.fetched_at`"
        raise Unprocessable(DeadLetterReason.INVALID_PAGE, why)
    return msgspec.structs.replace(page, fetched_at=received), FetchedAtOrigin.RECEIVED
