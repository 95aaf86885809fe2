"""raw-page.v1 in its two forms: JSON, and binary, whose value is the response's bytes."""

import re
from typing import Any

import msgspec

from workers.limits import Limits
from workers.page import Unprocessable
from workers.records import DeadLetterReason, RawPage
from workers.steps.read.message import RawMessage

BINARY = "application/vnd.newsmill.raw-page.v1"
JSON = "application/vnd.newsmill.raw-page.v1+json"
CONTENT_TYPE = "content-type"

BODIES = ("body", "body_base64")
STRUCTURED = frozenset({"status", "headers", "hints"})
"""Keys whose headers hold JSON; those of the others hold a string as it is."""


class _Addressed(msgspec.Struct):
    url: str = ""


_read_url = msgspec.json.Decoder(_Addressed).decode
_TEXTUAL = frozenset(RawPage.__struct_fields__) - STRUCTURED - frozenset(BODIES)
_LONE_SURROGATES = re.compile(rb"\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(\\u[dD][89a-fA-F][\da-fA-F]{2})|\\.")


def content_type_of(message: RawMessage) -> str:
    """Say what a message's own content-type header names, in lower case and without parameters; "" where it has none."""
    values = [value for name, value in message.headers if name.lower() == CONTENT_TYPE and value]
    return values[-1].split(b";")[0].strip().lower().decode("ascii", "replace") if values else ""


JSON_HEADERS = ((CONTENT_TYPE, JSON.encode()),)


def raw_page_message(page: RawPage) -> RawMessage:
    """Write a raw page: in the binary form where its body is bytes, else as JSON."""
    if page.body_base64 is None:
        return RawMessage(msgspec.json.encode(page), JSON_HEADERS)
    keys: dict[str, Any] = msgspec.to_builtins(page, builtin_types=(bytes,))
    headers = [
        (name, msgspec.json.encode(value) if name in STRUCTURED else value.encode())
        for name, value in keys.items()
        if name not in BODIES
    ]
    return RawMessage(page.body_base64, ((CONTENT_TYPE, BINARY.encode()), *headers))


def url_of(message: RawMessage) -> str | None:
    """Read a page's URL and no more of it; None where it cannot be read."""
    try:
        if content_type_of(message) == BINARY:
            urls = [value for name, value in message.headers if name.lower() == "url" and value]
            return urls[-1].decode() if urls else None
        return _read_url(message.value).url or None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def read_binary(message: RawMessage, _: Limits) -> RawPage:
    """Read the binary form. Names of headers come in any case; of equal ones the last counts, and unknown ones are ignored.

    Raises Unprocessable: INVALID_PAGE with the header that is wrong.
    """
    fields: dict[str, object] = {"body_base64": message.value}
    for name, value in message.headers:
        key = name.lower()
        if value is not None and (key in _TEXTUAL or key in STRUCTURED):
            fields[key] = _header(key, value)
    return to_page(fields)


def read_json(message: RawMessage, _: Limits) -> RawPage:
    """Read the JSON form. Unknown keys are ignored, null is the same as no key, lone surrogates are dropped.

    Raises Unprocessable: INVALID_JSON, or INVALID_PAGE with the key that is wrong.
    """
    page = to_page(parse_json(message.value))
    if (page.body is None) == (page.body_base64 is None):
        found = "neither" if page.body is None else "both"
        raise Unprocessable(DeadLetterReason.INVALID_PAGE, f"exactly one of `body` and `body_base64` is required, found {found}")
    return page


def to_page(fields: object) -> RawPage:
    """Check keys and their types. Raises Unprocessable: INVALID_PAGE."""
    if isinstance(fields, dict):
        fields = {key: value for key, value in fields.items() if value is not None}
    try:
        return msgspec.convert(fields, RawPage)
    except msgspec.ValidationError as error:
        raise Unprocessable(DeadLetterReason.INVALID_PAGE, str(error)) from error


def parse_json(event: bytes) -> object:
    """Parse JSON; if that fails, once more without lone surrogates, which some writers of JSON make of a text cut in two.

    Raises Unprocessable: INVALID_JSON.
    """
    event = event.removeprefix(b"\xef\xbb\xbf")
    try:
        return msgspec.json.decode(event)
    except (ValueError, RecursionError) as error:
        repaired = _LONE_SURROGATES.sub(lambda found: b"" if found[1] else found[0], event)
        if repaired == event:
            raise Unprocessable(DeadLetterReason.INVALID_JSON, str(error)) from error
    try:
        return msgspec.json.decode(repaired)
    except (ValueError, RecursionError) as error:
        raise Unprocessable(DeadLetterReason.INVALID_JSON, str(error)) from error


def _header(key: str, value: bytes) -> object:
    try:
        return msgspec.json.decode(value) if key in STRUCTURED else value.decode()
    except (ValueError, RecursionError) as error:
        kind = "JSON" if key in STRUCTURED else "UTF-8"
        raise Unprocessable(DeadLetterReason.INVALID_PAGE, f"the header `{key}` is no {kind}: {error}") from error
