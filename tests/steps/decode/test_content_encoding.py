"""Content encodings are undone within a bound, and a header that lies is not believed."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from functools import partial

import brotli
import pytest
import zstandard

from workers.page import Unprocessable
from workers.records import DeadLetterReason
from workers.steps.decode.content_encoding import expand

PAGE = b"<!doctype html><p>" + b"A page of some length. " * 500
LIMIT = 1_000_000


def raw_deflate(data: bytes) -> bytes:
    return zlib.compress(data, wbits=-zlib.MAX_WBITS)


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


CASES: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("GZIP", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", raw_deflate),
    ("br", partial(brotli.compress, quality=4)),
    ("zstd", zstd),
    ("identity", bytes),
    ("", bytes),
]


@pytest.mark.parametrize(("name", "compress"), CASES)
def test_each_encoding_is_undone(name: str, compress: Callable[[bytes], bytes]) -> None:
    assert expand(compress(PAGE), name, LIMIT) == PAGE


def test_encodings_in_a_row_are_undone_from_the_last() -> None:
    assert expand(brotli.compress(gzip.compress(PAGE)), "gzip, identity ,br", LIMIT) == PAGE


def test_too_many_encodings_in_a_row_are_refused() -> None:
    with pytest.raises(Unprocessable) as caught:
        expand(PAGE, "gzip," * 5, LIMIT)
    assert caught.value.args == (DeadLetterReason.BAD_CONTENT_ENCODING, "5 content encodings in a row")


def test_an_unknown_encoding_is_refused_by_name() -> None:
    with pytest.raises(Unprocessable) as caught:
        expand(PAGE, "gzip, compress", LIMIT)
    assert caught.value.args == (DeadLetterReason.BAD_CONTENT_ENCODING, "unknown content encoding 'compress'")


@pytest.mark.parametrize("cut", [1, 3, 20])
@pytest.mark.parametrize(("name", "compress"), CASES[:7])
def test_truncated_bodies_are_refused(name: str, compress: Callable[[bytes], bytes], cut: int) -> None:
    with pytest.raises(Unprocessable) as caught:
        expand(compress(PAGE)[:-cut], name, LIMIT)
    assert caught.value.reason is DeadLetterReason.BAD_CONTENT_ENCODING
    assert caught.value.message.startswith(f"declared as {name.lower()}, but ")


def test_a_corrupt_body_is_refused() -> None:
    body = bytearray(gzip.compress(PAGE))
    body[-6] ^= 255  # in the checksum
    with pytest.raises(Unprocessable, match="incorrect data check"):
        expand(bytes(body), "gzip", LIMIT)


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd", "gzip, br"])
@pytest.mark.parametrize("page", [PAGE, "Straße und Brücke".encode(), b"\n <P>caf\xe9"], ids=["html", "utf-8", "latin-1"])
def test_text_that_a_crawler_has_expanded_already_is_read_as_it_is(name: str, page: bytes) -> None:
    assert expand(page, name, LIMIT) == page


def test_bytes_behind_a_whole_body_are_passed_over() -> None:
    assert expand(gzip.compress(PAGE) + b"\r\n", "gzip", LIMIT) == PAGE


def test_an_empty_body_stays_empty() -> None:
    assert expand(b"", "gzip", LIMIT) == b""


@pytest.mark.parametrize(("name", "compress"), CASES[:7])
def test_a_bomb_is_refused_before_it_takes_the_memory(name: str, compress: Callable[[bytes], bytes]) -> None:
    bomb = compress(bytes(40 * 2**20))
    tracemalloc.start()
    try:
        with pytest.raises(Unprocessable) as caught:
            expand(bomb, name, LIMIT)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert caught.value.args == (DeadLetterReason.TOO_LARGE, "the body expands to more than 1000000 bytes")
    assert peak < LIMIT + 20 * 2**20


def test_a_bomb_in_a_bomb_is_bounded_at_every_stage() -> None:
    with pytest.raises(Unprocessable) as caught:
        expand(gzip.compress(gzip.compress(bytes(40 * 2**20))), "gzip, gzip", 50_000)
    assert caught.value.reason is DeadLetterReason.TOO_LARGE


def test_a_body_of_exactly_the_limit_is_read() -> None:
    assert len(expand(gzip.compress(bytes(LIMIT)), "gzip", LIMIT)) == LIMIT
    with pytest.raises(Unprocessable):
        expand(gzip.compress(bytes(LIMIT + 1)), "gzip", LIMIT)
