"""Compressed bytes → their content, in chunks and bounded memory: HTTP bodies and input files."""

import zlib
from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import Any, BinaryIO, NamedTuple

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


class _Format(NamedTuple):
    """What a kind of compressed stream is called, how one is begun, and how its bytes are to be read."""

    name: str
    begin: Callable[[], Any]
    error: type[Exception]
    bound: tuple[int, ...] = (CHUNK,)
    piece: int = PIECE
    magics: tuple[bytes, ...] = ()


def _deflate(name: str, wbits: int, *magics: bytes) -> _Format:
    return _Format(name, partial(zlib.decompressobj, wbits), zlib.error, magics=magics)


_GZIP = _deflate("gzip", 16 + zlib.MAX_WBITS, GZIP_MAGIC)
_ZLIB = _deflate("zlib", zlib.MAX_WBITS)
_RAW = _deflate("deflate", -zlib.MAX_WBITS)


def gunzip(source: BinaryIO) -> Iterator[bytes]:
    """Expand gzip, one member after another; padding with zeros between and after them is passed over."""
    yield from _members(source, _GZIP)


def inflate_zlib(source: BinaryIO) -> Iterator[bytes]:
    """Expand deflate in its zlib wrapping, which is what HTTP means by `deflate` (RFC 9110, 8.4.1.2)."""
    yield from _stream(source, source.read(PIECE), _ZLIB)


def inflate_raw(source: BinaryIO) -> Iterator[bytes]:
    """Expand bare deflate, which is what some servers send instead."""
    yield from _stream(source, source.read(PIECE), _RAW)


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
    begin = zstandard.ZstdDecompressor(max_window_size=max_window).decompressobj
    yield from _members(source, _Format("zstd", begin, zstandard.ZstdError, (), ZSTD_PIECE, ZSTD_MAGICS))


def _members(source: BinaryIO, kind: _Format) -> Iterator[bytes]:
    """Expand one member after another, and say where the one begins that is broken."""
    rest = source.read(kind.piece)
    begin = _place(source, rest)
    try:
        while rest := _beyond_padding(source, (yield from _stream(source, rest, kind))):
            begin = _place(source, rest)
            if not rest.startswith(kind.magics):
                raise TrailingData(f"{kind.name} data is followed by something else")
    except CorruptData as error:
        error.begin = begin
        raise


def _place(source: BinaryIO, rest: bytes) -> int | None:
    return source.tell() - len(rest) if source.seekable() else None


def _stream(source: BinaryIO, rest: bytes, kind: _Format) -> Generator[bytes, None, bytes]:
    """Expand one stream, of which the first bytes are read, and return what was read beyond it."""
    stream = kind.begin()
    while True:
        try:
            chunk = stream.decompress(rest, *kind.bound)
        except kind.error as error:
            raise CorruptData(f"{kind.name} data is corrupt ({error})") from error
        if chunk:
            yield chunk
        if stream.eof:
            return bytes(stream.unused_data)
        rest = stream.unconsumed_tail or source.read(kind.piece)
        if not rest and not chunk:
            raise CorruptData(f"{kind.name} data ends early")


def _beyond_padding(source: BinaryIO, rest: bytes) -> bytes:
    """Read on past zeros until there is enough to recognise what follows, or nothing more."""
    while len(rest := rest.lstrip(b"\0")) < len(ZSTD_MAGICS[0]):
        piece = source.read(PIECE)
        if not piece:
            break
        rest += piece
    return rest
