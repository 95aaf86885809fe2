"""A worker's folder of claims: each partition's database says whose it is, and is no other's."""

import logging
import os
import shutil
from pathlib import Path

import msgspec
from rocksdict import AccessType, BlockBasedOptions, Cache, Options, Rdict

from workers.errors import ClaimsError
from workers.kafka.worker.claim_store import PartitionClaims, one_line
from workers.settings import MEBIBYTE, Settings

IDENTITY = b"\0identity"
"""Key of what a database says of itself."""

ASIDE = "aside"
"""Folder of what was moved aside: the latest of each partition."""

FREE_BYTES = 64 * MEBIBYTE
"""What has to be free on the disk: a few of RocksDB's files."""

TRIAL = "trial"
LONGEST_WAIT_SECONDS = 60

OPENS_NOT = (
    "While lock file",
    "lock hold by",
    "No space left",
    "Permission denied",
    "Read-only file system",
    "Input/output error",
    "Too many open files",
)
"""Signs in RocksDB's errors that the disk or another process is to blame, and not what stands in the files."""

BLOCK_CACHE_BYTES = 8 * MEBIBYTE
WRITE_BUFFER_BYTES = 8 * MEBIBYTE
WRITE_BUFFERS = 2
BLOOM_BITS = 3

log = logging.getLogger(__name__)


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Whose claims a database holds: of which cluster and changelog, by their ids, and of which partition; and how they are written."""

    cluster: str
    changelog: str
    partition: int
    version: int = 1


class ClaimsFolder:
    """Opens the claims of partitions. What is another's, is of the version before, or is broken is moved aside, and begun anew."""

    def __init__(self, settings: Settings) -> None:
        self._window = max(1, int(settings.window.total_seconds()))
        self._data = settings.data_dir
        self._folder = settings.data_dir / "claims"
        self._failed = self._folder / "failed"

    def open(self, identity: Identity) -> PartitionClaims:
        """Open the claims of a partition. Raises ClaimsError where the disk or another process is in the way."""
        path = self._folder / str(identity.partition)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._set_aside_former()
            broken = path.with_suffix(".broken")
            if broken.exists():
                self._set_aside(path, "its files are broken")
                broken.unlink()
            database, held = self._open(path)
            if held is not None and _read(held) != identity:
                database.close()
                self._set_aside(path, "they are those of another Kafka, Kafka topic or partition")
                database, held = self._open(path)
            if held is None:
                database.put(IDENTITY, msgspec.json.encode(identity))
        except Exception as error:  # rocksdict raises nothing more precise
            raise self._cannot(f"the claims of partition {identity.partition} cannot be opened", error) from error
        return PartitionClaims(database, broken)

    def discard(self, claims: PartitionClaims, identity: Identity) -> PartitionClaims:
        """Move claims aside that are not what the changelog holds, and begin them anew. Raises ClaimsError."""
        claims.close()
        self._set_aside(
            self._folder / str(identity.partition), "they know what Kafka does not hold: its log was cut, or restored"
        )
        return self.open(identity)

    def test(self) -> None:
        """Make sure that claims can be kept here: write, and open what there is. Raises ClaimsError."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / TRIAL).open("wb") as file:
                file.write(bytes(MEBIBYTE))
                file.flush()
                os.fsync(file.fileno())
            (self._folder / TRIAL).unlink()
            for path in self._folder.iterdir():
                if path.name.isdigit():
                    self._open(path)[0].close()
        except Exception as error:  # rocksdict raises nothing more precise
            raise self._cannot("claims cannot be kept", error) from error
        if (free := shutil.disk_usage(self._folder).free) < FREE_BYTES:
            raise ClaimsError(f"claims cannot be kept in {self._data}: {free} bytes are free, it takes {FREE_BYTES}; make room")

    def note_failure(self) -> None:
        """Count that opening has failed, for as long as the folder takes it: the next start waits the longer."""
        try:
            self._failed.write_text(str(self._failures() + 1), encoding="ascii")
        except OSError as error:
            log.warning("that cannot be noted in %s: %s", self._data, error.strerror)

    def note_success(self) -> None:
        """Begin to count anew."""
        self._failed.unlink(missing_ok=True)

    def wait_seconds(self) -> float:
        """Say how long to wait before the next try: 1, 2, 4 … 60 s after each that has failed."""
        failures = self._failures()
        return min(2.0 ** (failures - 1), LONGEST_WAIT_SECONDS) if failures else 0.0

    def _failures(self) -> int:
        try:
            return int(self._failed.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0

    def _open(self, path: Path) -> tuple[Rdict, bytes | None]:
        """Open a database, and read whose it says it is; one whose files are broken is moved aside, and begun anew."""
        try:
            return self._opened(path)
        except Exception as error:
            if not path.exists() or any(sign in str(error) for sign in OPENS_NOT):
                raise
            self._set_aside(path, f"its files are broken ({one_line(error)})")
            return self._opened(path)

    def _opened(self, path: Path) -> tuple[Rdict, bytes | None]:
        database = Rdict(str(path), claims_options(), access_type=AccessType.with_ttl(self._window))
        try:
            return database, database.get(IDENTITY)
        except BaseException:
            database.close()
            raise

    def _set_aside_former(self) -> None:
        """Move aside what the version before kept where Faust keeps its tables: nothing there says whose it is."""
        former = self._data / "v1" / "tables"  # Faust makes the folder in any case
        if any(former.glob("*.db")):
            self._set_aside(former, "they are of the version before, which did not say whose they were")

    def _set_aside(self, path: Path, why: str) -> None:
        aside = self._folder / ASIDE / path.name
        if aside.exists():
            shutil.rmtree(aside)
        aside.parent.mkdir(exist_ok=True)
        if path.exists():
            path.rename(aside)
        log.warning("claims in %s are not used: %s. They are moved to %s, and read anew from Kafka", path, why, aside)

    def _cannot(self, what: str, error: Exception) -> ClaimsError:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else one_line(error)
        return ClaimsError(f"{what} in {self._data}: {reason}; see to the disk, nothing of it has to be emptied")


def _read(held: bytes) -> Identity | None:
    try:
        return msgspec.json.decode(held, type=Identity)
    except (msgspec.DecodeError, UnicodeError):
        return None


def claims_options() -> Options:
    """Choose options for many small claims in little memory: what Faust gave the tables of the version before."""
    blocks = BlockBasedOptions()
    blocks.set_block_cache(Cache(BLOCK_CACHE_BYTES))
    blocks.set_bloom_filter(BLOOM_BITS, block_based=True)
    options = Options(raw_mode=True)
    options.create_if_missing(True)  # noqa: FBT003 # RocksDB's own name for it
    options.set_block_based_table_factory(blocks)
    options.set_write_buffer_size(WRITE_BUFFER_BYTES)
    options.set_max_write_buffer_number(WRITE_BUFFERS)
    options.set_max_open_files(-1)
    options.set_keep_log_file_num(1)
    return options
