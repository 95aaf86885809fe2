"""What Scrapy-Cluster puts on its crawled Kafka topics: a JSON object for each response.

Its format: https://github.com/istresearch/scrapy-cluster, the crawler's KafkaPipeline and RawResponseItem.
"""

import base64
import binascii
import re
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from workers.limits import Limits
from workers.page import Unprocessable
from workers.records import DeadLetterReason, RawPage
from workers.steps.read.message import RawMessage
from workers.steps.read.raw_page import parse_json

FAILED = b"json failed to parse"
"""What Scrapy-Cluster sends in the place of a page that it cannot write as JSON."""

_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


class Crawled(msgspec.Struct, frozen=True):
    """What is read of a message. Its `url` and `response_url` are both those after redirects; times are in UTC."""

    url: Annotated[str, Meta(min_length=1)]
    timestamp: datetime
    body: str
    status_code: Annotated[int, Meta(ge=0, le=999)]
    response_url: str | None = None
    response_headers: dict[str, str | list[str]] | None = None


def read_crawled(message: RawMessage, _: Limits) -> RawPage:
    """Read a crawled message. Raises Unprocessable: INVALID_JSON, or INVALID_PAGE with the key that is wrong."""
    if message.value.strip() == FAILED:
        why = f"Scrapy-Cluster could not write the page as JSON, and sent {FAILED.decode()!r} in its place; its log has the page's URL"
        raise Unprocessable(DeadLetterReason.INVALID_JSON, why)
    try:
        crawled = msgspec.convert(parse_json(message.value), Crawled)
    except msgspec.ValidationError as error:
        raise Unprocessable(DeadLetterReason.INVALID_PAGE, str(error)) from error
    body = _bytes_of(crawled.body)
    time = crawled.timestamp
    return RawPage(
        url=crawled.url,
        fetched_at=time if time.tzinfo else time.replace(tzinfo=UTC),
        body=crawled.body if body is None else None,
        body_base64=body,
        status=crawled.status_code,
        final_url=crawled.response_url or None,
        headers=crawled.response_headers,
        crawler="scrapy-cluster",
    )


def _bytes_of(body: str) -> bytes | None:
    """Undo base64 (KAFKA_BASE_64_ENCODE); None for a text. A message does not say which it has, and no page is made of base64 alone."""
    if len(body) % 4 or not _BASE64.fullmatch(body):
        return None
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error:
        return None
