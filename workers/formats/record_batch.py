"""A batch of Kafka's records as producers compress it → the same uncompressed, within a bound.

Brokers bound what a batch has compressed, and clients expand it at once: a few kilobytes of zstd may hold gigabytes.
"""

from collections.abc import Callable, Iterator
from io import BytesIO

import cramjam
import zstandard

from workers.formats.decompress import CorruptData, TrailingData, gunzip

HEAD_BYTES = 61
"""What comes before the records (DefaultRecordBatch of Kafka's protocol)."""

CODEC, _CODECS = 22, 7
"""The byte of the head in which the codec stands, and its bits there."""

_XERIAL = b"\x82SNAPPY\0"
_XERIAL_BYTES = 16
"""What begins snappy in the framing of Java's clients, and how much of it there is."""

_LZ4_MOST = 255
"""What a byte of lz4 stands for at most."""

_ZSTD_WINDOW = 2**27
"""What brokers let zstd ask for."""


class TooManyBytes(Exception):
    """Raised where a batch expands to more than it may."""


def uncompressed(batch: bytes | memoryview, limit: int) -> bytes | memoryview:
    """Expand a batch's records to so many bytes at most.

    Raises TooManyBytes, and CorruptData or an error of the codec's own where they cannot be expanded.
    """
    codec = batch[CODEC] & _CODECS
    if not codec:
        return batch
    if codec not in _EXPAND:
        raise CorruptData(f"no codec has the number {codec}")
    head = bytearray(batch[:HEAD_BYTES])
    head[CODEC] &= ~_CODECS
    return bytes(head) + _EXPAND[codec](bytes(batch[HEAD_BYTES:]), limit)


def _gunzip(content: bytes, limit: int) -> bytes:
    found = bytearray()
    try:
        for chunk in gunzip(BytesIO(content)):
            found += chunk
            _require(len(found), limit)
    except TrailingData:  # brokers pass it over
        pass
    return bytes(found)


def _unsnappy(content: bytes, limit: int) -> bytes:
    blocks = list(_blocks(content))
    _require(sum(map(cramjam.snappy.decompress_raw_len, blocks)), limit)
    return b"".join(bytes(cramjam.snappy.decompress_raw(block)) for block in blocks)


def _blocks(content: bytes) -> Iterator[bytes]:
    """Give the blocks of a framed content, or of several one after another; what has no frame is one block."""
    if not content.startswith(_XERIAL):
        yield content
        return
    place = 0
    while place < len(content):
        if content.startswith(_XERIAL, place):
            place += _XERIAL_BYTES
            continue
        size = int.from_bytes(content[place : place + 4])
        yield content[place + 4 : place + 4 + size]
        place += 4 + size


def _unlz4(content: bytes, limit: int) -> bytes:
    found = bytearray(min(len(content) * _LZ4_MOST, limit))
    return bytes(memoryview(found)[: cramjam.lz4.decompress_into(content, found)])


def _unzstd(content: bytes, limit: int) -> bytes:
    decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    with decompressor.stream_reader(content, read_across_frames=True) as reader:
        found = reader.read(limit + 1)
    _require(len(found), limit)
    return found


def _require(size: int, limit: int) -> None:
    if size > limit:
        raise TooManyBytes(f"it expands to more than {limit} bytes")


_EXPAND: dict[int, Callable[[bytes, int], bytes]] = {1: _gunzip, 2: _unsnappy, 3: _unlz4, 4: _unzstd}
