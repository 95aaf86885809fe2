"""The step `decode`: raw pages become documents, or say why not."""

import base64
import gzip
import json
from datetime import UTC, datetime
from typing import Any

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.decode import DEFAULT_LIMITS, Limits, decode, decode_event
from workers.page import Document, Format, NotAnArticle, Unprocessable
from workers.records import DeadLetterReason, Hints, RawPage, RejectReason

FETCHED = datetime(2026, 3, 1, 12, tzinfo=UTC)


def event(**changes: Any) -> bytes:
    return json.dumps(
        {"url": "https://paper.example/a", "fetched_at": "2026-03-01T12:00:00Z", "body": "<p>Text", **changes}
    ).encode()


def page(**changes: Any) -> RawPage:
    keys: dict[str, Any] = {"url": "https://paper.example/a", "fetched_at": FETCHED, "content_type": "text/html", **changes}
    return RawPage(**keys)


def refusal(event: bytes, limits: Limits = DEFAULT_LIMITS) -> tuple[DeadLetterReason, str]:
    with pytest.raises(Unprocessable) as caught:
        decode_event(event, limits)
    return caught.value.reason, caught.value.message


def rejection(page: RawPage) -> tuple[RejectReason, str]:
    with pytest.raises(NotAnArticle) as caught:
        decode(page, DEFAULT_LIMITS)
    return caught.value.reason, caught.value.detail


class TestDecodeEvent:
    def test_an_event_is_read(self) -> None:
        assert decode_event(event()) == RawPage(url="https://paper.example/a", fetched_at=FETCHED, body="<p>Text")

    def test_unknown_keys_are_ignored(self) -> None:
        assert decode_event(event(depth=3, via={"a": [None]})) == decode_event(event())

    @pytest.mark.parametrize(
        "key", ["status", "content_type", "content_encoding", "final_url", "headers", "hints", "crawler", "body_base64"]
    )
    def test_null_is_the_same_as_no_key(self, key: str) -> None:
        assert decode_event(event(**{key: None})) == decode_event(event())

    def test_null_in_hints_is_the_same_as_no_hint(self) -> None:
        assert decode_event(event(hints={"title": None, "section": "Politik"})).hints == Hints(section="Politik")

    def test_a_byte_order_mark_is_passed_over(self) -> None:
        assert decode_event(b"\xef\xbb\xbf" + event()) == decode_event(event())

    def test_base64_is_undone(self) -> None:
        assert decode_event(event(body=None, body_base64=base64.b64encode(b"\xff\0").decode())).body_base64 == b"\xff\0"

    @pytest.mark.parametrize(
        ("escapes", "expected"),
        [
            ("a\\ud83d b", "a b"),
            ("\\ude00", ""),
            ("\\ud83d\\ude00\\ud83d", "😀"),
            ("\\\\ud83d\\ud83d", "\\ud83d"),
            ('\\"\\uDBFFx', '"x'),
        ],
    )
    def test_lone_surrogates_are_dropped(self, escapes: str, expected: str) -> None:
        assert decode_event(event(body="BODY").replace(b"BODY", escapes.encode())).body == expected

    @pytest.mark.parametrize(
        "broken",
        [
            b"",
            b"{",
            b'{"url": "x"} trailing',
            b"not json",
            b'{"url": NaN}',
            b'{"url": "\xff"}',
            b"[" * 100_000,
            b'{"a":' * 100_000,
            b'{"url": "\\ud83d',
            b"\\ud83d",
            b'{"url": "\n"}',
        ],
    )
    def test_what_is_no_json_is_refused(self, broken: bytes) -> None:
        assert refusal(broken)[0] is DeadLetterReason.INVALID_JSON

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"url": None}, "Object missing required field `url`"),
            ({"url": ""}, "Expected `str` of length >= 1 - at `$.url`"),
            ({"url": 7}, "Expected `str`, got `int` - at `$.url`"),
            ({"fetched_at": "yesterday"}, "Invalid RFC3339 encoded datetime - at `$.fetched_at`"),
            ({"fetched_at": "2026-03-01T12:00:00"}, "Expected `datetime` with a timezone component - at `$.fetched_at`"),
            ({"status": "200"}, "Expected `int`, got `str` - at `$.status`"),
            ({"status": 1000}, "Expected `int` <= 999 - at `$.status`"),
            ({"body": None, "body_base64": "%"}, "Invalid base64 encoded string - at `$.body_base64`"),
            ({"headers": ["a"]}, "Expected `object | null`, got `array` - at `$.headers`"),
            ({"hints": {"title": 1}}, "Expected `str | null`, got `int` - at `$.hints.title`"),
            ({"body": None}, "exactly one of `body` and `body_base64` is required, found neither"),
            ({"body_base64": "YQ=="}, "exactly one of `body` and `body_base64` is required, found both"),
        ],
    )
    def test_a_page_that_breaks_the_contract_is_refused_by_key(self, changes: dict[str, Any], message: str) -> None:
        assert refusal(event(**changes)) == (DeadLetterReason.INVALID_PAGE, message)

    @pytest.mark.parametrize("other", [b"[]", b"null", b"7", b'"text"'])
    def test_other_json_is_no_page(self, other: bytes) -> None:
        reason, message = refusal(other)
        assert (reason, message.startswith("Expected `object`")) == (DeadLetterReason.INVALID_PAGE, True)

    def test_a_large_event_is_refused_unread(self) -> None:
        expected = (DeadLetterReason.TOO_LARGE, f"the event has {len(event())} bytes, more than 50")
        assert refusal(event(), Limits(max_event_bytes=50)) == expected

    def test_an_event_of_the_first_limit_holds_a_body_of_the_second(self) -> None:
        limits = Limits()
        assert limits.max_event_bytes - len(event()) > 4 * limits.max_body_bytes / 3

    @given(st.binary(max_size=200))
    def test_random_bytes_are_refused(self, data: bytes) -> None:
        assert refusal(data)[0] in {DeadLetterReason.INVALID_JSON, DeadLetterReason.INVALID_PAGE}


class TestDecode:
    def test_a_page_becomes_a_document(self) -> None:
        raw = page(
            body_base64="<p>Brücke".encode(),
            final_url="https://paper.example/b",
            headers={"Server": "x", "Set-Cookie": ["a=1", "b=2"], "set-cookie": "c=3"},
            hints=Hints(title="Bridge"),
        )
        assert decode(raw) == Document(
            url="https://paper.example/a",
            final_url="https://paper.example/b",
            fetched_at=FETCHED,
            format=Format.HTML,
            text="<p>Brücke",
            headers={"server": "x", "set-cookie": "a=1, b=2, c=3"},
            hints=Hints(title="Bridge"),
        )

    def test_what_is_not_told_has_a_default(self) -> None:
        document = decode(page(body="Text"))
        assert (document.final_url, document.headers, document.hints) == ("https://paper.example/a", {}, Hints())

    @pytest.mark.parametrize("status", [0, 100, 199, 300, 301, 304, 404, 410, 500, 999])
    def test_only_successful_responses_are_read(self, status: int) -> None:
        assert rejection(page(status=status, body="<p>Text")) == (RejectReason.HTTP_STATUS, f"status {status}")

    @pytest.mark.parametrize("status", [200, 203, 206, 299])
    def test_every_successful_response_is_read(self, status: int) -> None:
        assert decode(page(status=status, body="<p>Text")).text == "<p>Text"

    def test_the_status_goes_before_the_content_type(self) -> None:
        assert rejection(page(status=404, content_type="image/png", body=""))[0] is RejectReason.HTTP_STATUS

    def test_other_content_types_are_no_articles(self) -> None:
        expected = (RejectReason.CONTENT_TYPE, "content type application/json")
        assert rejection(page(content_type="Application/JSON; charset=utf-8", body="{}")) == expected

    @pytest.mark.parametrize("name", ["Content-Type", "content-type", "CONTENT-TYPE"])
    def test_the_headers_tell_the_content_type_where_the_key_does_not(self, name: str) -> None:
        headers = {name: "text/plain; charset=koi8-r"}
        document = decode(page(content_type=None, headers=headers, body_base64="Мост".encode("koi8-r")))
        assert (document.format, document.text) == (Format.PLAIN, "Мост")

    def test_the_key_goes_before_the_headers(self) -> None:
        assert decode(page(content_type="text/plain", headers={"content-type": "image/png"}, body="Text")).format is Format.PLAIN

    @pytest.mark.parametrize("content_type", [None, "application/octet-stream", "unknown"])
    @pytest.mark.parametrize(("body", "form"), [(b"<!doctype html><p>Text", Format.HTML), (b"Plain text.", Format.PLAIN)])
    def test_a_body_of_no_declared_type_is_looked_at(self, content_type: str | None, body: bytes, form: Format) -> None:
        assert decode(page(content_type=content_type, body_base64=body)).format is form

    @pytest.mark.parametrize("content_type", [None, "text/html", "text/plain"])
    def test_binary_bodies_are_no_articles_whatever_they_are_declared_as(self, content_type: str | None) -> None:
        expected = (RejectReason.CONTENT_TYPE, f"PDF, declared as {content_type or 'nothing'}")
        assert rejection(page(content_type=content_type, body_base64=b"%PDF-1.4 \0\0")) == expected

    def test_other_xml_is_no_article(self) -> None:
        expected = (RejectReason.CONTENT_TYPE, "XML that is no HTML, declared as text/xml")
        assert rejection(page(content_type="text/xml", body="<rss><channel>")) == expected

    @pytest.mark.parametrize("body", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\0"])
    def test_an_empty_body_is_no_article(self, body: bytes) -> None:
        assert rejection(page(body_base64=body)) == (RejectReason.EMPTY, "empty body")

    def test_an_empty_text_is_no_article(self) -> None:
        assert rejection(page(body=" \n")) == (RejectReason.EMPTY, "empty body")

    def test_an_encoded_body_is_expanded(self) -> None:
        assert decode(page(body_base64=gzip.compress(b"<p>Text"), content_encoding="gzip")).text == "<p>Text"

    def test_the_headers_tell_the_encoding_where_the_key_does_not(self) -> None:
        assert decode(page(body_base64=brotli.compress(b"<p>Text"), headers={"Content-Encoding": "br"})).text == "<p>Text"

    def test_gzip_that_nobody_declared_is_expanded(self) -> None:
        assert decode(page(body_base64=gzip.compress(b"<p>Text"))).text == "<p>Text"

    def test_an_encoding_means_nothing_to_a_body_of_text(self) -> None:
        assert decode(page(body="<p>Text", content_encoding="br")).text == "<p>Text"

    @pytest.mark.parametrize("body", [{"body": "x" * 101}, {"body_base64": b"x" * 101}], ids=["text", "bytes"])
    def test_a_large_body_is_refused(self, body: dict[str, Any]) -> None:
        with pytest.raises(Unprocessable) as caught:
            decode(page(**body), Limits(max_body_bytes=100))
        assert caught.value.args == (DeadLetterReason.TOO_LARGE, "the body has 101 bytes, more than 100")

    def test_a_body_in_no_charset_is_refused(self) -> None:
        with pytest.raises(Unprocessable) as caught:
            decode(page(content_type="text/html; charset=utf-8", body_base64=b"<p>" + bytes(range(0x80, 0x100)) * 30))
        assert caught.value.reason is DeadLetterReason.BAD_CHARSET

    def test_utf_16_is_text(self) -> None:
        body = "\ufeff<!doctype html><p>Text".encode("utf-16-le")
        assert decode(page(content_type=None, body_base64=body)).text == "<!doctype html><p>Text"

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("a\r\nb\rc\nd", "a\nb\nc\nd"),
            ("a\fb\vc\x85d", "a\nb\nc\nd"),
            ("a\0b\x01\x1b\x7f\x80\x9fc\td", "abc\td"),
            ("a\ud800b\udfffc", "abc"),
            ("a\ufffe\uffff\ufdd0b", "ab"),
            ("\ufeffa", "a"),
            ("a\u2028b\u200b\xadc 😀", "a\u2028b\u200b\xadc 😀"),
        ],
    )
    def test_what_is_no_text_is_dropped(self, body: str, expected: str) -> None:
        assert decode(page(body=body)).text == expected

    def test_the_xml_declaration_goes_with_the_bytes_it_speaks_of(self) -> None:
        body = '\n<?xml version="1.0" encoding="koi8-r"?><html>Мост'
        assert decode(page(content_type="application/xhtml+xml", body_base64=body.encode("koi8-r"))).text == "<html>Мост"
        assert decode(page(content_type="text/plain", body="<?xml version='1.0'?>")).text == "<?xml version='1.0'?>"

    @given(
        body=st.binary(max_size=300),
        content_type=st.sampled_from(
            [None, "text/html", "text/plain; charset=utf-8", "text/xml; charset=shift_jis", "text/html;charset=utf-16"]
        ),
        encoding=st.sampled_from([None, "gzip", "deflate", "br", "zstd", "gzip, br"]),
    )
    def test_random_bytes_raise_nothing_else(self, body: bytes, content_type: str | None, encoding: str | None) -> None:
        try:
            text = decode(page(body_base64=body, content_type=content_type, content_encoding=encoding)).text
        except (NotAnArticle, Unprocessable):
            return
        assert text.encode()

    @given(st.text(max_size=200))
    def test_random_text_raises_nothing_else(self, body: str) -> None:
        try:
            text = decode(page(body=body, content_type=None)).text
        except NotAnArticle:
            return
        assert text.encode()
        assert decode(page(body=body, content_type=None)) == decode(page(body=body, content_type=None))
