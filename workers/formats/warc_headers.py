"""The lines that begin a record of an archive: what it holds, and how long it is."""

import re
from collections.abc import Callable
from io import BytesIO

import msgspec
from warcio.statusandheaders import StatusAndHeadersParser

from workers.formats.stream import Stream
from workers.limits import MAX_HEAD_BYTES, MAX_LINE_BYTES

_LENGTH = re.compile(r"\d{1,15}", re.ASCII)


class RecordHead(msgspec.Struct, frozen=True):
    """What begins a record: its bytes, and what they say. A length that is missing or no number is None."""

    original: bytes
    type: str
    url: str | None
    date: str
    content_type: str | None
    length: int | None


class Dialect(msgspec.Struct, frozen=True):
    """A kind of archive: what a line looks like that begins a record, and how to read the record's head from there."""

    begin: re.Pattern[bytes]
    read_head: Callable[[Stream, re.Match[bytes]], RecordHead]


def _read_warc_head(stream: Stream, begin: re.Match[bytes]) -> RecordHead:
    """Read a WARC record's header lines (ISO 28500), up to the blank one."""
    line = begin.string
    original = bytearray(line)
    while line.strip() and len(original) < MAX_HEAD_BYTES:
        line = stream.readline(MAX_LINE_BYTES)
        original += line
    headers = StatusAndHeadersParser([], verify=False).parse(BytesIO(original))
    url = (headers.get_header("WARC-Target-URI") or "").strip()
    if url.startswith("<") and url.endswith(">"):  # GNU Wget takes the standard's angle brackets for a part of the value
        url = url[1:-1]
    return RecordHead(
        original=bytes(original),
        type=(headers.get_header("WARC-Type") or "").strip().lower(),
        url=url or None,
        date=(headers.get_header("WARC-Date") or "").strip(),
        content_type=headers.get_header("Content-Type"),
        length=None if line.strip() else _length(headers.get_header("Content-Length") or ""),
    )


def _read_arc_head(_: Stream, begin: re.Match[bytes]) -> RecordHead:
    """Read an ARC record's only header line."""
    url, date, length = (StatusAndHeadersParser.decode_header(begin[name]) for name in ("url", "date", "length"))
    return RecordHead(original=begin.string, type="response", url=url, date=date, content_type=None, length=_length(length))


def _length(text: str) -> int | None:
    return int(text) if _LENGTH.fullmatch(text.strip()) else None


WARC = Dialect(re.compile(rb"WARC/\d"), _read_warc_head)

ARC = Dialect(
    # URL (which may hold spaces), IP address, date, content type; in version 2 five more fields; length.
    re.compile(
        rb"(?P<url>\S.*?) (?:[\d.]{1,15}|[\da-fA-F:]{2,45}|-) (?P<date>\d{8,20}) \S+"
        rb"(?: \S+ \S+ \S+ \S+ \S+)? (?P<length>\S+)\s*\Z"
    ),
    _read_arc_head,
)
