"""Decompression gives back every byte, says what is broken, and never gives much at a time."""

import gzip
import random
import zlib
from collections.abc import Iterator
from functools import partial
from io import BytesIO

import brotli
import pytest
import zstandard

from workers.formats.decompress import CorruptData, Decompress, TrailingData, gunzip, inflate_raw, inflate_zlib, unbrotli, unzstd

NOISE = random.Random(7).randbytes(300_000)
LINES = b"".join(b"line %d of a page\n" % number for number in range(40_000))
ZEROS = bytes(1_000_000)


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush()


CASES = [
    pytest.param(gzip.compress, gunzip, id="gzip"),
    pytest.param(zlib.compress, inflate_zlib, id="zlib"),
    pytest.param(deflate, inflate_raw, id="deflate"),
    pytest.param(partial(brotli.compress, quality=4), unbrotli, id="br"),
    pytest.param(zstd, unzstd, id="zstd"),
]


@pytest.mark.parametrize("content", [b"", b"x", NOISE, LINES, ZEROS], ids=["empty", "byte", "noise", "lines", "zeros"])
@pytest.mark.parametrize(("compress", "decompress"), CASES)
def test_every_byte_comes_back(compress: type[bytes], decompress: Decompress, content: bytes) -> None:
    assert b"".join(decompress(BytesIO(compress(content)))) == content


@pytest.mark.parametrize("missing", [1, 4, 1000])
@pytest.mark.parametrize(("compress", "decompress"), CASES)
def test_data_that_ends_early_is_corrupt_and_what_was_there_is_given(
    compress: type[bytes], decompress: Decompress, missing: int
) -> None:
    chunks, fault = take(decompress(BytesIO(compress(NOISE)[:-missing])))

    assert "ends early" in str(fault)
    assert NOISE.startswith(chunks)
    assert len(chunks) > 100_000


@pytest.mark.parametrize(("compress", "decompress"), CASES)
def test_nothing_at_all_ends_early(compress: type[bytes], decompress: Decompress) -> None:
    del compress
    assert "ends early" in str(take(decompress(BytesIO()))[1])


@pytest.mark.parametrize(("compress", "decompress"), CASES)
def test_other_bytes_are_corrupt(compress: type[bytes], decompress: Decompress) -> None:
    del compress
    assert isinstance(take(decompress(BytesIO(b"\xff\x00 no compressed data" * 10)))[1], CorruptData)


@pytest.mark.parametrize(("compress", "decompress"), [CASES[0], CASES[4]])
def test_members_follow_each_other_with_padding_or_without(compress: type[bytes], decompress: Decompress) -> None:
    data = compress(b"one ") + compress(b"two ") + bytes(70_000) + compress(b"three") + bytes(3)

    assert b"".join(decompress(BytesIO(data))) == b"one two three"


@pytest.mark.parametrize(("compress", "decompress"), [CASES[0], CASES[4]])
def test_other_bytes_behind_whole_data_are_told(compress: type[bytes], decompress: Decompress) -> None:
    chunks, fault = take(decompress(BytesIO(compress(b"whole") + b"!")))

    assert (chunks, type(fault)) == (b"whole", TrailingData)


def test_zstd_skips_what_is_to_be_skipped() -> None:
    skippable = b"\x5a\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"hello"

    assert b"".join(unzstd(BytesIO(skippable + zstd(b"text") + skippable))) == b"text"


def test_zstd_that_asks_for_too_much_memory_is_corrupt() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=25)
    stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    data = stream.compress(LINES) + stream.flush()

    assert "memory" in str(take(unzstd(BytesIO(data), max_window=2**23))[1])


@pytest.mark.parametrize(("compress", "decompress"), CASES)
def test_little_comes_out_at_a_time(compress: type[bytes], decompress: Decompress) -> None:
    bomb = compress(bytes(40 * 2**20))

    assert max(len(chunk) for chunk in decompress(BytesIO(bomb))) <= 8 * 2**20


def take(chunks: Iterator[bytes]) -> tuple[bytes, CorruptData | None]:
    taken = []
    try:
        for chunk in chunks:
            taken.append(chunk)  # noqa: PERF402 -- what came before the fault is to be kept
    except CorruptData as fault:
        return b"".join(taken), fault
    return b"".join(taken), None
