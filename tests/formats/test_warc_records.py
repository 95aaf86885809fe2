"""The records of WARC and ARC, read as inputs: pages become events, others do not, and what is broken is told with its bytes."""

import gzip
import os
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import brotli
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workers.inputs import Input, Item, Unreadable, read_inputs
from workers.limits import Limits
from workers.records import RawPage, Source
from workers.steps.decode.decode import decode
from workers.steps.read.read import read_page

DATE = "2026-03-01T12:00:00Z"
WARCINFO = b"software: Crawl/1.0\r\nformat: WARC File Format 1.0\r\n"


def warc(kind: str, block: bytes, url: str | None = "https://paper.example/a", date: str = DATE, **headers: str) -> bytes:
    lines = {
        "WARC-Type": kind,
        "WARC-Date": date,
        **({"WARC-Target-URI": url} if url else {}),
        "Content-Length": str(len(block)),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "WARC/1.0\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return head.encode() + b"\r\n" + block + b"\r\n\r\n"


def response(body: bytes = b"<p>Text", *headers: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *(headers or ["Content-Type: text/html"]), "", ""]).encode() + body


def arc(url: str, block: bytes, date: str = "20260301120000", length: str | None = None, more: str = "") -> bytes:
    return f"{url} 192.0.2.1 {date} text/html{more} {length or len(block)}\n".encode() + block + b"\n"


ARC_HEAD = b"1 0 Crawl\nURL IP-address Archive-date Content-type Archive-length\n"


def read(tmp_path: Path, content: bytes, name: str = "a.warc", limits: Limits | None = None) -> list[Item]:
    (tmp_path / name).write_bytes(content)
    os.utime(tmp_path / name, (1_700_000_000, 1_700_000_000))
    return list(read_inputs([str(tmp_path / name)], limits or Limits()))


def pages(items: Sequence[Item]) -> list[RawPage]:
    return [read_page(item.message) for item in items if isinstance(item, Input)]


def records(items: Sequence[Item]) -> list[tuple[int | None, bool]]:
    return [(item.source.record, isinstance(item, Input)) for item in items]


def faults(items: Sequence[Item]) -> list[tuple[int | None, str | None, str]]:
    return [(item.source.record, item.url, item.why) for item in items if isinstance(item, Unreadable)]


class TestPages:
    def test_a_response_is_a_page(self, tmp_path: Path) -> None:
        block = response(b"<p>Text", "Content-Type: text/html; charset=utf-8", "Set-Cookie: a", "Set-Cookie: b", status="404 No")

        (item,) = read(tmp_path, warc("response", block))

        assert item.source == Source(file=str(tmp_path / "a.warc"), record=1)
        (page,) = pages([item])
        assert (page.url, page.fetched_at.isoformat()) == ("https://paper.example/a", "2026-03-01T12:00:00+00:00")
        assert (page.status, page.content_type, page.content_encoding) == (404, "text/html; charset=utf-8", None)
        assert page.body_base64 == b"<p>Text"
        assert page.headers == {"Content-Type": "text/html; charset=utf-8", "Set-Cookie": ["a", "b"]}

    @pytest.mark.parametrize("kind", ["resource", "conversion", "CONVERSION"])
    def test_a_resource_and_a_conversion_are_pages_of_their_own_type(self, tmp_path: Path, kind: str) -> None:
        (page,) = pages(read(tmp_path, warc(kind, "Brücke".encode(), Content_Type="text/plain"), "a.wet"))

        assert (page.body_base64, page.content_type, page.status) == ("Brücke".encode(), "text/plain", 200)

    @pytest.mark.parametrize("kind", ["warcinfo", "request", "metadata", "revisit", "continuation", "something new", ""])
    def test_other_records_are_none_but_count(self, tmp_path: Path, kind: str) -> None:
        assert records(read(tmp_path, warc(kind, response()) + warc("response", response()))) == [(2, True)]

    @pytest.mark.parametrize("url", ["dns:paper.example", "metadata://wget/log", "urn:uuid:1", "filedesc://a", "whois://a"])
    def test_what_is_not_of_the_web_is_no_page(self, tmp_path: Path, url: str) -> None:
        assert read(tmp_path, warc("resource", b"x", url) + warc("response", b"x", url)) == []

    @pytest.mark.parametrize("url", ["https://paper.example/a b", "<https://paper.example/a b>", " https://paper.example/a b "])
    def test_a_url_is_taken_as_it_is_without_brackets(self, tmp_path: Path, url: str) -> None:
        assert pages(read(tmp_path, warc("response", response(), url)))[0].url == "https://paper.example/a b"

    def test_the_crawler_is_who_the_archive_says(self, tmp_path: Path) -> None:
        (page,) = pages(read(tmp_path, warc("warcinfo", WARCINFO, None) + warc("response", response())))

        assert page.crawler == "Crawl/1.0"

    def test_chunked_transfer_is_undone_and_the_encoding_is_left_to_the_next_step(self, tmp_path: Path) -> None:
        body = brotli.compress(b"<p>Text")
        block = response(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body), "Transfer-Encoding: chunked", "content-encoding: br")

        (page,) = pages(read(tmp_path, warc("response", block)))

        assert (page.body_base64, page.content_encoding) == (body, "br")
        assert decode(page).text == "<p>Text"

    @pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.warc.zst", "a.wet.gz", "a.warc.wet.gz", "A.WARC.GZ"])
    @pytest.mark.parametrize("whole", [True, False], ids=["one member", "a member each"])
    def test_compression_makes_no_difference(self, tmp_path: Path, name: str, *, whole: bool) -> None:
        parts = [warc("warcinfo", WARCINFO, None), *(warc("response", response(b"%d" % number)) for number in range(20))]
        compress = {".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress}.get(Path(name.lower()).suffix, bytes)
        content = compress(b"".join(parts)) if whole else b"".join(map(compress, parts))

        assert [page.body_base64 for page in pages(read(tmp_path, content, name))] == [b"%d" % number for number in range(20)]

    def test_blank_lines_between_records_do_not_matter(self, tmp_path: Path) -> None:
        content = b"\r\n\n" + warc("response", response()).rstrip() + b"\n\n\r\n\r\n \n" + warc("response", response())

        assert records(read(tmp_path, content)) == [(1, True), (2, True)]

    def test_bare_line_feeds_and_folded_headers_are_read(self, tmp_path: Path) -> None:
        content = (
            b"WARC/1.0\nwarc-type:\n response\nWARC-Target-URI: https://paper.example/a\ncontent-length: 20\n\n"
            b"HTTP/1.1 200 OK\n\n<p>\n\n"
        )

        assert [page.body_base64 for page in pages(read(tmp_path, content))] == [b"<p>"]


class TestDates:
    @pytest.mark.parametrize("date", ["5088968-11-06T12:31:23Z", "2008-10-294T05:21:46-0700", "", "now"])
    def test_a_date_that_is_none_is_taken_from_the_response(self, tmp_path: Path, date: str) -> None:
        block = response(b"", "Date: Wed, 28 Jan 2009 17:05:56 GMT")

        (page,) = pages(read(tmp_path, warc("response", block, date=date)))

        assert page.fetched_at.isoformat() == "2009-01-28T17:05:56+00:00"

    def test_else_from_the_record_before(self, tmp_path: Path) -> None:
        content = warc("warcinfo", WARCINFO, None) + warc("request", b"", date="x") + warc("resource", b"", date="x")

        assert pages(read(tmp_path, content))[0].fetched_at.isoformat() == "2026-03-01T12:00:00+00:00"

    def test_else_from_the_file(self, tmp_path: Path) -> None:
        (page,) = pages(read(tmp_path, warc("response", response(b"", "Date: x"), date="x")))

        assert page.fetched_at.isoformat() == "2023-11-14T22:13:20+00:00"


class TestArc:
    def test_responses_are_pages(self, tmp_path: Path) -> None:
        content = (
            arc("filedesc://a.arc", ARC_HEAD)
            + arc("https://paper.example/a?q=two words", response())
            + arc("dns:paper.example", b"192.0.2.1\n")
            + arc("https://paper.example/b", response(), more=" 200 - - 0 a.arc")
        )
        items = read(tmp_path, content, "a.arc")

        assert records(items) == [(2, True), (4, True)]
        assert [page.url for page in pages(items)] == ["https://paper.example/a?q=two words", "https://paper.example/b"]
        assert pages(items)[0].fetched_at.isoformat() == "2026-03-01T12:00:00+00:00"
        assert pages(items)[0].body_base64 == b"<p>Text"
        assert records(read(tmp_path, gzip.compress(content), "a.arc.gz")) == [(2, True), (4, True)]

    @pytest.mark.parametrize("length", ["-1", "abc", "1.5", "9" * 40])
    def test_a_record_of_no_length_is_told_and_the_next_is_read(self, tmp_path: Path, length: str) -> None:
        broken = arc("https://paper.example/a", response(), length=length)
        items = read(tmp_path, broken + arc("https://paper.example/b", response()), "a.arc")

        assert faults(items) == [(1, "https://paper.example/a", "the record has no valid length")]
        assert isinstance(items[0], Unreadable)
        assert items[0].original == broken
        assert [page.url for page in pages(items)] == ["https://paper.example/b"]


class TestBroken:
    def test_a_truncated_record_is_told_with_what_is_there(self, tmp_path: Path) -> None:
        whole, cut = warc("response", response()), warc("response", response())[:-8]

        items = read(tmp_path, whole + cut)

        assert records(items) == [(1, True), (2, False)]
        assert faults(items) == [(2, "https://paper.example/a", "the record ends early: 4 of its 51 bytes are missing")]
        assert isinstance(items[1], Unreadable)
        assert items[1].original == cut

    @pytest.mark.parametrize("size", range(1, 15))
    def test_a_cut_within_a_head_is_told(self, tmp_path: Path, size: int) -> None:
        (item,) = read(tmp_path, warc("response", response())[:size])

        assert isinstance(item, Unreadable)
        assert item.original == warc("response", response())[:size]

    @pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.warc.zst"])
    def test_a_cut_anywhere_is_told_once_and_whole_records_are_kept(self, tmp_path: Path, name: str) -> None:
        compress = {".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress}.get(Path(name).suffix, bytes)
        record = compress(warc("response", response()))
        ends = len(record) - (len(b"\r\n\r\n") if name == "a.warc" else 0)

        for cut in range(1, 2 * len(record), 3):
            whole, rest = divmod(cut, len(record))
            items = read(tmp_path, (record * 2)[:cut], name)

            assert sum(isinstance(item, Unreadable) for item in items) == (0 < rest < ends), cut
            assert len(pages(items)) >= whole, cut

    @pytest.mark.parametrize("kind", ["response", "request"])
    def test_a_truncated_gzip_is_told_once_and_what_came_before_is_kept(self, tmp_path: Path, kind: str) -> None:
        last = gzip.compress(warc(kind, os.urandom(50_000)))
        content = gzip.compress(warc("response", response())) + last[:-20_000]

        items = read(tmp_path, content, "a.warc.gz")

        assert records(items) == [(1, True), (2, False)]
        assert faults(items)[0][2].endswith(f"gzip data ends early (byte {len(content)} of the file)")

    def test_a_broken_member_is_told_once_with_its_bytes_and_all_others_are_read(self, tmp_path: Path) -> None:
        parts = [gzip.compress(warc("response", response(b"%d" % number))) for number in range(9)]
        parts[4] = parts[4][:40] + b"\0\0\0\0" + parts[4][44:]

        items = read(tmp_path, b"".join(parts), "a.warc.gz")

        assert records(items) == [(number, number != 5) for number in range(1, 10)]
        assert "gzip data is corrupt" in faults(items)[0][2]
        assert isinstance(items[4], Unreadable)
        assert items[4].original == parts[4]

    def test_what_only_looks_like_a_member_is_passed_over(self, tmp_path: Path) -> None:
        whole = gzip.compress(warc("response", response()))
        junk = b"\x1f\x8b\x08" * 900 + b"\x1f\x8b" * 50_000

        items = read(tmp_path, whole + junk + whole, "a.warc.gz")

        assert records(items) == [(1, True), (2, False), (3, True)]
        assert isinstance(items[1], Unreadable)
        assert items[1].original == junk[: 64 * 1024]

    def test_broken_parts_in_a_row_are_told_as_one_and_a_member_across_two_reads_is_found(self, tmp_path: Path) -> None:
        whole = gzip.compress(warc("response", response()))
        for size in range(64 * 1024 - 3, 64 * 1024 + 2):
            items = read(tmp_path, whole + b"x" * size + whole[:-9] + whole + b"y", "a.warc.gz")

            assert records(items) == [(1, True), (2, False), (3, True), (4, False)], size

    def test_a_broken_trailer_is_told(self, tmp_path: Path) -> None:
        items = read(tmp_path, gzip.compress(warc("response", response()))[:-2], "a.warc.gz")

        assert records(items) == [(1, True), (2, False)]
        assert "gzip data ends early" in faults(items)[0][2]

    def test_bytes_behind_the_gzip_data_are_told(self, tmp_path: Path) -> None:
        items = read(tmp_path, gzip.compress(warc("response", response())) + b"tail", "a.warc.gz")

        assert records(items) == [(1, True), (2, False)]
        assert "followed by something else" in faults(items)[0][2]

    def test_bytes_that_are_no_record_are_told_and_the_next_record_is_read(self, tmp_path: Path) -> None:
        whole = warc("response", response())
        junk = b"no record\r\n\r\n" + b"x" * 200_000 + b"\n"

        items = read(tmp_path, whole + junk + whole)

        assert records(items) == [(1, True), (2, False), (3, True)]
        assert faults(items) == [(2, None, f"no record begins here: {len(junk)} bytes are passed over")]
        assert isinstance(items[1], Unreadable)
        assert items[1].original == junk[: 64 * 1024]

    def test_a_length_that_is_too_short_leaves_bytes_that_are_told(self, tmp_path: Path) -> None:
        short = warc("response", response()).replace(b"Content-Length: 51", b"Content-Length: 48")

        items = read(tmp_path, short + warc("response", response()))

        assert [page.body_base64 for page in pages(items)] == [b"<p>T", b"<p>Text"]
        assert faults(items) == [(2, None, "no record begins here: 7 bytes are passed over")]

    @pytest.mark.parametrize("more", [1, 20, 100, 101, 102, 103, 104, 150, 300, 10_000])
    def test_a_length_that_is_too_long_swallows_no_other_record(self, tmp_path: Path, more: int) -> None:
        long = warc("response", response()).replace(b"Content-Length: 51", b"Content-Length: %d" % (51 + more))

        items = read(tmp_path, (long + warc("response", response(b"next"))) * 2)

        assert [page.body_base64 for page in pages(items)].count(b"next") == 2

    def test_a_record_that_another_begins_within_is_told_with_its_bytes(self, tmp_path: Path) -> None:
        long = warc("response", response()).replace(b"Content-Length: 51", b"Content-Length: 99")

        items = read(tmp_path, long + warc("response", response()))

        assert faults(items) == [
            (1, "https://paper.example/a", "the record is shorter than its 99 bytes: another one begins within")
        ]
        assert isinstance(items[0], Unreadable)
        assert items[0].original == long
        assert records(items) == [(1, False), (2, True)]

    def test_a_record_may_hold_another_one(self, tmp_path: Path) -> None:
        block = response(b"<pre>\n" + warc("response", response()))

        (page,) = pages(read(tmp_path, warc("response", block)))

        assert block.endswith(page.body_base64 or b"-")

    @pytest.mark.parametrize("length", ["", "-1", "abc", "1e3", "٣", "9" * 40])
    def test_a_record_of_no_length_is_told_with_its_bytes(self, tmp_path: Path, length: str) -> None:
        broken = warc("response", response(), Content_Length=length)
        items = read(tmp_path, broken + warc("response", response()))

        assert records(items) == [(1, False), (2, True)]
        assert faults(items) == [(1, "https://paper.example/a", "the record has no valid length")]
        assert isinstance(items[0], Unreadable)
        assert items[0].original == broken

    def test_a_head_without_end_is_bounded(self, tmp_path: Path) -> None:
        items = read(
            tmp_path,
            b"WARC/1.0\r\nContent-Length: 5\r\n" + b"X-Header: value\r\n" * 200_000 + b"\r\n" + warc("response", response()),
        )

        assert records(items) == [(1, False), (2, True)]
        assert isinstance(items[0], Unreadable)
        assert len(items[0].original) < 2_000_000

    def test_a_page_without_url_is_told(self, tmp_path: Path) -> None:
        assert faults(read(tmp_path, warc("response", response(), None))) == [(1, None, "the record has no URL")]

    @pytest.mark.parametrize("block", [b"", b"<p>Text", b"\r\n", b"HTTP/1.1"])
    def test_a_response_that_is_no_http_is_told(self, tmp_path: Path, block: bytes) -> None:
        items = read(tmp_path, warc("response", block) + warc("response", response()))

        assert faults(items) == [(1, "https://paper.example/a", "the record holds no HTTP response")]
        assert records(items) == [(1, False), (2, True)]

    def test_a_page_that_is_too_large_is_told_by_its_size_and_the_next_is_read(self, tmp_path: Path) -> None:
        large = warc("response", response(b"x" * 300_000))
        items = read(tmp_path, large + warc("response", response()), limits=Limits(max_body_bytes=100))

        assert faults(items) == [(1, "https://paper.example/a", "the record has 300044 bytes, more than 100")]
        assert isinstance(items[0], Unreadable)
        assert large.startswith(items[0].original)
        assert len(items[0].original) < 70_000
        assert records(items) == [(1, False), (2, True)]

    def test_other_records_may_be_as_large_as_they_like_and_take_no_memory(self, tmp_path: Path) -> None:
        (tmp_path / "a.warc").write_bytes(warc("request", bytes(30_000_000)) + warc("response", response()))
        tracemalloc.start()
        try:
            items = list(read_inputs([str(tmp_path)]))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

        assert records(items) == [(2, True)]
        assert peak < 2_000_000

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
    @given(data=st.data())
    def test_damage_anywhere_raises_nothing_and_gives_every_item_its_own_number(
        self, tmp_path: Path, data: st.DataObject
    ) -> None:
        name = data.draw(st.sampled_from(["a.warc", "a.warc.gz", "a.warc.zst", "a.arc", "a.arc.gz"]))
        parts = [warc("response", response(b"%d" % number)) for number in range(3)]
        if ".arc" in name:
            parts = [arc("https://paper.example/a", response(b"%d" % number)) for number in range(3)]
        compress = {".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress}.get(Path(name).suffix, bytes)
        content = bytearray(b"".join(map(compress, parts)))
        start = data.draw(st.integers(0, len(content)))
        content[start : start + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))

        items = read(tmp_path, bytes(content), name)

        assert len({item.source.record for item in items}) == len(items)
        for item in items:
            if isinstance(item, Unreadable):
                assert item.why
