"""Where the embedded mode writes its events: JSON lines, one file for each kind of outcome."""

import sys
from collections.abc import Mapping
from io import FileIO
from pathlib import Path

import msgspec

from workers.embedded import STANDARD_OUTPUT
from workers.embedded.claim_store import LocalStore
from workers.errors import OutputError, WriteError
from workers.records import Article, DeadLetter, Duplicate, Outcome, Rejected

KINDS: dict[type[Outcome], str] = {Article: "articles", Duplicate: "duplicates", Rejected: "rejected", DeadLetter: "dead_letters"}
"""The name of each outcome's output."""


class Outputs:
    """The open outputs. Every event is handed to the system whole before `write` returns."""

    def __init__(self, paths: Mapping[str, str | None], store: LocalStore | None) -> None:
        """Open the outputs (paths by name). With a store files go on from where it knows of them, else they start anew."""
        self._encoder = msgspec.json.Encoder()
        self._files: dict[str, FileIO] = {}
        self._paths: dict[str, str] = {}
        for name, path in paths.items():
            if path == STANDARD_OUTPUT:
                self._files[name] = open(sys.stdout.fileno(), "wb", buffering=0, closefd=False)  # noqa: SIM115 # it has no path
            elif path is not None:
                self._files[name] = _open(path, store)
                self._paths[name] = str(Path(path).resolve())

    def write(self, outcome: Outcome) -> None:
        """Write an event. Raises WriteError, and BrokenPipeError where a reader has gone away."""
        name = KINDS[type(outcome)]
        if file := self._files.get(name):
            try:
                _write_all(file, self._encoder.encode(outcome) + b"\n")
            except BrokenPipeError:
                raise
            except OSError as error:
                raise WriteError(f"{self._paths.get(name, name)}: {error.strerror}; make room, then run again") from error

    def sizes(self) -> dict[str, int]:
        """Tell how many bytes stand in each file, by its full path."""
        return {path: self._files[name].tell() for name, path in self._paths.items()}

    def close(self) -> None:
        """Close the files."""
        for name in self._paths:
            self._files[name].close()


def _write_all(file: FileIO, line: bytes) -> None:
    """Write a line; the system may take it in parts."""
    rest = memoryview(line)
    while rest:
        rest = rest[file.write(rest) :]


def _open(path: str, store: LocalStore | None) -> FileIO:
    """Open a file for writing, without a buffer; with a store cut off what a killed run wrote after its last commit."""
    try:
        if store is None:
            return Path(path).open("wb", buffering=0)
        file = Path(path).open("ab", buffering=0)  # noqa: SIM115 # closed by Outputs.close
        committed = store.committed_size(str(Path(path).resolve()))
        if committed is not None and committed < file.tell():
            file.truncate(committed)
            file.seek(committed)
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror}; check the path and its permissions") from error
    return file
