"""The lag service: what Kafka tells is told, and nothing in its place where it tells nothing."""

import asyncio
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import RecordsToDelete

from testing.broker import Broker, free_port
from testing.newsmill import ask
from testing.outcomes import put_pages
from testing.record_batches import Record
from testing.record_batches import put as put_batch
from tests.kafka.fixtures import NEWSMILL, names
from tests.kafka.running import wait_for
from tests.kafka.scraping import scrape
from workers.errors import KafkaFailure, SettingsError
from workers.kafka.client.connection import admin_client
from workers.kafka.client.lag import Behind
from workers.kafka.client.roles import Role
from workers.kafka.client.topics import create_topics
from workers.kafka.lag import service
from workers.kafka.lag.service import LagMonitor, Look, look, serve_lag
from workers.metrics.lag import LagMetrics
from workers.settings import Settings, read_settings

PLACE = TopicPartition("pages.raw", 0)
LOOK = Look({"pages.raw": Role.RAW}, {PLACE: 9}, {PLACE: Behind(4, None, 1)}, 2, {PLACE: 3})
FIGURES = ("lag_messages", "lag_seconds", "expired_messages", "end_offset", "undecided_messages")
SETTINGS = Settings(kafka="127.0.0.1:1", lag_seconds=0.01)

Answer = Look | Exception | None


class Watched:
    """A monitor, and what it told after it had looked at Kafka so often; an answer None never comes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: Answer) -> None:
        self._answers = list(answers)
        self.said: list[str] = []
        self.metrics = LagMetrics("newsmill")
        self.monitor = LagMonitor(SETTINGS, self.metrics, self.said.append)
        monkeypatch.setattr(service, "look", self._look)
        with pytest.raises(asyncio.CancelledError):
            asyncio.run(self.monitor.run())

    async def _look(self, _: Settings) -> Look:
        if not self._answers:
            raise asyncio.CancelledError
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer or await asyncio.get_running_loop().create_future()

    def figures(self) -> list[float | None]:
        """Read whether Kafka is up, the workers, and the figures of the partition."""
        value = self.metrics.registry.get_sample_value
        place = {"role": "raw", "kafka_topic": "pages.raw", "partition": "0"}
        overall = [value(f"newsmill_{name}") for name in ("kafka_up", "group_members")]
        return [*overall, *(value(f"newsmill_{name}", place) for name in FIGURES)]


def test_what_kafka_told_is_told_and_what_it_did_not_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch, LOOK)
    assert watched.figures() == [1, 2, 4, None, 1, 9, 3]
    assert watched.monitor.unready() == ""


def test_where_kafka_tells_nothing_no_figure_stands_for_what_it_told_before(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch, LOOK, KafkaFailure("Kafka is gone"))
    assert watched.figures() == [0, *[None] * 6]
    assert watched.monitor.unready() == "Kafka is gone"


def test_before_the_first_look_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch)
    assert (watched.figures()[0], watched.monitor.unready()) == (0, "Kafka was not asked yet")


def test_a_figure_that_is_outdated_is_told_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch, LOOK)
    monkeypatch.setattr(service, "LOOK_SECONDS", -1)
    assert watched.figures() == [0, *[None] * 6]
    assert watched.monitor.unready() == "what Kafka told is outdated"


def test_each_change_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = KafkaFailure("one"), OSError()
    assert Watched(monkeypatch, LOOK, LOOK, one, one, other, LOOK).said == [
        "lag is known",
        "lag is not known: one",
        "lag is not known: OSError",
        "lag is known",
    ]


def test_a_look_that_takes_too_long_is_given_up_and_the_next_one_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "LOOK_SECONDS", 0.05)
    watched = Watched(monkeypatch, None, LOOK)
    assert watched.said == ["lag is not known: Kafka at 127.0.0.1:1 has not answered within 0.05 s", "lag is known"]


def test_a_kafka_that_is_not_there_is_waited_for_until_a_signal_ends_the_service() -> None:
    settings = Settings(kafka="127.0.0.1:1", lag_port=free_port())
    said: list[str] = []

    def ended(line: str) -> None:
        said.append(line)
        os.kill(os.getpid(), signal.SIGTERM)

    asyncio.run(serve_lag(settings, ended))
    assert len(said) == 1
    assert said[0].startswith("lag is not known: Kafka cannot be reached at 127.0.0.1:1")


def test_a_port_that_is_taken_is_one_line() -> None:
    with socket.create_server(("", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=f"^NEWSMILL_LAG_PORT={port}: .*; choose another port$"):
            asyncio.run(serve_lag(Settings(kafka="127.0.0.1:1", lag_port=port), pytest.fail))


@pytest.mark.kafka
def test_pages_that_expired_unread_are_told(settings: Settings, raw: str) -> None:
    """Not those before a group's first commit: it never had them."""
    partition = TopicPartition(raw, 0)

    async def work() -> list[int]:
        async with AIOKafkaProducer(bootstrap_servers=settings.kafka) as producer:
            for number in range(5):
                await producer.send_and_wait(raw, b"%d" % number, partition=0)
        told = [(await look(settings)).behind[partition].expired]
        async with admin_client(settings) as admin:
            await admin.delete_records({partition: RecordsToDelete(before_offset=2)})
            told.append((await look(settings)).behind[partition].expired)
            group = AIOKafkaConsumer(bootstrap_servers=settings.kafka, group_id=settings.group, enable_auto_commit=False)
            group.assign([partition])
            await group.start()
            await group.commit({partition: 2})
            await group.stop()
            await admin.delete_records({partition: RecordsToDelete(before_offset=5)})
        told.append((await look(settings)).behind[partition].expired)
        return told

    assert asyncio.run(work()) == [0, 0, 3]


@pytest.mark.kafka
def test_lag_is_known_whatever_record_comes_next(settings: Settings, raw: str) -> None:
    """Be it one with a header whose name is no UTF-8, a tombstone, or one without a time."""
    odd = [Record(b"{}", headers=[(b"\xff", None)]), Record(None, b"\xff"), Record(b"{}", timestamp=-1)]
    for partition, record in enumerate(odd):
        asyncio.run(put_batch(settings.kafka, raw, record, Record(), partition=partition))
    found = asyncio.run(look(settings)).behind
    figures = [found[TopicPartition(raw, partition)] for partition in range(len(odd))]
    assert [(each.messages, each.seconds is None) for each in figures] == [(2, False)] * len(odd)


@contextmanager
def lag_service(environ: dict[str, str], tmp_path: Path) -> Iterator[int]:
    """Run the lag service; gives its port."""
    port = free_port()
    own = {"PATH": os.environ["PATH"], **environ, "NEWSMILL_LAG_PORT": str(port), "NEWSMILL_LAG_SECONDS": "0.2"}
    with (tmp_path / "lag.log").open("w") as log:
        process = subprocess.Popen([str(NEWSMILL), "lag"], env=own, stdout=log, stderr=log)
    try:
        yield port
    finally:
        process.terminate()
        assert process.wait(timeout=20) == 0


@pytest.mark.kafka
def test_the_lag_is_known_without_workers_and_absent_without_kafka_or_kafka_topics(own_broker: Broker, tmp_path: Path) -> None:
    environ = names(own_broker.servers)
    settings = read_settings(environ)
    with lag_service(environ, tmp_path) as port:
        wait_for(lambda: "newsmill topics create" in ask(port, "/health/ready")[1])
        asyncio.run(create_topics(settings))
        put_pages(settings, 10)
        wait_for(lambda: scrape(port).total("newsmill_lag_messages") == 30)
        told = scrape(port)
        assert told.ready == ask(port, "/health/live")[0] == 200
        assert told.total("newsmill_lag_seconds") > 0
        assert told.value("newsmill_group_members") == 0
        raw = {labels for name, labels in told.samples if name == "newsmill_end_offset" and ("role", "raw") in labels}
        assert len(raw) == 3
        own_broker.kill()
        wait_for(lambda: ask(port, "/health/ready")[0] == 503)
        without = scrape(port)
        assert without.value("newsmill_kafka_up") == 0
        assert not without.has("newsmill_lag_messages")
        assert "Kafka" in ask(port, "/health/ready")[1]
        own_broker.start()
        wait_for(lambda: scrape(port).total("newsmill_lag_messages") == 30)
