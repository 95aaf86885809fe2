"""Record batches built by hand: what a broker holds though no client of Python's sends it, as headers whose names are any bytes."""

import gzip
import struct
import zlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import zstandard
from aiokafka import AIOKafkaProducer
from aiokafka.codec import lz4_encode, snappy_encode
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.record.util import calc_crc32c

COMPRESSIONS = (lambda data: data, gzip.compress, snappy_encode, lz4_encode, zstandard.compress)
"""What compresses, by Kafka's number for it."""

NONE, GZIP, SNAPPY, LZ4, ZSTD = range(len(COMPRESSIONS))
TRANSACTIONAL, CONTROL = 16, 32
MAGIC = 2
HEAD = struct.Struct(">hiqqqhii")
"""What the checksum counts before the records: attributes, last offset's delta, first and last time, producer, epoch, sequence, records."""

RawHeaders = Sequence[tuple[bytes, bytes | None]]


class Record(NamedTuple):
    """A record, of bytes alone."""

    value: bytes | None = None
    key: bytes | None = None
    headers: RawHeaders = ()
    timestamp: int = 1_772_438_400_000


def varint(number: int) -> bytes:
    """Write a number as records do: of 64 bits whatever it is, zigzag, seven bits a byte."""
    number = (number + 2**63) % 2**64 - 2**63
    left = (number << 1 ^ number >> 63) & 2**64 - 1
    found = bytearray()
    while left > 0x7F:
        found.append(left & 0x7F | 0x80)
        left >>= 7
    return bytes(found + bytes([left]))


def _sized(content: bytes | None) -> bytes:
    return varint(-1) if content is None else varint(len(content)) + content


def _record(record: Record, number: int, first: int) -> bytes:
    headers = b"".join(_sized(name) + _sized(value) for name, value in record.headers)
    body = b"".join(
        (
            b"\0",
            varint(record.timestamp - first),
            varint(number),
            _sized(record.key),
            _sized(record.value),
            varint(len(record.headers)),
            headers,
        )
    )
    return varint(len(body)) + body


def batch_of(
    records: Sequence[Record],
    compression: int = NONE,
    *,
    offset: int = 0,
    attributes: int = 0,
    producer: int = -1,
    last: int | None = None,
) -> bytes:
    """Write records as one batch, which begins at an offset; `last` is how far after it the last of them lay, before compaction."""
    times = [record.timestamp for record in records] or [-1]
    return batch_of_content(
        content_of(records),
        len(records),
        compression,
        offset=offset,
        attributes=attributes,
        producer=producer,
        last=last,
        times=(times[0], max(times)),
    )


def content_of(records: Sequence[Record]) -> bytes:
    """Write records as they lie in a batch before it is compressed."""
    return b"".join(_record(record, number, records[0].timestamp) for number, record in enumerate(records))


def batch_of_content(  # noqa: PLR0913 # what a batch has
    content: bytes,
    records: int,
    compression: int = NONE,
    *,
    offset: int = 0,
    attributes: int = 0,
    producer: int = -1,
    last: int | None = None,
    times: tuple[int, int] = (0, 0),
    compressed: bool = False,
) -> bytes:
    """Write a batch of so many records, whatever its content is, which may be compressed already."""
    delta = last if last is not None else records - 1
    head = HEAD.pack(attributes | compression, delta, *times, producer, -1, -1, records)
    counted = head + (content if compressed else COMPRESSIONS[compression](content))
    return struct.pack(">qiibI", offset, len(counted) + 9, -1, MAGIC, calc_crc32c(counted)) + counted


def old_batch_of(record: Record, magic: int, *, offset: int = 0) -> bytes:
    """Write a record in one of the two formats from before Kafka 0.11, which have no headers; format 0 has no time either."""
    time = struct.pack(">q", record.timestamp) if magic else b""
    key, value = (
        struct.pack(">i", -1) if each is None else struct.pack(">i", len(each)) + each for each in (record.key, record.value)
    )
    counted = bytes([magic, 0]) + time + key + value
    return struct.pack(">qiI", offset, len(counted) + 4, zlib.crc32(counted)) + counted


class _Made(BatchBuilder):  # type: ignore[misc] # aiokafka has no types here
    """A batch of aiokafka's whose bytes are made."""

    def __init__(self, made: bytes, records: int) -> None:
        super().__init__(len(made), NONE)
        self._buffer = bytearray(made)
        self._relative_offset = records
        self.close()


class PlacedBatch(NamedTuple):
    """A batch, and where it goes."""

    kafka_topic: str
    partition: int
    records: Sequence[Record]
    compression: int = NONE


async def put(servers: str, kafka_topic: str, *records: Record, partition: int = 0, compression: int = NONE) -> None:
    """Put records on a partition as one batch."""
    await put_batches(servers, [PlacedBatch(kafka_topic, partition, records, compression)])


async def put_made(servers: str, kafka_topic: str, batch: bytes, partition: int = 0) -> None:
    """Put the bytes of a batch of one record."""
    async with AIOKafkaProducer(bootstrap_servers=servers, max_request_size=2**25) as producer:
        await (await producer.send_batch(_Made(batch, 1), kafka_topic, partition=partition))


async def put_batches(servers: str, batches: Iterable[PlacedBatch]) -> None:
    """Put batches, one after another."""
    async with AIOKafkaProducer(bootstrap_servers=servers, max_request_size=2**25) as producer:
        for kafka_topic, partition, records, compression in batches:
            made = _Made(batch_of(records, compression), len(records))
            await (await producer.send_batch(made, kafka_topic, partition=partition))
