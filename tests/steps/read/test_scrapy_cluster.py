"""What Scrapy-Cluster puts on Kafka: its crawled messages with bodies as text and in base64, and what it sends where it fails."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from workers.page import Unprocessable
from workers.records import DeadLetterReason, RawPage
from workers.steps.decode.decode import decode
from workers.steps.read.message import RawFormat, RawMessage
from workers.steps.read.read import read_page

FETCHED = datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC)
TEXT = "<html><head><title>Inselschule</title></head><body><p>Die Schule auf der Insel bleibt geöffnet.</p></body></html>"


def crawled(**changes: Any) -> RawMessage:
    """A message with the keys that Scrapy-Cluster's pipeline writes."""
    keys = {
        "appid": "news",
        "attrs": None,
        "body": TEXT,
        "crawlid": "abc-1",
        "encoding": "utf-8",
        "links": [{"url": "https://paper.example/b", "text": "b"}],
        "request_headers": {"User-Agent": ["crawler"]},
        "response_headers": {"Content-Type": ["text/html; charset=iso-8859-1"], "Set-Cookie": ["a=1", "b=2"]},
        "response_url": "https://paper.example/news/a",
        "status_code": 200,
        "status_msg": "OK",
        "timestamp": "2026-03-02T08:00:00.123456",
        "url": "https://paper.example/a",
        **changes,
    }
    return RawMessage(json.dumps(keys, sort_keys=True).encode(), form=RawFormat.SCRAPY_CLUSTER)


def refusal(message: RawMessage) -> tuple[DeadLetterReason, str]:
    with pytest.raises(Unprocessable) as caught:
        read_page(message)
    return caught.value.reason, caught.value.message


def test_a_body_that_is_text_is_read_as_text() -> None:
    assert read_page(crawled()) == RawPage(
        url="https://paper.example/a",
        fetched_at=FETCHED,
        body=TEXT,
        final_url="https://paper.example/news/a",
        headers={"Content-Type": ["text/html; charset=iso-8859-1"], "Set-Cookie": ["a=1", "b=2"]},
        crawler="scrapy-cluster",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1"])
def test_a_body_in_base64_is_the_response_s_bytes_which_its_headers_tell_how_to_read(encoding: str) -> None:
    headers = {"Content-Type": [f"text/html; charset={encoding}"]}
    message = crawled(body=base64.b64encode(TEXT.encode(encoding)).decode(), encoding=encoding, response_headers=headers)
    page = read_page(message)
    assert (page.body, page.body_base64) == (None, TEXT.encode(encoding))
    assert decode(page).text == TEXT


@pytest.mark.parametrize("body", ["", "<p>YWJj", "abc", "YWJ=YWJj", "a b c d ", "geöffnet"])
def test_what_is_no_base64_is_text(body: str) -> None:
    assert read_page(crawled(body=body)).body == body


def test_an_error_page_keeps_its_status() -> None:
    assert read_page(crawled(status_code=404, response_url=None, response_headers=None)).status == 404


@pytest.mark.parametrize("timestamp", ["2026-03-02T08:00:00.123456Z", "2026-03-02T09:00:00.123456+01:00"])
def test_a_time_with_an_offset_is_taken_at_its_word(timestamp: str) -> None:
    assert read_page(crawled(timestamp=timestamp)).fetched_at == FETCHED


def test_what_it_sends_where_it_cannot_write_a_page_is_refused_by_name() -> None:
    reason, why = refusal(RawMessage(b"json failed to parse", form=RawFormat.SCRAPY_CLUSTER))
    assert reason is DeadLetterReason.INVALID_JSON
    assert why.startswith("Scrapy-Cluster could not write the page as JSON, and sent 'json failed to parse' in its place")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"url": ""}, "Expected `str` of length >= 1 - at `$.url`"),
        ({"url": None}, "Expected `str`, got `null` - at `$.url`"),
        ({"body": 5}, "Expected `str`, got `int` - at `$.body`"),
        ({"timestamp": "now"}, "Invalid RFC3339 encoded datetime - at `$.timestamp`"),
        ({"status_code": "200"}, "Expected `int`, got `str` - at `$.status_code`"),
        ({"response_headers": []}, "Expected `object | null`, got `array` - at `$.response_headers`"),
    ],
)
def test_a_message_that_breaks_the_format_is_refused_by_key(changes: dict[str, Any], why: str) -> None:
    assert refusal(crawled(**changes)) == (DeadLetterReason.INVALID_PAGE, why)


@pytest.mark.parametrize("value", [b"", b"[]", b"{}", b"{", b"\xff", b"null"])
def test_what_is_no_such_message_is_refused(value: bytes) -> None:
    assert refusal(RawMessage(value, form=RawFormat.SCRAPY_CLUSTER))[0] in {
        DeadLetterReason.INVALID_JSON,
        DeadLetterReason.INVALID_PAGE,
    }


def test_a_raw_page_that_says_what_it_is_is_read_as_such() -> None:
    """So `newsmill feed` and crawlers that know Newsmill can use the same Kafka topic."""
    event = {"url": "https://paper.example/a", "fetched_at": "2026-03-02T08:00:00Z", "body": "x"}
    headers = (("content-type", b"application/vnd.newsmill.raw-page.v1+json"),)
    assert read_page(RawMessage(json.dumps(event).encode(), headers, form=RawFormat.SCRAPY_CLUSTER)).body == "x"
