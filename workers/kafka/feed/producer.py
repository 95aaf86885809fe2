"""Raw pages onto their Kafka topic, each confirmed, and never doubled by a retry."""

import asyncio
from functools import partial
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, KafkaTimeoutError

from workers.errors import KafkaFailure
from workers.kafka.client.connection import COMPRESSION, client_arguments, on_kafka, reached
from workers.kafka.client.errors import describe
from workers.kafka.client.permissions import require_permissions
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.client.topics import ENVELOPE_BYTES, require_topics
from workers.settings import Settings
from workers.steps.read.message import RawMessage

IN_FLIGHT_BYTES = 48 * 1024 * 1024
"""Pages sent and not yet confirmed, in bytes: aiokafka puts all that waits into one request, and brokers take 100 MB by default."""

BATCH_BYTES = 512 * 1024
"""Pages that are compressed together."""

HEADERS_BYTES = ENVELOPE_BYTES // 2
"""Headers that a Kafka topic takes beside a value of the largest size."""

LINGER_MS = 20
STOP_SECONDS = 2


class RawProducer:
    """Sends raw pages, with a bound on what is under way. All of it runs in one event loop."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._kafka_topic = kafka_topic(settings, Role.RAW)
        self._max_bytes = 0
        self._in_flight = 0
        self._failure: BaseException | None = None
        self._client: AIOKafkaProducer | None = None
        self._settled = asyncio.Event()

    async def open(self) -> None:
        """Reach Kafka. Raises KafkaFailure where it cannot be reached, refuses, or has no Kafka topic of raw pages."""
        await on_kafka(self._settings, self._open())

    async def _open(self) -> None:
        await require_permissions(self._settings, "feed")
        (topic,) = await require_topics(self._settings, Role.RAW, configured=True)
        # A refused batch would end an idempotent producer: what the Kafka topic does not take must not be sent.
        self._max_bytes = int(topic.configuration["max.message.bytes"]) - ENVELOPE_BYTES
        self._client = AIOKafkaProducer(
            **client_arguments(self._settings),
            enable_idempotence=True,
            acks="all",
            compression_type=COMPRESSION,
            linger_ms=LINGER_MS,
            max_batch_size=min(BATCH_BYTES, self._max_bytes),
            max_request_size=self._max_bytes + ENVELOPE_BYTES,
            request_timeout_ms=int(self._settings.kafka_seconds * 1000),
        )
        await reached(self._settings, self._client)

    def too_large(self, message: RawMessage) -> str | None:
        """Say why a message must not be sent: it is larger than the Kafka topic takes."""
        size = max(len(message.value), message.size - HEADERS_BYTES)
        return f"{size} bytes, {self._kafka_topic} takes {self._max_bytes}" if size > self._max_bytes else None

    async def send(self, message: RawMessage) -> "asyncio.Future[Any]":
        """Send a message, once there is room; the future is done when it is confirmed. Raises KafkaFailure."""
        assert self._client is not None  # noqa: S101 # it has been opened
        await self.settle(max(IN_FLIGHT_BYTES - message.size, 0))
        self._in_flight += message.size
        try:
            confirmed: asyncio.Future[Any] = await self._client.send(
                self._kafka_topic, message.value, message.key, headers=list(message.headers)
            )
        except KafkaTimeoutError as error:
            raise self._gone() from error
        except KafkaError as error:
            raise self._refused(error) from error
        confirmed.add_done_callback(partial(self._confirm, message.size))
        return confirmed

    async def deliver(self, message: RawMessage) -> None:
        """Send a message, and wait until it is confirmed. Raises KafkaFailure."""
        try:
            async with asyncio.timeout(self._settings.kafka_seconds):
                await asyncio.shield(await self.send(message))
        except TimeoutError as error:
            raise self._gone() from error
        except KafkaError as error:
            raise self._refused(error) from error

    async def settle(self, at_most: int = 0) -> None:
        """Wait until no more bytes than this are under way. Raises KafkaFailure where nothing is confirmed for too long."""
        while self._in_flight > at_most and self._failure is None:
            self._settled.clear()
            try:
                async with asyncio.timeout(self._settings.kafka_seconds):
                    await self._settled.wait()
            except TimeoutError as error:
                raise self._gone() from error
        if self._failure is not None:
            raise self._refused(self._failure) from self._failure

    async def close(self) -> None:
        """Stop; what is not confirmed by then would be tried for ever."""
        if self._client is not None:
            try:
                async with asyncio.timeout(STOP_SECONDS):
                    await self._client.stop()
            except (TimeoutError, KafkaError):
                await self._client.client.close()

    def _confirm(self, size: int, confirmed: "asyncio.Future[Any]") -> None:
        """Take note of what Kafka says of a page."""
        self._in_flight -= size
        self._settled.set()
        if not confirmed.cancelled() and (error := confirmed.exception()):
            self._failure = error

    def _refused(self, error: BaseException) -> KafkaFailure:
        return KafkaFailure(f"{self._kafka_topic} does not take pages: {describe(error)}")

    def _gone(self) -> KafkaFailure:
        return KafkaFailure(
            f"Kafka at {self._settings.kafka} has confirmed nothing for {self._settings.kafka_seconds:g} s; "
            "see to it, then send the same again: what is sent twice is published once"
        )
