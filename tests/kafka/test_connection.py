"""The way to Kafka: where it cannot be gone, that is one error, after a bounded time."""

import asyncio
import socket

import pytest

from workers.kafka import connection
from workers.kafka.connection import KafkaFailure, admin_client, client_arguments, consumer, faust_arguments
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
