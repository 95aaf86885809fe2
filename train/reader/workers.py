"""Work on many pages in two processes, in their order."""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from typing import TypeVar

PROCESSES = 2
Task = TypeVar("Task")
Result = TypeVar("Result")


def over(work: Callable[[Task], Result], tasks: Iterable[Task], at_once: int = 1) -> Iterator[Result]:
    """Do the work for each task; so many of them are sent to a process at once."""
    yield from _pool().map(work, tasks, chunksize=at_once)


@cache
def _pool() -> ProcessPoolExecutor:
    """Start the processes once: each imports all that reads pages, and loads its models."""
    return ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("forkserver"))
