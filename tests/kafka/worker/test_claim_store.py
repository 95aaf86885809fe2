"""Claims of a partition: changes are seen at once, kept once they have committed, and rebuilt from the changelog."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from rocksdict import Options, Rdict

from workers.errors import ForeignDataError
from workers.kafka.worker import claim_store
from workers.kafka.worker.claim_store import PartitionClaims, restore
from workers.settings import Settings

CHANGELOG = "pages.claims"
PLACE = TopicPartition(CHANGELOG, 2)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Rdict]:
    """A RocksDB as Faust opens it."""
    opened = Rdict(str(tmp_path / "claims"), Options(raw_mode=True))
    yield opened
    opened.close()


def record(key: bytes, value: bytes | None, offset: int) -> Any:
    return SimpleNamespace(key=key, value=value, offset=offset, partition=PLACE.partition)


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
    assert claims.position == 0
    claims["a"] = b"1"
    claims.keep(claims.take_changes(), 7)
    again = PartitionClaims(database)
    assert (again.get("a"), again.position) == (b"1", 7)


def test_a_change_made_after_those_that_are_kept_is_still_seen(database: Rdict) -> None:
    """The next batch's events have changed claims by the time that this one has committed."""
    claims = PartitionClaims(database)
    claims["a"] = b"1"
    first = claims.take_changes()
    claims["a"] = b"2"
    claims.keep(first, 1)
    assert claims.get("a") == b"2"
    assert PartitionClaims(database).get("a") == b"1"


def test_records_of_the_changelog_are_applied_in_order_and_counted(database: Rdict) -> None:
    claims = PartitionClaims(database)
    claims.apply([record(b"a", b"1", 3), record(b"b", b"1", 4), record(b"a", b"2", 6), record(b"b", None, 8)])
    assert (claims.get("a"), claims.get("b")) == (b"2", None)
    assert (claims.position, claims.applied) == (9, 4)
    assert claims.estimated > 0


class Log:
    """A changelog: records by offset, and where it begins and ends."""

    def __init__(self, begin: int, end: int) -> None:
        self.begin, self.end = begin, end
        self.asked: dict[TopicPartition, tuple[int, int]] = {}

    async def beginning_offsets(self, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(places, self.begin)

    async def end_offsets(self, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(places, self.end)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Log:
    """A changelog of offsets 10 to 20, whose records all are the same."""
    made = Log(10, 20)

    @asynccontextmanager
    async def consumer(*_: Any, **arguments: Any) -> AsyncIterator[Log]:
        assert arguments["isolation_level"] == "read_committed", "what was aborted is no claim"
        yield made

    async def read_ranges(_: Settings, log: Log, ranges: dict[TopicPartition, tuple[int, int]]) -> AsyncIterator[list[Any]]:
        log.asked = ranges
        yield [record(b"a", b"%d" % offset, offset) for begin, end in ranges.values() for offset in range(begin, end)]

    monkeypatch.setattr(claim_store, "consumer", consumer)
    monkeypatch.setattr(claim_store, "read_ranges", read_ranges)
    return made


@pytest.mark.parametrize(("known", "begin"), [(0, 10), (15, 15)])
def test_claims_are_brought_up_to_date_from_where_they_stand(database: Rdict, log: Log, known: int, begin: int) -> None:
    claims = PartitionClaims(database)
    claims.keep({}, known)
    asyncio.run(restore(Settings(), CHANGELOG, {PLACE.partition: claims}))
    assert log.asked == {PLACE: (begin, 20)}
    assert (claims.get("a"), claims.position, claims.applied) == (b"19", 20, 20 - begin)


def test_claims_that_know_more_than_kafka_belong_to_another_cluster(database: Rdict, log: Log) -> None:
    claims = PartitionClaims(database)
    claims.keep({}, log.end + 1)
    with pytest.raises(ForeignDataError, match=r"the claims of partition 2 in .* are ahead of pages.claims on Kafka"):
        asyncio.run(restore(Settings(), CHANGELOG, {PLACE.partition: claims}))
    assert log.asked == {}, "nothing of another cluster is mixed into it"


def test_without_partitions_of_claims_kafka_is_not_asked() -> None:
    asyncio.run(restore(Settings(kafka="127.0.0.1:1"), CHANGELOG, {}))
