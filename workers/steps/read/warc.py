"""A WARC record (ISO 28500) as a message's value, plain or compressed by gzip or zstd."""

from datetime import UTC, datetime
from io import BufferedReader, BytesIO

from workers.formats.http_response import parse_archive_date
from workers.formats.stream import open_stream
from workers.formats.warc_headers import WARC, RecordHead
from workers.formats.warc_records import Crawl, pages_of, records_of
from workers.limits import Limits
from workers.page import Unprocessable
from workers.records import DeadLetterReason, RawPage
from workers.steps.read.message import RawMessage

_NO_DATE = datetime.fromtimestamp(0, UTC)


def read_warc(message: RawMessage, limits: Limits) -> RawPage:
    """Read the one page among a message's records. Where none holds a page the first is given as what it is, to be rejected.

    Raises Unprocessable: BROKEN_RECORD, or INVALID_PAGE where the message holds no record, or several pages.
    """
    found = [
        *pages_of(records_of(open_stream(BufferedReader(BytesIO(message.value))), WARC, limits.max_body_bytes), Crawl(_NO_DATE))
    ]
    if not found:
        raise Unprocessable(DeadLetterReason.INVALID_PAGE, "the message holds no WARC record")
    if fault := next((page for _, page in found if isinstance(page, str)), None):
        raise Unprocessable(DeadLetterReason.BROKEN_RECORD, fault)
    pages = [page for _, page in found if isinstance(page, RawPage)] or [_no_page(record.head) for record, _ in found[:1]]
    if len(pages) > 1:
        raise Unprocessable(
            DeadLetterReason.INVALID_PAGE, f"the message holds {len(pages)} pages; each needs a message of its own"
        )
    if pages[0].fetched_at == _NO_DATE:
        raise Unprocessable(DeadLetterReason.BROKEN_RECORD, "the record has no date")
    return pages[0]


def _no_page(head: RecordHead | None) -> RawPage:
    """Give a record that holds no page, as a request or metadata, a content type that says so: no page has it."""
    kind = (head and head.type) or "unknown"
    url, date = (head.url, parse_archive_date(head.date)) if head else (None, None)
    return RawPage(
        url=url or f"warc:{kind}", fetched_at=date or _NO_DATE, body_base64=b"", content_type=f"application/warc-{kind}"
    )
