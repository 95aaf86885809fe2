"""What several commands share: how they speak to people, and end."""

import sys
from typing import Protocol

NOTHING_TO_READ = "nothing to read: name files or folders, or - for JSON lines on standard input"


class Stopped(Protocol):
    """Knows which signal ended the work early, if one did."""

    signal: int | None


class HasPassedOver(Protocol):
    """Inputs that name what they passed over."""

    @property
    def passed_over(self) -> tuple[str, ...]:
        """Files of no known kind."""


def say(line: str) -> None:
    """Tell people something, on standard error."""
    print(f"newsmill: {line}", file=sys.stderr)  # noqa: T201 # a command speaks to people on standard error


def say_passed_over(source: HasPassedOver) -> None:
    """Name the files that were passed over."""
    if source.passed_over:
        say(f"passed over, of no known kind: {', '.join(source.passed_over)}")


def end(accounting: object, interrupt: Stopped, *, complete: bool) -> int:
    """Tell what was done, and give the exit code."""
    say(f"{accounting}{' (stopped early)' if interrupt.signal else ''}")
    return 128 + interrupt.signal if interrupt.signal else int(not complete)
