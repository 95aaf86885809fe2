"""What a long measurement has found so far, kept until what it measures changes: a run that was ended goes on where it was."""

import hashlib
import tempfile
from collections.abc import Iterable
from pathlib import Path

import msgspec

from testing.newsmill import ROOT

_MEASURED = ("workers", "train", "bench", "testing")
"""The folders whose files decide what comes out, and the locks of what they import."""


def folder_of(shared: Path, name: str) -> Path:
    """Name the temporary folder of a measurement, by the code, the weights and the pages that decide what comes out."""
    known = hashlib.sha256()
    for path in _files(shared):
        known.update(f"{path.name} {path.stat().st_size} ".encode())
        known.update(path.read_bytes() if path.is_relative_to(ROOT) else b"")
    folder = Path(tempfile.gettempdir()) / f"newsmill-{name}-{known.hexdigest()[:12]}"
    folder.mkdir(exist_ok=True)
    return folder


def _files(shared: Path) -> Iterable[Path]:
    code = (
        path
        for folder in _MEASURED
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".npz", ".json", ".tsv", ".toml")
    )
    yield from sorted(path for path in code if "figures" not in path.parts)
    yield from sorted(ROOT.glob("requirements*.lock"))
    yield from sorted((shared / "data").rglob("*.gz"))


def keep(path: Path, found: object) -> None:
    """Write down what was found: all of it, or nothing."""
    part = path.with_suffix(".part")
    part.write_bytes(msgspec.json.encode(found))
    part.rename(path)
