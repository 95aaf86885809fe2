"""Raw-page messages damaged at random, from a seed: their bytes, their JSON, their HTML, their headers."""

import json
import random
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from workers.records import RawPage
from workers.steps.read.message import RawMessage
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


def messages(count: int, seed: int) -> Iterator[tuple[bytes | None, RawMessage]]:
    """Make messages, each with its key."""
    rng = random.Random(seed)
    for number in range(count):
        key = rng.choice([None, b"", f"paper{rng.randrange(50)}.example".encode(), rng.randbytes(8)])
        yield key, KINDS[number % len(KINDS)](rng)
