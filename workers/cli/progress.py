"""The progress bar of `clean` and `feed`: on a terminal only, on standard error."""

from collections import Counter
from types import TracebackType
from typing import Protocol, Self

from rich import progress
from rich.console import Console


class Measured(Protocol):
    """Inputs that tell how far they are read, in bytes."""

    bytes_read: int
    bytes_total: int | None


class Counted(Protocol):
    """An accounting: pages read, and what became of them."""

    read: int
    outcomes: Counter[str]


class Progress:
    """A bar with the share of bytes read, pages a second, and what became of the pages."""

    def __init__(self, inputs: Measured, accounting: Counted) -> None:
        console = Console(stderr=True)
        self._inputs = inputs
        self._accounting = accounting
        self._bar = progress.Progress(
            progress.TextColumn("{task.fields[pages]} pages"),
            progress.BarColumn(),
            progress.TaskProgressColumn(),
            progress.TextColumn("{task.fields[rate]:.0f}/s  {task.fields[counts]}"),
            progress.TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._task = self._bar.add_task("pages", total=inputs.bytes_total, pages=0, rate=0.0, counts="")

    def update(self) -> None:
        """Show how far things are."""
        if self._bar.disable:
            return
        elapsed = self._bar.tasks[0].elapsed or 0.0
        self._bar.update(
            self._task,
            completed=self._inputs.bytes_read,
            pages=self._accounting.read,
            rate=self._accounting.read / elapsed if elapsed else 0.0,
            counts="  ".join(f"{count} {name.replace('_', ' ')}" for name, count in self._accounting.outcomes.items()),
        )

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bar.stop()
