"""What an event became: its record, the message sent of it, the claims it changed, a report."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from workers.kafka.client.messages import Reading, outcome_message, reading_headers, received_headers
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.worker.batches import Output, partition_of
from workers.limits import KEPT_BYTES, MAX_URL
from workers.metrics.outcome_labels import labels_of
from workers.metrics.worker import EventReport
from workers.records import Candidate, DeadLetter, Outcome
from workers.settings import Settings
from workers.trace import PageReport


class Processed(NamedTuple):
    """What an event became."""

    record: Outcome | Candidate
    output: Output
    changes: dict[bytes, bytes]
    report: EventReport

    @property
    def size(self) -> int:
        """Bytes of the message."""
        return len(self.output.value) + len(self.output.key or b"")


class Arrival(NamedTuple):
    """How an event's page came: when Kafka received it, in seconds of the epoch, and whether it is read again."""

    received: float
    reading: Reading | None = None


def processed(
    settings: Settings,
    record: Outcome | Candidate,
    *,
    changes: dict[bytes, bytes],
    arrival: Arrival,
    size: int,
    steps: PageReport,
    in_pool: float | None = None,
) -> Processed:
    """Make what is sent and told of an event; `size` are its bytes, `steps` what those tell of it."""
    message = outcome_message(record, settings.group)
    name, headers, partition = kafka_topic(settings, message.role), message.headers, None
    if message.role is Role.EXTRACTED and message.key is not None:
        headers, partition = received_headers(arrival.received), partition_of(message.key, settings.partitions)
    headers = [*headers, *reading_headers(arrival.reading)]
    labels = None if isinstance(record, Candidate) else labels_of(record)
    report = EventReport(
        size, steps.seconds, {message.role: len(message.value)}, labels, arrival.received, in_pool, steps.how_read
    )
    return Processed(record, Output(name, partition, message.key, message.value, headers), changes, report)


def in_size(settings: Settings, make: Callable[[DeadLetter], Processed], letter: DeadLetter) -> Processed:
    """Make a dead letter that Kafka takes: where its message came so well compressed that it is too large, with a part of the bytes."""
    made = make(letter)
    if made.size <= settings.max_outcome_bytes:
        return made
    original = letter.original_base64
    why = f"{letter.message}; of {len(original)} bytes, which came compressed, the first {KEPT_BYTES} are kept"
    url = letter.url if letter.url and len(letter.url) <= MAX_URL else None
    part = msgspec.structs.replace(letter, original_base64=original[:KEPT_BYTES], original_key_base64=None, original_headers=[])
    return make(msgspec.structs.replace(part, message=why, url=url))
