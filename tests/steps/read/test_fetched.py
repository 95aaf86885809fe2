"""A page was fetched when its crawler says, unless that cannot be."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from workers.page import Unprocessable
from workers.records import DeadLetterReason, FetchedAtOrigin, RawPage
from workers.steps.read.fetched import AHEAD, FIRST, bounded

RECEIVED = datetime(2026, 12, 1, 8, tzinfo=UTC)
EARLIEST = msgspec.convert("0001-01-01T00:00:00+23:59", datetime)
LATEST = msgspec.convert("9999-12-31T23:59:59-23:59", datetime)


def page(fetched_at: datetime) -> RawPage:
    return RawPage(url="https://paper.example/a", fetched_at=fetched_at, body="x")


@pytest.mark.parametrize("fetched_at", [FIRST, datetime(2026, 3, 2, 8, tzinfo=UTC), RECEIVED, RECEIVED + AHEAD])
def test_a_time_that_can_be_is_the_crawlers(fetched_at: datetime) -> None:
    assert bounded(page(fetched_at), RECEIVED) == (page(fetched_at), FetchedAtOrigin.CRAWLER)


@pytest.mark.parametrize(
    "fetched_at",
    [
        EARLIEST,
        FIRST - timedelta(seconds=1),
        RECEIVED + AHEAD + timedelta(milliseconds=1),
        datetime(2126, 1, 1, tzinfo=UTC),
        LATEST,
    ],
)
def test_one_that_cannot_be_is_that_of_its_arrival(fetched_at: datetime) -> None:
    assert bounded(page(fetched_at), RECEIVED) == (page(RECEIVED), FetchedAtOrigin.RECEIVED)


def test_where_it_is_not_known_when_a_page_came_its_crawler_is_believed_within_reason() -> None:
    believed = page(datetime(2126, 1, 1, tzinfo=UTC))
    assert bounded(believed, None) == (believed, FetchedAtOrigin.CRAWLER)
    for year, told in ((1, EARLIEST), (9999, LATEST)):
        with pytest.raises(Unprocessable) as caught:
            bounded(page(told), None)
        assert caught.value.reason is DeadLetterReason.INVALID_PAGE
        assert caught.value.message == f"fetched in {year}, not from 1991 to 8999 - at `$.fetched_at`"
