"""Messages go out in batches by partition, and each to the partition that any other producer would choose."""

import asyncio
import zlib

import pytest
from aiokafka import TopicPartition
from aiokafka.partitioner import DefaultPartitioner

from tests.kafka.worker.stand_ins import APPENDED, PARTITIONS, FakeProducer
from workers.kafka.client.messages import LOG_APPEND_TIME
from workers.kafka.client.notes import UNKNOWN, Mark
from workers.kafka.worker.batches import Batches, Output, partition_of

CREATE_TIME = 0


def sent(
    *outputs: Output, most: int = 100, timestamp_type: int = LOG_APPEND_TIME
) -> tuple[FakeProducer, dict[TopicPartition, Mark]]:
    async def work() -> tuple[FakeProducer, dict[TopicPartition, Mark]]:
        producer = FakeProducer(most)
        producer.timestamp_type = timestamp_type
        batches = Batches(producer)
        for output in outputs:
            await batches.add(output)
        return producer, await batches.send()

    return asyncio.run(work())


def test_messages_of_a_partition_go_together_in_their_order() -> None:
    producer, _ = sent(*(Output("a", number % 2, b"key", b"%d" % number) for number in range(6)))
    found = {place.partition: [value for _, value in batch.messages] for place, batch in producer.batches}
    assert len(producer.batches) == 2
    assert found == {0: [b"0", b"2", b"4"], 1: [b"1", b"3", b"5"]}


def test_a_full_batch_is_sent_before_the_next_message_is_taken() -> None:
    producer, ends = sent(*(Output("a", 0, None, b"%d" % number) for number in range(5)), most=2)
    assert [[value for _, value in batch.messages] for _, batch in producer.batches] == [[b"0", b"1"], [b"2", b"3"], [b"4"]]
    assert ends == {TopicPartition("a", 0): Mark(5, APPENDED)}, "what comes after the last message, of all its batches"


def test_when_messages_were_appended_is_known_only_where_kafka_dates_them() -> None:
    """What a producer has put there says nothing of the log."""
    _, ends = sent(Output("a", 0, None, b"1"), Output("a", 1, None, b"2"), timestamp_type=CREATE_TIME)
    assert ends == {TopicPartition("a", partition): Mark(1, UNKNOWN) for partition in (0, 1)}


def test_nothing_is_sent_of_nothing() -> None:
    producer, ends = sent()
    assert (producer.batches, ends) == ([], {})


@pytest.mark.parametrize("key", [b"", b"a", b"paper.example", "zeitung.example/ä".encode(), b"\xff\0" * 9])
def test_a_key_belongs_to_the_partition_that_kafkas_own_partitioner_chooses(key: bytes) -> None:
    everything = list(range(12))
    assert partition_of(key, 12) == DefaultPartitioner()(key, everything, everything)


def test_a_message_without_a_partition_goes_by_its_key_and_without_one_by_its_value() -> None:
    """A replay sends it to the same again."""
    for key, partition in ((b"key", partition_of(b"key", PARTITIONS)), (None, zlib.crc32(b"text") % PARTITIONS)):
        producer, _ = sent(Output("a", None, key, b"text"))
        assert [place for place, _ in producer.batches] == [TopicPartition("a", partition)]
