"""Feeding: raw pages of files and archives onto the Kafka topic of raw pages, each delivered before it counts as sent."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from threading import Thread
from types import TracebackType
from typing import Any, Self, TypeVar

import msgspec
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, KafkaTimeoutError

from workers.ids import source_key
from workers.inputs import Item, Unreadable
from workers.kafka.connection import KafkaFailure, client_arguments, quiet, reached
from workers.kafka.messages import keyed
from workers.kafka.roles import Role, kafka_topic
from workers.kafka.topics import ENVELOPE_BYTES, require_topics
from workers.page import RawMessage
from workers.settings import Settings

IN_FLIGHT_BYTES = 48 * 1024 * 1024
"""Pages sent and not yet confirmed, in bytes: aiokafka puts all that waits into one request, and brokers take 100 MB by default."""

BATCH_BYTES = 512 * 1024
"""Pages that are compressed together."""

HEADERS_BYTES = ENVELOPE_BYTES // 2
"""Headers that a Kafka topic takes beside a value of the largest size."""

LINGER_MS = 20
STOP_SECONDS = 2

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
        self._settings = settings
        self._accounting = accounting
        self._tell = tell
        self._kafka_topic = kafka_topic(settings, Role.RAW)
        self._max_bytes = 0
        self._in_flight = 0
        self._failure: BaseException | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._client: AIOKafkaProducer | None = None
        self._settled: asyncio.Event | None = None

    def send(self, item: Item) -> None:
        """Send a page, or what cannot be read as one: it will be a dead letter. Waits while too much is under way.

        One that is too large is told of instead. Raises KafkaFailure.
        """
        self._accounting.read += 1
        message = keyed(item.message)
        kind = SENT
        if isinstance(item, Unreadable):
            kind = UNREADABLE
            self._tell(f"unreadable, will be a dead letter: {source_key(item.source)}: {item.why}")
        size = max(len(message.value), message.size - HEADERS_BYTES)
        if size > self._max_bytes:
            self._accounting.outcomes[TOO_LARGE] += 1
            self._tell(f"too large: {source_key(item.source)}: {size} bytes, {self._kafka_topic} takes {self._max_bytes}")
        else:
            self._call(self._send(message, kind))

    def drain(self) -> None:
        """Wait until all that was sent is confirmed. Raises KafkaFailure where Kafka confirms nothing for too long."""
        self._call(self._settle(0))

    async def _open(self) -> None:
        (topic,) = await require_topics(self._settings, Role.RAW)
        # A refused batch would end an idempotent producer: what the Kafka topic does not take must not be sent.
        self._max_bytes = int(topic.configuration["max.message.bytes"]) - ENVELOPE_BYTES
        self._settled = asyncio.Event()
        self._client = AIOKafkaProducer(
            **client_arguments(self._settings),
            enable_idempotence=True,
            acks="all",
            compression_type="zstd",
            linger_ms=LINGER_MS,
            max_batch_size=min(BATCH_BYTES, self._max_bytes),
            max_request_size=self._max_bytes + ENVELOPE_BYTES,
            request_timeout_ms=int(self._settings.kafka_seconds * 1000),
        )
        await reached(self._settings, self._client)

    async def _send(self, message: RawMessage, kind: str) -> None:
        assert self._client is not None  # noqa: S101 # opened as a context
        await self._settle(max(IN_FLIGHT_BYTES - message.size, 0))
        self._in_flight += message.size
        try:
            confirmed = await self._client.send(self._kafka_topic, message.value, message.key, headers=list(message.headers))
        except KafkaTimeoutError as error:
            raise self._gone() from error
        except KafkaError as error:
            raise self._refused(error) from error
        confirmed.add_done_callback(partial(self._confirm, message.size, kind))

    def _confirm(self, size: int, kind: str, confirmed: "asyncio.Future[Any]") -> None:
        """Take note of what Kafka says of a page."""
        assert self._settled is not None  # noqa: S101 # opened as a context
        self._in_flight -= size
        self._settled.set()
        if confirmed.cancelled():
            return
        if error := confirmed.exception():
            self._failure = error
        else:
            self._accounting.outcomes[kind] += 1

    async def _settle(self, at_most: int) -> None:
        """Wait until no more bytes than this are under way."""
        assert self._settled is not None  # noqa: S101 # opened as a context
        while self._in_flight > at_most and self._failure is None:
            self._settled.clear()
            try:
                async with asyncio.timeout(self._settings.kafka_seconds):
                    await self._settled.wait()
            except TimeoutError as error:
                raise self._gone() from error
        if self._failure is not None:
            raise self._refused(self._failure) from self._failure

    def _refused(self, error: BaseException) -> KafkaFailure:
        return KafkaFailure(f"{self._kafka_topic} does not take pages: {type(error).__name__}: {error}")

    def _gone(self) -> KafkaFailure:
        return KafkaFailure(
            f"Kafka at {self._settings.kafka} has confirmed nothing for {self._settings.kafka_seconds:g} s; "
            "see to it, then feed the same again: what was sent twice is published once"
        )

    async def _close(self) -> None:
        """Stop the producer; what is not confirmed by then would be tried for ever."""
        if self._client is not None:
            try:
                async with asyncio.timeout(STOP_SECONDS):
                    await self._client.stop()
            except (TimeoutError, KafkaError):
                await self._client.client.close()
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
            self._call(self._open())
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
