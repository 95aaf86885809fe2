"""Stopping in good order: the first signal ends the reading, the second ends at once."""

import signal
from collections.abc import Iterable, Iterator
from types import FrameType, TracebackType
from typing import Self, TypeVar

T = TypeVar("T")

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class _StopReadingError(Exception):
    """Raised by the handler inside a read that would else go on waiting."""


class Interrupt:
    """A context in which SIGINT and SIGTERM first end the reading of `until`; coming again, they raise KeyboardInterrupt."""

    def __init__(self) -> None:
        self.signal: int | None = None
        self._reading = False
        self._before: dict[int, signal.Handlers] = {}

    def until(self, items: Iterable[T]) -> Iterator[T]:
        """Pass items on until a signal comes. An item that is being read then was never there."""
        iterator = iter(items)
        while self.signal is None:
            try:
                self._reading = True
                item = next(iterator)
                self._reading = False
            except (StopIteration, _StopReadingError):
                return
            finally:
                self._reading = False
            yield item

    def __enter__(self) -> Self:
        for number in _SIGNALS:
            self._before[number] = signal.signal(number, self._handle)  # type: ignore[assignment] # it was set from Python
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _handle(self, number: int, _: FrameType | None) -> None:
        if self.signal is not None:
            raise KeyboardInterrupt
        self.signal = number
        if self._reading:
            raise _StopReadingError
