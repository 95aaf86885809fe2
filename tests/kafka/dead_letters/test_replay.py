"""`newsmill replay` and `newsmill dead-letters`: each dead letter's raw page goes back once, as it came, and can be looked at."""

import asyncio
import gc
import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from testing.ground import recreate_topics
from testing.outcomes import put_pages
from testing.record_batches import Record
from testing.record_batches import put as put_batch
from tests.kafka.fixtures import NEWSMILL, Newsmill
from tests.kafka.running import committed
from workers.dead_letter import dead_letter
from workers.errors import KafkaFailure
from workers.kafka.client.connection import admin_client, client_arguments, on_kafka
from workers.kafka.client.messages import outcome_message, replayed
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.dead_letters import replay as replaying
from workers.kafka.dead_letters.read import Selection
from workers.kafka.dead_letters.replay import replay
from workers.records import DeadLetter, DeadLetterReason, Header, Source, Step
from workers.settings import Settings
from workers.steps.read.message import RawMessage
from workers.steps.read.newsmill_headers import ATTEMPTS, REPLAY_OF, attempts_before
from workers.steps.read.raw_page import BINARY

EVENT = b'{"url": "https://paper.example/%d", "fetched_at": "2026-03-02T08:00:00Z", "body": "<p>page %d</p>"}'
HEADERS = (("content-type", b"text/html"), ("twice", b"\xff\x00"), ("twice", None))
REASONS = list(DeadLetterReason)


def letter(settings: Settings, number: int, reason: DeadLetterReason = DeadLetterReason.STEP_FAILED) -> DeadLetter:
    source = Source(kafka_topic=kafka_topic(settings, Role.RAW), partition=number % 3, offset=number)
    original = RawMessage(EVENT % (number, number), HEADERS, b"paper.example")
    url = f"https://paper.example/{number}"
    return dead_letter(original, source, Step.EXTRACT, reason, f"failed at \x1b[31m{number}", url=url)


def put(settings: Settings, *letters: DeadLetter) -> None:
    async def work() -> None:
        async with AIOKafkaProducer(**client_arguments(settings)) as producer:
            for each in letters:
                message = outcome_message(each, settings.group)
                await producer.send(kafka_topic(settings, message.role), message.value, message.key, headers=message.headers)

    asyncio.run(work())


def read_raw(settings: Settings) -> list[Any]:
    """Read the committed raw pages."""
    return committed(settings, [Role.RAW])


def values(settings: Settings) -> list[bytes]:
    return sorted(record.value for record in read_raw(settings))


def run_replay(settings: Settings, stopped: Callable[[], bool] = lambda: False) -> str:
    return str(asyncio.run(on_kafka(settings, replay(settings, Selection(), pytest.fail, stopped))))


def test_a_replayed_page_is_the_message_that_came_with_its_attempts_counted() -> None:
    first = letter(Settings(), 1)
    value, key, headers = replayed(first, "pages.dead-letter/0/7")
    assert (value, key) == (EVENT % (1, 1), b"paper.example")
    assert headers == [*HEADERS, (ATTEMPTS, b"1"), (REPLAY_OF, b"pages.dead-letter/0/7")]
    again = dead_letter(RawMessage(value, tuple(headers), key), first.source, first.step, first.reason, "again")
    assert again.attempts == 2
    assert replayed(again, "pages.dead-letter/0/8")[2] == [*HEADERS, (ATTEMPTS, b"2"), (REPLAY_OF, b"pages.dead-letter/0/8")]


@pytest.mark.parametrize("value", [None, b"", b"-1", b"1.5", b"many", b"\xff", b"9" * 400, "²".encode()])
def test_attempts_that_make_no_sense_are_none(value: bytes | None) -> None:
    assert attempts_before(RawMessage(b"", ((ATTEMPTS, value),))) == 0


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
def test_each_dead_letter_goes_back_once_as_it_came(newsmill: Newsmill, settings: Settings) -> None:
    put(settings, *(letter(settings, number) for number in range(7)))
    first, second = newsmill("replay"), newsmill("replay")
    assert (first.returncode, first.stderr) == (0, "newsmill: read 7 dead letters = 7 sent\n")
    assert (second.returncode, second.stderr) == (0, "newsmill: read 7 dead letters = 0 sent + 7 sent before\n")
    found = read_raw(settings)
    assert sorted(record.value for record in found) == sorted(EVENT % (number, number) for number in range(7))
    for record in found:
        number = int(json.loads(record.value)["url"].rsplit("/", 1)[1])
        assert (record.partition, record.key, tuple(record.headers[:3])) == (number % 3, b"paper.example", HEADERS)


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
def test_dead_letters_of_a_topic_that_was_made_anew_were_not_sent_before(newsmill: Newsmill, settings: Settings) -> None:
    """They lie where others lay that were."""
    put(settings, *(letter(settings, number) for number in range(5)))
    assert newsmill("replay").stderr == "newsmill: read 5 dead letters = 5 sent\n"
    recreate_topics(settings, Role.DEAD_LETTER)
    put(settings, *(letter(settings, number) for number in range(10, 15)))
    assert newsmill("replay").stderr == "newsmill: read 5 dead letters = 5 sent\n"
    assert len(values(settings)) == 10


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
def test_an_article_on_its_way_is_not_made_of_a_page_of_another_life(newsmill: Newsmill, settings: Settings) -> None:
    put_raw = Source(kafka_topic=kafka_topic(settings, Role.RAW), partition=0, offset=0, life="another")
    put(settings, msgspec.structs.replace(letter(settings, 0), step=Step.RELAY, source=put_raw))
    put_pages(settings, 1, partitions=1)
    assert newsmill("replay").stderr.endswith("newsmill: read 1 dead letters = 0 sent + 1 of a raw page that has expired\n")


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
def test_only_what_is_asked_for_goes_back_and_the_rest_can_later(newsmill: Newsmill, settings: Settings) -> None:
    put(settings, *(letter(settings, number, REASONS[number % 2]) for number in range(6)))
    assert newsmill("replay", "--since", "2999-01-01").stderr == "newsmill: read 0 dead letters = 0 sent\n"
    run = newsmill("replay", "--reason", REASONS[1], "--since", "2020-01-01T00:00:00Z")
    assert run.stderr == "newsmill: read 6 dead letters = 3 sent + 3 passed over\n"
    assert newsmill("replay").stderr == "newsmill: read 6 dead letters = 3 sent + 3 sent before\n"
    assert newsmill("replay", "--reason", "no such").returncode == 2
    assert len(values(settings)) == 6


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
def test_killed_in_the_middle_of_a_transaction_it_sends_nothing_twice_and_nothing_is_missing(
    environ: dict[str, str], settings: Settings, tmp_path: Path
) -> None:
    """Three transactions are made of ten pages; in each the process is killed when a page has reached Kafka and its note has not."""
    put(settings, *(letter(settings, number) for number in range(10)))
    script = tmp_path / "killed.py"
    script.write_text(
        "import os, signal, sys\n"
        "from aiokafka import AIOKafkaProducer\n"
        "from workers.cli.main import main\n"
        "from workers.kafka.dead_letters import replay\n"
        "replay.BATCH_PAGES, left, send = 4, 4 * int(sys.argv.pop()), AIOKafkaProducer.send\n"
        "async def killing(self, topic, value, *more, **others):\n"
        "    global left\n"
        "    left -= value is None\n"
        "    if left < 0:\n"
        "        await self.flush()\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return await send(self, topic, value, *more, **others)\n"
        "AIOKafkaProducer.send = killing\n"
        "main()\n"
    )
    for transactions in (0, 1, 1):
        command = [str(NEWSMILL.parent / "python"), str(script), "replay", str(transactions)]
        run = subprocess.run(command, env={"PATH": os.environ["PATH"], **environ}, check=False, timeout=60)
        assert run.returncode == -9
    assert run_replay(settings) == "read 10 dead letters = 2 sent + 8 sent before"
    assert values(settings) == sorted(EVENT % (number, number) for number in range(10))


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
@pytest.mark.parametrize("one_by_one", [False, True])
def test_a_second_replay_takes_over_from_the_first(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, *, one_by_one: bool
) -> None:
    """The second begins while the first has a transaction under way: the first ends with one line, and no page goes twice.

    Kafka may say so to the last page of a batch, or to the first, so that the next cannot be sent any more.
    """
    put(settings, *(letter(settings, number) for number in range(10)))
    monkeypatch.setattr(replaying, "BATCH_PAGES", 4)
    send = replaying._send  # noqa: SLF001 # overtaken in its place
    counts: list[int] = []

    async def overtaken(*arguments: Any) -> int:
        if not counts:
            counts.append(0)
            monkeypatch.setattr(replaying, "_send", send)
            counts[0] = (await replay(settings, Selection(), pytest.fail, lambda: False)).outcomes["sent"]
            if one_by_one:
                send_page = arguments[0].send

                async def send_and_wait(*page: Any, **headers: Any) -> Any:
                    sent = await send_page(*page, **headers)
                    await asyncio.wait([sent])
                    return sent

                monkeypatch.setattr(arguments[0], "send", send_and_wait)
        return await send(*arguments)

    monkeypatch.setattr(replaying, "_send", overtaken)
    with pytest.raises(KafkaFailure, match="another newsmill replay has taken over"):
        run_replay(settings)
    gc.collect()
    assert not [record for record in caplog.records if record.name == "asyncio"]
    assert counts == [10]
    assert len(values(settings)) == 10


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
def test_stopped_it_has_sent_what_it_says(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    put(settings, *(letter(settings, number) for number in range(10)))
    monkeypatch.setattr(replaying, "BATCH_PAGES", 1)
    told = re.search(r"(\d+) sent$", run_replay(settings, lambda: True))
    assert told
    assert len(values(settings)) == int(told[1])
    run_replay(settings)
    assert len(values(settings)) == 10


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
def test_what_cannot_be_sent_is_named_and_the_rest_is_sent(newsmill: Newsmill, settings: Settings) -> None:
    async def spoil() -> None:
        async with AIOKafkaProducer(**client_arguments(settings), max_request_size=2**26, compression_type="gzip") as producer:
            topic = kafka_topic(settings, Role.DEAD_LETTER)
            headers = [Header(name="large", value_base64=b" " * (settings.max_message_bytes + 2**17))]
            large = msgspec.structs.replace(letter(settings, 2), original_headers=headers)
            await producer.send_and_wait(topic, outcome_message(large, "test").value, partition=0)
            await producer.send_and_wait(topic, b"{}", partition=0)
            await producer.send_and_wait(topic, None, b"key", partition=0)

    asyncio.run(spoil())
    put(settings, letter(settings, 1))
    run = newsmill("replay")
    topic = kafka_topic(settings, Role.DEAD_LETTER)
    *named, last = run.stderr.splitlines()
    assert run.returncode == 1
    assert named == [f"newsmill: too large: {topic}/0/0", *(f"newsmill: unreadable: {topic}/0/{offset}" for offset in (1, 2))]
    assert last.startswith("newsmill: read 4 dead letters = 1 sent")


@pytest.mark.kafka
def test_of_an_article_on_its_way_the_raw_page_goes_back_where_it_is_still_there(
    newsmill: Newsmill, settings: Settings, raw: str
) -> None:
    """The dead letter holds the article's bytes, which are no raw page."""
    value = b" " * (settings.max_message_bytes + 2**20)  # larger than Kafka takes, but for its compression

    async def put_raw() -> None:
        async with AIOKafkaProducer(**client_arguments(settings), max_request_size=2**26, compression_type="zstd") as producer:
            await producer.send_and_wait(raw, value, b"key", partition=2, headers=list(HEADERS))

    asyncio.run(put_raw())
    on_its_way = msgspec.structs.replace(letter(settings, 2), step=Step.RELAY, original_base64=b"{candidate", original_headers=[])
    source = msgspec.structs.replace(on_its_way.source, offset=0)
    put(settings, msgspec.structs.replace(on_its_way, source=source), on_its_way)
    run = newsmill("replay")
    assert run.stderr.splitlines()[-1] == "newsmill: read 2 dead letters = 1 sent + 1 of a raw page that has expired"
    assert run.returncode == 1
    _, page = read_raw(settings)
    assert (page.value, page.key, page.partition) == (value, b"key", 2)
    assert list(page.headers[:4]) == [*HEADERS, (ATTEMPTS, b"1")]


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
def test_dead_letters_are_shown_newest_last(newsmill: Newsmill, settings: Settings) -> None:
    for number in range(9):
        put(settings, letter(settings, number, REASONS[number % 2]))
    shown = [json.loads(line) for line in newsmill("dead-letters", "--last", "4", "--json").stdout.splitlines()]
    assert [found["source"]["offset"] for found in shown] == [5, 6, 7, 8]
    assert [found["reason"] for found in shown] == [REASONS[1], REASONS[0], REASONS[1], REASONS[0]]
    last = shown[-1]
    assert (last["url"], last["step"], last["attempts"]) == ("https://paper.example/8", "extract", 1)
    assert last["size"] == len(EVENT % (8, 8))
    run = newsmill("dead-letters", "--last", "2", "--reason", REASONS[1])
    head, *rows = run.stdout.splitlines()
    assert (run.returncode, len(rows)) == (0, 2)
    assert head.split() == "time reason step url source bytes tried message".split()
    assert all(
        word in rows[1] for word in ("invalid_json", "extract", "paper.example/7", f"{kafka_topic(settings, Role.RAW)}/1/7")
    )
    assert "\x1b" not in run.stdout
    assert newsmill("dead-letters", "--since", "2999-01-01", "--json").stdout == ""


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
def test_their_raw_pages_are_saved_as_they_came(newsmill: Newsmill, settings: Settings, tmp_path: Path) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "page.html": {"body": "<p>Zoë</p>"},
        "page.txt": {"body_base64": "aGk=", "content_type": "text/plain; charset=utf-8"},
        "page.html.gz": {"body_base64": "H4sI", "content_type": "TEXT/HTML", "headers": {"Content-Encoding": "gzip"}},
        "page.body": {"body_base64": "AAE=", "content_type": "image/png"},
    }
    events = [
        json.dumps({"url": "https://a.example/", "fetched_at": "2026-03-02T08:00:00Z", **more}).encode()
        for more in bodies.values()
    ]
    for event in [*events, b"{broken"]:
        put(settings, msgspec.structs.replace(letter(settings, 1), original_base64=event))
    binary = {
        "content-type": BINARY,
        "url": "https://a.example/",
        "fetched_at": "2026-03-02T08:00:00Z",
        "content_type": "text/html",
    }
    headers = [Header(name=name, value_base64=value.encode()) for name, value in binary.items()]
    put(settings, msgspec.structs.replace(letter(settings, 1), original_base64=b"<p>\xff", original_headers=headers))
    folder = tmp_path / "new" / "letters"
    run = newsmill("dead-letters", "--save", folder, "--json")
    names = [f"{found['partition']}-{found['offset']}" for found in map(json.loads, run.stdout.splitlines())]
    assert run.stderr == f"newsmill: 6 raw pages are in {folder}\n"
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    expected = {f"{name}.json": event for name, event in zip(names, events, strict=False)}
    suffixes = [name.removeprefix("page") for name in bodies]
    contents = ["<p>Zoë</p>".encode(), b"hi", b"\x1f\x8b\x08", b"\0\1"]
    expected |= {f"{name}{suffix}": content for name, suffix, content in zip(names, suffixes, contents, strict=False)}
    assert files == expected | {f"{names[4]}.message": b"{broken", f"{names[5]}.html": b"<p>\xff"}
    (tmp_path / "file").touch()
    run = newsmill("dead-letters", "--save", tmp_path / "file" / "below")
    assert (run.returncode, run.stderr.count("\n")) == (1, 1)


@pytest.mark.kafka
def test_headers_whose_names_are_no_utf8_go_back_as_they_came(newsmill: Newsmill, settings: Settings, raw: str) -> None:
    """Beside pages without them, on whatever partition, in the same transaction."""
    odd = (("caf\udce9", b"\xff"), ("\udcff", None), ("é", b""))
    letters = [letter(settings, number) for number in range(6)]
    letters[2:4] = [
        dead_letter(RawMessage(EVENT % (number, number), odd, b"\xff"), each.source, each.step, each.reason, "odd")
        for number, each in enumerate(letters[2:4], 2)
    ]
    letters[5] = msgspec.structs.replace(letters[3], source=Source(file="pages.jsonl", record=1))
    put(settings, *letters)
    first, second = newsmill("replay"), newsmill("replay")
    assert (first.returncode, first.stderr) == (0, "newsmill: read 6 dead letters = 6 sent\n")
    assert (second.returncode, second.stderr) == (0, "newsmill: read 6 dead letters = 0 sent + 6 sent before\n")
    found = [(record.key, record.headers[:3]) for record in read_raw(settings)]
    assert sorted(found, key=str) == sorted([(b"paper.example", HEADERS)] * 3 + [(b"\xff", odd)] * 3, key=str)
    kept = subprocess.run(
        ["kcat", "-b", settings.kafka, "-C", "-t", raw, "-e", "-q", "-f", "%h\n"], capture_output=True, check=True
    ).stdout
    assert kept.count(b"caf\xe9=\xff,") == 3, "another client sees the same bytes"


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
def test_whatever_records_lie_among_dead_letters_those_that_are_some_are_shown_and_sent(
    newsmill: Newsmill, settings: Settings
) -> None:
    """Notes of replays and dead letters that nobody of Newsmill's wrote, and one whose raw page lies nowhere."""
    odd = [(b"\xff", b"x")]
    letters, notes = kafka_topic(settings, Role.DEAD_LETTER), kafka_topic(settings, Role.REPLAYED)
    good = letter(settings, 1)
    nowhere = [
        msgspec.structs.replace(
            good, step=Step.RELAY, source=Source(kafka_topic=good.source.kafka_topic, partition=p, offset=offset)
        )
        for p, offset in ((0, 10**12), (0, 2**63), (99, 0), (10**30, 0))
    ]
    records = [Record(None, b"\xff", odd), Record(b"{" + b'"a":[' * 50_000, headers=odd), Record(b"\xff")]
    asyncio.run(
        put_batch(
            settings.kafka, letters, *records, *(Record(msgspec.json.encode(each), b"\xff", odd) for each in (good, *nowhere))
        )
    )
    for key in (b"\xff/0/1", None, b"", b"/1/1", letters.encode() + b"/0/" + b"9" * 18, letters.encode() + b"/9/0"):
        asyncio.run(put_batch(settings.kafka, notes, Record(None, key, odd)))
    shown = newsmill("dead-letters", "--json")
    assert (shown.returncode, len(shown.stdout.splitlines())) == (0, 5), shown.stderr
    run = newsmill("replay")
    assert run.returncode == 1
    told = run.stderr.splitlines()
    assert told[-1] == "newsmill: read 8 dead letters = 1 sent + 3 unreadable + 4 of a raw page that has expired"
    assert len(told) == 8
    assert len(values(settings)) == 1


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
def test_dead_letters_of_any_time_are_shown(newsmill: Newsmill, settings: Settings) -> None:
    """Where a Kafka topic keeps the times of those who write to it."""
    letters = kafka_topic(settings, Role.DEAD_LETTER)

    async def create_time() -> None:
        async with admin_client(settings) as admin:
            configuration = {"message.timestamp.type": "CreateTime"}
            await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, letters, configuration)])

    asyncio.run(create_time())
    value = msgspec.json.encode(letter(settings, 1))
    times = [-1, 0, 2**63 - 1, 253_402_300_800_000]
    for time in times:
        asyncio.run(put_batch(settings.kafka, letters, Record(value, timestamp=time)))
    assert len(committed(settings, [Role.DEAD_LETTER])) == len(times)
    for more in ((), ("--json",), ("--since", "2020-01-01")):
        shown = newsmill("dead-letters", *more)
        assert shown.returncode == 0, shown.stderr
    assert "9999-01-01" in newsmill("dead-letters").stdout
