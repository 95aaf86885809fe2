"""A broker that hangs is given up in seconds; one that is slow, or waits for others, is waited for."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from aiokafka.conn import create_conn
from aiokafka.errors import KafkaConnectionError, RequestTimedOutError
from aiokafka.protocol.coordination import FindCoordinatorRequest
from aiokafka.protocol.metadata import MetadataRequest

from testing.broker import free_port
from testing.proxy import Proxy
from workers.kafka.client import silence
from workers.kafka.client.silence import Connection, watch_connections

pytestmark = pytest.mark.kafka

SOON = 10
"""aiokafka's own time is 40 seconds."""


@pytest.fixture
def proxy(kafka: str) -> Iterator[Proxy]:
    """A proxy before the tests' Kafka."""
    with Proxy(free_port(), int(kafka.rpartition(":")[2])) as started:
        yield started


def connected(proxy: Proxy, work: Callable[[Any], Awaitable[Any]]) -> Any:
    """Do something with a connection through the proxy, as clients make it."""

    async def run() -> Any:
        watch_connections()
        connection = await create_conn("127.0.0.1", proxy.port)
        try:
            return await work(connection)
        finally:
            await connection.close()

    return asyncio.run(run())


def test_all_clients_open_watched_connections(proxy: Proxy) -> None:
    async def kind(connection: Any) -> type:
        return type(connection)

    assert connected(proxy, kind) is Connection


def test_a_broker_that_hangs_is_given_up(proxy: Proxy) -> None:
    """All that waits on its connection is told at once, and nobody connects to it for a while."""

    async def work(connection: Any) -> None:
        proxy.stall()
        begin = time.monotonic()
        asked = [connection.send(MetadataRequest([])) for _ in range(2)]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(answer) for answer in answers] == [RequestTimedOutError, RequestTimedOutError]
        assert not connection.connected()
        with pytest.raises(KafkaConnectionError, match="hangs"):
            await create_conn("127.0.0.1", proxy.port)
        assert time.monotonic() - begin < SOON

    connected(proxy, work)


def test_a_connection_that_does_not_open_is_given_up(proxy: Proxy) -> None:
    proxy.stall()
    begin = time.monotonic()
    with pytest.raises(TimeoutError):
        connected(proxy, lambda _: asyncio.sleep(0))
    assert time.monotonic() - begin < SOON


def test_an_answer_that_takes_its_time_is_waited_for(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """A way so slow that one answer takes longer than silence may last: its bytes come all the while."""
    monkeypatch.setattr(silence, "LOOK_SECONDS", 0.1)

    async def work(connection: Any) -> Any:
        proxy.bytes_per_second = 1200
        begin = time.monotonic()
        # Topics that are not there come back in the answer, by name.
        await connection.send(
            MetadataRequest([f"no-{number}-{'x' * 60}" for number in range(20)], allow_auto_topic_creation=False)
        )
        assert time.monotonic() - begin > 2 * silence.SILENT_LOOKS * silence.LOOK_SECONDS

    connected(proxy, work)


def test_a_broker_that_answers_others_is_waited_for(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it does while a member of a group waits for the others, or a message for its replicas."""
    monkeypatch.setattr(silence, "LOOK_SECONDS", 0.05)
    tried: asyncio.Queue[None] = asyncio.Queue()
    really_try = Connection._try  # noqa: SLF001

    async def count(connection: Connection) -> None:
        await really_try(connection)
        tried.put_nowait(None)

    monkeypatch.setattr(Connection, "_try", count)

    async def work(connection: Any) -> None:
        proxy.hold()
        answer = asyncio.ensure_future(connection.send(MetadataRequest([])))
        for _ in range(3):
            await tried.get()
        assert not answer.done()
        proxy.flow()
        await answer

    connected(proxy, work)


def test_a_lookup_on_a_broken_connection_is_made_again(proxy: Proxy) -> None:
    """Told of a broken connection, aiokafka's producer would end for good, and the worker with it."""

    async def work(connection: Any) -> None:
        proxy.stall()
        lookup = asyncio.ensure_future(connection.send(FindCoordinatorRequest("newsmill", 0)))
        other = asyncio.ensure_future(connection.send(MetadataRequest([])))
        await asyncio.sleep(0)
        proxy.reset()
        answers = await asyncio.gather(lookup, other, return_exceptions=True)
        assert [type(answer) for answer in answers] == [RequestTimedOutError, KafkaConnectionError]

    connected(proxy, work)


def test_bytes_that_go_slowly_are_no_silence(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though the system has taken them all: it is not even tried whether the broker answers."""
    monkeypatch.setattr(silence, "LOOK_SECONDS", 0.1)
    tried: list[Connection] = []

    async def note(connection: Connection) -> None:
        tried.append(connection)

    monkeypatch.setattr(Connection, "_try", note)

    async def work(connection: Any) -> None:
        names = [f"no-{number}-{'x' * 200}" for number in range(6_000)]
        proxy.bytes_per_second = 600_000
        begin = time.monotonic()
        asked = asyncio.ensure_future(connection.send(MetadataRequest(names, allow_auto_topic_creation=False)))
        while time.monotonic() - begin < 2 * silence.SILENT_LOOKS * silence.LOOK_SECONDS and not tried:
            await asyncio.wait([asked], timeout=silence.LOOK_SECONDS)
        assert tried == []
        await asked
        assert time.monotonic() - begin > 4 * silence.SILENT_LOOKS * silence.LOOK_SECONDS

    connected(proxy, work)
