"""The ids that Kafka gives its topics: one that is deleted and made anew has another."""

import base64
from collections.abc import Iterable
from io import BytesIO
from typing import Any, NamedTuple

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import UnknownTopicOrPartitionError
from aiokafka.protocol.abstract import AbstractType
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import Boolean, CompactArray, CompactString, Int16, Int32, Schema, TaggedFields

from workers.kafka.client.connection import require_success

NO_ID = bytes(16)


class Identities(NamedTuple):
    """The id of a cluster, and those of Kafka topics that are there; empty where this Kafka gives none."""

    cluster: str
    topics: dict[str, str]


async def identities(admin: AIOKafkaAdminClient, kafka_topics: Iterable[str]) -> Identities:
    """Ask for the ids of Kafka topics, as Kafka's own tools write them. A Kafka before 2.8 gives none.

    Raises KafkaFailure where it may not tell.
    """
    names = list(kafka_topics)
    try:
        response = await admin._send_request(_MetadataRequest(names))  # noqa: SLF001 # it has no method for it
    except NotImplementedError:  # aiokafka's word for a Kafka that does not know a request
        return Identities("", dict.fromkeys(names, ""))
    ids: dict[str, str] = {}
    for code, name, identity, *_ in response.topics:
        if code != UnknownTopicOrPartitionError.errno:
            require_success(code, f"Kafka does not describe {name}")
            ids[name] = "" if identity == NO_ID else base64.urlsafe_b64encode(identity).rstrip(b"=").decode()
    return Identities(response.cluster_id or "", ids)


class _Uuid(AbstractType[bytes]):  # type: ignore[misc] # aiokafka's types are unknown to mypy
    @classmethod
    def encode(cls, value: bytes) -> bytes:
        return value

    @classmethod
    def decode(cls, data: BytesIO) -> bytes:
        return data.read(16)


class _MetadataResponse(Response):  # type: ignore[misc]
    API_KEY = 3
    API_VERSION = 11
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "brokers",
            CompactArray(
                ("node_id", Int32),
                ("host", CompactString("utf-8")),
                ("port", Int32),
                ("rack", CompactString("utf-8")),
                ("tags", TaggedFields),
            ),
        ),
        ("cluster_id", CompactString("utf-8")),
        ("controller_id", Int32),
        (
            "topics",
            CompactArray(
                ("error_code", Int16),
                ("name", CompactString("utf-8")),
                ("topic_id", _Uuid),
                ("is_internal", Boolean),
                (
                    "partitions",
                    CompactArray(
                        ("error_code", Int16),
                        ("partition", Int32),
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", CompactArray(Int32)),
                        ("isr", CompactArray(Int32)),
                        ("offline_replicas", CompactArray(Int32)),
                        ("tags", TaggedFields),
                    ),
                ),
                ("authorized_operations", Int32),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class _MetadataStruct(RequestStruct):  # type: ignore[misc]
    API_KEY = 3
    API_VERSION = 11
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = _MetadataResponse
    SCHEMA = Schema(
        ("topics", CompactArray(("topic_id", _Uuid), ("name", CompactString("utf-8")), ("tags", TaggedFields))),
        ("allow_auto_topic_creation", Boolean),
        ("include_topic_authorized_operations", Boolean),
        ("tags", TaggedFields),
    )


class _MetadataRequest(Request[_MetadataStruct]):  # type: ignore[misc]
    API_KEY = 3

    def __init__(self, names: list[str]) -> None:
        self._names = names

    def build(self, request_struct_class: Any) -> Any:
        topics: list[tuple[bytes, str, dict[int, bytes]]] = [(NO_ID, name, {}) for name in self._names]
        return request_struct_class(topics, False, False, {})  # noqa: FBT003 # the fields of the struct, in order
