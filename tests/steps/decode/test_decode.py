"""The step `decode`: raw pages become documents, or say why not."""

import gzip
from datetime import UTC, datetime
from typing import Any

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.limits import DEFAULT_LIMITS, Limits
from workers.page import Document, Format, NotAnArticle, Unprocessable
from workers.records import DeadLetterReason, Hints, RawPage, RejectReason
from workers.steps.decode.decode import decode

FETCHED = datetime(2026, 3, 1, 12, tzinfo=UTC)


def page(**changes: Any) -> RawPage:
    keys: dict[str, Any] = {"url": "https://paper.example/a", "fetched_at": FETCHED, "content_type": "text/html", **changes}
    return RawPage(**keys)


def rejection(page: RawPage) -> tuple[RejectReason, str]:
    with pytest.raises(NotAnArticle) as caught:
        decode(page, DEFAULT_LIMITS)
    return caught.value.reason, caught.value.detail


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
