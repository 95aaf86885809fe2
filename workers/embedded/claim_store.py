"""Claims kept in a folder by the embedded mode, in step with its output files."""

import contextlib
import time
from datetime import timedelta
from pathlib import Path

from rocksdict import AccessType, BlockBasedOptions, Cache, Options, Rdict, WriteBatch

from workers.errors import CommitError, StateError

_MEBIBYTE = 1024 * 1024
_CACHE_BYTES = 32 * _MEBIBYTE
_WRITE_BUFFER_BYTES = 16 * _MEBIBYTE
_BLOOM_BITS = 10  # for each key: one lookup in a hundred of a key that is not there reads the disk
_BUSY = ("lock hold by current process", "Resource temporarily unavailable")


class LocalStore:
    """A claim store (RocksDB) in a folder, for one process at a time.

    Claims and the sizes of the output files are committed together, so that after a kill the files can be cut back to what
    the claims know of. A commit is handed to the system before it returns. Claims not written for a window are dropped.
    """

    def __init__(self, folder: Path, window: timedelta) -> None:
        """Open the store, making the folder where needed. Raises StateError."""
        self._folder = folder
        self._pending: dict[str, bytes] = {}
        self._sizes: dict[str, int] = {}
        self.run = str(time.time_ns())
        """Tells this run from every other one."""
        try:
            (folder / "claims").mkdir(parents=True, exist_ok=True)
            access = AccessType.with_ttl(int(window.total_seconds()))
            self._db = Rdict(str(folder / "claims"), _options(), access_type=access)
        except Exception as error:  # rocksdict raises nothing more precise
            busy = any(sign in str(error) for sign in _BUSY)
            reason = "is used by another run; wait for it, or name another folder" if busy else f"cannot be used: {error}"
            raise StateError(f"--state {folder} {reason}") from error

    def get(self, key: str, /) -> bytes | None:
        """Read a claim."""
        if (value := self._pending.get(key)) is not None:
            return value
        found: bytes | None = self._db.get(key.encode())
        return found

    def __setitem__(self, key: str, value: bytes, /) -> None:
        """Change a claim, to be kept at the next commit."""
        self._pending[key] = value

    def committed_size(self, path: str) -> int | None:
        """Tell how many bytes of an output file the claims know of; None for a file they have not seen."""
        size = self._db.get(_size_key(path))
        return None if size is None else int(size)

    def commit(self, sizes: dict[str, int]) -> None:
        """Keep the changed claims and the outputs' sizes (bytes by path), both or neither. Raises CommitError."""
        batch = WriteBatch(raw_mode=True)
        for key, value in self._pending.items():
            batch.put(key.encode(), value)
        changed = sizes.items() - self._sizes.items()
        for path, size in changed:
            batch.put(_size_key(path), str(size).encode())
        try:
            self._db.write(batch)
        except Exception as error:
            raise CommitError(f"--state {self._folder}: {_reason(error)}; make room, then run again") from error
        self._pending.clear()
        self._sizes.update(changed)

    def close(self) -> None:
        """Close the store; what was not committed is dropped."""
        with contextlib.suppress(Exception):  # where the disk is full it cannot tidy up, but what was committed is in its log
            self._db.close()


def _size_key(path: str) -> bytes:
    return f"output:{path}".encode()


def _reason(error: Exception) -> str:
    """Take from RocksDB's message what the system said."""
    return str(error).rsplit(": ", 1)[-1]


def _options() -> Options:
    """Options for many small claims: little memory, few files, no log of its own beyond the last."""
    blocks = BlockBasedOptions()
    blocks.set_block_cache(Cache(_CACHE_BYTES))
    blocks.set_cache_index_and_filter_blocks(True)
    blocks.set_bloom_filter(_BLOOM_BITS, block_based=False)
    options = Options(raw_mode=True)
    options.set_block_based_table_factory(blocks)
    options.set_write_buffer_size(_WRITE_BUFFER_BYTES)
    options.set_keep_log_file_num(1)
    options.set_max_open_files(256)
    return options
