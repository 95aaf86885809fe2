"""Raw page → the page's text. What a page is goes before what it is declared to be."""

import re
from collections.abc import Iterator

from workers.formats.decompress import GZIP_MAGIC
from workers.limits import DEFAULT_LIMITS, Limits
from workers.page import Document, Format, NotAnArticle, Unprocessable
from workers.records import DeadLetterReason, Hints, RawPage, RejectReason
from workers.steps.decode.charset import decode_bytes, is_utf_16
from workers.steps.decode.content_encoding import expand
from workers.steps.decode.content_type import (
    HEAD_BYTES,
    ContentType,
    binary_kind,
    document_format,
    is_readable,
    parse_content_type,
)

_SUCCESSFUL = range(200, 300)  # RFC 9110, 15.3
_NEWLINES = ("\r\n", "\r", "\v", "\f", "\x85")
# Controls, surrogates and noncharacters: what XML 1.0 and the HTML standard leave out of text.
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_XML_DECLARATION = re.compile(r"\s{0,99}<\?xml\s[^>]{0,200}\?>", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{10000,}")  # a shorter one has too few attributes to count them
_ATTRIBUTE_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")


def decode(page: RawPage, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Decode a raw page's body: content encodings, then charset, then what is no text.

    Raises NotAnArticle: HTTP_STATUS, CONTENT_TYPE, EMPTY; Unprocessable: BAD_CONTENT_ENCODING, BAD_CHARSET, TOO_LARGE.
    """
    if page.status not in _SUCCESSFUL:
        raise NotAnArticle(RejectReason.HTTP_STATUS, f"status {page.status}")
    headers = _lower(page.headers or {})
    content_type = parse_content_type(page.content_type or headers.get("content-type"))
    if not is_readable(content_type.mime):
        raise NotAnArticle(RejectReason.CONTENT_TYPE, f"content type {content_type.mime}")
    if page.body is not None:
        form, text = _read_text(page.body, content_type, limits)
    else:
        encoding = page.content_encoding or headers.get("content-encoding", "")
        form, text = _read_bytes(page.body_base64 or b"", encoding, content_type, limits)
    text = _clean(text)
    if form is Format.HTML and (declaration := _XML_DECLARATION.match(text)):
        text = text[declaration.end() :]  # it speaks of bytes that are no more, and parsers refuse text that has it
    if not text.strip():
        raise NotAnArticle(RejectReason.EMPTY, "empty body")
    _require_few_parts(form, text, limits)
    return Document(
        url=page.url,
        final_url=page.final_url or page.url,
        fetched_at=page.fetched_at,
        format=form,
        text=text,
        headers=headers,
        hints=page.hints or Hints(),
    )


def _lower(headers: dict[str, str | list[str]]) -> dict[str, str]:
    """Lower-case the names of headers, and join the values of each."""
    values: dict[str, list[str]] = {}
    for name, value in headers.items():
        values.setdefault(name.lower(), []).extend([value] if isinstance(value, str) else value)
    return {name: ", ".join(parts) for name, parts in values.items()}


def _read_text(body: str, declared: ContentType, limits: Limits) -> tuple[Format, str]:
    """Read a body that the crawler has decoded already."""
    _require_size(len(body), limits)
    return _format(body[:HEAD_BYTES].encode("utf-8", "replace"), declared), body


def _read_bytes(body: bytes, encoding: str, declared: ContentType, limits: Limits) -> tuple[Format, str]:
    """Read a body as it was received."""
    # Some crawlers drop the header that tells of gzip; no text begins so.
    body = expand(body, encoding or ("gzip" if body.startswith(GZIP_MAGIC) else ""), limits.max_body_bytes)
    _require_size(len(body), limits)
    head = body[:HEAD_BYTES]
    form = _format(head.replace(b"\0", b"") if is_utf_16(head, declared.charset) else head, declared)
    try:
        return form, decode_bytes(body, declared.charset, markup=form is Format.HTML)
    except UnicodeError as error:
        raise Unprocessable(DeadLetterReason.BAD_CHARSET, str(error)) from error


def _require_size(size: int, limits: Limits) -> None:
    if size > limits.max_body_bytes:
        raise Unprocessable(DeadLetterReason.TOO_LARGE, f"the body has {size} bytes, more than {limits.max_body_bytes}")


def _require_few_parts(form: Format, text: str, limits: Limits) -> None:
    for size, limit, message in _html_sizes(text, limits) if form is Format.HTML else _plain_sizes(text, limits):
        if size > limit:
            raise Unprocessable(DeadLetterReason.TOO_LARGE, f"{message.format(size)}, more than {limit}")


def _html_sizes(text: str, limits: Limits) -> Iterator[tuple[int, int, str]]:
    yield text.count("<") - text.count("</"), limits.max_elements, "the page has {} elements"
    for tag in _LONG_TAG.finditer(text):
        yield len(_ATTRIBUTE_VALUE.sub("", tag[0]).split()) - 1, limits.max_attributes, "an element has {} attributes"


def _plain_sizes(text: str, limits: Limits) -> Iterator[tuple[int, int, str]]:
    yield text.count("\n"), limits.max_lines, "the page has {} lines"
    yield max(map(len, text.split("\n"))), limits.max_line_characters, "a line has {} characters"


def _format(head: bytes, declared: ContentType) -> Format:
    if kind := binary_kind(head):
        raise NotAnArticle(RejectReason.CONTENT_TYPE, f"{kind}, declared as {declared.mime or 'nothing'}")
    form = document_format(declared.mime, head)
    if form is None:
        raise NotAnArticle(RejectReason.CONTENT_TYPE, f"XML that is no HTML, declared as {declared.mime or 'nothing'}")
    return form


def _clean(text: str) -> str:
    """Make every newline a line feed, and drop what is no text: controls, lone surrogates, noncharacters."""
    for newline in _NEWLINES:
        text = text.replace(newline, "\n")
    return _NOT_TEXT.sub("", text).removeprefix("\ufeff")
