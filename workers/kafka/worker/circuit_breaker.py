"""The circuit breaker: pauses a worker where too many pages become dead letters.

What it goes by is written beside the offsets, in their transactions: it moves with the partitions, and holds over restarts. Pure.
"""

from collections.abc import Callable, Iterable

import msgspec

from workers.settings import Settings

HALF_OPEN_PAGES = 5
"""Of how many pages the share is told at least once the breaker was open: at half of them, two may fail for their own sake."""


class Window(msgspec.Struct, frozen=True):
    """Which of the latest pages became dead letters: a bit for each, the newest lowest. Their share is that of `least` pages or more."""

    length: int
    least: int
    pages: int = 0
    bits: int = 0

    def add(self, *, dead: bool) -> "Window":
        """Add a page; the oldest goes where the window is full."""
        bits = (self.bits << 1 | dead) & ((1 << self.length) - 1)
        return Window(self.length, self.least, min(self.pages + 1, self.length), bits)

    @property
    def dead(self) -> int:
        """How many became dead letters."""
        return self.bits.bit_count()

    @property
    def is_half_open(self) -> bool:
        """Whether it was begun after the breaker had been open."""
        return self.least <= HALF_OPEN_PAGES

    @property
    def share(self) -> float:
        """The share of dead letters, 0 to 1."""
        return self.dead / max(self.pages, self.least)


class Note(msgspec.Struct, frozen=True):
    """A window as it is written beside an offset: when, of how many pages at least, of how many, and their bits in hexadecimal."""

    at: float
    least: int
    pages: int
    bits: str


class CircuitBreaker:
    """The circuit breaker of a worker, over all partitions of raw pages that it has."""

    def __init__(self, settings: Settings) -> None:
        self._limit = settings.dead_letter_limit
        self._fresh = Window(settings.dead_letter_window, settings.dead_letter_least)
        self.window = self._fresh
        self.is_open = False

    def take_up(self, notes: Iterable[str]) -> None:
        """Go on from the latest of the notes beside the offsets of partitions that are taken over.

        Where that window takes not one more dead letter the breaker was open. Whatever release this is, it has to prove itself: among its
        own pages alone, few as they are, the share must keep to the limit. A trial that is young goes on, or each start would be a new one.
        """
        self.is_open = False
        latest = max(filter(None, map(_read, notes)), key=lambda note: note.at, default=None)
        self.window = self._window_of(latest) if latest else self._fresh
        if self._is_too_many(self.window.add(dead=True)) and not (
            self.window.is_half_open and self.window.pages < self._fresh.least
        ):
            self.window = Window(self._fresh.length, min(HALF_OPEN_PAGES, self._fresh.least))

    def admits(self, *, dead: bool, tell: Callable[[], None]) -> bool:
        """Say whether a page's outcome may be committed, and count it. `tell` is called once, when the breaker opens."""
        if self.is_open:
            return False
        window = self.window.add(dead=dead)
        if dead and self._is_too_many(window):
            self.is_open = True
            tell()
            return False
        self.window = window
        return True

    def note(self, at: float) -> str:
        """Write the window down; `at` is the time, in seconds of the epoch."""
        window = self.window
        return msgspec.json.encode(Note(at, window.least, window.pages, f"{window.bits:x}")).decode()

    def _is_too_many(self, window: Window) -> bool:
        return window.share > self._limit

    def _window_of(self, note: Note) -> Window:
        length = self._fresh.length
        bits = int(note.bits, 16) & ((1 << length) - 1)
        return Window(length, min(note.least, self._fresh.least), min(note.pages, length), bits)


def _read(note: str) -> Note | None:
    """Read a note; None where it is none: other tools write there too."""
    try:
        read = msgspec.json.decode(note, type=Note)
        int(read.bits, 16)
    except (msgspec.DecodeError, ValueError):
        return None
    return read
