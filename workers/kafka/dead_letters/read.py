"""Dead letters as they lie in Kafka: how they are read, and which ones are asked for."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer

from workers.dead_letter import letter_in
from workers.kafka.client.reader import Ranges
from workers.records import DeadLetter, DeadLetterReason


def read_letter(record: Any) -> DeadLetter | None:
    """Read a dead letter; None where the message is none."""
    return letter_in(record.value or b"")


def place_of(record: Any) -> str:
    """Name the place of a message."""
    return f"{record.topic}/{record.partition}/{record.offset}"


class Selection(NamedTuple):
    """Which dead letters are asked for: of these reasons, all where there is none; and written since a time."""

    reasons: Collection[DeadLetterReason] = ()
    since: datetime | None = None

    @property
    def since_ms(self) -> int:
        """The time as Kafka counts it."""
        return int(self.since.timestamp() * 1000) if self.since else 0

    def takes(self, record: Any, letter: DeadLetter) -> bool:
        """Whether this one is asked for."""
        return record.timestamp >= self.since_ms and (not self.reasons or letter.reason in self.reasons)


async def since(client: AIOKafkaConsumer, ranges: Ranges, selection: Selection) -> Ranges:
    """Leave out what was written before the time that is asked for."""
    if not selection.since:
        return ranges
    found = await client.offsets_for_times(dict.fromkeys(ranges, selection.since_ms))
    return {place: (max(begin, found[place].offset) if found[place] else end, end) for place, (begin, end) in ranges.items()}
