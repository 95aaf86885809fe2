"""Where on its way a page is, and what is told of it: the seconds of its steps, how it was read."""

from collections.abc import Callable
from typing import NamedTuple, ParamSpec, TypeVar

from workers.page import HowRead
from workers.records import FetchedAtOrigin, RawPage, Step

Clock = Callable[[], float]
"""Tells seconds: the time that steps take is for whoever runs them to measure."""

P = ParamSpec("P")

T = TypeVar("T")


class PageReport(NamedTuple):
    """What the steps tell of a page beside what it became."""

    seconds: dict[Step, float]
    how_read: HowRead | None = None
    """Where an article was found on it."""


class StepTrace:
    """Where on its way a page is: which step a failure belongs to, and the seconds that each step took."""

    def __init__(self, clock: Clock = lambda: 0.0) -> None:
        self.step = Step.DECODE
        self.page: RawPage | None = None
        self.fetched_at_origin = FetchedAtOrigin.CRAWLER
        self.how_read: HowRead | None = None
        self.seconds: dict[Step, float] = {}
        self._clock = clock

    def at(self, step: Step, run: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a step."""
        self.step = step
        begin = self._clock()
        try:
            return run(*args, **kwargs)
        finally:
            self.seconds[step] = self.seconds.get(step, 0.0) + self._clock() - begin

    @property
    def report(self) -> PageReport:
        """Tell of the page's way so far."""
        return PageReport(self.seconds, self.how_read)
