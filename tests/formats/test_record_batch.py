"""Batches of Kafka's records: expanded in every form that clients write and brokers hold, and never beyond a bound."""

import gzip

import cramjam
import pytest
import zstandard
from aiokafka.codec import lz4_encode, snappy_encode

from testing.record_batches import COMPRESSIONS, GZIP, LZ4, NONE, SNAPPY, ZSTD, batch_of_content
from workers.formats.decompress import CorruptData
from workers.formats.record_batch import CODEC, HEAD_BYTES, TooManyBytes, uncompressed

CONTENT = b"records " * 1000
SKIPPABLE = b"\x50\x2a\x4d\x18\x04\0\0\0abcd"


def expanded(codec: int, compressed: bytes, limit: int = len(CONTENT)) -> bytes:
    batch = batch_of_content(compressed, 1, codec, attributes=16, compressed=True)
    found = bytes(uncompressed(memoryview(batch), limit))
    head = bytearray(batch[:HEAD_BYTES])
    head[CODEC] = 16
    assert found[:HEAD_BYTES] == head, "all but the codec stays"
    return found[HEAD_BYTES:]


@pytest.mark.parametrize("codec", range(len(COMPRESSIONS)))
def test_what_is_compressed_is_expanded(codec: int) -> None:
    assert expanded(codec, COMPRESSIONS[codec](CONTENT)) == CONTENT


@pytest.mark.parametrize(
    ("codec", "compressed"),
    [
        (GZIP, gzip.compress(CONTENT[:999]) + gzip.compress(CONTENT[999:])),
        (GZIP, gzip.compress(CONTENT) + b"junk"),
        (SNAPPY, snappy_encode(CONTENT, xerial_compatible=False)),
        (SNAPPY, snappy_encode(CONTENT[:999]) + snappy_encode(CONTENT[999:])),
        (LZ4, bytes(cramjam.lz4.compress(CONTENT))),
        (ZSTD, zstandard.compress(CONTENT[:999]) + SKIPPABLE + zstandard.compress(CONTENT[999:])),
        (ZSTD, bytes(cramjam.zstd.compress(CONTENT))),
    ],
    ids=["gzip-members", "gzip-junk", "snappy-raw", "snappy-twice", "lz4-linked", "zstd-frames", "zstd"],
)
def test_it_is_expanded_however_it_is_framed(codec: int, compressed: bytes) -> None:
    assert expanded(codec, compressed) == CONTENT


@pytest.mark.parametrize("codec", [codec for codec in range(len(COMPRESSIONS)) if codec != NONE])
def test_nothing_is_expanded_beyond_the_bound(codec: int) -> None:
    with pytest.raises((TooManyBytes, cramjam.DecompressionError)):
        expanded(codec, COMPRESSIONS[codec](CONTENT), len(CONTENT) - 1)


@pytest.mark.parametrize("codec", [*(codec for codec in range(len(COMPRESSIONS)) if codec != NONE), 5, 7])
def test_what_is_none_is_told(codec: int) -> None:
    with pytest.raises((CorruptData, TooManyBytes, cramjam.DecompressionError, zstandard.ZstdError)):
        expanded(codec, b"\xff\xfe is no frame")


def test_no_frame_is_needed_for_lz4_of_which_nothing_is_compressed() -> None:
    assert expanded(LZ4, lz4_encode(b"")) == b""
