"""When a task commits: a lone event waits for nothing, a backlog goes in few large transactions, memory stays bounded."""

import pytest

from workers.kafka.worker.pace import PAGES_BEHIND, RESTS, TRANSACTION_BYTES, Pace, is_behind, pace_of
from workers.settings import Settings

PACE = Pace(most_events=100, longest_rest=1.0)


@pytest.mark.parametrize(
    ("events", "size", "full"),
    [
        (0, 0, False),
        (99, TRANSACTION_BYTES - 1, False),
        (100, 0, True),
        (1, TRANSACTION_BYTES, True),
    ],
)
def test_a_batch_is_full_by_number_or_by_size(events: int, size: int, *, full: bool) -> None:
    assert PACE.is_full(events, size) is full


@pytest.mark.parametrize(
    ("commit_seconds", "behind", "rest"),
    [
        (0.0, False, 0.0),
        (0.02, False, RESTS * 0.02),
        (3.0, False, 1.0),
        (0.0, True, 1.0),
        (0.02, True, 1.0),
    ],
)
def test_it_rests_by_what_a_commit_takes_and_as_long_as_it_may_where_pages_wait_anyhow(
    commit_seconds: float, rest: float, *, behind: bool
) -> None:
    assert PACE.rest(commit_seconds, is_behind=behind) == pytest.approx(rest)


def test_pages_are_behind_where_more_wait_than_the_processes_do_in_a_moment() -> None:
    assert not is_behind(PAGES_BEHIND * 2, 2)
    assert is_behind(PAGES_BEHIND * 2 + 1, 2)


def test_settings_set_the_pace() -> None:
    assert pace_of(Settings(batch_events=7, batch_seconds=0.5)) == Pace(7, 0.5)
