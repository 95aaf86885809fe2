"""Feeds a campaign's pages with `newsmill feed`, a part at a time, so that it can be held between two."""

import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread

from testing.newsmill import NEWSMILL
from workers.errors import CALLED_WRONGLY

PART_SECONDS = 4
"""How long a part takes."""
AGAIN_SECONDS = 90
"""For how long the same part is sent again while Kafka does not take it, as any crawler does."""
Page = tuple[str, bytes]
"""A URL, and the line that is fed."""


class Feeder(Thread):
    """Feeds all pages at a rate, in a thread of its own."""

    def __init__(self, pages: Sequence[Page], rate: float, folder: Path, environment: Mapping[str, str]) -> None:
        super().__init__(name="feeder", daemon=True)
        self._pages, self._rate, self._folder, self._environment = pages, rate, folder, environment
        self._flows = Event()
        self._flows.set()
        self._one = Lock()
        self.lines = dict(pages)
        self.fed: Counter[str] = Counter()
        """How many times each URL was fed."""
        self.trouble = ""
        """What `newsmill feed` said when it failed."""

    def run(self) -> None:
        """Feed everything once."""
        size = max(1, int(self._rate * PART_SECONDS))
        for begin in range(0, len(self._pages), size):
            self._flows.wait()
            with self._one:
                self.feed(self._pages[begin : begin + size], self._rate)
            if self.trouble:
                return

    def feed(self, pages: Sequence[Page], rate: float = 0) -> None:
        """Feed these pages, and wait until they are there."""
        path = self._folder / "part.jsonl"
        path.write_bytes(b"".join(line for _, line in pages))
        self.lines |= dict(pages)
        command = [str(NEWSMILL), "feed", str(path), *(["--rate", str(rate)] if rate else [])]
        end = time.monotonic() + AGAIN_SECONDS
        while True:
            self.fed.update(url for url, _ in pages)
            done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)
            if not done.returncode:
                return
            if time.monotonic() > end or done.returncode == CALLED_WRONGLY:
                break
            time.sleep(1)
        self.trouble = done.stderr.strip() or f"ended with {done.returncode}"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Have nothing fed meanwhile: a crawler that sends just when Kafka loses what was sent would have to send it again."""
        self._flows.clear()
        try:
            with self._one:
                yield
        finally:
            self._flows.set()

    def note(self, pages: Mapping[str, bytes]) -> None:
        """Take note of pages that were put there in another way."""
        self.lines |= pages
        self.fed.update(pages.keys())
