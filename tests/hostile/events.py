"""Raw-page events that break their contract: JSON, keys, bodies, encodings, charsets."""

import gzip
import json
import zlib
from base64 import b64encode
from functools import partial

import brotli
import zstandard

from tests.hostile.case import ARTICLE, FETCHED_AT, PLAIN, Case, dead, event, page, rejected

MB = 1024 * 1024
GOOD = event(page())


def line(content: bytes) -> bytes:
    return content + b"\n"


def with_key(key: str, value: str, body: str = "") -> bytes:
    """A good event with one more key, whose value is JSON as it stands."""
    return b'{"%s": %s, %s' % (key.encode(), value.encode(), event(body or page(), **{key: None})[1:])


def bomb(encoding: str) -> bytes:
    """A body of some kilobytes that expands to 300 MB."""
    if encoding == "br":
        stream = brotli.Compressor(quality=5)
        return b"".join([*(stream.process(bytes(MB)) for _ in range(300)), stream.finish()])
    if encoding == "zstd":
        packer = zstandard.ZstdCompressor(level=1).compressobj()
        return b"".join([*(packer.compress(bytes(MB)) for _ in range(300)), packer.flush()])
    deflate = zlib.compressobj(1, wbits=31 if encoding == "gzip" else 15)
    return b"".join([*(deflate.compress(bytes(MB)) for _ in range(300)), deflate.flush()])


def encoded(body: bytes, encoding: str) -> bytes:
    return event(body, content_encoding=encoding)


WRONG_TYPES = {
    "url": ("17", r"Expected `str`.*\$\.url"),
    "fetched_at": ("[]", r"Expected `datetime`.*\$\.fetched_at"),
    "body": ("{}", r"Expected `str.*\$\.body"),
    "body_base64": ('"not base64!"', r"[Ii]nvalid base64.*\$\.body_base64"),
    "status": ('"200"', r"Expected `int`.*\$\.status"),
    "content_type": ("1.5", r"Expected `str.*\$\.content_type"),
    "content_encoding": ("true", r"Expected `str.*\$\.content_encoding"),
    "final_url": ("{}", r"Expected `str.*\$\.final_url"),
    "headers": ('[["a", "b"]]', r"Expected `object.*\$\.headers"),
    "hints": ('"title"', r"Expected `object.*\$\.hints"),
    "crawler": ("[]", r"Expected `str.*\$\.crawler"),
}

JSON = [
    ("empty-object", b"{}", r"`url`"),
    ("array", b"[]", r"Expected `object`, got `array`"),
    ("null", b"null", r"Expected `object`, got `null`"),
    ("number", b"1e999", r"Expected `object`|out of range"),
    ("huge-number", b"9" * 100_000, r"Expected `object`|out of range"),
]

CASES = [
    *(Case(f"json-{name}.jsonl", partial(line, content), (dead("invalid_(json|page)", says),)) for name, content, says in JSON),
    Case("json-words.jsonl", lambda: b"not json at all\n", (dead("invalid_json", "malformed"),)),
    Case("json-cut.jsonl", lambda: GOOD[:200] + b"\n", (dead("invalid_json", "truncated"),)),
    Case("json-no-utf-8.jsonl", lambda: b'{"url": "\xff\xfe"}\n', (dead("invalid_json", "'utf-8' codec can't decode byte 0xff"),)),
    Case("json-nul.jsonl", lambda: b"\0\0\0\0\n", (dead("invalid_json", "malformed"),)),
    Case("json-nested.jsonl", lambda: b"[" * 1_000_000 + b"\n", (dead("invalid_json", "recursion|truncated"),)),
    Case("json-nested-in-unknown-key.jsonl", lambda: with_key("x", "[" * 100_000 + "]" * 100_000), (dead("invalid_json", "recursion"),)),
    Case("json-utf-16.jsonl", lambda: GOOD.decode().strip().encode("utf-16") + b"\n", (dead("invalid_json", "malformed"),)),
    Case("json-bom.jsonl", lambda: b"\xef\xbb\xbf" + GOOD, (ARTICLE,)),
    Case("json-two-on-a-line.jsonl", lambda: GOOD.strip() + GOOD, (dead("invalid_json", "trailing characters"),)),
    Case("json-duplicate-keys.jsonl", lambda: b'{"url": 17, "status": "x", "status": 200, ' + GOOD[1:], (ARTICLE,)),
    Case("json-line-of-40-mb.jsonl", lambda: b'{"body": "' + b"a" * 40 * MB + b'"}\n' + GOOD, (dead("broken_record", "more than 33554432"), ARTICLE)),
    *(
        Case(f"type-of-{key}.jsonl", partial(with_key, key, value, "" if "body" not in key else " "), (dead("invalid_page", says),))
        for key, (value, says) in WRONG_TYPES.items()
        if "body" not in key
    ),
    Case("type-of-body.jsonl", lambda: b'{"body": {}, ' + event()[1:], (dead("invalid_page", WRONG_TYPES["body"][1]),)),
    Case("base64-bad.jsonl", lambda: event(body_base64="not base64!"), (dead("invalid_page", r"body_base64"),)),
    Case("base64-cut.jsonl", lambda: event(body_base64="PGh0b"), (dead("invalid_page", r"body_base64"),)),
    Case("body-none.jsonl", event, (dead("invalid_page", "found neither"),)),
    Case("body-both.jsonl", lambda: event(page(), body_base64="PHA+"), (dead("invalid_page", "found both"),)),
    Case("body-empty.jsonl", lambda: event(""), (rejected("empty", "empty body"),)),
    Case("body-nul.jsonl", lambda: event("\0" * 1000), (rejected("content_type", "binary data"),)),
    Case("body-controls.jsonl", lambda: event("\u200b\ufeff\u2060 \x85" * 50), (rejected("empty", "no text came out|empty body"),)),
    Case("body-50-mb.jsonl", lambda: event("word " * 6 * MB), (dead("too_large", r"31457280 bytes, more than 20971520"),)),
    Case("body-nuls-within.jsonl", lambda: event(page().replace("island", "isl\0and")), (ARTICLE,)),
    Case("body-lone-surrogates.jsonl", lambda: with_key("crawler", r'"\ud800"', page().replace("island", "isl\udc00and")), (ARTICLE,)),
    Case("body-lone-surrogate-in-url.jsonl", lambda: event(page(), url="https://paper.example/\udfff/island-school"), (ARTICLE,)),
    Case("body-marks-right-to-left.jsonl", lambda: event(page("<p>\u202e\u2066\u200f\u200d" * 1000)), (ARTICLE,)),
    Case("body-combining-marks.jsonl", lambda: event(page("<p>a" + "\u0301\u0316" * 250_000)), (ARTICLE,)),
    Case("url-empty.jsonl", lambda: event(page(), url=""), (dead("invalid_page", r"length >= 1.*\$\.url"),)),
    Case("url-javascript.jsonl", lambda: event(page(), url="javascript:alert(document.cookie)//"), (ARTICLE,)),
    Case("url-100-kb.jsonl", lambda: event(page(), url="https://paper.example/" + "a/" * 50_000), (ARTICLE,)),
    Case("url-ipv6.jsonl", lambda: event(page(), url="https://[2001:db8::1]:8443/island-school"), (ARTICLE,)),
    Case("url-ipv6-broken.jsonl", lambda: event(page(), url="https://[2001:db8::1/island-school"), (ARTICLE,)),
    Case("url-bad-percent.jsonl", lambda: event(page(), url="https://paper.example/%zz%/%f%00/a b\n?%=%"), (ARTICLE,)),
    Case("url-bad-port.jsonl", lambda: event(page(), url="https://paper.example:99999999999/a"), (ARTICLE,)),
    Case("url-of-dots.jsonl", lambda: event(page(), url="http://" + "." * 10_000), (ARTICLE,)),
    Case("url-claimed-javascript.jsonl", lambda: event(page(head="<link rel=canonical href='javascript:void(0)'><base href='http://[/'>")), (ARTICLE,)),
    Case("date-ancient.jsonl", lambda: event(page(), fetched_at="0001-01-01T00:00:00+23:59"), (ARTICLE,)),
    Case("date-future.jsonl", lambda: event(page(), fetched_at="9999-12-31T23:59:59-23:59"), (ARTICLE,)),
    Case("date-first.jsonl", lambda: event(page(), fetched_at="1970-01-01T00:00:00+23:59"), (ARTICLE,)),
    Case("date-last.jsonl", lambda: event(page(), fetched_at="8999-12-31T23:59:59-23:59"), (ARTICLE,)),
    Case("date-too-far.jsonl", lambda: event(page(), fetched_at="10000-01-01T00:00:00Z"), (dead("invalid_page", r"\$\.fetched_at"),)),
    Case("date-without-offset.jsonl", lambda: event(page(), fetched_at="2026-03-02T08:00:00"), (dead("invalid_page", r"timezone.*\$\.fetched_at"),)),
    Case("date-on-page-ancient.jsonl", lambda: event(page(head="<meta property=article:published_time content='-99999-13-45T99:99:99+99:99'>")), (ARTICLE,)),
    Case("status-huge.jsonl", lambda: with_key("status", "1" + "0" * 400), (dead("invalid_page", r"\$\.status"),)),
    Case("status-negative.jsonl", lambda: event(page(), status=-1), (dead("invalid_page", r"\$\.status"),)),
    Case("status-503.jsonl", lambda: event(page(), status=503), (rejected("http_status", "status 503"),)),
    Case("headers-newlines.jsonl", lambda: event(page(), headers={"X\r\nSet-Cookie: a": "b\r\n\r\n<html>", "": ["", "\0"]}), (ARTICLE,)),
    Case("headers-numbers.jsonl", lambda: event(page(), headers={"content-length": 5}), (dead("invalid_page", r"\$\.headers"),)),
    Case("type-image.jsonl", lambda: event(page(), content_type="image/png"), (rejected("content_type", "image/png"),)),
    Case("type-newline.jsonl", lambda: event(page(), content_type='text/html\r\n; charset="\n' + "x" * 100_000), (ARTICLE,)),
    Case("type-lies-pdf.jsonl", lambda: event(b"%PDF-1.7\n" + bytes(range(256)) * 40), (rejected("content_type", "PDF, declared as text/html"),)),
    Case("charset-unknown.jsonl", lambda: event(page().encode(), content_type="text/html; charset=klingon-8"), (ARTICLE,)),
    Case("charset-lies.jsonl", lambda: event(page().encode(), content_type="text/html; charset=utf-16"), (ARTICLE,)),
    Case("charset-none-fits.jsonl", lambda: event(b"<p>" + bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xFF, 0xFE]) * 2000), (dead("bad_charset", "not text in"),)),
    Case("charset-utf-7.jsonl", lambda: event(page("<p>+ADw-script+AD4-").encode(), content_type="text/html; charset=utf-7"), (ARTICLE,)),
    Case("charset-utf-16-without-bom.jsonl", lambda: event(page().encode("utf-16-le")), (ARTICLE,)),
    Case("charset-utf-32.jsonl", lambda: event(page().encode("utf-32")), (ARTICLE,)),
    Case("charset-boms-within.jsonl", lambda: event(b"\xef\xbb\xbf" * 5 + page("\ufeff<p>\ufeff").encode() + b"\xff\xfe"), (ARTICLE,)),
    Case("encoding-unknown.jsonl", lambda: encoded(page().encode(), "compress"), (dead("bad_content_encoding", "unknown content encoding 'compress'"),)),
    Case("encoding-gzip-cut.jsonl", lambda: encoded(gzip.compress(page().encode())[:-20], "gzip"), (dead("bad_content_encoding", "gzip data ends early"),)),
    Case("encoding-gzip-broken.jsonl", lambda: encoded(b"\x1f\x8b\x08\0" + bytes(range(1, 200)), "gzip"), (dead("bad_content_encoding", "gzip data is corrupt"),)),
    Case("encoding-br-broken.jsonl", lambda: encoded(bytes(range(200)), "br"), (dead("bad_content_encoding", "brotli data is corrupt"),)),
    Case("encoding-zstd-broken.jsonl", lambda: encoded(b"\x28\xb5\x2f\xfd" + bytes(range(200)), "zstd"), (dead("bad_content_encoding", "zstd data is corrupt"),)),
    Case("encoding-lies.jsonl", lambda: encoded(page().encode(), "br"), (ARTICLE,)),
    Case("encoding-five.jsonl", lambda: encoded(page().encode(), "gzip, br, gzip, br, gzip"), (dead("bad_content_encoding", "5 content encodings in a row"),)),
    *(Case(f"bomb-{name}.jsonl", lambda name=name: encoded(bomb(name), name), (dead("too_large", "expands to more than 20971520"),)) for name in ("gzip", "deflate", "br", "zstd")),  # type: ignore[misc]
    Case("bomb-gzip-in-gzip.jsonl", lambda: encoded(gzip.compress(bomb("gzip")), "gzip, gzip"), (dead("too_large", "expands to more than 20971520"),)),
    Case("bomb-in-four.jsonl", lambda: encoded(brotli.compress(gzip.compress(zlib.compress(bomb("zstd")))), "zstd, deflate, gzip, br"), (dead("too_large", "expands to more than 20971520"),)),
    Case("bomb-undeclared.jsonl", lambda: event(bomb("gzip")), (dead("too_large", "expands to more than 20971520"),)),
    Case("hints-hostile.jsonl", lambda: event(page(), hints=dict.fromkeys(("title", "published_at", "language", "section"), "1 January " * 10_000)), (ARTICLE,)),
    Case("keys-unknown.jsonl", lambda: json.dumps({"url": "https://paper.example/a", "fetched_at": FETCHED_AT, "body": PLAIN, **{str(key): key for key in range(10_000)}}).encode(), (ARTICLE,)),
    Case("base64-of-text.jsonl", lambda: event(body_base64=b64encode(PLAIN.encode("utf-16")).decode(), content_type="text/plain"), (ARTICLE,)),
]  # fmt: skip
