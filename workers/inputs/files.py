"""Which files are read."""

import os
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from workers.errors import InputError
from workers.formats.stream import COMPRESSIONS

STANDARD_INPUT = "-"


class InputFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file to be read: its name as it was given, its size in bytes, and when it was written, in whole seconds.

    `kind` is the suffix that says what it holds (".warc"), `compression` the one behind it (".gz") or "".
    """

    name: str
    path: Path
    kind: str
    compression: str = ""
    size: int = 0
    modified_at: datetime = datetime.fromtimestamp(0, UTC)


def find_files(paths: Sequence[str], kinds: Collection[str]) -> tuple[list[InputFile], list[str]]:
    """List the files of known kinds that paths name, folders with all that is in them, sorted; and what else is in them.

    Raises InputError for a path that does not exist, or that names a file of no known kind.
    """
    files: list[InputFile] = []
    passed_over: list[str] = []
    for given in paths:
        if given == STANDARD_INPUT:
            files.append(InputFile(name=STANDARD_INPUT, path=Path(given), kind=".jsonl"))
        elif Path(given).is_dir():
            for name in _walk(given):
                if _suffixes(name)[0] in kinds and Path(name).is_file():
                    files.append(_describe(name))
                else:
                    passed_over.append(_printable(name))
        elif _suffixes(given)[0] in kinds:
            files.append(_describe(given))
        else:
            raise InputError(_why_not(given, kinds))
    return files, passed_over


def _walk(folder: str) -> Iterator[str]:
    """Name all files in a folder, sorted by the parts of their paths. Links to folders are not followed, they may lead back."""

    def refuse(error: OSError) -> None:
        raise InputError(f"{error.filename}: the folder cannot be listed ({error.strerror}); check its permissions")

    found = [Path(parent, name).parts for parent, _, names in os.walk(folder, onerror=refuse) for name in names]
    for parts in sorted(found):
        yield str(Path(*parts))


def _suffixes(name: str) -> tuple[str, str]:
    """Split off what a file holds, and how it is compressed."""
    path = Path(name.lower())
    compression = path.suffix if path.suffix in COMPRESSIONS else ""
    return Path(str(path).removesuffix(compression)).suffix, compression


def _describe(name: str) -> InputFile:
    path = Path(name)
    kind, compression = _suffixes(name)
    try:
        status = path.stat()
    except OSError as error:
        raise InputError(f"{_printable(name)}: {error.strerror}; check the path") from error
    return InputFile(
        name=_printable(name),
        path=path,
        kind=kind,
        compression=compression,
        size=status.st_size,
        modified_at=datetime.fromtimestamp(int(status.st_mtime), UTC),
    )


def _why_not(name: str, kinds: Collection[str]) -> str:
    if not Path(name).exists():
        return f"{_printable(name)}: no such file or folder; check the path"
    return f"{_printable(name)}: not a kind of file that can be read; give {', '.join(kinds)} (also .gz, .zst), a folder, or -"


def _printable(name: str) -> str:
    """Make a file's name fit for JSON: bytes that are no UTF-8 are replaced."""
    return os.fsencode(name).decode("utf-8", "replace")
