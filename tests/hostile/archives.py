"""Files that are broken as files: archives, compression, and what a folder may hold beside files."""

import gzip
import random
from base64 import b64encode
from collections.abc import Callable

import zstandard

from tests.hostile.case import ARTICLE, FETCHED_AT, Case, Fate, dead, event, page, rejected

BROKEN = "broken_record"


def http(body: bytes, *headers: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: text/html", *headers, "", ""]).encode() + body


def warc(
    block: bytes, length: str | None = None, *, url: str = "https://paper.example/island-school", kind: str = "response"
) -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: {FETCHED_AT}\r\nWARC-Target-URI: {url}\r\n"
    return f"{head}Content-Length: {length or len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def arc(block: bytes, length: str | None = None) -> bytes:
    return (
        f"https://paper.example/island-school 192.0.2.1 20260302080000 text/html {length or len(block)}\n".encode()
        + block
        + b"\n"
    )


def members(record: Callable[[bytes], bytes], compress: Callable[[bytes], bytes], damage: Callable[[bytes], bytes]) -> bytes:
    """An archive of seven members, the fourth of them damaged."""
    parts = [compress(record(http(page(f"<p>Page {n}</p>").encode()))) for n in range(7)]
    return b"".join([*parts[:3], damage(parts[3]), *parts[4:]])


def middle(data: bytes) -> bytes:
    """Overwrite some bytes in the middle."""
    at = len(data) // 2
    return data[:at] + b"\xff" * 16 + data[at + 16 :]


def without_end(data: bytes) -> bytes:
    return data[:-40]


def wrong_checksum(data: bytes) -> bytes:
    return data[:-8] + b"\0\0\0\0" + data[-4:]


def chunked(body: bytes) -> bytes:
    return warc(http(body, "Transfer-Encoding: chunked"))


GOOD = warc(http(page().encode()))
GOOD_ARC = arc(http(page().encode()))
zstd = zstandard.ZstdCompressor().compress
RESYNCED: tuple[Fate, ...] = (
    ARTICLE,
    ARTICLE,
    ARTICLE,
    dead(BROKEN, "data is corrupt|ends early|followed by"),
    ARTICLE,
    ARTICLE,
    ARTICLE,
)

CASES = [
    Case("warc-length-missing.warc", lambda: GOOD.replace(b"Content-Length", b"Content-Lenght", 1) + GOOD, (dead(BROKEN, "no valid length"), ARTICLE)),
    Case("warc-length-negative.warc", lambda: warc(http(b"x"), "-5") + GOOD, (dead(BROKEN, "no valid length"), ARTICLE)),
    Case("warc-length-no-number.warc", lambda: warc(http(b"x"), "many") + GOOD, (dead(BROKEN, "no valid length"), ARTICLE)),
    Case("warc-length-too-short.warc", lambda: warc(http(page().encode()), "400") + GOOD, (ARTICLE, dead(BROKEN, "no record begins here"), ARTICLE)),
    Case("warc-length-too-long.warc", lambda: warc(http(page().encode()), "1500") + GOOD + GOOD, (dead(BROKEN, "shorter than its 1500 bytes"), ARTICLE, ARTICLE)),
    Case("arc-length-too-long.arc", lambda: arc(http(page().encode()), "1500") + GOOD_ARC + GOOD_ARC, (dead(BROKEN, "shorter than its 1500 bytes"), ARTICLE, ARTICLE)),
    Case("warc-length-beyond-the-end.warc", lambda: warc(http(page().encode()), "9999999"), (dead(BROKEN, r"ends early: \d+ of its 9999999 bytes are missing"),)),
    Case("warc-length-of-a-terabyte.warc", lambda: warc(http(page().encode()), "999999999999"), (dead(BROKEN, r"ends early: \d+ of its 999999999999 bytes"),)),
    Case("warc-url-missing.warc", lambda: GOOD.replace(b"WARC-Target-URI: https://paper.example/island-school\r\n", b"") + GOOD, (dead(BROKEN, "no URL"), ARTICLE)),
    Case("warc-type-missing.warc", lambda: GOOD.replace(b"WARC-Type: response\r\n", b"") + GOOD, (ARTICLE,)),
    Case("warc-date-nonsense.warc", lambda: GOOD.replace(FETCHED_AT.encode(), b"99999-99-99"), (ARTICLE,)),
    Case("warc-cut-in-head.warc", lambda: GOOD + GOOD[:60], (ARTICLE, dead(BROKEN, "no valid length"))),
    Case("warc-cut-in-block.warc", lambda: GOOD + GOOD[:500], (ARTICLE, dead(BROKEN, "ends early"))),
    Case("warc-no-http.warc", lambda: warc(page().encode()) + GOOD, (dead(BROKEN, "holds no HTTP response"), ARTICLE)),
    Case("warc-junk-between.warc", lambda: GOOD + b"junk\0" * 50_000 + b"\n" + GOOD, (ARTICLE, dead(BROKEN, "no record begins here: 250001 bytes"), ARTICLE)),
    Case("warc-page-of-30-mb.warc", lambda: warc(http(b"a " * 15_000_000)) + GOOD, (dead(BROKEN, "more than 20971520"), ARTICLE)),
    Case("warc-head-without-end.warc", lambda: b"WARC/1.0\r\n" + b"X: y\r\n" * 400_000 + GOOD, (dead(BROKEN, "no valid length"), ARTICLE)),
    Case("warc-head-binary.warc", lambda: b"WARC/1.0\r\n" + bytes(range(256)) * 8 + b"\r\n\r\n" + GOOD, (dead(BROKEN, "no valid length"), ARTICLE)),
    Case("warc-bom.warc", lambda: b"\xef\xbb\xbf" + GOOD + GOOD, (dead(BROKEN, "no record begins here"), ARTICLE)),
    Case("warc-nothing-but-zeros.warc", lambda: bytes(100_000), (dead(BROKEN, "no record begins here: 100000 bytes"),)),
    Case("warc-html-inside.warc", lambda: page().encode(), (dead(BROKEN, "no record begins here"),)),
    Case("chunked-size-wrong.warc", lambda: chunked(b"ffffff\r\n" + page().encode()) + GOOD, (ARTICLE, ARTICLE)),
    Case("chunked-no-number.warc", lambda: chunked(b"zz\r\n" + page().encode()), (ARTICLE,)),
    Case("chunked-without-end.warc", lambda: chunked(b"%x\r\n%s" % (len(page()), page().encode())), (ARTICLE,)),
    Case("chunked-not-at-all.warc", lambda: chunked(page().encode()), (ARTICLE,)),
    Case("warc-gzip-broken-member.warc.gz", lambda: members(warc, gzip.compress, middle), RESYNCED),
    Case("warc-gzip-cut-member.warc.gz", lambda: members(warc, gzip.compress, without_end), RESYNCED),
    Case("warc-gzip-wrong-checksum.warc.gz", lambda: members(warc, gzip.compress, wrong_checksum), RESYNCED),
    Case("warc-gzip-junk-for-a-member.warc.gz", lambda: members(warc, gzip.compress, lambda _: b"junk" * 50_000), RESYNCED),
    Case("warc-gzip-cut-at-the-end.warc.gz", lambda: (gzip.compress(GOOD) * 2)[:-30], (ARTICLE, dead(BROKEN, "gzip data ends early"))),
    Case("warc-gzip-one-member-broken.warc.gz", lambda: middle(gzip.compress(b"".join(GOOD + warc(random.Random(n).randbytes(200_000), kind="metadata") for n in range(3)))), (ARTICLE, ARTICLE, ARTICLE, dead(BROKEN, "gzip data is corrupt"))),
    Case("warc-zstd-broken-frame.warc.zst", lambda: members(warc, zstd, without_end), RESYNCED),
    Case("warc-zstd-window-of-gigabytes.warc.zst", lambda: b"\x28\xb5\x2f\xfd\x00\xf8" + bytes(20), (dead(BROKEN, "zstd data is corrupt"),)),
    Case("warc-gzip-of-nothing.warc.gz", lambda: b"", (dead(BROKEN, "gzip data ends early"),)),
    Case("warc-gzip-of-text.warc.gz", lambda: GOOD, (ARTICLE,)),
    Case("arc-length-no-number.arc", lambda: arc(http(b"x"), "-1") + GOOD_ARC, (dead(BROKEN, "no valid length"), ARTICLE)),
    Case("arc-cut.arc", lambda: GOOD_ARC + GOOD_ARC[:400], (ARTICLE, dead(BROKEN, "ends early"))),
    Case("arc-junk.arc", lambda: b"\xff\xfe junk\n" + GOOD_ARC, (dead(BROKEN, "no record begins here"), ARTICLE)),
    Case("arc-gzip-broken-member.arc.gz", lambda: members(arc, gzip.compress, middle), RESYNCED),
    Case("lines-gzip-cut.jsonl.gz", lambda: gzip.compress(event(page()) * 2)[:-10], (ARTICLE, dead(BROKEN, "gzip data ends early"))),
    Case("lines-gzip-broken-member.jsonl.gz", lambda: members(lambda block: event(b64encode(block).decode() and page()), gzip.compress, middle), RESYNCED),
    Case("page-gzip-cut.html.gz", lambda: gzip.compress(page().encode())[:-10], (dead(BROKEN, "gzip data ends early"),)),
    Case("page-gzip-bomb.html.gz", lambda: gzip.compress(bytes(60_000_000)), (dead(BROKEN, "more than 20971520 bytes"),)),
    Case("page-is-a-picture.html", lambda: b"\x89PNG\r\n\x1a\n" + bytes(1000), (rejected("content_type", "PNG image"),)),
    Case("page-is-gzip-by-another-name.html", lambda: gzip.compress(page().encode()), (ARTICLE,)),
    Case("nothing.jsonl", lambda: b"", ()),
    Case("nothing.warc", lambda: b"", ()),
    Case("blank-lines.jsonl", lambda: b"\n\r\n \t\n" * 10_000, ()),
]  # fmt: skip
