"""The bytes of an input file, expanded while they are read."""

import io
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from workers.decompress import CHUNK, GZIP_MAGIC, ZSTD_MAGICS, CorruptData, Decompress, gunzip, unzstd

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

COMPRESSIONS: dict[str, Decompress] = {".gz": gunzip, ".zst": unzstd}
_MAGICS: dict[bytes, Decompress] = {GZIP_MAGIC: gunzip, **dict.fromkeys(ZSTD_MAGICS, unzstd)}


class Stream(io.BufferedReader):
    """The content of a file. It ends where the file cannot be read any further, and says in `fault` why."""

    def __init__(self, chunks: Iterator[bytes], file: BinaryIO) -> None:
        self._chunks = _Chunks(chunks, file)
        super().__init__(self._chunks, CHUNK)

    @property
    def fault(self) -> str | None:
        """What is wrong with the file at the place where the stream ends; None if that is its end, or not reached yet."""
        return self._chunks.fault


def open_stream(file: io.BufferedReader, suffix: str = "") -> Stream:
    """Expand a file by what it is, gzip, zstd or neither; its suffix decides where it is empty, so that that is told."""
    head = file.peek(len(ZSTD_MAGICS[0]))
    decompress = next((known for magic, known in _MAGICS.items() if head.startswith(magic)), None)
    if not head:
        decompress = COMPRESSIONS.get(suffix)
    return Stream(decompress(file), file) if decompress else open_plain(file)


def open_plain(file: BinaryIO) -> Stream:
    """Read a file as it is, as its bytes arrive."""
    read = getattr(file, "read1", file.read)
    return Stream(iter(partial(read, CHUNK), b""), file)


def position(file: BinaryIO) -> int:
    """Say how many bytes of a file are read; 0 where it cannot tell, as a pipe cannot."""
    return file.tell() if file.seekable() else 0


class _Chunks(io.RawIOBase):
    """Chunks of bytes as a raw stream: what BufferedReader makes lines and blocks of."""

    def __init__(self, chunks: Iterator[bytes], file: BinaryIO) -> None:
        self._chunks = chunks
        self._file = file
        self._rest = memoryview(b"")
        self.fault: str | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        if not self._rest:
            self._rest = memoryview(self._next())
        target = memoryview(buffer).cast("B")
        size = min(len(target), len(self._rest))
        target[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def _next(self) -> bytes:
        try:
            return next(self._chunks, b"")
        except CorruptData as error:
            self.fault = f"{error} (byte {position(self._file)} of the file)"
        except OSError as error:
            self.fault = f"the file cannot be read any further (byte {position(self._file)}): {error.strerror or error}"
        return b""
