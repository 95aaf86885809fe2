"""Archives of the web: WARC (ISO 28500), with WET among it, and its forerunner ARC."""

from collections.abc import Iterator

from workers.formats.stream import Stream
from workers.formats.warc_headers import Dialect
from workers.formats.warc_records import Crawl, pages_of, records_of
from workers.inputs.files import InputFile
from workers.inputs.item import Input, Item, Unreadable
from workers.limits import Limits
from workers.records import RawPage, Source
from workers.steps.read.raw_page import raw_page_message


def read_archive(dialect: Dialect, stream: Stream, file: InputFile, limits: Limits) -> Iterator[Item]:
    """Yield the pages of an archive, each with its record's number, and whatever is broken.

    Pages are `response`, `resource` and `conversion` records with a URL of the web; the other records are none. A page whose
    record has no date that can be read is dated by its response, or else as the record before it; the first one, as the file.
    """
    found = pages_of(records_of(stream, dialect, limits.max_body_bytes), Crawl(file.modified_at))
    for number, (record, page) in enumerate(found, start=1):
        source = Source(file=file.name, record=number)
        head = record.head
        if isinstance(page, RawPage):
            yield Input(source, raw_page_message(page))
        elif page is not None:
            original = (head.original if head else b"") + record.block
            yield Unreadable(source, head.url if head else None, original, page)
