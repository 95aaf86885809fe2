"""Claims of a partition: changes are seen at once, kept once they have committed, and rebuilt from the changelog."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka import TopicPartition
from rocksdict import Options, Rdict

from tests.kafka.worker.stand_ins import FakeDatabase
from workers.errors import ClaimsError
from workers.kafka.client.notes import Mark
from workers.kafka.worker import claim_store
from workers.kafka.worker.claim_store import PartitionClaims, restore
from workers.settings import Settings

CHANGELOG = "pages.claims"
PLACE = TopicPartition(CHANGELOG, 2)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Rdict]:
    """A RocksDB as the folder of claims opens it."""
    opened = Rdict(str(tmp_path / "claims"), Options(raw_mode=True))
    yield opened
    opened.close()


def record(key: bytes | None, value: bytes | None, offset: int) -> Any:
    return SimpleNamespace(key=key, value=value, offset=offset, partition=PLACE.partition, timestamp=5000)


def test_a_change_is_seen_at_once_and_lost_where_it_is_not_kept(database: Rdict) -> None:
    claims = PartitionClaims(database)
    claims["a"] = b"1"
    assert claims.get("a") == b"1"
    assert PartitionClaims(database).get("a") is None


def test_changes_are_taken_by_the_event_that_made_them(database: Rdict) -> None:
    claims = PartitionClaims(database)
    claims["a"], claims["b"] = b"1", b"1"
    assert claims.take_changes() == {b"a": b"1", b"b": b"1"}
    claims["b"] = b"2"
    assert claims.take_changes() == {b"b": b"2"}
    assert claims.take_changes() == {}


def test_what_is_kept_stands_with_the_position_after_it(database: Rdict) -> None:
    claims = PartitionClaims(database)
    assert claims.mark.end == 0
    claims["a"] = b"1"
    claims.keep(claims.take_changes(), Mark(7))
    again = PartitionClaims(database)
    assert (again.get("a"), again.mark.end) == (b"1", 7)


def test_a_change_made_after_those_that_are_kept_is_still_seen(database: Rdict) -> None:
    """The next batch's events have changed claims by the time that this one has committed."""
    claims = PartitionClaims(database)
    claims["a"] = b"1"
    first = claims.take_changes()
    claims["a"] = b"2"
    claims.keep(first, Mark(1))
    assert claims.get("a") == b"2"
    assert PartitionClaims(database).get("a") == b"1"


def test_records_of_the_changelog_are_applied_in_order_and_counted(database: Rdict) -> None:
    claims = PartitionClaims(database)
    claims.apply([record(b"a", b"1", 3), record(b"b", b"1", 4), record(b"a", b"2", 6), record(b"b", None, 8)])
    assert (claims.get("a"), claims.get("b")) == (b"2", None)
    assert (claims.mark.end, claims.applied) == (9, 4)
    assert claims.estimated > 0


class Broken(FakeDatabase):
    """A database that cannot be read."""

    def __init__(self, error: str) -> None:
        super().__init__()
        self.error = error

    def get(self, *_: Any) -> Any:
        raise RuntimeError(self.error)

    def write(self, _: Any) -> None:
        raise RuntimeError(self.error)


@pytest.mark.parametrize(
    ("error", "marked"), [("Corruption: block checksum mismatch", True), ("IO error: No space left on device", False)]
)
def test_claims_that_cannot_be_read_are_one_line_and_where_files_are_broken_the_next_start_knows(
    tmp_path: Path, error: str, *, marked: bool
) -> None:
    """A claim that is taken for one that nobody made would publish an article twice."""
    broken = tmp_path / "2.broken"
    claims = PartitionClaims(cast(Any, Broken(error)), broken)
    claims["a"] = b"1"
    assert claims.get("a") == b"1", "what is not kept yet is not in the files"
    with pytest.raises(
        ClaimsError, match=f"claims cannot be read: {error}; if the files are broken, they are read anew"
    ) as raised:
        claims.get("b")
    assert "\n" not in str(raised.value)
    assert broken.exists() is marked
    broken.unlink(missing_ok=True)
    with pytest.raises(ClaimsError, match=f"claims cannot be read: {error}"):
        _ = claims.mark.end
    assert broken.exists() is marked
    broken.unlink(missing_ok=True)
    writes: list[Callable[[], None]] = [lambda: claims.keep({}, Mark(1)), lambda: claims.apply([record(b"a", None, 1)])]
    for write in writes:
        with pytest.raises(ClaimsError, match=f"claims cannot be written: {error}"):
            write()
        assert broken.exists() is marked


def test_a_database_that_is_closed_may_be_opened_by_others(tmp_path: Path) -> None:
    path = str(tmp_path / "claims")
    PartitionClaims(Rdict(path, Options(raw_mode=True))).close()
    Rdict(path, Options(raw_mode=True)).close()


class Log:
    """A changelog: records by offset, and where it begins and ends."""

    def __init__(self, begin: int, end: int) -> None:
        self.begin, self.end = begin, end
        self.open = 0
        """How much a transaction that is not ended yet holds back, until somebody waits for it."""
        self.waited: list[dict[TopicPartition, int]] = []
        self.asked: dict[TopicPartition, tuple[int, int]] = {}

    async def beginning_offsets(self, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(places, self.begin)

    async def end_offsets(self, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(places, self.end)


class Whole(Log):
    """The same with what is not committed: where it ends is known, and nothing is read of it."""


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Log:
    """A changelog of offsets 10 to 20, whose records all are the same."""
    made = Log(10, 20)

    @asynccontextmanager
    async def consumer(*_: Any, **arguments: Any) -> AsyncIterator[Log]:
        yield made if arguments["isolation_level"] == "read_committed" else Whole(made.begin, made.end + made.open)

    async def until_stable(log: Log, wanted: dict[TopicPartition, int]) -> None:
        log.waited.append(wanted)
        log.end += log.open

    async def read_ranges(_: Settings, log: Log, ranges: dict[TopicPartition, tuple[int, int]]) -> AsyncIterator[list[Any]]:
        assert not isinstance(log, Whole), "what was aborted is no claim"
        log.asked = ranges
        yield [record(b"a", b"%d" % offset, offset) for begin, end in ranges.values() for offset in range(begin, end)]

    monkeypatch.setattr(claim_store, "consumer", consumer)
    monkeypatch.setattr(claim_store, "read_ranges", read_ranges)
    monkeypatch.setattr(claim_store, "until_stable", until_stable)
    return made


@pytest.mark.parametrize(("known", "begin"), [(0, 10), (15, 15)])
def test_claims_are_brought_up_to_date_from_where_they_stand(database: Rdict, log: Log, known: int, begin: int) -> None:
    claims = PartitionClaims(database)
    claims.keep({}, Mark(known))
    asyncio.run(restore(Settings(), CHANGELOG, {PLACE.partition: claims}))
    assert log.asked == {PLACE: (begin, 20)}
    assert (claims.get("a"), claims.mark.end, claims.applied) == (b"19", 20, 20 - begin)


def test_claims_are_brought_up_to_the_end_whatever_transaction_is_open_there(database: Rdict, log: Log) -> None:
    """Nobody else writes there any more: a claim behind what is left open would be missing."""
    log.open = 5
    claims = PartitionClaims(database)
    asyncio.run(restore(Settings(), CHANGELOG, {PLACE.partition: claims}))
    assert log.waited == [{PLACE: 25}]
    assert (claims.get("a"), claims.mark.end) == (b"24", 25)


@pytest.mark.parametrize("waits", [True, False])
def test_partitions_that_are_revoked_while_their_claims_are_brought_up_to_date_are_left_as_they_stand(
    tmp_path: Path, log: Log, monkeypatch: pytest.MonkeyPatch, *, waits: bool
) -> None:
    """Whoever has them next goes on from there; to write into what is closed would end the worker."""
    path = str(tmp_path / "claims")
    claims = PartitionClaims(Rdict(path, Options(raw_mode=True)))
    read = vars(claim_store)["read_ranges"]

    async def until_stable(*_: Any) -> None:
        if waits:
            claims.close()

    async def read_ranges(*arguments: Any) -> AsyncIterator[list[Any]]:
        async for records in read(*arguments):
            yield records[:5]
            claims.close()
            yield records[5:]

    monkeypatch.setattr(claim_store, "until_stable", until_stable)
    monkeypatch.setattr(claim_store, "read_ranges", read_ranges)
    asyncio.run(restore(Settings(), CHANGELOG, {PLACE.partition: claims}))
    again = PartitionClaims(Rdict(path, Options(raw_mode=True)))
    assert again.mark.end == (0 if waits else log.begin + 5)
    again.close()


def test_without_partitions_of_claims_kafka_is_not_asked() -> None:
    asyncio.run(restore(Settings(kafka="127.0.0.1:1"), CHANGELOG, {}))


def test_what_no_worker_writes_to_the_changelog_claims_nothing(database: Rdict) -> None:
    """Records without a key, and one that says it is the position."""
    claims = PartitionClaims(database)
    claims.apply([record(None, b"x", 3), record(None, None, 4), record(b"\0position", b"junk", 5), record(b"a", b"1", 6)])
    claims.apply([record(b"\0position", None, 7)])
    assert (claims.get("a"), claims.mark.end) == (b"1", 8)
