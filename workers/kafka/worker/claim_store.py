"""The workers' claims: a RocksDB for each partition, rebuilt from its changelog.

A change is held in memory until the transaction that its article's outputs go with has committed: the changelog is part of that
transaction, so that claims and outputs are durable together or not at all, and a worker that was cut off cannot write any more.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import msgspec
from aiokafka import TopicPartition
from rocksdict import Rdict, WriteBatch

from workers.errors import ClaimsError
from workers.kafka.client.connection import consumer
from workers.kafka.client.notes import Mark
from workers.kafka.client.reader import read_ranges, until_stable
from workers.settings import MEBIBYTE, Settings

POSITION = b"\0position"
"""Key of the place in the changelog up to which a database has everything."""

BROKEN = "Corruption"
"""RocksDB's word for files that do not hold what was written."""

RECORDS = 5000
"""Records of the changelog that are taken at a time: what bounds memory while claims are brought up to date."""


class PartitionClaims:
    """A claim store of one partition. Changes are seen at once, and kept only by `keep`."""

    def __init__(self, database: Rdict, broken: Path | None = None) -> None:
        """Take the database, and the file that has it moved aside at the next start once its files prove to be broken."""
        self._database = database
        self._broken = broken
        self._unkept: dict[bytes, bytes] = {}
        self._fresh: dict[bytes, bytes] = {}
        self.is_closed = False
        self.applied = 0
        """Records of the changelog that were written, in this life of the worker."""

    def get(self, key: str, /) -> bytes | None:
        """Read a claim."""
        raw = key.encode()
        if (value := self._unkept.get(raw)) is not None:
            return value
        return self._read(raw)

    def _read(self, key: bytes) -> bytes | None:
        with self._noting("read"):
            found: bytes | None = self._database.get(key)
        return found

    def _write(self, batch: WriteBatch) -> None:
        with self._noting("written"):
            self._database.write(batch)

    @contextmanager
    def _noting(self, what: str) -> Iterator[None]:
        """Note that files are broken, for the next start. Raises ClaimsError for whatever fails."""
        try:
            yield
        except Exception as error:  # rocksdict raises nothing more precise
            if self._broken and BROKEN in str(error):
                self._broken.touch()
            raise ClaimsError(
                f"claims cannot be {what}: {one_line(error)}; if the files are broken, they are read anew from Kafka"
            ) from error

    def close(self) -> None:
        """Close the database: others may open it."""
        self.is_closed = True
        self._database.close()

    def __setitem__(self, key: str, value: bytes, /) -> None:
        """Change a claim."""
        raw = key.encode()
        self._unkept[raw] = self._fresh[raw] = value

    def take_changes(self) -> dict[bytes, bytes]:
        """Take what has changed since the last call: what one event has claimed."""
        changes, self._fresh = self._fresh, {}
        return changes

    def keep(self, changes: Mapping[bytes, bytes], mark: Mark) -> None:
        """Write changes that are in the changelog, which is known up to `mark` with them."""
        batch = WriteBatch(raw_mode=True)
        for key, value in changes.items():
            batch.put(key, value)
            if self._unkept.get(key) is value:
                del self._unkept[key]
        batch.put(POSITION, msgspec.json.encode(mark))
        self._write(batch)

    @property
    def estimated(self) -> int:
        """How many claims there are, as RocksDB estimates."""
        return int(self._database.property_int_value("rocksdb.estimate-num-keys") or 0)

    @property
    def mark(self) -> Mark:
        """Where the changelog stands with all that is kept."""
        held = self._read(POSITION)
        return msgspec.json.decode(held, type=Mark) if held else Mark(0)

    def apply(self, records: list[Any]) -> None:
        """Write records of the changelog, in order."""
        batch = WriteBatch(raw_mode=True)
        for record in records:
            if record.key is None:  # no worker writes it, and it claims nothing
                continue
            if record.value is None:
                batch.delete(record.key)
            else:
                batch.put(record.key, record.value)
        batch.put(POSITION, msgspec.json.encode(Mark(records[-1].offset + 1, records[-1].timestamp)))
        self._write(batch)
        self.applied += len(records)


def one_line(error: Exception) -> str:
    """Write what RocksDB says, which may have several lines, in one."""
    return " ".join(str(error).split())


async def restore(settings: Settings, changelog: str, claims: Mapping[int, PartitionClaims]) -> None:
    """Bring partitions' claims up to the end of their changelog, unless they are closed meanwhile: their partitions are another's then.

    Raises KafkaFailure.
    """
    stores = {TopicPartition(changelog, partition): store for partition, store in claims.items()}
    if not stores:
        return
    positions = {place: store.mark.end for place, store in stores.items()}
    how = {"isolation_level": "read_committed", "max_partition_fetch_bytes": 4 * MEBIBYTE, "max_poll_records": RECORDS}
    async with consumer(settings, isolation_level="read_uncommitted") as whole, consumer(settings, **how) as client:
        ends = await whole.end_offsets(list(stores))
        begins = await client.beginning_offsets(list(stores))
        await until_stable(client, ends)  # nobody else writes there any more: what is left open would hide claims
        ranges = {place: (max(position, begins[place]), ends[place]) for place, position in positions.items()}
        async for records in read_ranges(settings, client, ranges):
            for number, own in groupby(records, key=attrgetter("partition")):
                store = stores[TopicPartition(changelog, number)]
                if store.is_closed:
                    return
                store.apply(list(own))
