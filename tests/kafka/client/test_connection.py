"""The way to Kafka: where it cannot be gone, that is one error, after a bounded time."""

import asyncio
import socket
from collections.abc import Iterable
from typing import Any

import msgspec
import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError, NodeNotReadyError, RequestTimedOutError
from aiokafka.protocol.metadata import MetadataRequest
from aiokafka.structs import OffsetAndMetadata

from workers.errors import KafkaFailure
from workers.kafka.client import connection
from workers.kafka.client.connection import (
    Admin,
    GroupOffset,
    admin_client,
    client_arguments,
    consumer,
    faust_arguments,
    group_offsets,
    require_way,
)
from workers.settings import Settings


def test_every_client_is_told_all_servers() -> None:
    settings = Settings(kafka="a.example:1,b.example:2")
    assert client_arguments(settings)["bootstrap_servers"] == ["a.example:1", "b.example:2"]
    assert faust_arguments(settings)["broker"] == ["kafka://a.example:1", "kafka://b.example:2"]


@pytest.mark.parametrize("client", [admin_client, consumer])
def test_a_server_that_never_answers_is_given_up(client: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 0.2)

    async def reach(servers: str) -> None:
        async with client(Settings(kafka=servers)):  # type: ignore[operator]
            raise AssertionError("a silent server counts as reached")

    with socket.create_server(("127.0.0.1", 0)) as silent:
        servers = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(KafkaFailure, match=f"^Kafka cannot be reached at {servers}"):
            asyncio.run(reach(servers))


class Coordinator:
    """Answers with what aiokafka makes of a coordinator's answers; the last one again and again."""

    def __init__(self, answers: Iterable[dict[TopicPartition, Any] | Exception]) -> None:
        self._answers = list(answers)

    async def list_consumer_group_offsets(self, _: str, *, partitions: list[TopicPartition]) -> dict[TopicPartition, Any]:
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return {partition: answer[partition] for partition in partitions if partition in answer}


ONE, TWO = TopicPartition("pages.raw", 0), TopicPartition("pages.raw", 1)


def test_a_coordinator_that_is_not_ready_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a worker would begin at 0 where much is committed, and the lag service would tell of a lag that is none."""
    monkeypatch.setattr(connection, "RETRY_SECONDS", 0)
    told = {ONE: OffsetAndMetadata(7, "note"), TWO: OffsetAndMetadata(-1, None)}
    ready = Coordinator([GroupCoordinatorNotAvailableError(), {}, {ONE: told[ONE]}, told])
    assert asyncio.run(group_offsets(ready, "newsmill", [ONE, TWO])) == {ONE: GroupOffset(7, "note"), TWO: GroupOffset(-1, "")}
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 0.05)
    with pytest.raises(KafkaFailure, match=r"^Kafka does not tell where the group newsmill goes on"):
        asyncio.run(group_offsets(Coordinator([{}]), "newsmill", [ONE]))


def test_another_broker_is_asked_where_one_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless it has to be that one: who asks for it knows when there is another."""
    monkeypatch.setattr(connection, "RETRY_SECONDS", 0)
    answers: list[Any] = [NodeNotReadyError(), RequestTimedOutError(), "answer", NodeNotReadyError()]

    async def send(*_: object) -> object:
        if isinstance(answer := answers.pop(0), Exception):
            raise answer
        return answer

    monkeypatch.setattr(AIOKafkaAdminClient, "_send_request", send)

    async def work() -> None:
        admin = Admin(bootstrap_servers="127.0.0.1:1")
        assert await admin._send_request(MetadataRequest([])) == "answer"  # noqa: SLF001
        with pytest.raises(NodeNotReadyError):
            await admin._send_request(MetadataRequest([]), 1)  # noqa: SLF001

    asyncio.run(work())


@pytest.mark.kafka
def test_a_server_that_closes_its_connections_is_no_refusal_where_another_answers(settings: Settings) -> None:
    """So does a broker that is going down, and a proxy before one that is down."""

    async def enter(others: str) -> None:
        def close(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.close()

        closing = await asyncio.start_server(close, "127.0.0.1", 0)
        async with closing:
            port = closing.sockets[0].getsockname()[1]
            await require_way(msgspec.structs.replace(settings, kafka=f"127.0.0.1:{port}{others}"))

    asyncio.run(enter(f",{settings.kafka}"))
    with pytest.raises(KafkaFailure, match="closes the connection"):
        asyncio.run(enter(""))


@pytest.mark.kafka
def test_what_goes_wrong_at_once_is_told_and_not_that_a_task_of_the_client_ended(settings: Settings) -> None:
    async def fail() -> None:
        async with consumer(settings):
            raise KafkaFailure("what went wrong")

    with pytest.raises(KafkaFailure, match="what went wrong"):
        asyncio.run(fail())
