"""When a partition task commits: a lone event at once, a backlog in few large transactions."""

import msgspec

from workers.settings import Settings

RESTS = 2
"""How many times as long as a commit took a task gathers events before the next."""

TRANSACTION_BYTES = 8 * 1024 * 1024
"""Bytes of events from which a batch is committed, so that memory stays bounded when pages are large."""

PAGES_BEHIND = 16
"""Pages that wait for each process, from which the time of one counts less than the number of all: about a second of work."""


class Pace(msgspec.Struct, frozen=True):
    """How many events a transaction takes at most, and how long they are gathered for it at most, in seconds."""

    most_events: int
    longest_rest: float

    def is_full(self, events: int, size: int) -> bool:
        """Say whether a batch of so many events, of so many bytes, is committed without waiting for more."""
        return events >= self.most_events or size >= TRANSACTION_BYTES

    def rest(self, commit_seconds: float, *, is_behind: bool) -> float:
        """Say for how many seconds events are gathered after a commit that took so long."""
        return self.longest_rest if is_behind else min(RESTS * commit_seconds, self.longest_rest)


def pace_of(settings: Settings) -> Pace:
    """Take the pace that settings allow."""
    return Pace(settings.batch_events, settings.batch_seconds)


def is_behind(waiting: int, processes: int) -> bool:
    """Say whether so many pages that wait for so many processes are many."""
    return waiting > PAGES_BEHIND * processes
