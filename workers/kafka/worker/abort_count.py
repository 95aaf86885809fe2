"""Aborted transactions, counted in the data folder: a worker whose transaction fails ends."""

import contextlib
from pathlib import Path

import msgspec


class AbortCount:
    """How often transactions of each station were aborted, over all lives of a worker."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "aborted.json"
        self.counts: dict[str, int] = {}
        with contextlib.suppress(OSError, msgspec.DecodeError):  # what cannot be read is counted anew
            self.counts = msgspec.json.decode(self._path.read_bytes(), type=dict[str, int])

    def add(self, station: str) -> None:
        """Count one, and keep it where the folder allows: it must not stand in the way of the error that is being told."""
        self.counts[station] = self.counts.get(station, 0) + 1
        new = self._path.with_suffix(".new")
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(msgspec.json.encode(self.counts))
            new.replace(self._path)
