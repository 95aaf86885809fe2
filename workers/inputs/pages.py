"""Pages in files of their own, as a browser saves them."""

from collections.abc import Iterator

from workers.formats.stream import Stream
from workers.inputs.files import InputFile
from workers.inputs.item import Input, Item, Unreadable
from workers.limits import KEPT_BYTES, Limits
from workers.records import RawPage, Source
from workers.steps.read.raw_page import raw_page_message


def read_page_file(content_type: str, stream: Stream, file: InputFile, limits: Limits) -> Iterator[Item]:
    """Yield the one page of a file. Its URL is the file's own (its path, with links resolved), fetched when it was written."""
    source = Source(file=file.name)
    url = file.path.resolve().as_uri()
    body = stream.read(limits.max_body_bytes + 1)
    if stream.fault:
        yield Unreadable(source, url, body[:KEPT_BYTES], stream.fault)
    elif len(body) > limits.max_body_bytes:
        yield Unreadable(source, url, body[:KEPT_BYTES], f"the page has more than {limits.max_body_bytes} bytes")
    else:
        page = RawPage(url=url, fetched_at=file.modified_at, body_base64=body, content_type=content_type)
        yield Input(source, raw_page_message(page))
