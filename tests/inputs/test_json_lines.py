"""JSON lines: every line is an event as it came, or said to be unreadable."""

import gzip
from io import BytesIO
from pathlib import Path

import pytest
import zstandard

from workers.inputs import Input, Item, Unreadable, read_inputs
from workers.limits import Limits
from workers.records import Source
from workers.steps.read.message import RawMessage
from workers.steps.read.raw_page import JSON_HEADERS

LINES = b'{"url": "https://paper.example/1"}\n{"url":  "https://paper.example/2"}\r\n\n \t\nnot json\n{"url": "\xff"}'
EVENTS = [
    (1, b'{"url": "https://paper.example/1"}'),
    (2, b'{"url":  "https://paper.example/2"}'),
    (5, b"not json"),
    (6, b'{"url": "\xff"}'),
]


def line(event: bytes) -> RawMessage:
    return RawMessage(event, JSON_HEADERS)


def read(path: Path, limits: Limits | None = None) -> list[Item]:
    return list(read_inputs([str(path)], limits or Limits()))


@pytest.mark.parametrize("name", ["pages.jsonl", "pages.ndjson", "PAGES.JSONL", "pages.jsonl.gz", "pages.jsonl.zst"])
def test_lines_are_events_as_they_came_with_their_number(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    compress = {".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress}.get(path.suffix, bytes)
    path.write_bytes(compress(LINES))

    assert read(path) == [Input(Source(file=str(path), record=number), line(event)) for number, event in EVENTS]


@pytest.mark.parametrize(("name", "content"), [("a.jsonl", gzip.compress(LINES, mtime=0)), ("a.jsonl.gz", LINES)])
def test_the_content_tells_whether_it_is_compressed(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    assert [item.message.value for item in read(path) if isinstance(item, Input)] == [event for _, event in EVENTS]


def test_standard_input_is_read_as_json_lines() -> None:
    inputs = read_inputs(["-"], stdin=BytesIO(LINES))

    assert list(inputs) == [Input(Source(file="-", record=number), line(event)) for number, event in EVENTS]
    assert inputs.bytes_total is None


def test_a_line_over_the_limit_is_unreadable_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"x" * 10 + b"\n" + b"y" * 200_011 + b"\nzz\n" + b"v" * 11)

    assert read(path, Limits(max_message_bytes=10)) == [
        Input(Source(file=str(path), record=1), line(b"x" * 10)),
        Unreadable(Source(file=str(path), record=2), None, b"y" * 10, "the line has 200011 bytes, more than 10"),
        Input(Source(file=str(path), record=3), line(b"zz")),
        Unreadable(Source(file=str(path), record=4), None, b"v" * 10, "the line has 11 bytes, more than 10"),
    ]


def test_a_truncated_file_gives_its_whole_lines_and_says_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    whole = gzip.compress(b"".join(b'{"n": %d}\n' % number for number in range(50_000)))
    path.write_bytes(whole[: len(whole) // 2])

    *events, last = read(path)

    assert len(events) > 10_000
    assert [item.message.value for item in events if isinstance(item, Input)] == [
        b'{"n": %d}' % number for number in range(len(events))
    ]
    assert isinstance(last, Unreadable)
    assert last.source == Source(file=str(path), record=len(events) + 1)
    assert b'{"n": %d}\n'.__mod__(len(events)).startswith(last.original)
    assert last.why == f"gzip data ends early (byte {len(whole) // 2} of the file)"


def test_a_file_broken_at_the_end_of_a_line_says_so_too(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"{}\n")[:-4])

    assert read(path) == [
        Input(Source(file=str(path), record=1), line(b"{}")),
        Unreadable(Source(file=str(path), record=2), None, b"", "gzip data ends early (byte 19 of the file)"),
    ]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst"])
def test_an_empty_compressed_file_is_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.touch()

    (item,) = read(path)

    assert isinstance(item, Unreadable)
    assert "ends early" in item.why


def test_an_empty_file_has_no_events(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.touch()

    assert read(path) == []


def test_a_corrupt_zstd_file_gives_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.zst"
    path.write_bytes(zstandard.ZstdCompressor().compress(b"{}\n") + b"\x28\xb5\x2f\xfd broken")

    first, last = read(path)

    assert isinstance(first, Input)
    assert isinstance(last, Unreadable)
    assert "zstd data is corrupt" in last.why
