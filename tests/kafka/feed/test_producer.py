"""The producer of raw pages, without Kafka: no page is taken for sent that is not, and nothing is waited for without an end."""

import asyncio
from collections.abc import Callable, Coroutine
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError, TopicAuthorizationFailedError

from workers.errors import KafkaFailure
from workers.kafka.client.topics import ENVELOPE_BYTES
from workers.kafka.feed import producer as producing
from workers.kafka.feed.producer import HEADERS_BYTES, RawProducer
from workers.settings import Settings
from workers.steps.read.message import RawMessage

SETTINGS = Settings(kafka="kafka.example:9092", kafka_seconds=0.05)
PAGE = RawMessage(b"x" * 100)
LARGEST = 1000
GONE = r"^Kafka at kafka\.example:9092 has confirmed nothing for 0\.05 s; see to it, then send the same again"
REFUSED = r"^pages\.raw does not take pages: "


class Client:
    """What aiokafka's producer does: what is sent is a future, which the test confirms or refuses."""

    def __init__(self, **arguments: Any) -> None:
        self.arguments = arguments
        self.sent: list[asyncio.Future[Any]] = []
        self.refuses: KafkaError | None = None
        self.stopping: Callable[[], Coroutine[Any, Any, object]] = asyncio.Event().wait
        self.closed = False
        self.client = SimpleNamespace(close=self._close)

    async def send(self, *_: object, **__: object) -> "asyncio.Future[Any]":
        if self.refuses:
            raise self.refuses
        self.sent.append(asyncio.get_running_loop().create_future())
        return self.sent[-1]

    async def stop(self) -> None:
        await self.stopping()

    async def _close(self) -> None:
        self.closed = True


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch) -> list[Client]:
    """The clients that are opened, of a Kafka that permits all and has one Kafka topic."""
    opened: list[Client] = []

    async def reached(_: Settings, client: Client) -> None:
        opened.append(client)

    async def nothing(*_: object) -> None:
        pass

    async def topics(*_: object, **__: object) -> list[Any]:
        return [SimpleNamespace(configuration={"max.message.bytes": str(LARGEST + ENVELOPE_BYTES)})]

    replaced = {"AIOKafkaProducer": Client, "reached": reached, "require_permissions": nothing, "require_topics": topics}
    for name, other in {**replaced, "on_kafka": lambda _, work: work}.items():
        monkeypatch.setattr(producing, name, other)
    return opened


async def turns() -> None:
    """Let what has begun go as far as it goes: it takes fewer turns of the loop."""
    for _ in range(5):
        await asyncio.sleep(0)


Work = Callable[[RawProducer, Client], Coroutine[Any, Any, None]]


def run(work: Work, clients: list[Client]) -> None:
    """Do something with a producer that has been opened."""

    async def opened() -> None:
        producer = RawProducer(SETTINGS)
        await producer.open()
        async with asyncio.timeout(10):
            await work(producer, clients[0])

    asyncio.run(opened())


def test_a_retry_doubles_no_page_and_a_confirmed_page_is_on_every_replica(clients: list[Client]) -> None:
    async def work(_: RawProducer, client: Client) -> None:
        assert (client.arguments["enable_idempotence"], client.arguments["acks"]) == (True, "all")

    run(work, clients)


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (RawMessage(b"x" * LARGEST), None),
        (RawMessage(b"x" * (LARGEST + 1)), "1001 bytes, pages.raw takes 1000"),
        (RawMessage(b"x" * LARGEST, (("a", b"x" * (HEADERS_BYTES - 100)),)), None),
        (RawMessage(b"x" * LARGEST, (("a", b"x" * HEADERS_BYTES),)), "1011 bytes, pages.raw takes 1000"),
    ],
)
def test_what_the_kafka_topic_would_refuse_is_told_before_it_is_sent(
    clients: list[Client], message: RawMessage, why: str | None
) -> None:
    """A batch that is refused ends an idempotent producer, and all that is under way with it."""

    async def work(producer: RawProducer, _: Client) -> None:
        assert producer.too_large(message) == why

    run(work, clients)


def test_a_page_waits_until_there_is_room_for_it_and_one_that_is_larger_than_all_room_goes_alone(
    clients: list[Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(producing, "IN_FLIGHT_BYTES", 2 * PAGE.size)

    async def work(producer: RawProducer, client: Client) -> None:
        await producer.send(PAGE)
        await producer.send(PAGE)
        for message in (PAGE, RawMessage(b"x" * 1000)):
            under_way = [future for future in client.sent if not future.done()]
            waiting = asyncio.create_task(producer.send(message))
            await turns()
            assert not waiting.done()
            for future in under_way[: 1 if message is PAGE else None]:
                future.set_result(None)
            await waiting

    run(work, clients)


def test_a_page_that_is_confirmed_is_delivered_and_then_nothing_is_under_way(clients: list[Client]) -> None:
    async def work(producer: RawProducer, client: Client) -> None:
        delivery = asyncio.create_task(producer.deliver(PAGE))
        await turns()
        assert not delivery.done()
        client.sent[0].set_result(None)
        await delivery
        await producer.settle()

    run(work, clients)


def test_a_refusal_ends_its_delivery_and_whatever_comes_after(clients: list[Client]) -> None:
    async def work(producer: RawProducer, client: Client) -> None:
        delivery = asyncio.create_task(producer.deliver(PAGE))
        await turns()
        client.sent[0].set_exception(MessageSizeTooLargeError("1000"))
        for later in (delivery, producer.send(PAGE), producer.settle()):
            with pytest.raises(KafkaFailure, match=REFUSED + ".*MessageSizeTooLargeError: 1000$"):
                await later

    run(work, clients)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KafkaTimeoutError(), GONE),
        (TopicAuthorizationFailedError("pages.raw"), REFUSED + ".*docs/security.md"),
    ],
)
def test_a_page_that_cannot_even_be_sent_is_one_line(clients: list[Client], error: KafkaError, said: str) -> None:
    async def work(producer: RawProducer, client: Client) -> None:
        client.refuses = error
        with pytest.raises(KafkaFailure, match=said):
            await producer.send(PAGE)

    run(work, clients)


def test_a_kafka_that_confirms_nothing_is_given_up_after_the_set_time(clients: list[Client]) -> None:
    async def work(producer: RawProducer, _: Client) -> None:
        for waiting in (producer.deliver(PAGE), producer.settle()):
            with pytest.raises(KafkaFailure, match=GONE):
                await waiting

    run(work, clients)


async def _refuse() -> None:
    raise KafkaError


@pytest.mark.parametrize("stopping", [asyncio.Event().wait, _refuse])
def test_the_end_waits_a_bounded_time_for_what_is_not_confirmed(
    clients: list[Client], monkeypatch: pytest.MonkeyPatch, stopping: Callable[[], Coroutine[Any, Any, object]]
) -> None:
    monkeypatch.setattr(producing, "STOP_SECONDS", 0.01)

    async def work(producer: RawProducer, client: Client) -> None:
        client.stopping = stopping
        await producer.send(PAGE)
        await producer.close()
        assert client.closed

    run(work, clients)


def test_an_end_at_which_all_is_confirmed_cuts_no_connection(clients: list[Client]) -> None:
    async def work(producer: RawProducer, client: Client) -> None:
        client.stopping = _nothing
        await producer.close()
        assert not client.closed

    run(work, clients)


async def _nothing() -> None:
    pass
