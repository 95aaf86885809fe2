"""What no station can go on with ends as a dead letter with its bytes, and the worker goes on with the next message."""

import asyncio
import gzip
import json
import random
from base64 import b64decode, b64encode
from pathlib import Path

import msgspec
import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import RecordsToDelete
from aiokafka.codec import lz4_encode
from zstandard import ZstdCompressionParameters, ZstdCompressor

from testing.broker import Broker
from testing.candidates import candidate_of
from testing.record_batches import COMPRESSIONS, LZ4, ZSTD, Record, batch_of, batch_of_content, content_of, put_made
from testing.record_batches import put as put_batch
from tests.kafka.fixtures import Newsmill, Start, names, run_newsmill
from tests.kafka.running import FAILED, Event, article, behind, page, read, wait_for
from workers.kafka.client.connection import admin_client, client_arguments
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.lag.service import look
from workers.limits import KEPT_BYTES
from workers.settings import read_settings

pytestmark = pytest.mark.kafka

URL = "https://paper.example/news/1"


def letters(events: dict[Role, list[Event]]) -> list[tuple[str, str, str | None, bytes]]:
    """Step, reason, URL and bytes of the dead letters."""
    found = [
        (event["step"], event["reason"], event["url"], b64decode(event["original_base64"])) for event in events[Role.DEAD_LETTER]
    ]
    return sorted(found, key=lambda letter: letter[3])


def test_a_page_that_becomes_more_than_a_message_may_hold_is_a_dead_letter(
    environ: dict[str, str], newsmill: Newsmill, start: Start, tmp_path: Path
) -> None:
    """A text that was small as long as it was compressed, and a URL that grows when it is normalised."""
    environ["NEWSMILL_MAX_MESSAGE_MB"] = "1"
    rng = random.Random(1)
    words = article(1).split()[10:60]
    text = "\n\n".join(f"{' '.join(rng.choices(words, k=100))}." for _ in range(4000)).encode()
    assert len(text) > read_settings(environ).max_outcome_bytes
    large = {"url": URL, "fetched_at": "2026-03-02T08:00:00Z", "content_type": "text/plain", "content_encoding": "gzip"}
    lines = [
        json.dumps({**large, "body_base64": b64encode(gzip.compress(text)).decode()}) + "\n",
        json.dumps(json.loads(page(f"{URL}?{'é' * 400_000}", article(1))), ensure_ascii=False) + "\n",
        page(f"{URL}/good", article(2)),
    ]
    pages = tmp_path / "pages.jsonl"
    pages.write_text("".join(lines))
    newsmill("topics", "create")
    assert newsmill("feed", pages).returncode == 0
    start()
    assert newsmill("audit", "--wait", 90).returncode == 0
    events = read(read_settings(environ))
    assert [event["url"] for event in events[Role.ARTICLES]] == [f"{URL}/good"]
    originals = [line.strip().encode() for line in lines[:2]]
    assert letters(events) == sorted(
        [("extract", "too_large", URL, originals[0]), ("extract", "too_large", None, originals[1])], key=lambda letter: letter[3]
    )


def test_what_is_no_candidate_between_the_stations_is_a_dead_letter_and_stops_no_worker(
    environ: dict[str, str], newsmill: Newsmill, start: Start, tmp_path: Path
) -> None:
    environ["NEWSMILL_PARTITIONS"] = "1"
    settings = read_settings(environ)
    junk = [None, b"{", b"\xff\0", b'{"url": "https://a.example/"}']

    async def put() -> None:
        async with AIOKafkaProducer(**client_arguments(settings)) as producer:
            for value in junk:
                await producer.send_and_wait(kafka_topic(settings, Role.EXTRACTED), value, b"key")

    newsmill("topics", "create")
    asyncio.run(put())
    pages = tmp_path / "pages.jsonl"
    pages.write_text(page(URL, article(1)))
    newsmill("feed", pages)
    worker = start()
    assert newsmill("audit", "--wait", 90).returncode == 0
    wait_for(lambda: behind(settings) == 0)
    events = read(settings)
    assert [event["url"] for event in events[Role.ARTICLES]] == [URL]
    assert letters(events) == sorted(
        [
            ("relay", "broken_record", None, b""),
            ("relay", "broken_record", None, b"{"),
            ("relay", "broken_record", None, b"\xff\0"),
            ("relay", "broken_record", "https://a.example/", b'{"url": "https://a.example/"}'),
        ],
        key=lambda letter: letter[3],
    )
    assert json.loads(newsmill("audit", "--json").stdout)["foreign"] == len(junk)
    assert worker.poll() is None


@pytest.mark.parametrize("compression", range(len(COMPRESSIONS)))
def test_a_page_with_a_header_whose_name_is_no_utf8_is_a_dead_letter_and_those_around_it_are_articles(
    environ: dict[str, str], newsmill: Newsmill, start: Start, compression: int
) -> None:
    """They are of one batch, so that none of them could be decoded."""
    environ["NEWSMILL_PARTITIONS"] = "1"
    settings = read_settings(environ)
    odd = [(b"caf\xe9", b"\xff\0"), (b"\xff\xfe", None), ("é".encode(), b"name"), (b"", b"")]
    before, bad, after = (Record(page(f"{URL}/{number}", article(number)).encode()) for number in range(3))
    newsmill("topics", "create")
    asyncio.run(
        put_batch(
            settings.kafka,
            kafka_topic(settings, Role.RAW),
            before,
            bad._replace(key=b"\xff", headers=odd),
            after,
            compression=compression,
        )
    )
    worker = start()
    audit = newsmill("audit", "--wait", 60)
    assert (audit.returncode, worker.poll()) == (0, None), audit.stderr
    events = read(settings)
    assert {event["url"] for event in events[Role.ARTICLES]} == {f"{URL}/0", f"{URL}/2"}
    (letter,) = events[Role.DEAD_LETTER]
    assert letters(events) == [("decode", "broken_record", None, bad.value)]
    assert letter["message"] == "the name of a header is no UTF-8: b'caf\\xe9'"
    assert letter["original_key_base64"] == b64encode(b"\xff").decode()
    kept = [(header.get("name"), header.get("name_base64"), header["value_base64"]) for header in letter["original_headers"]]
    assert kept == [
        (None, b64encode(b"caf\xe9").decode(), b64encode(b"\xff\0").decode()),
        (None, b64encode(b"\xff\xfe").decode(), None),
        ("é", None, b64encode(b"name").decode()),
        ("", None, ""),
    ]


def test_an_article_on_its_way_with_odd_headers_of_others_is_published_and_what_is_none_is_a_dead_letter(
    environ: dict[str, str], newsmill: Newsmill, start: Start, tmp_path: Path
) -> None:
    environ["NEWSMILL_PARTITIONS"] = "1"
    settings = read_settings(environ)
    odd = [(b"\xff", b"x"), (b"newsmill-received", b"\xff"), (b"newsmill-received", None)]
    candidate = msgspec.json.encode(candidate_of(article(2), url=f"{URL}/2"))
    newsmill("topics", "create")
    asyncio.run(
        put_batch(
            settings.kafka,
            kafka_topic(settings, Role.EXTRACTED),
            Record(b"{", b"\xff", odd),
            Record(None, None, odd),
            Record(candidate, b"\xff", odd),
        )
    )
    pages = tmp_path / "pages.jsonl"
    pages.write_text(page(URL, article(1)))
    newsmill("feed", pages)
    worker = start()
    wait_for(lambda: behind(settings) == 0)
    events = read(settings)
    assert worker.poll() is None
    assert {event["url"] for event in events[Role.ARTICLES]} == {URL, f"{URL}/2"}
    assert [letter[:2] for letter in letters(events)] == [("relay", "broken_record")] * 2


def test_at_what_is_corrupt_everybody_says_where_and_once_it_is_deleted_the_rest_goes_on(
    own_broker: Broker, start: Start, tmp_path: Path
) -> None:
    environ = {**names(own_broker.servers), "NEWSMILL_PARTITIONS": "1"}
    settings = read_settings(environ)
    raw = kafka_topic(settings, Role.RAW)
    run_newsmill(environ, "topics", "create")
    for number in range(3):
        asyncio.run(put_batch(settings.kafka, raw, Record(page(f"{URL}/{number}", article(number)).encode())))
    own_broker.stop()
    log = own_broker.folder / "data" / f"{raw}-0" / f"{0:020}.log"
    log.write_bytes(log.read_bytes().replace(f"{URL}/1".encode(), f"{URL}/!".encode()))
    own_broker.start()
    told = f"{raw} partition 0 is corrupt at offset 1, so that no client can read on there"
    assert start(**environ).wait(60) == FAILED
    (line,) = [line for line in (tmp_path / "worker.log").read_text().splitlines() if told in line and "CRITICAL" in line]
    assert "docs/runbook.md" in line
    audit = run_newsmill(environ, "audit")
    assert (audit.returncode, audit.stdout, audit.stderr.count("\n")) == (1, "", 1)
    assert audit.stderr.startswith(f"newsmill: {told} (")
    assert behind(settings) == 3

    async def delete() -> None:
        async with admin_client(settings) as admin:
            await admin.delete_records({TopicPartition(raw, 0): RecordsToDelete(before_offset=2)})

    asyncio.run(delete())
    start(**environ)
    assert run_newsmill(environ, "audit", "--wait", 60).returncode == 0
    assert f"{URL}/2" in {event["url"] for event in read(settings)[Role.ARTICLES]}


def test_batches_that_no_client_can_decode_stop_nobody(environ: dict[str, str], newsmill: Newsmill, start: Start) -> None:
    """Brokers hold them: one that expands to gigabytes, one with bytes after it, and a record larger than its dead letter may be."""
    environ["NEWSMILL_PARTITIONS"] = "1"
    settings = read_settings(environ)
    raw = kafka_topic(settings, Role.RAW)
    noise = random.Random(1).randbytes(15 * 1024**2)
    bomb, trailing = (
        batch_of([Record(bytes(2**28))], ZSTD),
        batch_of_content(lz4_encode(content_of([Record(b"{}")])) + b"junk", 1, LZ4, compressed=True),
    )
    again = ZstdCompressor(compression_params=ZstdCompressionParameters(window_log=25, enable_ldm=True)).compress
    large = batch_of_content(again(content_of([Record(noise * 4)])), 1, ZSTD, compressed=True)
    newsmill("topics", "create")
    for batch in (bomb, trailing, large):
        asyncio.run(put_made(settings.kafka, raw, batch))
    asyncio.run(put_made(settings.kafka, kafka_topic(settings, Role.EXTRACTED), large))
    asyncio.run(put_made(settings.kafka, kafka_topic(settings, Role.EXTRACTED), trailing))
    asyncio.run(put_batch(settings.kafka, raw, Record(page(URL, article(1)).encode())))
    assert asyncio.run(look(settings)).behind[TopicPartition(raw, 0)].messages == 4
    worker = start()
    audit = newsmill("audit", "--wait", 90)
    assert (audit.returncode, worker.poll()) == (0, None), audit.stderr
    assert audit.stdout.startswith("4 raw pages = 1 articles")
    for role in (Role.DEAD_LETTER, Role.REPLAYED, Role.REJECTED):
        asyncio.run(put_made(settings.kafka, kafka_topic(settings, role), trailing))
    assert newsmill("audit").returncode == 0
    shown = [json.loads(line) for line in newsmill("dead-letters", "--json").stdout.splitlines()]
    assert sorted((letter["step"], letter["reason"]) for letter in shown) == [
        ("extract", "too_large"),
        ("read", "broken_record"),
        ("read", "broken_record"),
        ("relay", "broken_record"),
        ("relay", "broken_record"),
    ]
    cut = [letter["message"] for letter in shown if letter["size"] == KEPT_BYTES]
    assert len(cut) == 2
    assert all(message.endswith(f"which came compressed, the first {KEPT_BYTES} are kept") for message in cut)
    assert newsmill("replay").returncode == 1, "what is no dead letter cannot be sent"
