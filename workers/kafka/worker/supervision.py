"""What a partition's task and those who watch it say to each other about a commit."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from aiokafka import TopicPartition

from workers.kafka.worker.processed import Processed
from workers.metrics.worker import EventReport


class Admission(NamedTuple):
    """What a task may commit, as its station says: so many of the events that it has in line, and how."""

    events: int
    """How many, from the first; where that is not all, the task stands still behind them until it is closed."""
    window: str = ""
    """The circuit breaker's, which the note beside the offset holds."""
    is_behind: bool = False
    """Whether many pages wait for their turn: then the task gathers more events for a transaction."""


class CommitReport(NamedTuple):
    """How a transaction ended: the events that it committed, none where it was aborted, and the seconds that it took."""

    partition: TopicPartition
    events: Sequence[EventReport]
    seconds: float
    aborted: bool = False


class Supervision(NamedTuple):
    """Whom a task asks before a commit, tells after it, and calls where it cannot go on: the process has to end then."""

    admit: Callable[[Sequence[Processed]], Admission]
    report: Callable[[CommitReport], None]
    fail: Callable[[BaseException], None]
