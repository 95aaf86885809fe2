"""The records of a WARC or ARC file: what is broken is told, and the next one is found.

They are found here and not by warcio's iterator, which passes over broken gzip data and cut records without a word, and refuses
files whose records share a gzip member. warcio reads the headers.
"""

import re
from collections.abc import Generator, Iterable, Iterator
from datetime import datetime

import msgspec

from workers.formats.decompress import CHUNK
from workers.formats.http_response import page_of_response, parse_archive_date
from workers.formats.stream import Stream
from workers.formats.warc_headers import Dialect, RecordHead
from workers.limits import KEPT_BYTES, MAX_LINE_BYTES
from workers.records import RawPage

_PAGE_TYPES = frozenset({"response", "resource", "conversion"})

_PAGE_URL = re.compile(r"(?:https?|ftp|file):", re.IGNORECASE)  # others (dns:, metadata:, urn:) are the archive's own

_SOFTWARE = re.compile(rb"^software:[ \t]*([^\r\n]{1,200})", re.IGNORECASE | re.MULTILINE)

_LINE = re.compile(rb"(?<=\n)\S[^\n]*\n?")


class Record(msgspec.Struct, frozen=True):
    """A part of an archive: a record, or bytes where none begins; and what is wrong with it."""

    head: RecordHead | None
    block: bytes
    fault: str | None


class Crawl(msgspec.Struct, frozen=True):
    """What an archive has told so far of the crawl that it comes from: the latest date, and the crawler's name."""

    date: datetime
    crawler: str | None = None


def pages_of(records: Iterable[Record], crawl: Crawl) -> Iterator[tuple[Record, RawPage | str | None]]:
    """Give each record with the page that it holds, or what is wrong with it; None where it is sound but holds no page."""
    for record in records:
        if record.head is None or record.fault:
            yield record, record.fault or ""
        else:
            crawl = _learn(crawl, record.head, record.block)
            yield record, _page(record.head, record.block, crawl) if _is_page(record.head) else None


def records_of(stream: Stream, dialect: Dialect, max_block: int) -> Iterator[Record]:
    """Find the records of an archive. Where its compression is broken, go on with the next member."""
    passed_over: bytes | None = b""
    while passed_over is not None:
        is_told = yield from _records_of_part(stream, dialect, max_block)
        fault = stream.fault
        passed_over = stream.resume()
        if fault and not is_told:
            yield Record(None, passed_over or b"", fault)


def _records_of_part(stream: Stream, dialect: Dialect, max_block: int) -> Generator[Record, None, bool]:
    """Find the records up to where the stream ends, and return whether the last of them tells why it does.

    After bytes that are no record, look for the line that begins the next one.
    """
    fault = None
    line = _next_line(stream)
    while line:
        begin = dialect.begin.match(line)
        head = dialect.read_head(stream, begin) if begin else None
        if head is None or head.length is None:
            block, size, line = _skip_to_record(stream, b"" if head else line, dialect)
            fault = "the record has no valid length" if head else f"no record begins here: {size} bytes are passed over"
        else:
            limit = max_block if _is_page(head) else None
            block, fault = _read_block(stream, head.length, limit)
            line = stream.readline(MAX_LINE_BYTES)
            is_odd = fault or (line.strip() and not dialect.begin.match(line))
            if is_odd and head.length <= (limit or KEPT_BYTES) and (begin_within := _begin_within(block, dialect)):
                stream.unread(block[begin_within:] + line)
                block, line = block[:begin_within], b""
                fault = f"the record is shorter than its {head.length} bytes: another one begins within"
            line = line if line.strip() else _next_line(stream)
        if fault and stream.fault:
            fault = f"{fault}; {stream.fault}"
        yield Record(head, block, fault)
    return fault is not None


def _begin_within(block: bytes, dialect: Dialect) -> int:
    """Say where in a block another record begins; 0 where none does."""
    return next((line.start() for line in _LINE.finditer(block) if dialect.begin.match(line[0])), 0)


def _next_line(stream: Stream) -> bytes:
    """Read the first line that is not blank."""
    while (line := stream.readline(MAX_LINE_BYTES)) and not line.strip():
        pass
    return line


def _skip_to_record(stream: Stream, line: bytes, dialect: Dialect) -> tuple[bytes, int, bytes]:
    """Pass over lines until one begins a record. Return the first bytes passed over, their number, and that line."""
    kept = bytearray()
    size = 0
    while True:
        size += len(line)
        kept += line[: KEPT_BYTES - len(kept)]
        line = stream.readline(MAX_LINE_BYTES)
        if not line or dialect.begin.match(line):
            return bytes(kept), size, line


def _read_block(stream: Stream, length: int, limit: int | None) -> tuple[bytes, str | None]:
    """Read a record's block, or the first bytes of one that is larger than the limit or not wanted (None)."""
    too_large = limit is not None and length > limit
    block = stream.read(min(length, KEPT_BYTES) if limit is None or too_large else length)
    missing = length - len(block)
    while missing and (piece := stream.read(min(missing, CHUNK))):
        missing -= len(piece)
    if missing:
        return block, f"the record ends early: {missing} of its {length} bytes are missing"
    return block, f"the record has {length} bytes, more than {limit}" if too_large else None


def _is_page(head: RecordHead) -> bool:
    return head.type in _PAGE_TYPES and (head.url is None or _PAGE_URL.match(head.url) is not None)


def _learn(crawl: Crawl, head: RecordHead, block: bytes) -> Crawl:
    date = parse_archive_date(head.date) or crawl.date
    software = _SOFTWARE.search(block) if head.type == "warcinfo" else None
    return Crawl(date, software[1].decode("utf-8", "replace").strip() if software else crawl.crawler)


def _page(head: RecordHead, block: bytes, crawl: Crawl) -> RawPage | str:
    """Make a page of a record, or say what it lacks."""
    if head.url is None:
        return "the record has no URL"
    date = parse_archive_date(head.date)
    if head.type != "response":
        return RawPage(
            url=head.url,
            fetched_at=date or crawl.date,
            body_base64=block,
            content_type=head.content_type,
            crawler=crawl.crawler,
        )
    page = page_of_response(head.url, date, crawl.date, block)
    return msgspec.structs.replace(page, crawler=crawl.crawler) if page else "the record holds no HTTP response"
