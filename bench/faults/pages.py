"""The pages of a campaign: groups of near-duplicates, later editions, and records that want to break something. Made of a seed."""

import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from testing.made_pages import made_words, sentences_of
from testing.record_batches import Record

MEMBERS = 3
FETCHED_AT = "2026-03-02T08:00:00Z"


def texts(rng: random.Random) -> list[str]:
    """A group of near-duplicates: an article as three newsrooms would print it."""
    words = made_words(rng, 220)
    sentences = sentences_of(words)
    return [
        "\n\n".join(
            [f"The {words[0]} {words[member]} of {words[1]} {words[2]}", *sentences[:19], f"Told by {words[member]} here."]
        )
        for member in range(MEMBERS)
    ]


def line_of(url: str, text: str, fetched_at: str = FETCHED_AT) -> bytes:
    """Write a raw page as a line of JSON."""
    return json.dumps({"url": url, "fetched_at": fetched_at, "content_type": "text/plain", "body": text}).encode() + b"\n"


def pages(groups: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Raw pages in so many groups of MEMBERS near-duplicates at different sites, in no order: URL and line of each."""
    rng = random.Random(seed)
    made = [
        (f"https://paper{rng.randrange(500)}-{member}.example/news/{group}", text)
        for group in range(groups)
        for member, text in enumerate(texts(rng))
    ]
    rng.shuffle(made)
    return ((url, line_of(url, text)) for url, text in made)


def group_of(url: str) -> str:
    """Say which group a page belongs to."""
    return url.rsplit("/", 1)[1]


def editions(number: int) -> tuple[str, str, str]:
    """An article of its own, and what it becomes: URL and both texts."""
    rng = random.Random(f"edition {number}")
    first, second = texts(rng)[0], texts(rng)[0]
    return f"https://dated{number}.example/news/dated-{number}", first, second


def now() -> str:
    """The present time, as crawlers write it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def poison(number: int) -> Sequence[tuple[str, Record]]:
    """Records that no crawler should send, each with the URL that tells it from all others, which stands in it somewhere."""
    names = [f"https://poison.example/p{number}-{kind}" for kind in range(6)]
    rng = random.Random(f"poison {number}")
    whole = [line_of(url, texts(rng)[0]).strip() for url in names]
    return [
        (names[0], Record(whole[0][: len(whole[0]) // 2])),
        (names[1], Record(whole[1], headers=[(b"\xff\xfe name", b"\xff"), (b"", None), (b"content-type", b"\xff\xff")])),
        (names[2], Record(b"\xff\xfe" + whole[2])),
        (names[3], Record(b"[" * 100_000 + names[3].encode())),
        (names[4], Record(whole[4], key=b"\xff" * 300, timestamp=-1)),
        (names[5], Record(json.dumps({"url": names[5], "fetched_at": "yesterday", "body": 7}).encode())),
    ]
