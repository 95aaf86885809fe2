"""The way to Kafka: what every client is told, and one line where Kafka cannot be reached."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Collection, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, Protocol, TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import (
    GroupCoordinatorNotAvailableError,
    GroupLoadInProgressError,
    KafkaConnectionError,
    KafkaError,
    NodeNotReadyError,
    NotCoordinatorForGroupError,
    RequestTimedOutError,
    for_code,
)
from aiokafka.protocol.metadata import MetadataRequest

from workers.errors import KafkaFailure, KafkaUnreached
from workers.kafka.client.errors import CLOSES, describe, refusal
from workers.kafka.client.records import read_any_record
from workers.kafka.client.silence import watch_connections
from workers.kafka.client.tls import tls_context
from workers.settings import Settings

CONNECT_SECONDS = 10
"""How long a command tries to reach Kafka."""

COMPRESSION = "zstd"
"""As small as gzip, nearly, in a seventh of its time; every client of Kafka since 2.1 reads it."""

RETRY_SECONDS = 0.1

OFFSETS_SECONDS = 30
"""How long a group's coordinator is waited for: where a broker has failed, another takes its groups over, and reads what it has of them."""

COORDINATOR_MOVES = (
    GroupCoordinatorNotAvailableError,
    NotCoordinatorForGroupError,
    GroupLoadInProgressError,
    RequestTimedOutError,
    NodeNotReadyError,
    KafkaConnectionError,
)
"""What a client is told while another broker takes a group over."""

METADATA_SECONDS = 10
"""After how long a client asks again which brokers and partitions there are: new partitions are read from then on."""

logging.getLogger("aiokafka.conn").setLevel(logging.INFO)
"""At level debug it writes each request, the one with the password too: nobody who can open a client may find it so."""

watch_connections()

T = TypeVar("T")


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
    arguments: dict[str, Any] = {
        "bootstrap_servers": settings.kafka.split(","),
        "security_protocol": settings.kafka_security_protocol,
        "ssl_context": tls_context(settings) if settings.uses_tls else None,
        "metadata_max_age_ms": METADATA_SECONDS * 1000,
    }
    if settings.uses_sasl:
        arguments |= {
            "sasl_mechanism": settings.kafka_sasl_mechanism,
            "sasl_plain_username": settings.kafka_sasl_username,
            "sasl_plain_password": settings.kafka_sasl_password.value,
        }
    return arguments


def faust_arguments(settings: Settings) -> dict[str, Any]:
    """What a Faust application is told of the way to Kafka."""
    from faust.auth import SASLCredentials, SSLCredentials  # noqa: PLC0415 # commands without Faust need not wait for it

    arguments = client_arguments(settings)
    credentials: SASLCredentials | SSLCredentials | None = None
    if settings.uses_sasl:
        credentials = SASLCredentials(
            username=arguments["sasl_plain_username"],
            password=arguments["sasl_plain_password"],
            mechanism=arguments["sasl_mechanism"],
            ssl_context=arguments["ssl_context"],
        )
    elif settings.uses_tls:
        credentials = SSLCredentials(arguments["ssl_context"])
    return {
        "broker": [f"kafka://{server}" for server in arguments["bootstrap_servers"]],
        "broker_credentials": credentials,
        "consumer_metadata_max_age_ms": arguments["metadata_max_age_ms"],
    }


def run_on_kafka(settings: Settings, work: Coroutine[Any, Any, T]) -> T:
    """Run a command's work. Raises KafkaFailure for whatever Kafka fails at."""
    quiet()
    return asyncio.run(on_kafka(settings, work))


async def on_kafka(settings: Settings, work: Coroutine[Any, Any, T]) -> T:
    """Do work once the way to Kafka is known to be open. Raises KafkaFailure for whatever Kafka fails at."""
    asyncio.get_running_loop().set_exception_handler(_unread)
    try:
        with contextlib.closing(work):
            await require_way(settings)
            return await work
    except KafkaError as error:
        raise KafkaFailure(f"Kafka at {settings.kafka}: {describe(error)}") from error
    except TimeoutError as error:
        raise KafkaFailure(f"Kafka at {settings.kafka} does not answer in time") from error


def _unread(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Say nothing of the futures of a batch that nobody reads, most of them aiokafka's own: who sent it is told once. Tasks are none."""
    if type(context.get("future")) is not asyncio.Future or not isinstance(context.get("exception"), KafkaError):
        loop.default_exception_handler(context)


async def require_way(settings: Settings) -> None:
    """Connect to the servers that are named, and to the brokers that these tell of.

    Clients try for ever, or give up without a reason. Raises KafkaFailure where one refuses, and where nobody is reached.
    """
    servers = [(host, port) for host, port, _ in collect_hosts(settings.kafka, randomize=False)]
    brokers = await _enter(settings, servers, f"Kafka cannot be reached at {settings.kafka}", "check NEWSMILL_KAFKA")
    addresses = ", ".join(f"{host}:{port}" for host, port in brokers)
    unreached = f"Kafka at {settings.kafka} says that it is at {addresses}, where it cannot be reached"
    await _enter(settings, sorted(brokers - set(servers)), unreached, "check its advertised.listeners")


async def _enter(settings: Settings, servers: Sequence[tuple[str, int]], unreached: str, advice: str) -> set[tuple[str, int]]:
    """Connect to servers side by side, and say which brokers they tell of.

    One that is reached is enough, one that refuses is too many; one that closes the connection refuses where none is reached.
    """
    results = await asyncio.gather(*(_brokers_at(settings, *server) for server in servers), return_exceptions=True)
    failures = {server: found for server, found in zip(servers, results, strict=True) if isinstance(found, BaseException)}
    for (host, port), error in failures.items():
        reason = refusal(error, host)
        if reason and (reason != CLOSES or len(failures) == len(servers)):
            raise KafkaFailure(f"Kafka at {host}:{port} cannot be used: {reason}") from error
        if not isinstance(error, KafkaError | OSError):
            raise error
    if servers and len(failures) == len(servers):
        error = failures[servers[0]]
        reason = f" ({error})" if str(error) else ""
        raise KafkaUnreached(f"{unreached}{reason}; {advice}") from error
    return {broker for found in results if not isinstance(found, BaseException) for broker in found}


async def _brokers_at(settings: Settings, host: str, port: int) -> set[tuple[str, int]]:
    """Connect to a server, and ask where the brokers are."""
    clients_only = {"bootstrap_servers", "metadata_max_age_ms"}
    arguments = {key: value for key, value in client_arguments(settings).items() if key not in clients_only}
    async with asyncio.timeout(CONNECT_SECONDS):
        connection = await create_conn(host, port, **arguments)
        try:
            response = await connection.send(MetadataRequest([]))
        finally:
            await connection.close()
    return {(broker[1], broker[2]) for broker in response.brokers}


def quiet() -> None:
    """Silence aiokafka's log, which tells of every retry: a command's reader wants the end of it, once."""
    logging.getLogger("aiokafka").addHandler(logging.NullHandler())
    logging.getLogger("aiokafka").propagate = False


class Admin(AIOKafkaAdminClient):  # type: ignore[misc] # aiokafka has no types
    """A client that asks another broker where the one that it chose does not answer: aiokafka's own gives up then."""

    async def _send_request(self, request: Any, node_id: int | None = None) -> Any:
        end = asyncio.get_running_loop().time() + OFFSETS_SECONDS
        while True:
            try:
                return await super()._send_request(request, node_id)
            except (NodeNotReadyError, RequestTimedOutError, KafkaConnectionError):
                if node_id is not None or asyncio.get_running_loop().time() > end:
                    raise
                await asyncio.sleep(RETRY_SECONDS)


@asynccontextmanager
async def admin_client(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    """Open a client that looks after Kafka topics."""
    client = Admin(**client_arguments(settings))
    try:
        yield await reached(settings, client)
    finally:
        await client.close()


@asynccontextmanager
async def consumer(settings: Settings, **arguments: Any) -> AsyncIterator[AIOKafkaConsumer]:
    """Open a consumer of no group."""
    read_any_record()
    client = AIOKafkaConsumer(**client_arguments(settings), enable_auto_commit=False, **arguments)
    try:
        await reached(settings, client)
        await asyncio.sleep(
            0
        )  # a task of aiokafka's begins: one that is ended before raises CancelledError in place of what went wrong
        yield client
    finally:
        await client.stop()


async def reached(settings: Settings, client: Started) -> Started:
    """Start a client. Raises KafkaFailure where Kafka does not answer in time."""
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await client.start()
    except (KafkaError, OSError, TimeoutError) as error:
        reason = f" ({error})" if str(error) else ""
        raise KafkaUnreached(f"Kafka cannot be reached at {settings.kafka}{reason}; check NEWSMILL_KAFKA") from error
    return client


async def group_offsets(
    admin: GroupAdmin, group: str, partitions: Collection[TopicPartition]
) -> dict[TopicPartition, GroupOffset]:
    """Read where a group goes on in all of these partitions, -1 where it has committed nothing, and the notes beside that.

    aiokafka passes over an answer's own error: where the coordinator is not ready yet, nothing seems to be committed. Raises KafkaFailure.
    """
    try:
        async with asyncio.timeout(OFFSETS_SECONDS):
            while True:
                with contextlib.suppress(*COORDINATOR_MOVES):
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
        raise KafkaFailure(f"{message} ({describe(for_code(code)())})")
