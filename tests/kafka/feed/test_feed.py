"""`newsmill feed`: every page read is sent once or named, whatever happens to Kafka meanwhile."""

import asyncio
import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from aiokafka import ConsumerRecord, TopicPartition

from testing.broker import Broker
from tests.kafka.fixtures import NEWSMILL, Newsmill, names, run_newsmill
from workers.inputs import Input, Unreadable, read_inputs
from workers.kafka.client.connection import consumer
from workers.kafka.client.messages import keyed
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.feed import feed
from workers.kafka.feed.feed import paced
from workers.settings import Settings, read_settings
from workers.steps.read.message import RawMessage

SAMPLES = Path(__file__).parents[3] / "samples" / "pages"
WAIT_SECONDS = 60


def page(number: int, body: str = "text", site: str = "paper.example") -> bytes:
    keys = {"url": f"https://www.{site}/news/{number}", "fetched_at": "2026-03-02T08:00:00Z", "body": body}
    return json.dumps(keys).encode()


def sent(settings: Settings, role: Role = Role.RAW) -> list[ConsumerRecord]:
    """All messages of a Kafka topic."""

    async def read() -> list[ConsumerRecord]:
        name = kafka_topic(settings, role)
        async with consumer(settings, auto_offset_reset="earliest") as client:
            partitions = [TopicPartition(name, number) for number in range(settings.partitions)]
            client.assign(partitions)
            ends = await client.end_offsets(partitions)
            records: list[ConsumerRecord] = []
            while any([await client.position(partition) < ends[partition] for partition in partitions]):
                for batch in (await client.getmany(timeout_ms=100)).values():
                    records += batch
            return records

    return asyncio.run(read())


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def start(environ: dict[str, str], *arguments: str) -> "subprocess.Popen[bytes]":
    command = [str(NEWSMILL), "feed", *arguments]
    environment = {"PATH": os.environ["PATH"], **environ}
    return subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)


def write(process: "subprocess.Popen[bytes]", *lines: bytes) -> None:
    assert process.stdin is not None
    process.stdin.write(b"".join(line + b"\n" for line in lines))
    process.stdin.flush()


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
def test_everything_that_clean_reads_is_sent_as_it_is_keyed_by_site_and_in_order(newsmill: Newsmill, settings: Settings) -> None:
    run = newsmill("feed", SAMPLES)
    messages = [keyed(item.message) for item in read_inputs([str(SAMPLES)]) if isinstance(item, Input)]
    records = sent(settings)
    assert (run.returncode, run.stderr) == (0, f"newsmill: read {len(messages)} = {len(messages)} sent\n")
    found = [RawMessage(record.value, record.headers, record.key) for record in records]
    assert sorted(found, key=repr) == sorted(messages, key=repr)
    for key in {record.key for record in records} - {None}:
        assert [message for message in found if message.key == key] == [message for message in messages if message.key == key]
        assert len({record.partition for record in records if record.key == key}) == 1


@pytest.mark.kafka
def test_pages_that_are_too_large_or_unreadable_are_named_and_counted(
    newsmill: Newsmill, settings: Settings, tmp_path: Path
) -> None:
    """What cannot be read is sent all the same, with the reason: the worker makes a dead letter of it, as it does of broken JSON."""
    lines, cut = tmp_path / "pages.jsonl", tmp_path / "cut.warc.gz"
    lines.write_bytes(b"\n".join([page(1), page(2, "x" * 1024 * 1024), b"{broken", page(4)]))
    cut.write_bytes((SAMPLES / "archive.warc.gz").read_bytes()[:-300])
    newsmill("topics", "create", NEWSMILL_MAX_MESSAGE_MB="1")
    run = newsmill("feed", lines, cut)
    records = sent(settings)
    told = run.stderr.splitlines()
    assert run.returncode == 1
    size = len(page(2, "x" * 1024 * 1024))
    name = kafka_topic(settings, Role.RAW)
    assert told[0] == f"newsmill: too large: {lines}:2: {size} bytes, {name} takes 1048576"
    assert told[1].startswith(f"newsmill: unreadable, will be a dead letter: {cut}:")
    assert told[2:] == [f"newsmill: read {len(records) + 1} = {len(records) - 1} sent + 1 sent unreadable + 1 too large"]
    assert {page(1), b"{broken", page(4)} <= {record.value for record in records}
    (unreadable,) = [item for item in read_inputs([str(cut)]) if isinstance(item, Unreadable)]
    (found,) = [record for record in records if record.value == unreadable.original]
    assert (found.value, found.headers) == (unreadable.original, unreadable.message.headers)


@pytest.mark.kafka
def test_a_page_that_just_fits_is_taken(newsmill: Newsmill, settings: Settings, tmp_path: Path) -> None:
    """Noise, which does not compress, of exactly the size that is allowed."""
    newsmill("topics", "create", NEWSMILL_MAX_MESSAGE_MB="1")
    noise = random.Random(1).randbytes(1024 * 1024).replace(b"\n", b"").replace(b"\r", b"")
    lines = tmp_path / "pages.jsonl"
    lines.write_bytes(noise + b"x" * (1024 * 1024 - len(noise)))
    assert newsmill("feed", lines).returncode == 0
    assert [len(record.value) for record in sent(settings)] == [1024 * 1024]


@pytest.mark.kafka
def test_without_its_kafka_topic_it_says_what_to_do(newsmill: Newsmill, settings: Settings) -> None:
    run = newsmill("feed", SAMPLES)
    name = kafka_topic(settings, Role.RAW)
    assert run.returncode == 1
    assert run.stderr == f"newsmill: Kafka at {settings.kafka} has no {name}; newsmill topics create makes what is missing\n"


@pytest.mark.parametrize("arguments", [(), ("nowhere.jsonl",)], ids=["no input", "an input that is not there"])
def test_a_wrong_call_is_one_line_and_exit_code_2(arguments: tuple[str, ...]) -> None:
    run = run_newsmill({"NEWSMILL_KAFKA": "127.0.0.1:1"}, "feed", *arguments)
    assert (run.returncode, run.stderr.count("\n")) == (2, 1)


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
def test_a_page_is_sent_while_the_next_is_waited_for_and_sigterm_ends_in_good_order(
    environ: dict[str, str], settings: Settings
) -> None:
    process = start(environ, "-")
    write(process, page(1))
    wait_for(lambda: len(sent(settings)) == 1)
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=WAIT_SECONDS)
    assert (process.returncode, told) == (128 + signal.SIGTERM, b"newsmill: read 1 = 1 sent (stopped early)\n")


@pytest.mark.kafka
def test_a_broker_that_is_killed_and_comes_back_has_every_page_once(own_broker: Broker) -> None:
    environ = names(own_broker.servers)
    settings = read_settings(environ)
    run_newsmill(environ, "topics", "create")
    process = start(environ, "-", "--rate", "1000")
    pages = [page(number, site=f"site-{number % 7}.example") for number in range(2000)]
    write(process, *pages[:500])
    wait_for(lambda: len(sent(settings)) >= 100)
    own_broker.kill()
    write(process, *pages[500:])
    own_broker.start()
    _, told = process.communicate(timeout=WAIT_SECONDS)
    assert (process.returncode, told) == (0, b"newsmill: read 2000 = 2000 sent\n")
    assert sorted(record.value for record in sent(settings)) == sorted(pages)


@pytest.mark.kafka
def test_a_broker_that_does_not_come_back_is_one_line_after_the_set_time(own_broker: Broker) -> None:
    environ = {**names(own_broker.servers), "NEWSMILL_KAFKA_SECONDS": "1"}
    run_newsmill(environ, "topics", "create")
    process = start(environ, "-")
    write(process, page(1))
    wait_for(lambda: len(sent(read_settings(environ))) == 1)
    own_broker.kill()
    write(process, page(2), page(3))
    _, told = process.communicate(timeout=WAIT_SECONDS)
    first, second = told.decode().splitlines()
    assert process.returncode == 1
    assert first in {"newsmill: read 3 = 1 sent + 2 not confirmed", "newsmill: read 3 = 0 sent + 3 not confirmed"}
    assert second.startswith(f"newsmill: Kafka at {own_broker.servers} has confirmed nothing for 1 s; ")


def test_pages_are_paced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten a second: the eleventh comes after one second; time that an input took is made up for, no more than a second of it."""
    now = 100.0
    times: list[float] = []

    class Clock:
        @staticmethod
        def monotonic() -> float:
            return now

        @staticmethod
        def sleep(seconds: float) -> None:
            nonlocal now
            now += seconds

    monkeypatch.setattr(feed, "time", Clock)
    for number in paced(iter(range(40)), 10):
        times.append(round(now - 100, 3))
        if number == 10:
            now += 5
    assert times[:11] == [round(number / 10, 3) for number in range(11)]
    assert times[11:23] == [6.0] * 11 + [6.1]
