"""The ids of Kafka topics, as Kafka's own tools write them; what its bytes look like is in KIP-516."""

import asyncio
from io import BytesIO
from typing import Any, cast
from uuid import UUID

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from workers.errors import KafkaFailure
from workers.kafka.client import topic_ids
from workers.kafka.client.topic_ids import NO_ID, Identities, identities

UUIDS = {"a": UUID("ab54a1fb-dfd2-2126-acff-01883736720c"), "b": UUID(int=0)}
WRITTEN = "q1Sh-9_SISas_wGINzZyDA"
UNKNOWN_TOPIC, MAY_NOT = 3, 29


def answer(*topics: tuple[int, str, bytes], cluster: str | None = "cluster") -> Any:
    """A broker's answer, by way of its bytes."""
    response = topic_ids._MetadataResponse  # noqa: SLF001 # what it says on the wire
    described: list[Any] = [
        (code, name, identity, False, [(0, 0, 1, 5, [1], [1], [], {})], 0, {}) for code, name, identity in topics
    ]
    made = response(0, [(1, "host", 9092, None, {})], cluster, 1, described, {})
    return response.decode(BytesIO(made.encode()))


class Admin:
    """A client that gets this answer."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked: list[bytes] = []

    async def _send_request(self, request: Any) -> Any:
        if self.answer is None:
            raise NotImplementedError
        struct = request.build(topic_ids._MetadataStruct)  # noqa: SLF001
        self.asked.append(struct.encode())
        return self.answer


def found(answer: Any, *names: str) -> Identities:
    return asyncio.run(identities(cast(AIOKafkaAdminClient, Admin(answer)), names))


def test_an_id_is_written_as_kafkas_own_tools_do() -> None:
    assert found(answer((0, "a", UUIDS["a"].bytes)), "a") == Identities("cluster", {"a": WRITTEN})


def test_a_kafka_topic_that_is_not_there_has_none_and_one_without_an_id_an_empty_one() -> None:
    told = answer((0, "b", NO_ID), (UNKNOWN_TOPIC, "gone", NO_ID), cluster=None)
    assert found(told, "b", "gone") == Identities("", {"b": ""})


def test_a_kafka_that_is_too_old_gives_none() -> None:
    assert found(None, "a", "b") == Identities("", {"a": "", "b": ""})


def test_what_may_not_be_described_is_an_error() -> None:
    with pytest.raises(KafkaFailure, match="Kafka does not describe a "):
        found(answer((MAY_NOT, "a", NO_ID)), "a")


def test_it_asks_by_name_and_makes_no_kafka_topic() -> None:
    admin = Admin(answer())
    asyncio.run(identities(cast(AIOKafkaAdminClient, admin), ["ab", "c"]))
    assert admin.asked == [b"\x03" + NO_ID + b"\x03ab\x00" + NO_ID + b"\x02c\x00" + b"\x00\x00\x00"]
