"""Claims kept in a folder between runs of the embedded mode, in step with the files that the outputs went to."""

import sqlite3
import time
from datetime import timedelta
from pathlib import Path

_TABLES = """
CREATE TABLE IF NOT EXISTS claims (key TEXT PRIMARY KEY, value BLOB NOT NULL, written INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outputs (path TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (run INTEGER PRIMARY KEY);
"""


class StateError(Exception):
    """The state folder cannot be used: one line that says why and what to do."""


class LocalStore:
    """A claim store in `DIR/claims.sqlite`, for one process at a time.

    Claims and the sizes of the output files are committed together, so that after a kill the files can be cut back to what
    the claims know of. Claims not written for a window are dropped when the store is opened.
    """

    def __init__(self, folder: Path, window: timedelta) -> None:
        """Open the store, making the folder where needed. Raises StateError."""
        self._pending: dict[str, bytes] = {}
        self._sizes: dict[str, int] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(folder / "claims.sqlite", timeout=0, isolation_level=None)
            self._db.executescript("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _TABLES)
            self._db.execute("BEGIN IMMEDIATE")
            self._now = int(time.time())
            self._db.execute("DELETE FROM claims WHERE written < ?", (self._now - int(window.total_seconds()),))
            self.run = str(self._db.execute("INSERT INTO runs DEFAULT VALUES").lastrowid)
            self._db.execute("COMMIT")
        except (OSError, sqlite3.Error) as error:
            busy = (
                "is used by another run; wait for it, or name another folder"
                if "locked" in str(error)
                else f"cannot be used: {error}"
            )
            raise StateError(f"--state {folder} {busy}") from error

    def get(self, key: str, /) -> bytes | None:
        """Read a claim."""
        if (value := self._pending.get(key)) is not None:
            return value
        row = self._db.execute("SELECT value FROM claims WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def __setitem__(self, key: str, value: bytes, /) -> None:
        """Change a claim, to be kept at the next commit."""
        self._pending[key] = value

    def committed_size(self, path: str) -> int | None:
        """Tell how many bytes of an output file the claims know of; None for a file they have not seen."""
        row = self._db.execute("SELECT size FROM outputs WHERE path = ?", (path,)).fetchone()
        return row[0] if row else None

    def commit(self, sizes: dict[str, int]) -> None:
        """Keep the changed claims and the outputs' sizes (bytes by path), both or neither."""
        self._db.execute("BEGIN")
        self._db.executemany(
            "INSERT OR REPLACE INTO claims VALUES (?, ?, ?)", [(k, v, self._now) for k, v in self._pending.items()]
        )
        changed = sizes.items() - self._sizes.items()
        self._db.executemany("INSERT OR REPLACE INTO outputs VALUES (?, ?)", changed)
        self._db.execute("COMMIT")
        self._pending.clear()
        self._sizes.update(changed)

    def close(self) -> None:
        """Close the store; what was not committed is dropped."""
        self._db.close()
