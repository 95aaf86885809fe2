"""The way to Kafka, in one place: what every client is told, and one clear line where Kafka cannot be reached."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Collection, Coroutine
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, Protocol, TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError, KafkaError, NotCoordinatorForGroupError, for_code

from workers.settings import Settings

CONNECT_SECONDS = 10
"""How long a command tries to reach Kafka."""

COMPRESSION = "zstd"
"""As small as gzip, nearly, in a seventh of its time; every client of Kafka since 2.1 reads it."""

RETRY_SECONDS = 0.1

T = TypeVar("T")


class KafkaFailure(Exception):
    """Kafka cannot be reached, or does not do what it is asked: one line that says where, what and what to do."""


class GroupOffset(NamedTuple):
    """Where a group goes on in a partition, and the note beside that."""

    offset: int
    note: str


class GroupAdmin(Protocol):
    """A client that asks for a group's offsets."""

    async def list_consumer_group_offsets(self, group_id: str, *, partitions: list[TopicPartition]) -> dict[TopicPartition, Any]:
        """Ask for them."""


class Client(Protocol):
    """A client of aiokafka."""

    async def start(self) -> None:
        """Reach Kafka."""


Started = TypeVar("Started", bound=Client)


def client_arguments(settings: Settings) -> dict[str, Any]:
    """What aiokafka's producers, consumers and admin clients are told of the way to Kafka."""
    return {"bootstrap_servers": settings.kafka.split(",")}


def faust_arguments(settings: Settings) -> dict[str, Any]:
    """What a Faust application is told of the way to Kafka."""
    return {"broker": [f"kafka://{server}" for server in settings.kafka.split(",")]}


def run_on_kafka(settings: Settings, work: Coroutine[Any, Any, T]) -> T:
    """Run a command's work. Raises KafkaFailure for whatever Kafka fails at."""
    quiet()
    try:
        return asyncio.run(work)
    except KafkaError as error:
        raise KafkaFailure(f"Kafka at {settings.kafka}: {type(error).__name__}: {error}") from error


def quiet() -> None:
    """Silence aiokafka's log, which tells of every retry: a command's reader wants the end of it, once."""
    logging.getLogger("aiokafka").addHandler(logging.NullHandler())
    logging.getLogger("aiokafka").propagate = False


@asynccontextmanager
async def admin_client(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    """Open a client that looks after Kafka topics."""
    client = AIOKafkaAdminClient(**client_arguments(settings))
    try:
        yield await reached(settings, client)
    finally:
        await client.close()


@asynccontextmanager
async def consumer(settings: Settings, **arguments: Any) -> AsyncIterator[AIOKafkaConsumer]:
    """Open a consumer of no group."""
    client = AIOKafkaConsumer(**client_arguments(settings), enable_auto_commit=False, **arguments)
    try:
        yield await reached(settings, client)
    finally:
        await client.stop()


async def reached(settings: Settings, client: Started) -> Started:
    """Start a client. Raises KafkaFailure where Kafka does not answer in time."""
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await client.start()
    except (KafkaError, OSError, TimeoutError) as error:
        reason = f" ({error})" if str(error) else ""
        raise KafkaFailure(f"Kafka cannot be reached at {settings.kafka}{reason}; check NEWSMILL_KAFKA") from error
    return client


async def group_offsets(
    admin: GroupAdmin, group: str, partitions: Collection[TopicPartition]
) -> dict[TopicPartition, GroupOffset]:
    """Read where a group goes on in all of these partitions, -1 where it has committed nothing, and the notes beside that.

    aiokafka passes over an answer's own error: where the coordinator is not ready yet, nothing seems to be committed. Raises KafkaFailure.
    """
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            while True:
                with contextlib.suppress(GroupCoordinatorNotAvailableError, NotCoordinatorForGroupError):
                    found = await admin.list_consumer_group_offsets(group, partitions=list(partitions))
                    if found.keys() >= set(partitions):
                        return {
                            partition: GroupOffset(found[partition].offset, found[partition].metadata or "")
                            for partition in partitions
                        }
                await asyncio.sleep(RETRY_SECONDS)
    except TimeoutError as error:
        raise KafkaFailure(f"Kafka does not tell where the group {group} goes on") from error


def require_success(code: int, message: str) -> None:
    """Raise KafkaFailure for an error code in a response."""
    if code:
        raise KafkaFailure(f"{message} ({for_code(code).__name__})")
