"""Raw pages damaged at random, from a seed, as whole records: their bytes, JSON, HTML, headers, keys and times; and what lies elsewhere."""

import json
import random
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from testing.record_batches import COMPRESSIONS, PlacedBatch, Record, put_batches
from workers.kafka.client.connection import admin_client
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.client.topics import topic_specs
from workers.records import RawPage
from workers.settings import Settings
from workers.steps.read.message import RawMessage, name_bytes
from workers.steps.read.raw_page import BINARY, JSON_HEADERS

SAMPLES = Path(__file__).parents[1] / "samples" / "pages"
PAGES = [path.read_bytes() for path in sorted(SAMPLES.iterdir()) if path.suffix in (".html", ".txt")]
EVENTS = (SAMPLES / "crawl.jsonl").read_bytes().splitlines()
TOKENS = [
    b"<", b">", b"</", b"<!--", b"-->", b"<p>", b"</div>", b"<script>", b"<article>", b"<table>", b"<svg>", b"<h1>", b"]]>", b"&#0;", b"&#xD800;",
    b'"', b"'", b"\\", b"\\ud800", b"\\u0000", b"{", b"}", b"[", b"]", b",", b":", b"null", b"1e999", b"-1", b'{"a":', b"[" * 3000, b"<div>" * 300,
    b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r\n", b"\n" * 500, b"\x1f\x8b\x08", b"WARC/1.0\r\n", "\u202e\u0301".encode(),
    b'<meta charset="utf-16">', b'<script type="application/ld+json">{"@type": "NewsArticle", "headline": [[', b"a" * 20_000, b" x=1" * 1200,
]  # fmt: skip
VALUES: list[Any] = [
    None, True, 0, -1, 10**20, 1.5, "", " ", "x", "\ud800", "\0", "a" * 5000, [], {}, [[]], {"a": None}, {"": [1]}, "text/html; charset=utf-7",
    "gzip", "gzip, br", "identity", "2026-03-02T08:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59+14:00", "https://[::1", "http://a b/",
    "//x", "javascript:x", "https://paper.example/" + "a/" * 3000, "ÿ", "🙂", {"title": 5}, {"Content-Type": ["text/html", "x"]}, {"x": "y" * 9000},
]  # fmt: skip

Rng = random.Random


def _damaged(rng: Rng, content: bytes, most: int = 8) -> bytes:
    for _ in range(rng.randint(1, most)):
        at = rng.randrange(len(content) + 1)
        token = rng.choice(TOKENS) if rng.random() < 0.7 else rng.randbytes(rng.randint(0, 40))
        content = content[:at] + token + content[at + rng.choice((0, 0, 1, 10, 200, 5000)) :]
    return content


def _fields(rng: Rng) -> dict[str, Any]:
    """The keys of a page that no other has: half of the pages that are damaged least are articles."""
    return {
        "url": f"https://paper{rng.randrange(50)}.example/news/{rng.randrange(10**9)}",
        "fetched_at": f"2026-03-{rng.randint(1, 28):02}T08:00:00Z",
        "content_type": rng.choice(["text/html", "text/html; charset=utf-8", "text/plain", None]),
    }


def _bytes(rng: Rng) -> RawMessage:
    return RawMessage(_damaged(rng, rng.choice(EVENTS), most=1), rng.choice([(), JSON_HEADERS]))


def _values(rng: Rng) -> RawMessage:
    fields = {**_fields(rng), "body": rng.choice(PAGES).decode("utf-8", "replace")}
    for name in rng.sample(RawPage.__struct_fields__, rng.randint(1, 2)):
        fields[name] = rng.choice(VALUES)
    return RawMessage(json.dumps(fields).encode(), ())


def _page(rng: Rng) -> RawMessage:
    body = _damaged(rng, rng.choice(PAGES))
    fields = {**_fields(rng), "body_base64": b64encode(body).decode()}
    return RawMessage(json.dumps(fields).encode(), ())


def _binary(rng: Rng) -> RawMessage:
    fields = {name: value.encode() for name, value in _fields(rng).items() if value is not None}
    return RawMessage(_damaged(rng, rng.choice(PAGES)), (("content-type", BINARY.encode()), *fields.items()))


def _headers(rng: Rng) -> RawMessage:
    names = [
        "content-type",
        "newsmill-attempts",
        "newsmill-unreadable",
        "newsmill-url",
        "newsmill-replay-of",
        *RawPage.__struct_fields__,
    ]
    headers = list(_binary(rng).headers)
    for name in rng.sample(names, rng.randint(1, 4)):
        value = rng.choice([None, b"", rng.choice(TOKENS), rng.randbytes(30), json.dumps(rng.choice(VALUES)).encode()])
        headers.insert(rng.randrange(len(headers) + 1), (name, value))
    return RawMessage(rng.choice(PAGES), tuple(headers))


def _nothing(rng: Rng) -> RawMessage:
    return RawMessage(rng.choice([b"", b"null", b"[]", b"{}", b'"x"', b"[" * 100_000, rng.randbytes(rng.randint(1, 3000))]), ())


KINDS: tuple[Callable[[Rng], RawMessage], ...] = (_bytes, _values, _page, _page, _binary, _binary, _headers, _nothing)


NAMES = [
    *(
        "content-type",
        "Content-Type",
        "url",
        "fetched_at",
        "newsmill-attempts",
        "newsmill-unreadable",
        "newsmill-url",
        "newsmill-replay-of",
    ),
    *(
        "newsmill-received",
        "newsmill-reading",
        "newsmill-publish-again",
        "ce_id",
        "",
        "\0",
        "x" * 3000,
        "caf\xe9",
        "🙂",
        "traceparent",
    ),
]
"""Names of headers, Newsmill's own among them."""
ODD_NAMES = [b"\xff", b"caf\xe9", b"\xed\xa0\x80", b"\xf0\x9f", b"url\xff", b"\xc0\x80"]
"""Names that are no UTF-8."""
TIMES = [-1, 0, 1, 10**9, 253_402_300_800_000, -(2**63), 2**63 - 1]
"""Times that Kafka keeps where a Kafka topic leaves them to who writes to it (CreateTime), in milliseconds."""
NOW = 1_772_438_400_000
KEEPS_TIMES = {"message.timestamp.type": "CreateTime", "retention.ms": "-1", "segment.ms": str(2**63 - 1)}
"""A Kafka topic that takes any time, and where none makes a record expire."""


def _more_headers(rng: Rng, record: Record) -> Record:
    """Put headers among those that it has: a few, some again and again, or thousands."""
    headers = list(record.headers)
    value = rng.choice([None, b"", rng.choice(TOKENS), rng.randbytes(30), b"1", b"2026-03-02T08:00:00Z"])
    for _ in range(rng.choice([1, 1, 2, 5])):
        headers.insert(rng.randrange(len(headers) + 1), (rng.choice(NAMES).encode(), value))
    if rng.random() < 0.05:
        headers += [(b"x%d" % number if rng.random() < 0.5 else b"x", value) for number in range(rng.choice([200, 3000]))]
    return record._replace(headers=headers)


def _odd_name(rng: Rng, record: Record) -> Record:
    headers = list(record.headers)
    headers.insert(rng.randrange(len(headers) + 1), (rng.choice(ODD_NAMES), rng.choice([None, b"", b"\xff"])))
    return record._replace(headers=headers)


def _key(rng: Rng, record: Record) -> Record:
    return record._replace(key=rng.choice([None, b"", b"\xff\xfe", b"\0position", rng.randbytes(2000)]))


def _time(rng: Rng, record: Record) -> Record:
    return record._replace(timestamp=rng.choice(TIMES))


def _tombstone(_: Rng, record: Record) -> Record:
    return record._replace(value=None)


AROUND: dict[str, tuple[float, Callable[[Rng, Record], Record]]] = {
    "headers": (0.1, _more_headers),
    "odd_names": (0.03, _odd_name),
    "keys": (0.1, _key),
    "times": (0.1, _time),
    "tombstones": (0.01, _tombstone),
}
"""What is damaged around a page: how often, and by what."""


class Fuzz:
    """Batches of damaged records, and how many of them were damaged in which way."""

    def __init__(self, count: int, seed: int, partitions: int) -> None:
        self.damaged: Counter[str] = Counter(dict.fromkeys(AROUND, 0))
        self._rng = random.Random(seed)
        self._left = count
        self._number = 0
        self._partitions = partitions

    def raw_pages(self, kafka_topic: str) -> Iterator[PlacedBatch]:
        """Make the raw pages."""
        while self._left:
            records = [self._record() for _ in range(min(self._left, self._rng.choice([1, 2, 5, 20])))]
            self._left -= len(records)
            yield self._placed(kafka_topic, records)

    def elsewhere(self, kafka_topic: str, count: int) -> Iterator[PlacedBatch]:
        """Make what nobody of Newsmill's writes to another Kafka topic, which may be compacted: each has a key."""
        for _ in range(count):
            value = self._rng.choice([None, b"", b"{}", b"[" * 100_000, self._rng.randbytes(300)])
            key = self._rng.choice([b"", b"\xff", b"\0position", self._rng.randbytes(8)])
            record = _more_headers(self._rng, Record(value, key, timestamp=self._rng.choice(TIMES)))
            yield self._placed(kafka_topic, [_odd_name(self._rng, record)])

    def _record(self) -> Record:
        rng = self._rng
        key = rng.choice([None, b"", f"paper{rng.randrange(50)}.example".encode(), rng.randbytes(8)])
        message = KINDS[self._number % len(KINDS)](rng)
        self._number += 1
        headers = [(name_bytes(name), value) for name, value in message.headers]
        record = Record(message.value, key, headers, NOW)
        for name, (share, damage) in AROUND.items():
            if rng.random() < share:
                record = damage(rng, record)
                self.damaged[name] += 1
        return record

    def _placed(self, kafka_topic: str, records: Sequence[Record]) -> PlacedBatch:
        compression = self._rng.randrange(len(COMPRESSIONS))
        return PlacedBatch(kafka_topic, self._rng.randrange(self._partitions), records, compression)


async def put_raw_pages(settings: Settings, fuzz: Fuzz) -> None:
    """Put the raw pages, on a Kafka topic that keeps their times."""
    raw = kafka_topic(settings, Role.RAW)
    (spec,) = (spec for spec in topic_specs(settings) if spec.name == raw)
    async with admin_client(settings) as admin:
        configuration = {**spec.configuration, **KEEPS_TIMES}
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, raw, configuration)])
    await put_batches(settings.kafka, fuzz.raw_pages(raw))


async def put_elsewhere(settings: Settings, fuzz: Fuzz, roles: Iterable[Role], count: int) -> None:
    """Put so many records on each of other Kafka topics."""
    for role in roles:
        await put_batches(settings.kafka, fuzz.elsewhere(kafka_topic(settings, role), count))
