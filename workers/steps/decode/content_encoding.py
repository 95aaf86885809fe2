"""HTTP content encodings undone, within a bound."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO

from workers.formats.decompress import CorruptData, Decompress, TrailingData, gunzip, inflate_raw, inflate_zlib, unbrotli, unzstd
from workers.limits import MAX_CODINGS, MAX_ZSTD_WINDOW
from workers.page import Unprocessable
from workers.records import DeadLetterReason
from workers.steps.decode.content_type import is_text

_gunzip: tuple[Decompress, ...] = (gunzip,)
_CODINGS: dict[str, tuple[Decompress, ...]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": (inflate_zlib, inflate_raw),
    "br": (unbrotli,),
    "zstd": (partial(unzstd, max_window=MAX_ZSTD_WINDOW),),
}
_NO_CODING = frozenset({"", "identity"})


def expand(body: bytes, content_encoding: str, limit: int) -> bytes:
    """Undo the encodings that a Content-Encoding header names, last one first.

    Crawlers often expand a body and keep its header: bytes that are text already are returned as they are.

    Raises Unprocessable: TOO_LARGE beyond `limit` bytes (at every stage), BAD_CONTENT_ENCODING for an unknown name and
    for truncated or corrupt data.
    """
    names = [name for name in (part.strip().lower() for part in content_encoding.split(",")) if name not in _NO_CODING]
    if unknown := [name for name in names if name not in _CODINGS]:
        raise Unprocessable(DeadLetterReason.BAD_CONTENT_ENCODING, f"unknown content encoding {unknown[0][:40]!r}")
    if len(names) > MAX_CODINGS:
        raise Unprocessable(DeadLetterReason.BAD_CONTENT_ENCODING, f"{len(names)} content encodings in a row")
    for name in reversed(names):
        body = _undo(name, body, limit)
    return body


def _undo(name: str, body: bytes, limit: int) -> bytes:
    if not body:
        return body
    faults = []
    for decompress in _CODINGS[name]:
        try:
            return b"".join(_bounded(decompress(BytesIO(body)), limit))
        except CorruptData as fault:
            faults.append(fault)
    if is_text(body):
        return body
    raise Unprocessable(DeadLetterReason.BAD_CONTENT_ENCODING, f"declared as {name}, but {faults[0]}")


def _bounded(chunks: Iterator[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    try:
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise Unprocessable(DeadLetterReason.TOO_LARGE, f"the body expands to more than {limit} bytes")
            yield chunk
    except TrailingData:
        return  # as browsers do: the body is whole
