"""The content of an archive's record → a raw page."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO

from warcio.statusandheaders import StatusAndHeadersParser

from workers.records import RawPage

_STATUS_LINE = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})\b")
_CHUNK_SIZE = re.compile(rb"(?:\r?\n)?([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_ARC_DATE = re.compile(r"\d{14}", re.ASCII)


def page_of_response(url: str, date: datetime | None, fallback: datetime, block: bytes) -> RawPage | None:
    """Make a page of an HTTP response; None if the bytes are none.

    The archive's date goes first, then the response's own `Date`, then `fallback`.
    """
    status = _STATUS_LINE.match(block)
    if status is None:
        return None
    stream = BytesIO(block)
    headers = _join(StatusAndHeadersParser([], verify=False).parse(stream).headers)
    body = stream.read()
    known = {name.lower(): ", ".join(values) for name, values in headers.items()}
    if "chunked" in known.get("transfer-encoding", "").lower():
        body = dechunk(body)
    return RawPage(
        url=url,
        fetched_at=date or parse_http_date(known.get("date", "")) or fallback,
        body_base64=body,
        status=int(status[1]),
        content_type=known.get("content-type"),
        content_encoding=known.get("content-encoding"),
        headers={name: values[0] if len(values) == 1 else values for name, values in headers.items()},
    )


def dechunk(body: bytes) -> bytes:
    """Undo chunked transfer (RFC 9112, 7.1). From where no chunk begins, the bytes are taken as they are.

    So a body that the crawler has put together already stays as it is, and a broken one loses nothing.
    """
    parts: list[bytes] = []
    position = 0
    while header := _CHUNK_SIZE.match(body, position):
        size = int(header[1], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(body[header.end() : header.end() + size])
        position = header.end() + size
    return b"".join((*parts, body[position:]))


def parse_archive_date(text: str) -> datetime | None:
    """Read a record's date, ISO 8601 (WARC) or fourteen digits (ARC), as a time in UTC; None if it is none."""
    try:
        if digits := _ARC_DATE.match(text):
            return datetime.strptime(digits[0], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        return _in_utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None


def parse_http_date(text: str) -> datetime | None:
    """Read the date of an HTTP header; None if it is none."""
    try:
        return _in_utc(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _in_utc(time: datetime) -> datetime:
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


def _join(headers: list[tuple[str, str]]) -> dict[str, list[str]]:
    joined: dict[str, list[str]] = {}
    for name, value in headers:
        joined.setdefault(name, []).append(value)
    return joined
