"""The station relay: an article makes the stops that a partition owns, then goes on to the next."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from workers.kafka.client.messages import read_candidate, received_of
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.worker.batches import partition_of
from workers.kafka.worker.claim_store import PartitionClaims
from workers.kafka.worker.partition_task import PartitionTask
from workers.kafka.worker.processed import Arrival, Processed, in_size, processed
from workers.kafka.worker.supervision import Admission
from workers.records import Candidate, DeadLetter, Outcome, Source, Step
from workers.relay.relay import relay
from workers.settings import Settings
from workers.steps.read.message import message_size
from workers.trace import PageReport


class RelayStation:
    """Takes candidates to the claims of their partition."""

    def __init__(self, settings: Settings, is_behind: Callable[[], bool]) -> None:
        """Take what tells whether many pages wait for the pool: their articles come here next."""
        self._settings = settings
        self._is_behind = is_behind
        self.kafka_topic = kafka_topic(settings, Role.EXTRACTED)

    def take(self, task: PartitionTask, message: Any) -> None:
        """Make an article's stops here, one after another as messages come: each sees the claims of those before it."""
        claims = task.claims
        if claims is None:
            return
        source = Source(
            kafka_topic=message.topic, partition=message.partition, offset=message.offset, life=task.life_of(message.offset)
        )
        reading = task.reading_of(message)
        begin = time.perf_counter()
        candidate = read_candidate(message.value or b"", source)
        record = (
            self._relay(candidate, message.partition, claims, publish_again=reading is not None and reading.publish)
            if isinstance(candidate, Candidate)
            else candidate
        )
        make = partial(
            processed,
            self._settings,
            changes=claims.take_changes(),
            arrival=Arrival(received_of(message.headers or ()), reading),
            size=message_size(message),
            steps=PageReport({Step.RELAY: time.perf_counter() - begin}),
        )
        task.add(message, in_size(self._settings, make, record) if isinstance(record, DeadLetter) else make(record))

    def _relay(
        self, candidate: Candidate, partition: int, claims: PartitionClaims, *, publish_again: bool
    ) -> Outcome | Candidate:
        count = self._settings.partitions
        owned = lambda key: partition_of(key.encode(), count) == partition  # noqa: E731 # says it best in place
        return relay(candidate, claims, window=self._settings.window, owned=owned, publish_again=publish_again)

    def admit(self, batch: Sequence[Processed]) -> Admission:
        """Admit all: what the relay makes of an article is never one too many."""
        return Admission(len(batch), is_behind=self._is_behind())
