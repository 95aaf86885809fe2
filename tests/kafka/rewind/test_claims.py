"""Claims that Kafka has lost, made again without a Kafka: from what, of which partitions, and how they are written."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from aiokafka import TopicPartition

from tests.conftest import MakeCandidate
from tests.kafka.worker.stand_ins import APPENDED, FakeProducer
from tests.relay.test_relay import COPY, OTHER, STORY
from workers.kafka.client.findings import Logs
from workers.kafka.client.notes import Mark, Note
from workers.kafka.client.reader import Ranges
from workers.kafka.client.topic_ids import Identities
from workers.kafka.rewind import claims as module
from workers.kafka.rewind.claims import LostClaims
from workers.kafka.rewind.plan import Move
from workers.kafka.worker.batches import partition_of
from workers.kafka.worker.claim_store import PartitionClaims
from workers.records import Candidate
from workers.relay.relay import relay
from workers.settings import Settings

SETTINGS = Settings()
COUNT = 3
EXTRACTED = [TopicPartition("pages.extracted", number) for number in range(COUNT)]
LOGS = Logs(Identities("cluster", {}), dict.fromkeys(EXTRACTED, 0), dict.fromkeys(EXTRACTED, 9), has_results=True)
NOW = int(time.time() * 1000)

Store = dict[str, bytes]


class Kafka:
    """What lies in Kafka topics, by their names; each message was appended just now unless it says otherwise."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        articles: Sequence[Any] = (),
        duplicates: Sequence[Any] = (),
        extracted: Sequence[Any] = (),
    ) -> None:
        self.messages = {"articles": articles, "articles.duplicates": duplicates, "pages.extracted": extracted}
        self.restored: Store = {}
        self.read: list[Ranges] = []
        for name in ("restore", "ranges_of", "require_topics", "read_ranges"):
            monkeypatch.setattr(module, name, getattr(self, name))

    async def restore(self, _: Settings, changelog: str, claims: Mapping[int, PartitionClaims]) -> None:
        assert changelog == "pages.claims"
        for key, value in self.restored.items():
            if (store := claims.get(partition_of(key.encode(), COUNT))) is not None:
                store.apply([SimpleNamespace(key=key.encode(), value=value, offset=0, timestamp=0)])

    async def require_topics(self, _: Settings, role: str) -> list[str]:
        return [{"articles": "articles", "duplicates": "articles.duplicates"}[role]]

    async def ranges_of(self, _: Any, names: list[str]) -> Ranges:
        return {TopicPartition(name, 0): (0, 9) for name in names}

    async def read_ranges(self, _: Settings, __: Any, ranges: Ranges) -> AsyncIterator[list[Any]]:
        self.read.append(ranges)
        (name,) = {place.topic for place in ranges}
        yield [
            message
            if isinstance(message, SimpleNamespace)
            else SimpleNamespace(value=msgspec.json.encode(message), timestamp=NOW)
            for message in self.messages[name]
        ]
        yield []


def made(
    lost: set[int], moves: Sequence[Move] = (), producer: FakeProducer | None = None
) -> tuple[int, dict[str, bytes], dict[int, Mark]]:
    """Make claims of partitions again and write them: how many, which, and where their partitions end then."""
    producer = producer or FakeProducer()

    async def work() -> tuple[int, dict[int, Mark]]:
        with LostClaims(SETTINGS, lost, LOGS) as claims:
            await claims.make(None, moves)
            return claims.count, await claims.write(producer)

    count, marks = asyncio.run(work())
    assert all(
        partition_of(key, COUNT) == place.partition for place, batch in producer.batches for key, _ in batch.messages if key
    )
    written = {key.decode(): value for _, batch in producer.batches for key, value in batch.messages if key and value}
    return count, written, marks


@pytest.fixture
def store(make_candidate: MakeCandidate) -> Store:
    """Claims of a story."""
    claims: Store = {}
    relay(make_candidate(STORY), claims)
    return claims


def test_claims_of_the_partitions_that_lost_some_are_written_where_they_belong(
    monkeypatch: pytest.MonkeyPatch, make_candidate: MakeCandidate, store: Store
) -> None:
    Kafka(monkeypatch, articles=[relay(make_candidate(STORY), {})])
    lost = {partition_of(key.encode(), COUNT) for key in store} - {0}
    wanted = {key: value for key, value in store.items() if partition_of(key.encode(), COUNT) in lost}
    count, written, marks = made(lost)
    assert 0 < count == len(wanted) < len(store)
    assert written == wanted
    assert marks == {
        number: Mark(sum(partition_of(key.encode(), COUNT) == number for key in wanted), APPENDED) for number in lost
    }


def test_what_the_changelog_still_holds_is_not_written_again(
    monkeypatch: pytest.MonkeyPatch, make_candidate: MakeCandidate, store: Store
) -> None:
    kafka = Kafka(monkeypatch, articles=[relay(make_candidate(STORY), {})])
    gone = sorted(store)[2]
    kafka.restored = {key: value for key, value in store.items() if key != gone}
    count, written, _ = made({0, 1, 2})
    assert (count, written) == (1, {gone: store[gone]})


def test_where_no_claims_are_lost_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    kafka = Kafka(monkeypatch)
    assert made(set()) == (0, {}, {})
    assert kafka.read == []


def test_copies_are_told_after_articles_and_articles_on_their_way_from_where_work_goes_on(
    monkeypatch: pytest.MonkeyPatch, make_candidate: MakeCandidate
) -> None:
    claims: Store = {}
    article, copy = relay(make_candidate(STORY), claims), relay(make_candidate(COPY, url="https://b.example/b", day=9), claims)
    page = make_candidate(OTHER, url="https://c.example/c")
    on_its_way = relay(page, {}, owned=lambda key: key in page.claims[:3])
    assert isinstance(on_its_way, Candidate)
    kafka = Kafka(monkeypatch, [article], [copy], [on_its_way])
    move = Move(EXTRACTED[1], 4, 5, Note(topics={}, partitions=COUNT))
    _, written, _ = made({0, 1, 2}, [move])
    assert written.keys() == claims.keys() | set(page.claims[1:3])
    assert [min(place.topic for place in ranges) for ranges in kafka.read] == [
        "articles",
        "articles.duplicates",
        "pages.extracted",
    ]
    assert kafka.read[-1] == {EXTRACTED[0]: (0, 9), EXTRACTED[1]: (5, 9), EXTRACTED[2]: (0, 9)}


def test_what_came_out_longer_ago_than_claims_are_kept_is_known_and_adds_none(
    monkeypatch: pytest.MonkeyPatch, make_candidate: MakeCandidate, store: Store
) -> None:
    """A copy that came since has its sketches hold on."""
    claims: Store = {}
    article, copy = relay(make_candidate(STORY), claims), relay(make_candidate(COPY, url="https://b.example/b", day=9), claims)
    old = NOW - (SETTINGS.window + timedelta(minutes=1)) // timedelta(milliseconds=1)
    record = SimpleNamespace(value=msgspec.json.encode(article), timestamp=old)
    Kafka(monkeypatch, articles=[record])
    assert made({0, 1, 2})[0] == 0
    Kafka(monkeypatch, [record], [copy])
    _, written, _ = made({0, 1, 2})
    assert written
    assert all(key.startswith("sketch:") for key in written)
    assert written.keys() < store.keys()


def test_what_cannot_be_read_tells_nothing(monkeypatch: pytest.MonkeyPatch, make_candidate: MakeCandidate, store: Store) -> None:
    broken = [SimpleNamespace(value=value, timestamp=NOW) for value in (None, b"", b"{}", b"\xff", b'{"else":' * 100_000)]
    Kafka(monkeypatch, articles=[*broken, relay(make_candidate(STORY), {})])
    assert made({0, 1, 2})[0] == len(store)


def test_many_are_written_in_several_transactions(
    monkeypatch: pytest.MonkeyPatch, make_candidate: MakeCandidate, store: Store
) -> None:
    """A transaction must not stay open for long, however many claims there are."""
    monkeypatch.setattr(module, "AT_ONCE", 3)
    Kafka(monkeypatch, articles=[relay(make_candidate(STORY), {})])
    producer = FakeProducer()
    count, written, marks = made({0, 1, 2}, producer=producer)
    assert [len(each["pages.claims"]) for each in producer.committed] == [3] * (count // 3) + [count % 3] * bool(count % 3)
    assert written == store
    assert sum(mark.end for mark in marks.values()) == count, "the last of each partition's"


def test_nothing_is_left_on_the_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with LostClaims(SETTINGS, {0}, LOGS):
        assert [*tmp_path.iterdir()]
    assert [*tmp_path.iterdir()] == []
