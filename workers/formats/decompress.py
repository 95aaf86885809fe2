"""Compressed bytes → their content, in chunks and bounded memory: HTTP bodies and input files."""

import zlib
from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import BinaryIO

import brotli
import zstandard

Decompress = Callable[[BinaryIO], Iterator[bytes]]

PIECE = 64 * 1024
"""Bytes read at a time."""

CHUNK = 64 * 1024
"""About how many bytes come out at a time (zlib keeps to it, brotli rounds it up)."""

ZSTD_PIECE = 256
"""zstandard cannot bound what a piece expands to, and four bytes may stand for 128 KiB: so many that 8 MiB come out at most."""

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGICS = (b"\x28\xb5\x2f\xfd", *(bytes([0x50 + n]) + b"\x2a\x4d\x18" for n in range(16)))
"""A frame, and the sixteen skippable frames (RFC 8878, 3.1)."""


class CorruptData(Exception):
    """Raised when compressed bytes are broken or end early. What came before has been handed out.

    `begin` is where in the source the broken member begins, None where the source cannot tell.
    """

    begin: int | None = None


class TrailingData(CorruptData):
    """Raised when the compressed data is whole but followed by bytes that are something else."""


def gunzip(source: BinaryIO) -> Iterator[bytes]:
    """Expand gzip, one member after another; padding with zeros between and after them is passed over."""
    yield from _members(source, PIECE, partial(_inflate, wbits=16 + zlib.MAX_WBITS), (GZIP_MAGIC,), "gzip")


def inflate_zlib(source: BinaryIO) -> Iterator[bytes]:
    """Expand deflate in its zlib wrapping, which is what HTTP means by `deflate` (RFC 9110, 8.4.1.2)."""
    yield from _inflate(source, source.read(PIECE), zlib.MAX_WBITS)


def inflate_raw(source: BinaryIO) -> Iterator[bytes]:
    """Expand bare deflate, which is what some servers send instead."""
    yield from _inflate(source, source.read(PIECE), -zlib.MAX_WBITS)


def unbrotli(source: BinaryIO) -> Iterator[bytes]:
    """Expand brotli."""
    stream = brotli.Decompressor()
    while not stream.is_finished():
        piece = source.read(PIECE) if stream.can_accept_more_data() else b""
        try:
            chunk = stream.process(piece, output_buffer_limit=CHUNK)
        except brotli.error as error:
            raise CorruptData("brotli data is corrupt") from error
        if chunk:
            yield chunk
        elif not piece and not stream.is_finished():
            raise CorruptData("brotli data ends early")


def unzstd(source: BinaryIO, max_window: int = 2**27) -> Iterator[bytes]:
    """Expand zstd, one frame after another. A frame that asks for more than `max_window` bytes of memory is corrupt."""
    yield from _members(source, ZSTD_PIECE, partial(_unzstd_frame, max_window=max_window), ZSTD_MAGICS, "zstd")


def _members(
    source: BinaryIO,
    piece: int,
    expand: Callable[[BinaryIO, bytes], Generator[bytes, None, bytes]],
    magics: tuple[bytes, ...],
    name: str,
) -> Iterator[bytes]:
    """Expand one member after another, and say where the one begins that is broken."""
    rest = source.read(piece)
    begin = _place(source, rest)
    try:
        while rest := _beyond_padding(source, (yield from expand(source, rest))):
            begin = _place(source, rest)
            if not rest.startswith(magics):
                raise TrailingData(f"{name} data is followed by something else")
    except CorruptData as error:
        error.begin = begin
        raise


def _place(source: BinaryIO, rest: bytes) -> int | None:
    return source.tell() - len(rest) if source.seekable() else None


def _inflate(source: BinaryIO, rest: bytes, wbits: int) -> Generator[bytes, None, bytes]:
    """Expand one zlib stream, and return what was read beyond it."""
    stream = zlib.decompressobj(wbits)
    while True:
        try:
            chunk = stream.decompress(rest, CHUNK)
        except zlib.error as error:
            raise CorruptData(f"{_WRAPPINGS[wbits]} data is corrupt ({error})") from error
        if chunk:
            yield chunk
        if stream.eof:
            return stream.unused_data
        rest = stream.unconsumed_tail or source.read(PIECE)
        if not rest and not chunk:
            raise CorruptData(f"{_WRAPPINGS[wbits]} data ends early")


_WRAPPINGS = {16 + zlib.MAX_WBITS: "gzip", zlib.MAX_WBITS: "zlib", -zlib.MAX_WBITS: "deflate"}


def _unzstd_frame(source: BinaryIO, rest: bytes, max_window: int) -> Generator[bytes, None, bytes]:
    """Expand one zstd frame, and return what was read beyond it."""
    frame = zstandard.ZstdDecompressor(max_window_size=max_window).decompressobj()
    while True:
        if not rest:
            raise CorruptData("zstd data ends early")
        try:
            chunk = frame.decompress(rest)
        except zstandard.ZstdError as error:
            raise CorruptData(f"zstd data is corrupt ({error})") from error
        if chunk:
            yield chunk
        if frame.eof:
            return frame.unused_data
        rest = source.read(ZSTD_PIECE)


def _beyond_padding(source: BinaryIO, rest: bytes) -> bytes:
    """Read on past zeros until there is enough to recognise what follows, or nothing more."""
    while len(rest := rest.lstrip(b"\0")) < len(ZSTD_MAGICS[0]):
        piece = source.read(PIECE)
        if not piece:
            break
        rest += piece
    return rest
