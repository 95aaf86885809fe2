"""The progress bar of `clean` and `feed`: on a terminal only, on standard error."""

import sys
from collections import Counter
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar


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
        self._inputs = inputs
        self._accounting = accounting
        self._bar = _bar(inputs.bytes_total) if sys.stderr.isatty() else None

    def update(self) -> None:
        """Show how far things are."""
        if self._bar is None:
            return
        elapsed = self._bar.tasks[0].elapsed or 0.0
        self._bar.update(
            self._bar.task_ids[0],
            completed=self._inputs.bytes_read,
            pages=self._accounting.read,
            rate=self._accounting.read / elapsed if elapsed else 0.0,
            counts="  ".join(f"{count} {name.replace('_', ' ')}" for name, count in self._accounting.outcomes.items()),
        )

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar:
            self._bar.stop()


def _bar(total: int | None) -> "Bar":
    """Make the bar."""
    from rich import progress  # noqa: PLC0415 # where nobody sees it, nobody need wait for it
    from rich.console import Console  # noqa: PLC0415 # as above

    bar = progress.Progress(
        progress.TextColumn("{task.fields[pages]} pages"),
        progress.BarColumn(),
        progress.TaskProgressColumn(),
        progress.TextColumn("{task.fields[rate]:.0f}/s  {task.fields[counts]}"),
        progress.TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    bar.add_task("pages", total=total, pages=0, rate=0.0, counts="")
    return bar
