"""What each command does to Kafka topics and its group, and whether Kafka permits it.

Asked before the work begins: without a permission some of Kafka's clients try for ever, others fail midway, at the first topic only.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from enum import IntEnum
from functools import partial
from typing import Any, NamedTuple

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    GroupCoordinatorNotAvailableError,
    GroupLoadInProgressError,
    NotCoordinatorForGroupError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
    UnknownTopicOrPartitionError,
    for_code,
)
from aiokafka.protocol.admin import DescribeGroupsRequest_v3, DescribeGroupsResponse_v3
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import Array, Boolean, Int16, Int32, Schema, String

from workers.errors import KafkaFailure
from workers.kafka.client.connection import admin_client
from workers.kafka.client.roles import OUTCOMES, Role, kafka_topic
from workers.settings import Settings

POLL_SECONDS = 0.1
NOT_READY = (GroupCoordinatorNotAvailableError, GroupLoadInProgressError, NotCoordinatorForGroupError)
GROUP, TRANSACTION = 0, 1
"""Kinds of coordinator."""


class Operation(IntEnum):
    """What may be done, by Kafka's number (org.apache.kafka.common.acl.AclOperation)."""

    READ = 3
    WRITE = 4
    CREATE = 5
    DESCRIBE = 8
    DESCRIBE_CONFIGS = 10


READ, WRITE, CREATE, DESCRIBE, DESCRIBE_CONFIGS = Operation


class Needs(NamedTuple):
    """What a command does: to Kafka topics, to the group, and writing with transactional ids (* for all that begin so)."""

    topics: Mapping[Role, tuple[Operation, ...]]
    group: Operation | None = None
    transactional_ids: tuple[str, ...] = ()


WORKERS_IDS = ("newsmill.*", "{group}-*")
"""Who writes for a partition; and who did so in the version before, which is fenced too."""

NEEDS = {
    "topics create": Needs(dict.fromkeys(Role, (CREATE, DESCRIBE, DESCRIBE_CONFIGS))),
    "feed": Needs({Role.RAW: (WRITE, DESCRIBE_CONFIGS)}),
    "worker": Needs(
        {Role.RAW: (READ,), Role.EXTRACTED: (READ, WRITE), Role.CLAIMS: (READ, WRITE), **dict.fromkeys(OUTCOMES, (WRITE,))},
        group=READ,
        transactional_ids=WORKERS_IDS,
    ),
    "audit": Needs(dict.fromkeys((Role.RAW, Role.EXTRACTED, Role.CLAIMS, *OUTCOMES), (READ,)), group=DESCRIBE),
    "rewind": Needs(
        {**dict.fromkeys((Role.RAW, *OUTCOMES), (READ,)), **dict.fromkeys((Role.EXTRACTED, Role.CLAIMS), (READ, WRITE))},
        group=READ,
        transactional_ids=WORKERS_IDS,
    ),
    "dead-letters": Needs({Role.DEAD_LETTER: (READ,)}),
    "explain": Needs({Role.RAW: (READ,), Role.DEAD_LETTER: (READ,)}),
    "replay": Needs(
        {Role.DEAD_LETTER: (READ,), Role.RAW: (READ, WRITE, DESCRIBE_CONFIGS), Role.REPLAYED: (READ, WRITE)},
        transactional_ids=("{group}-replay",),
    ),
    "lag": Needs(
        {Role.RAW: (READ,), Role.EXTRACTED: (READ,), **dict.fromkeys(OUTCOMES, (DESCRIBE,))},
        group=DESCRIBE,
    ),
}
"""By command; READ and WRITE imply DESCRIBE. `docs/security.md` says the same."""


def acl_arguments(settings: Settings, command: str) -> list[str]:
    """Write what a command needs as kafka-acls.sh takes it: each line the arguments of one call."""
    needs = NEEDS[command]
    alike: dict[tuple[Operation, ...], list[str]] = {}
    for role, operations in needs.topics.items():
        alike.setdefault(operations, []).append(f"--topic {kafka_topic(settings, role)}")
    lines = [f"{_named(*operations)} {' '.join(topics)}" for operations, topics in alike.items()]
    if needs.group:
        lines.append(f"{_named(needs.group)} --group {settings.group}")
    for ids in needs.transactional_ids:
        name = ids.format(group=settings.group)
        pattern = " --resource-pattern-type prefixed" if name.endswith("*") else ""
        lines.append(f"{_named(WRITE)} --transactional-id {name.removesuffix('*')}{pattern}")
    return lines


def _named(*operations: Operation) -> str:
    """Name operations as kafka-acls.sh does: DescribeConfigs."""
    return " ".join(f"--operation {operation.name.title().replace('_', '')}" for operation in operations)


async def require_permissions(settings: Settings, command: str) -> None:
    """Make sure that Kafka permits what a command does. Raises KafkaFailure that names all that it does not.

    A Kafka that cannot say so (before 2.3), or has no authorizer, refuses nothing here.
    """
    needs = NEEDS[command]
    topics = {kafka_topic(settings, role): operations for role, operations in needs.topics.items()}
    async with admin_client(settings) as admin:
        try:
            refused = await _refused_topics(admin, topics)
            if needs.group:
                refused += await _once_ready(settings, partial(_refused_group, admin, settings.group, needs.group))
            for ids in needs.transactional_ids:
                named = ids.format(group=settings.group)
                refused += await _once_ready(settings, partial(_refused_transactions, admin, named))
        except NotImplementedError:  # aiokafka's word for a Kafka that does not know a request
            return
    if refused:
        raise KafkaFailure(
            f"Kafka at {settings.kafka} does not permit {', '.join(refused)}; docs/security.md lists what newsmill {command} needs"
        )


async def _refused_topics(admin: AIOKafkaAdminClient, topics: Mapping[str, tuple[Operation, ...]]) -> list[str]:
    """Say what may not be done to Kafka topics; one that is not there refuses nothing."""
    response = await admin._send_request(_TopicsRequest(list(topics)))  # noqa: SLF001 # it has no method for it
    permitted = {name: (code, mask) for code, name, _, _, mask in response.topics if code != UnknownTopicOrPartitionError.errno}
    return [
        f"{operation.name} on {name}"
        for name, operations in topics.items()
        if name in permitted
        for operation in operations
        if permitted[name][0] == TopicAuthorizationFailedError.errno or not _includes(permitted[name][1], operation)
    ]


async def _refused_group(admin: AIOKafkaAdminClient, group: str, operation: Operation) -> list[str]:
    """Say whether something may not be done to the group."""
    try:
        node = await admin.find_coordinator(group, GROUP)
        response = await admin._send_request(_GroupRequest(group), node)  # noqa: SLF001 # aiokafka reads an answer without permissions
        ((code, *_, permitted),) = response.groups
        if code:
            raise for_code(code)
    except GroupAuthorizationFailedError:
        permitted = 0
    return [] if _includes(permitted, operation) else [f"{operation.name} on group {group}"]


async def _refused_transactions(admin: AIOKafkaAdminClient, ids: str) -> list[str]:
    """Say whether transactional ids may not be used; all that Kafka tells of it is whether they may be described."""
    try:
        await admin.find_coordinator(ids.removesuffix("*"), TRANSACTION)
    except TransactionalIdAuthorizationFailed:
        return [f"WRITE on transactional id {ids}"]
    return []


async def _once_ready(settings: Settings, ask: Callable[[], Awaitable[list[str]]]) -> list[str]:
    """Ask until there is a coordinator that has read its log: on a new cluster there is none at first."""
    async with asyncio.timeout(settings.kafka_seconds):
        while True:
            with contextlib.suppress(*NOT_READY):
                return await ask()
            await asyncio.sleep(POLL_SECONDS)


def _includes(permitted: int, operation: Operation) -> bool:
    """Read Kafka's set of operations: a bit each."""
    return bool(permitted >> operation & 1)


# Requests whose answers tell permissions (KIP-430), which aiokafka lacks or reads without them. Its types are unknown to mypy.


class _TopicsResponse(Response):  # type: ignore[misc]
    API_KEY = 3
    API_VERSION = 8
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        ("brokers", Array(("node_id", Int32), ("host", String("utf-8")), ("port", Int32), ("rack", String("utf-8")))),
        ("cluster_id", String("utf-8")),
        ("controller_id", Int32),
        (
            "topics",
            Array(
                ("error_code", Int16),
                ("name", String("utf-8")),
                ("is_internal", Boolean),
                (
                    "partitions",
                    Array(
                        ("error_code", Int16),
                        ("partition", Int32),
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", Array(Int32)),
                        ("isr", Array(Int32)),
                        ("offline_replicas", Array(Int32)),
                    ),
                ),
                ("authorized_operations", Int32),
            ),
        ),
        ("cluster_authorized_operations", Int32),
    )


class _TopicsStruct(RequestStruct):  # type: ignore[misc]
    API_KEY = 3
    API_VERSION = 8
    RESPONSE_TYPE = _TopicsResponse
    SCHEMA = Schema(
        ("topics", Array(String("utf-8"))),
        ("allow_auto_topic_creation", Boolean),
        ("include_cluster_authorized_operations", Boolean),
        ("include_topic_authorized_operations", Boolean),
    )


class _TopicsRequest(Request[_TopicsStruct]):  # type: ignore[misc]
    API_KEY = 3

    def __init__(self, names: list[str]) -> None:
        self._names = names

    def build(self, request_struct_class: Any) -> Any:
        return request_struct_class(self._names, False, False, True)  # noqa: FBT003 # the fields of the struct, in order


class _GroupStruct(DescribeGroupsRequest_v3):  # type: ignore[misc]
    RESPONSE_TYPE = DescribeGroupsResponse_v3


class _GroupRequest(Request[_GroupStruct]):  # type: ignore[misc]
    API_KEY = 15

    def __init__(self, group: str) -> None:
        self._group = group

    def build(self, request_struct_class: Any) -> Any:
        return request_struct_class([self._group], True)  # noqa: FBT003 # the fields of the struct, in order
