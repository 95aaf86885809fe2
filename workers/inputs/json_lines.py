"""JSON lines: a raw-page event on each line."""

from collections.abc import Iterator

from workers.formats.decompress import CHUNK
from workers.formats.stream import Stream
from workers.inputs.files import InputFile
from workers.inputs.item import Input, Item, Unreadable
from workers.limits import Limits
from workers.records import Source
from workers.steps.read.message import RawMessage
from workers.steps.read.raw_page import JSON_HEADERS


def read_json_lines(stream: Stream, file: InputFile, limits: Limits) -> Iterator[Item]:
    """Yield the events of a file, each with its line's number. Blank lines are passed over.

    A line that is too long is unreadable, and so is a part of a file whose compression is broken; whole lines before it, and
    those of the gzip members behind it, are read.
    """
    number = 0
    passed_over: bytes | None = b""
    while passed_over is not None:
        cut = b""
        while line := stream.readline(limits.max_message_bytes + 1):
            number += 1
            source = Source(file=file.name, record=number)
            if len(line) > limits.max_message_bytes and not line.endswith(b"\n"):
                size = len(line) + _skip_line(stream)
                message = f"the line has {size} bytes, more than {limits.max_message_bytes}"
                yield Unreadable(source, None, line[: limits.max_message_bytes], message)
            elif stream.fault and not line.endswith(b"\n"):
                cut = line
            elif line.strip():
                yield Input(source, RawMessage(line.rstrip(b"\r\n"), JSON_HEADERS))
        fault = stream.fault
        passed_over = stream.resume()
        if fault:
            number += not cut
            yield Unreadable(Source(file=file.name, record=number), None, cut or passed_over or b"", fault)


def _skip_line(stream: Stream) -> int:
    """Pass over the rest of a line, and return its size without the newline."""
    size = 0
    while piece := stream.readline(CHUNK):
        size += len(piece)
        if piece.endswith(b"\n"):
            return size - 1
    return size
