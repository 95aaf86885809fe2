"""All that `newsmill clean` and `newsmill feed` read, as one stream of raw pages."""

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import BinaryIO

from workers.formats.stream import Stream, open_plain, open_stream, position
from workers.formats.warc_headers import ARC, WARC
from workers.inputs.archives import read_archive
from workers.inputs.files import STANDARD_INPUT, InputFile, find_files
from workers.inputs.item import Input, Item, Unreadable
from workers.inputs.json_lines import read_json_lines
from workers.inputs.pages import read_page_file
from workers.limits import DEFAULT_LIMITS, Limits
from workers.records import Source

__all__ = ["Input", "Inputs", "Item", "Unreadable", "read_inputs"]

READERS: dict[str, Callable[[Stream, InputFile, Limits], Iterator[Item]]] = {
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".warc": partial(read_archive, WARC),
    ".wet": partial(read_archive, WARC),
    ".arc": partial(read_archive, ARC),
    ".html": partial(read_page_file, "text/html"),
    ".htm": partial(read_page_file, "text/html"),
    ".xhtml": partial(read_page_file, "application/xhtml+xml"),
    ".txt": partial(read_page_file, "text/plain"),
}
"""What reads which kind of file, by its suffix (before .gz or .zst)."""


def read_inputs(paths: Sequence[str], limits: Limits = DEFAULT_LIMITS, stdin: BinaryIO | None = None) -> "Inputs":
    """Read files, folders and, for "-", JSON lines on standard input (`stdin` if given), in the order of `paths`.

    Raises InputError, before anything is read, for a path that does not exist or names a file of no known kind. From then
    on nothing is raised: what cannot be read becomes an Unreadable.
    """
    files, passed_over = find_files(paths, READERS)
    return Inputs(files, passed_over, limits, stdin)


class Inputs(Iterator[Item]):
    """The pages of the inputs, one by one, and how far the reading has come."""

    def __init__(self, files: list[InputFile], passed_over: list[str], limits: Limits, stdin: BinaryIO | None) -> None:
        self.passed_over = tuple(passed_over)
        """Files in folders that are of no known kind, by name. To be told in one line."""
        self.bytes_read = 0
        """Bytes of the files that are read so far, as they lie on the disk."""
        self.bytes_total = None if any(file.name == STANDARD_INPUT for file in files) else sum(file.size for file in files)
        """Bytes of all files, as they lie on the disk; None where standard input is among them."""
        self._items = self._read(files, limits, stdin)

    def __next__(self) -> Item:
        """Return the next page, or the next part that cannot be read."""
        return next(self._items)

    def _read(self, files: list[InputFile], limits: Limits, stdin: BinaryIO | None) -> Iterator[Item]:
        for file in files:
            before = self.bytes_read
            read = READERS[file.kind]
            if file.name == STANDARD_INPUT:
                yield from read(open_plain(stdin or sys.stdin.buffer), file, limits)
                continue
            try:
                with file.path.open("rb") as opened:
                    for item in read(open_stream(opened, file.compression), file, limits):
                        self.bytes_read = before + position(opened)
                        yield item
            except OSError as error:
                yield Unreadable(Source(file=file.name), None, b"", f"the file cannot be read: {error.strerror or error}")
            self.bytes_read = before + file.size
