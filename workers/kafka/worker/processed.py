"""What an event became: its record, the message sent of it, the claims it changed, a report."""

from typing import NamedTuple

from workers.kafka.client.messages import outcome_message, received_headers
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.worker.batches import Output, partition_of
from workers.metrics.outcome_labels import labels_of
from workers.metrics.worker import EventReport
from workers.pool.process import Seconds
from workers.records import Candidate, Outcome
from workers.settings import Settings


class Processed(NamedTuple):
    """What an event became."""

    record: Outcome | Candidate
    output: Output
    changes: dict[bytes, bytes]
    report: EventReport


def processed(
    settings: Settings,
    record: Outcome | Candidate,
    *,
    changes: dict[bytes, bytes],
    received: float,
    size: int,
    seconds: Seconds,
    in_pool: float | None = None,
) -> Processed:
    """Make what is sent and told of an event: `received` is when Kafka got its page, `size` the event's bytes."""
    message = outcome_message(record, settings.group)
    name, headers, partition = kafka_topic(settings, message.role), message.headers, None
    if message.role is Role.EXTRACTED and message.key is not None:
        headers, partition = received_headers(received), partition_of(message.key, settings.partitions)
    labels = None if isinstance(record, Candidate) else labels_of(record)
    report = EventReport(size, seconds, {message.role: len(message.value)}, labels, received, in_pool)
    return Processed(record, Output(name, partition, message.key, message.value, headers), changes, report)
