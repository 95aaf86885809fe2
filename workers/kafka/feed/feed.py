"""`newsmill feed`: raw pages of files and archives to Kafka, each delivered before it counts."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from threading import Thread
from types import TracebackType
from typing import Any, Self, TypeVar

import msgspec

from workers.ids import place_key
from workers.inputs import Item, Unreadable
from workers.kafka.client.connection import quiet
from workers.kafka.client.messages import keyed
from workers.kafka.feed.producer import RawProducer
from workers.settings import Settings
from workers.steps.read.message import RawMessage

SENT, UNREADABLE, TOO_LARGE, UNCONFIRMED = ENDS = "sent", "sent unreadable", "too large", "not confirmed"

T = TypeVar("T")


class FeedAccounting(msgspec.Struct):
    """How many pages were read, and what became of them."""

    read: int = 0
    outcomes: Counter[str] = msgspec.field(default_factory=lambda: Counter({SENT: 0}))

    @property
    def complete(self) -> bool:
        """Whether everything that was read was sent."""
        return self.read == self.outcomes[SENT] + self.outcomes[UNREADABLE]

    def __str__(self) -> str:
        """Write the accounting as one line; whatever was sent and not confirmed counts too."""
        counts = Counter(self.outcomes)
        counts[UNCONFIRMED] = self.read - counts.total()
        parts = [f"{counts[name]} {name}" for name in ENDS if counts[name] or name == SENT]
        return f"read {self.read} = {' + '.join(parts)}"


def paced(items: Iterator[T], rate: float | None) -> Iterator[T]:
    """Give at most `rate` items a second; the time is waited before an item is read, so that stopping there loses none."""
    due = time.monotonic()
    while True:
        if rate is not None:
            time.sleep(max(due - time.monotonic(), 0))
            due = max(due, time.monotonic() - 1) + 1 / rate
        try:
            yield next(items)
        except StopIteration:
            return


class Feeder:
    """Sends raw pages. Kafka is spoken to in a thread of its own: what is under way goes on while an input is waited for."""

    def __init__(self, settings: Settings, accounting: FeedAccounting, tell: Callable[[str], None]) -> None:
        """Take the accounting to keep, and what tells people of pages that are not sent, or cannot be read."""
        self._accounting = accounting
        self._tell = tell
        self._producer = RawProducer(settings)
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)

    def send(self, item: Item) -> None:
        """Send a page, or what cannot be read as one: it will be a dead letter. Waits while too much is under way.

        One that is too large is told of instead. Raises KafkaFailure.
        """
        self._accounting.read += 1
        message = keyed(item.message)
        kind = SENT
        if isinstance(item, Unreadable):
            kind = UNREADABLE
            self._tell(f"unreadable, will be a dead letter: {place_key(item.source)}: {item.why}")
        if why := self._producer.too_large(message):
            self._accounting.outcomes[TOO_LARGE] += 1
            self._tell(f"too large: {place_key(item.source)}: {why}")
        else:
            self._call(self._send(message, kind))

    def drain(self) -> None:
        """Wait until all that was sent is confirmed. Raises KafkaFailure where Kafka confirms nothing for too long."""
        self._call(self._producer.settle())

    async def _send(self, message: RawMessage, kind: str) -> None:
        (await self._producer.send(message)).add_done_callback(partial(self._count, kind))

    def _count(self, kind: str, confirmed: "asyncio.Future[Any]") -> None:
        if not confirmed.cancelled() and confirmed.exception() is None:
            self._accounting.outcomes[kind] += 1

    async def _close(self) -> None:
        await self._producer.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        """Run work in the thread that speaks to Kafka, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def __enter__(self) -> Self:
        quiet()
        self._thread.start()
        try:
            self._call(self._producer.open())
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
