"""Claims that Kafka has lost, made again from what it still holds.

That is outcomes and articles on their way. Claims lie on this machine's disk meanwhile: there may be more of them than memory takes.
"""

import time
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self, cast

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from rocksdict import Rdict, WriteBatch

from workers.kafka.client.findings import Logs
from workers.kafka.client.notes import Mark
from workers.kafka.client.reader import Ranges, ranges_of, read_ranges
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.client.topics import require_topics
from workers.kafka.rewind.outcomes import ranges_between
from workers.kafka.rewind.plan import Move
from workers.kafka.worker.batches import Batches, Output, partition_of
from workers.kafka.worker.claim_store import PartitionClaims, restore
from workers.kafka.worker.claims_folder import claims_options
from workers.relay.remember import Told, remember
from workers.settings import Settings

AT_ONCE = 20_000
"""Claims that one transaction writes: some megabytes, in far less time than one may stay open."""

_read = msgspec.json.Decoder(Told).decode


class LostClaims:
    """The claims of partitions whose changelog has lost some: what it still holds, and what has to be added."""

    def __init__(self, settings: Settings, lost: Collection[int], logs: Logs) -> None:
        """Take the partitions that have lost some; articles on their way have as many."""
        self._settings = settings
        self._lost = lost
        self._extracted = ranges_between(logs.begins, logs.ends, kafka_topic(settings, Role.EXTRACTED))
        self._partitions = len(self._extracted)
        self._changelog = kafka_topic(settings, Role.CLAIMS)
        self.count = 0
        """How many have to be added."""

    def __enter__(self) -> Self:
        self._folder = TemporaryDirectory(prefix="newsmill-rewind-")
        path = Path(self._folder.name)
        self._claims = PartitionClaims(Rdict(str(path / "claims"), claims_options()))
        self._added = Rdict(str(path / "added"), claims_options())
        return self

    def __exit__(self, *_: object) -> None:
        self._added.close()
        self._claims.close()
        self._folder.cleanup()

    async def make(self, client: AIOKafkaConsumer, moves: Iterable[Move]) -> None:
        """Make them again. What came out longer ago than claims are kept adds none; on their way are articles from where work goes on.

        Raises KafkaFailure, NewerClaimsError.
        """
        if not self._lost:
            return
        await restore(self._settings, self._changelog, dict.fromkeys(self._lost, self._claims))
        oldest = int((time.time() - self._settings.window.total_seconds()) * 1000)
        for role in (Role.ARTICLES, Role.DUPLICATES):
            await self._remember(client, await ranges_of(client, await require_topics(self._settings, role)), oldest)
        goes_on = {move.place: move.offset for move in moves}
        on_their_way = {place: (goes_on.get(place, begin), end) for place, (begin, end) in self._extracted.items()}
        await self._remember(client, on_their_way, oldest)
        self.count = sum(1 for _ in self._added.keys())  # noqa: SIM118 # it is no dict

    async def _remember(self, client: AIOKafkaConsumer, ranges: Ranges, oldest: int) -> None:
        """Read what a Kafka topic tells of claims."""
        async for records in read_ranges(self._settings, client, ranges):
            changes: dict[bytes, bytes] = {}
            added = WriteBatch(raw_mode=True)
            for record in records:
                if (told := _told(record)) is None:
                    continue
                remember(told, self._claims, owned=self._owns, window=self._settings.window)
                changed = self._claims.take_changes()
                changes |= changed
                for key in changed if record.timestamp >= oldest else ():
                    added.put(key, b"")
            self._claims.keep(changes, Mark(0))
            self._added.write(added)

    def _owns(self, key: str) -> bool:
        return partition_of(key.encode(), self._partitions) in self._lost

    def _outputs(self) -> Iterator[Output]:
        for key in cast(Iterator[bytes], self._added.keys()):
            value = self._claims.get(key.decode())
            if value is not None:
                yield Output(self._changelog, partition_of(key, self._partitions), key, value)

    async def write(self, producer: AIOKafkaProducer) -> dict[int, Mark]:
        """Add them to the changelog, in as many transactions as it takes; returns where each partition ends then. Raises KafkaError.

        Offsets are signed after the last: until then workers refuse as before, and what was added stands for another rewind.
        """
        marks: dict[int, Mark] = {}
        left = self._outputs()
        while outputs := [*islice(left, AT_ONCE)]:
            async with producer.transaction():
                sent = Batches(producer)
                for output in outputs:
                    await sent.add(output)
                marks |= {place.partition: mark for place, mark in (await sent.send()).items()}
        return marks


def _told(record: Any) -> Told | None:
    """Read what a message tells; what is no article, as one that compaction has emptied, tells nothing."""
    try:
        return _read(record.value or b"")
    except (ValueError, RecursionError):
        return None
