"""What a body is: by its content type where that says something, else by its first bytes."""

import re
from codecs import getincrementaldecoder

from msgspec import Struct

from workers.page import Format

HEAD_BYTES = 4096
"""How much of a body is looked at."""

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_XML_TYPES = frozenset({"application/xml", "text/xml"})
_GENERIC_TYPES = frozenset(
    {"application/octet-stream", "binary/octet-stream", "application/unknown", "unknown/unknown", "application/binary", "*/*"}
)

_TYPE = re.compile(r"\s*([\w.+*-]+/[\w.+*-]+)", re.ASCII)
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:+-]{1,40})", re.ASCII | re.IGNORECASE)

_MAGIC = {
    b"%PDF-": "PDF",
    b"%!PS-": "PostScript",
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG image",
    b"GIF87a": "GIF image",
    b"GIF89a": "GIF image",
    b"\xff\xd8\xff": "JPEG image",
    b"PK\x03\x04": "ZIP archive",
    b"\x1f\x8b": "gzip data",
    b"\x28\xb5\x2f\xfd": "zstd data",
}
# Bytes that no text has (WHATWG MIME Sniffing, 3 "binary data byte"); ESC stays, for ISO-2022-JP has it.
_BINARY_BYTES = bytes(byte for byte in range(0x20) if byte not in b"\t\n\f\r\x1b")
# Text has next to none of them; a tenth of compressed or encrypted bytes are such.
_MAX_BINARY_BYTES = 8
_MAX_BINARY_SHARE = 0.03

_PROLOGUE = re.compile(rb"(?>(?:\xef\xbb\xbf)?(?:\s|<\?[^>]*+>|<!--(?>.*?-->))*+)", re.DOTALL)
_HTML_DOCUMENT = re.compile(rb"<(?:!doctype\s+html|html)[\s>/]", re.IGNORECASE)
_XHTML_ROOT = re.compile(rb"(?:<!doctype\s[^>]*+>\s*+(?:<!--(?>.*?-->)\s*+)?)?<(?:\w+:)?html[\s>/]", re.IGNORECASE | re.DOTALL)
_HTML_ELEMENT = re.compile(
    rb"<!--|<(?:!doctype\s+html|html|head|body|title|meta|link|base|script|noscript|style|iframe|header|nav|main|article|section"
    rb"|aside|footer|figure|div|span|table|form|img|h[1-6]|p|a|b|i|em|strong|br|hr|ul|ol|li|dl|center|font|blockquote|pre)[\s>/]",
    re.IGNORECASE,
)
_MARKUP = re.compile(rb"<[!/?a-z]", re.IGNORECASE)


class ContentType(Struct, frozen=True):
    """A Content-Type header: the type in lower case, and the charset it names."""

    mime: str | None
    charset: str | None


def parse_content_type(header: str | None) -> ContentType:
    """Read a Content-Type header. A type that says nothing (octet-stream, not of the form a/b) is None."""
    found = _TYPE.match(header or "")
    mime = found[1].lower() if found else None
    charset = _CHARSET.search(header or "")
    return ContentType(None if mime in _GENERIC_TYPES else mime, charset[1].lower() if charset else None)


def is_readable(mime: str | None) -> bool:
    """Tell whether a body of this type may be an article; of None, and of XML, the body itself has to tell."""
    return mime is None or mime in _HTML_TYPES or mime in _XML_TYPES or mime == "text/plain"


def document_format(mime: str | None, head: bytes) -> Format | None:
    """Say how a body of a readable type that begins with `head` is to be read; None if it is XML of another kind."""
    if mime in _HTML_TYPES:
        return Format.HTML
    start = head[_PROLOGUE.match(head).end() :]  # type: ignore[union-attr]  # it matches the empty string too
    if mime in _XML_TYPES:
        return Format.HTML if _XHTML_ROOT.match(start) else None
    if mime == "text/plain":
        return Format.HTML if _HTML_DOCUMENT.match(start) else Format.PLAIN
    if _HTML_ELEMENT.match(start) or _HTML_DOCUMENT.search(start):
        return Format.HTML
    return None if _MARKUP.match(start) else Format.PLAIN


def binary_kind(head: bytes) -> str | None:
    """Name what a body is that is no text, whatever it is declared as; None for text."""
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    binary = len(head) - len(head.translate(None, _BINARY_BYTES))
    return "binary data" if binary > max(_MAX_BINARY_BYTES, _MAX_BINARY_SHARE * len(head)) else None


def is_text(body: bytes) -> bool:
    """Tell whether bytes are surely text: no binary byte at their start, and markup or UTF-8."""
    head = body[:HEAD_BYTES]
    if head.translate(None, _BINARY_BYTES) != head:
        return False
    if _MARKUP.match(head.lstrip()):
        return True
    try:
        getincrementaldecoder("utf-8")().decode(head, final=len(head) == len(body))
    except UnicodeDecodeError:
        return False
    return True
