"""How a worker's parts stand: what tells work that takes its time from work that stands still."""

from typing import NamedTuple

from aiokafka import TopicPartition

from workers.kafka.worker.assignment import Assignment
from workers.kafka.worker.extract_station import ExtractStation
from workers.kafka.worker.faust_patches import Intake


class Standing(NamedTuple):
    """How one part of a worker stands."""

    name: str
    mark: object
    """It changes with every step forward."""
    partition: TopicPartition | None = None
    """Where its next message comes from; None where it has something to do for certain."""
    next: int = 0
    """Offset from which on that message is looked for."""


def standing(assignment: Assignment, extract: ExtractStation, intake: Intake, rebalance: int | None) -> list[Standing]:
    """Say how a worker's parts stand, in any thread; `rebalance` numbers the one that goes on, 0 before the first began.

    A task with events waiting goes forward by its own commits alone. Only while the first of them is queued for the pool, which takes
    pages in the order that they came in, does each page that the pool takes bring it nearer. A task without any waits for the others
    where the worker has no room for more; in a rebalance whatever is restored or committed is a step forward.
    """
    if assignment.refusal:
        return []  # it waits for somebody to say where to go on
    tasks = assignment.tasks
    marks = {task.partition: (task.committed, task.claims.applied if task.claims else 0) for task in tasks}
    every = tuple(marks.values())
    parts = [Standing(f"rebalance {rebalance}", (rebalance, every))] if rebalance is not None else []
    for task in tasks if assignment.is_complete else ():
        place = task.partition
        name = f"{place.topic} partition {place.partition} from offset {task.committed}"
        if extract.breaker.is_open and place.topic == extract.kafka_topic:
            continue
        if task.waiting:
            parts.append(Standing(name, (marks[place], extract.pool.taken if extract.pool and task.is_queued else None)))
        else:
            mark = marks[place] if intake.has_room(place.topic) else every
            parts.append(Standing(name, mark, place, task.expected))
    return parts
