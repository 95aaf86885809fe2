"""The bytes of an input file, expanded while they are read."""

import io
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from workers.formats.decompress import CHUNK, GZIP_MAGIC, ZSTD_MAGICS, CorruptData, Decompress, gunzip, unzstd
from workers.limits import KEPT_BYTES

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

COMPRESSIONS: dict[str, Decompress] = {".gz": gunzip, ".zst": unzstd}
_MEMBERS: dict[Decompress, bytes] = {gunzip: GZIP_MAGIC + b"\x08", unzstd: ZSTD_MAGICS[0]}
"""What begins a gzip member (RFC 1952: deflate is its only method) and a zstd frame: where reading can go on."""
_TRIES = 1_000
"""Places that only look like the beginning of a member, until the rest of a file is given up."""
_MAGICS: dict[bytes, Decompress] = {GZIP_MAGIC: gunzip, **dict.fromkeys(ZSTD_MAGICS, unzstd)}


class Stream(io.BufferedReader):
    """The content of a file. It ends where the file cannot be read any further, and says in `fault` why."""

    def __init__(self, file: BinaryIO, decompress: Decompress) -> None:
        self._chunks = _Chunks(file, decompress)
        self._unread = io.BytesIO()
        super().__init__(self._chunks, CHUNK)

    def unread(self, data: bytes) -> None:
        """Put bytes back that were read last."""
        self._unread = io.BytesIO(data + self._unread.read())

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as every stream does."""
        data = self._unread.read(size)
        return data if len(data) == size else data + super().read(_rest(size, data))

    def readline(self, size: int | None = -1, /) -> bytes:
        """Read a line as every stream does."""
        line = self._unread.readline(size)
        return line if len(line) == size or line.endswith(b"\n") else line + super().readline(_rest(size, line))

    def resume(self) -> bytes | None:
        """Go on with the next gzip member or zstd frame after a fault. Return the first bytes that are passed over.

        None where there is no fault, or nothing more that can be read; the fault stays then.
        """
        return self._chunks.resume()

    @property
    def fault(self) -> str | None:
        """What is wrong with the file at the place where the stream ends; None if that is its end, or not reached yet."""
        return self._chunks.fault


def _rest(size: int | None, data: bytes) -> int:
    return -1 if size is None or size < 0 else size - len(data)


def open_stream(file: io.BufferedReader, suffix: str = "") -> Stream:
    """Expand a file by what it is, gzip, zstd or neither; its suffix decides where it is empty, so that that is told."""
    head = file.peek(len(ZSTD_MAGICS[0]))
    decompress = next((known for magic, known in _MAGICS.items() if head.startswith(magic)), None)
    if not head:
        decompress = COMPRESSIONS.get(suffix)
    return Stream(file, decompress) if decompress else open_plain(file)


def open_plain(file: BinaryIO) -> Stream:
    """Read a file as it is, as its bytes arrive."""
    return Stream(file, _as_it_is)


def _as_it_is(file: BinaryIO) -> Iterator[bytes]:
    read = getattr(file, "read1", file.read)
    return iter(partial(read, CHUNK), b"")


def position(file: BinaryIO) -> int:
    """Say how many bytes of a file are read; 0 where it cannot tell, as a pipe cannot."""
    return file.tell() if file.seekable() else 0


class _Chunks(io.RawIOBase):
    """Chunks of bytes as a raw stream: what BufferedReader makes lines and blocks of."""

    def __init__(self, file: BinaryIO, decompress: Decompress) -> None:
        self._file = file
        self._decompress = decompress
        self._chunks = decompress(file)
        self._rest = memoryview(b"")
        self.fault: str | None = None
        self._broken_at: int | None = None

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
            self._broken_at = error.begin
        except OSError as error:
            self.fault = f"the file cannot be read any further (byte {position(self._file)}): {error.strerror or error}"
        return b""

    def resume(self) -> bytes | None:
        """See Stream. A place that only looks like a beginning gives no bytes: the search goes on behind it."""
        if self._broken_at is None or not self._file.seekable():
            return None
        begin = place = self._broken_at
        for _ in range(_TRIES):
            found = self._find(place + 1)
            if found is None:
                break
            place = found
            self._file.seek(place)
            self._chunks = self._decompress(self._file)
            try:
                self._rest = memoryview(next(self._chunks, b""))
            except (CorruptData, OSError):
                continue
            after = self._file.tell()
            self._file.seek(begin)
            passed_over = self._file.read(min(place - begin, KEPT_BYTES))
            self._file.seek(after)
            self.fault = self._broken_at = None
            return passed_over
        self._broken_at = None
        return None

    def _find(self, place: int) -> int | None:
        """Find the next place from here on where a member may begin."""
        magic = _MEMBERS[self._decompress]
        self._file.seek(place)
        seen = b""
        while piece := self._file.read(CHUNK):
            seen += piece
            if (at := seen.find(magic)) >= 0:
                return place + at
            place += len(seen) - len(magic) + 1
            seen = seen[1 - len(magic) :]
        return None
