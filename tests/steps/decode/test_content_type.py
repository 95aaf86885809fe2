"""A body is read as what it is declared as, where that says something, and else as what it looks like."""

import pytest

from workers.page import Format
from workers.steps.decode.content_type import ContentType, binary_kind, document_format, is_readable, is_text, parse_content_type


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("text/html", ContentType("text/html", None)),
        ("TEXT/HTML; Charset=UTF-8", ContentType("text/html", "utf-8")),
        (" text/html ;charset = 'windows-1251' ", ContentType("text/html", "windows-1251")),
        ('text/html;charset="koi8-r"', ContentType("text/html", "koi8-r")),
        ("text/html; charset=utf-8, text/html", ContentType("text/html", "utf-8")),
        ("text/html, text/html", ContentType("text/html", None)),
        ("application/octet-stream", ContentType(None, None)),
        ("binary/octet-stream; charset=utf-8", ContentType(None, "utf-8")),
        ("*/*", ContentType(None, None)),
        ("html", ContentType(None, None)),
        ("charset=latin1", ContentType(None, "latin1")),
        ("", ContentType(None, None)),
        (None, ContentType(None, None)),
    ],
)
def test_a_content_type_is_parsed(header: str | None, expected: ContentType) -> None:
    assert parse_content_type(header) == expected


@pytest.mark.parametrize("mime", [None, "text/html", "application/xhtml+xml", "text/plain", "text/xml", "application/xml"])
def test_types_that_may_be_articles(mime: str | None) -> None:
    assert is_readable(mime)


@pytest.mark.parametrize("mime", ["application/json", "image/png", "application/pdf", "text/css", "application/rss+xml"])
def test_types_that_are_none(mime: str) -> None:
    assert not is_readable(mime)


@pytest.mark.parametrize(
    ("mime", "head", "expected"),
    [
        ("text/html", b"no markup at all", Format.HTML),
        ("application/xhtml+xml", b"<?xml version='1.0'?><html/>", Format.HTML),
        ("text/plain", b"A text. <b>bold</b>", Format.PLAIN),
        ("text/plain", b"\n<!DOCTYPE html>\n<title>", Format.HTML),
        ("text/plain", b"<p>markup in a text", Format.PLAIN),
        ("text/xml", b'<?xml version="1.0"?>\n<!-- x --><html xmlns="x">', Format.HTML),
        ("text/xml", b'<!DOCTYPE html PUBLIC "x"><!-- y -->\n<html>', Format.HTML),
        ("application/xml", b'<?xml version="1.0"?><h:html>', Format.HTML),
        ("application/xml", b'<?xml version="1.0"?><rss><html>', None),
        ("application/xml", b"", None),
        (None, b"<!doctype html>", Format.HTML),
        (None, b"\xef\xbb\xbf <!-- a --> <!-- b -->\n<Article class='x'>", Format.HTML),
        (None, b"<!-- a comment that does not end " + b"x" * 4000, Format.HTML),
        (None, b"Warning: line 3\n<html>", Format.HTML),
        (None, b"Plain text, 3 < 4.", Format.PLAIN),
        (None, b"<3 is a heart", Format.PLAIN),
        (None, b"", Format.PLAIN),
        (None, b"<?xml version='1.0'?><rss version='2.0'>", None),
        (None, b"<svg>", None),
    ],
)
def test_the_format_of_a_body(mime: str | None, head: bytes, expected: Format | None) -> None:
    assert document_format(mime, head) is expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG image"),
        (b"\xff\xd8\xff\xe0", "JPEG image"),
        (b"GIF89a", "GIF image"),
        (b"PK\x03\x04", "ZIP archive"),
        (b"{\\rtf1 text}", "RTF"),
        (b"text" + b"\0" * 10, "binary data"),
        (bytes(range(256)) * 4, "binary data"),
        (b"a page with one \0 in it " * 10, "binary data"),
        (b"short \0\0\0", None),
        (b"a page with one \0 in it" + b" and much text" * 10, None),
        (b"\x1b$B%F%9%H\x1b(B", None),
        ("Füße, 字, كلمة".encode(), None),
        (b"", None),
    ],
)
def test_what_is_no_text_is_recognised(head: bytes, expected: str | None) -> None:
    assert binary_kind(head) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"words", True),
        (b"  <p>caf\xe9", True),
        (("x" + "é" * 3000).encode(), True),  # the head ends within a character
        (b"caf\xe9", False),
        (b"nul \0", False),
    ],
)
def test_what_is_surely_text_is_recognised(body: bytes, expected: bool) -> None:  # noqa: FBT001 -- a literal of the table
    assert is_text(body) is expected


@pytest.mark.parametrize("head", [b"<!--" * 1000, b" " * 4096, b"<?x " * 1000, b"<!doctype " * 400, b"\n<!-- -->" * 400])
def test_hostile_heads_take_no_time(head: bytes) -> None:
    for mime in (None, "text/plain", "text/xml"):
        document_format(mime, head)
