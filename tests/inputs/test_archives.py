"""Archives as inputs: the number of a record is its place in the file, and what it lacks is taken from the file."""

import os
from pathlib import Path

import pytest

from workers.inputs import Input, Item, Unreadable, read_inputs
from workers.limits import Limits
from workers.records import Source
from workers.steps.read.read import read_page

HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Text"
URL = "https://paper.example/a"


def warc(kind: str, date: str = "2026-03-01T12:00:00Z", block: bytes = HTTP) -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: {date}\r\nWARC-Target-URI: {URL}\r\nContent-Length: {len(block)}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


def arc(block: bytes = HTTP) -> bytes:
    return f"{URL} 192.0.2.1 20260301120000 text/html {len(block)}\n".encode() + block + b"\n"


def read(path: Path, content: bytes, limits: Limits | None = None) -> list[Item]:
    path.write_bytes(content)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return list(read_inputs([str(path)], limits or Limits()))


@pytest.mark.parametrize(("name", "content"), [("a.warc", warc("response")), ("a.wet", warc("response")), ("a.arc", arc())])
def test_a_name_says_what_kind_of_archive_it_is(tmp_path: Path, name: str, content: bytes) -> None:
    (item,) = read(tmp_path / name, content)
    assert isinstance(item, Input)
    page = read_page(item.message)
    assert (page.url, page.body_base64, page.fetched_at.isoformat()) == (URL, b"<p>Text", "2026-03-01T12:00:00+00:00")


def test_a_page_has_the_number_of_its_record_among_all_records(tmp_path: Path) -> None:
    items = read(tmp_path / "a.warc", warc("request") + warc("response") + warc("metadata") + warc("response"))
    assert [item.source for item in items] == [Source(file=str(tmp_path / "a.warc"), record=number) for number in (2, 4)]


def test_a_page_of_no_date_is_dated_by_its_file_where_nothing_else_tells(tmp_path: Path) -> None:
    (item,) = read(tmp_path / "a.warc", warc("response", date="x"))
    assert isinstance(item, Input)
    assert read_page(item.message).fetched_at.isoformat() == "2023-11-14T22:13:20+00:00"


def test_what_is_broken_keeps_its_url_and_the_bytes_of_head_and_block(tmp_path: Path) -> None:
    first, second = read(tmp_path / "a.warc", warc("response", block=b"no HTTP") + b"no record\r\n")
    assert isinstance(first, Unreadable)
    assert (first.url, first.original) == (URL, warc("response", block=b"no HTTP").removesuffix(b"\r\n\r\n"))
    assert isinstance(second, Unreadable)
    assert (second.url, second.original, second.source.record) == (None, b"no record\r\n", 2)


def test_a_record_larger_than_the_limit_of_bodies_is_no_page(tmp_path: Path) -> None:
    (item,) = read(tmp_path / "a.warc", warc("response"), Limits(max_body_bytes=10))
    assert isinstance(item, Unreadable)
    assert item.why == f"the record has {len(HTTP)} bytes, more than 10"
