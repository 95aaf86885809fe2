"""What Kafka's errors say to operators: what it is, and what to do, in one line."""

import pytest
from aiokafka.errors import (
    CorruptRecordException,
    InvalidProducerEpoch,
    InvalidProducerIdMapping,
    InvalidTxnState,
    KafkaError,
    KafkaStorageError,
    MessageSizeTooLargeError,
    NotEnoughReplicasError,
    OutOfOrderSequenceNumber,
    ProducerFenced,
    TopicAuthorizationFailedError,
    UnknownProducerId,
)

from workers.kafka.client.errors import describe, is_forgotten


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (ProducerFenced(), "another worker has taken the partition over, or a transaction took longer than 30 s"),
        (InvalidProducerEpoch(), "another worker has taken the partition over, or a transaction took longer than 30 s"),
        (InvalidTxnState(), "another worker has taken the partition over, or a transaction took longer than 30 s"),
        (OutOfOrderSequenceNumber(), "a broker has lost messages that it had confirmed; see its log"),
        (CorruptRecordException("Invalid CRC"), "a message is damaged, on a broker's disk or on the way; see the brokers' logs"),
        (KafkaStorageError(), "a broker cannot use its disk; see its log"),
        (NotEnoughReplicasError(), "fewer replicas are in step than min.insync.replicas asks for; see to the brokers"),
        (
            MessageSizeTooLargeError(),
            "a Kafka topic takes no message so large; newsmill topics create says whose max.message.bytes",
        ),
        (TopicAuthorizationFailedError("pages.raw"), "the user has no permission for this Kafka topic, see docs/security.md"),
    ],
)
def test_what_operators_have_to_see_to_is_said_before_the_error(error: KafkaError, meaning: str) -> None:
    """Whether it comes by itself or as the cause of another, as producers tell of it."""
    wrapped = KafkaError("Unexpected error during batch delivery")
    wrapped.__cause__ = error
    line = describe(error)
    assert line.startswith(meaning)
    assert f": {type(error).__name__}" in line
    assert "\n" not in line
    assert describe(wrapped) == line


def test_other_errors_are_told_as_they_are() -> None:
    assert describe(ValueError("a\nb")) == "ValueError: a b"
    assert describe(TimeoutError()) == "TimeoutError"


@pytest.mark.parametrize(
    ("error", "forgotten"), [(InvalidProducerIdMapping(), True), (UnknownProducerId(), True), (ProducerFenced(), False)]
)
def test_a_producer_that_kafka_has_forgotten_is_told_from_one_that_is_fenced(error: KafkaError, *, forgotten: bool) -> None:
    wrapped = KafkaError("Unexpected error during batch delivery")
    wrapped.__cause__ = error
    assert is_forgotten(wrapped) is forgotten
