"""Records as brokers hold them: whatever aiokafka cannot decode is read, and sent, all the same.

Brokers look at no header's name, and C and Go clients send any bytes; aiokafka takes all names for UTF-8. Here bytes that are none are
lone surrogates in a name (PEP 383), read and written. Only what is damaged, as its checksum tells, cannot be read.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.errors import CorruptRecordException
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.record.control_record import ABORT_MARKER, ControlRecord
from aiokafka.record.default_records import (
    DefaultRecordBatch,
    _DefaultRecordBatchBuilderPy,
    _DefaultRecordBatchPy,
    _DefaultRecordPy,
)
from aiokafka.record.memory_records import _MemoryRecordsPy
from aiokafka.record.util import decode_varint

from workers.errors import CorruptError
from workers.formats.record_batch import HEAD_BYTES, uncompressed
from workers.kafka.client.errors import describe
from workers.limits import MAX_BATCH_BYTES
from workers.steps.read.newsmill_headers import Reason, unreadable_message

NO_TIME = -1
"""The timestamp of a record that has none, as Kafka writes it; aiokafka says None of the oldest format."""


def read_any_record() -> None:
    """Have all consumers that this process starts from now on read whatever a broker holds."""
    fetcher.MemoryRecords, fetcher.PartitionRecords = Batches, Records


class BatchOfBytes(_DefaultRecordBatchPy):  # type: ignore[misc] # aiokafka's own in C cannot be told how names are decoded
    """A batch decoded in Python, names of headers as PEP 383 has it, and lengths of records as brokers have it: they look at none.

    It takes five times as long as in C.
    """

    _pos: int

    def _read_msg(self, _: Any = None) -> _DefaultRecordPy:
        buffer = self._buffer
        _, begin = decode_varint(buffer, self._pos)
        self._pos = begin + 1  # after the attributes, which mean nothing
        delta, place = self._number(), self._number()
        key, value = self._bytes(), self._bytes()
        headers = [((self._bytes() or b"").decode("utf-8", "surrogateescape"), self._bytes()) for _ in range(self._number())]
        if self._pos > len(buffer):
            raise CorruptRecordException(f"a record ends {self._pos - len(buffer)} bytes after its batch")
        time = self.max_timestamp if self.timestamp_type == self.LOG_APPEND_TIME else _in_64_bits(self.first_timestamp + delta)
        return _DefaultRecordPy(self.base_offset + place, time, self.timestamp_type, key, value, headers)

    def _number(self) -> int:
        number, self._pos = decode_varint(self._buffer, self._pos)
        return int(number)

    def _bytes(self) -> bytes | None:
        if (size := self._number()) < 0:
            return None
        begin, self._pos = self._pos, self._pos + size
        return bytes(self._buffer[begin : self._pos])


def _in_64_bits(number: int) -> int:
    return (number + 2**63) % 2**64 - 2**63


class Batch:
    """A batch whose records are read in C where that is possible, else in Python; where neither can, one record holds all of its bytes.

    That record is unreadable as a part of an archive is: a raw page's partition goes on, with a dead letter that keeps the batch.
    """

    def __init__(self, batch: Any, raw: memoryview) -> None:
        """Take it as aiokafka has it, and as it came."""
        self._batch = batch
        self._raw = raw

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __iter__(self) -> Iterator[Any]:
        given, place = 0, self._batch.base_offset
        failure: Exception | None = None
        for decoded in (self._in_c, self._in_python):
            try:
                for record in islice(decoded(), given, None):
                    self._require_place(record.offset, place)
                    yield record
                    given, place = given + 1, record.offset + 1
            except MemoryError:
                raise
            except Exception as error:  # noqa: BLE001 # whatever it is, brokers hold what raises it
                failure = error
            else:
                return
        if failure and place < self._batch.next_offset:
            yield self._unreadable(place, failure)

    @cached_property
    def _plain(self) -> bytearray:
        return bytearray(uncompressed(self._raw, MAX_BATCH_BYTES))

    def _in_c(self) -> Any:
        if _has_attributes(self._plain):
            raise CorruptRecordException("a record has attributes")
        return DefaultRecordBatch(self._plain)

    def _in_python(self) -> Any:
        return BatchOfBytes(self._plain)

    def _require_place(self, offset: int, place: int) -> None:
        if not place <= offset < self._batch.next_offset:
            raise CorruptRecordException(f"a record says that its offset is {offset}")

    def _unreadable(self, place: int, error: Exception) -> _DefaultRecordPy:
        why = f"a batch of records cannot be decoded from here on: {describe(error)}"
        message = unreadable_message(bytes(self._raw), Reason(why, None))
        time, kind = self._batch.max_timestamp, self._batch.timestamp_type
        return _DefaultRecordPy(place, time, kind, message.key, message.value, list(message.headers))


def _has_attributes(batch: bytearray) -> bool:
    """Whether a record's attributes are any, which mean nothing: aiokafka reads some of them as a part of what comes next."""
    place = HEAD_BYTES
    while place < len(batch):
        length, begin = decode_varint(batch, place)
        if length < 1 or batch[begin]:
            return True
        place = begin + length
    return False


class Batches(_MemoryRecordsPy):  # type: ignore[misc] # as above
    """What a fetch brought of a partition, batch by batch."""

    end = 0
    """The offset after the batch that was given last."""

    def next_batch(self, *_: Any) -> Any:
        """Give the next batch; those of the old formats have no headers."""
        raw = self._next_slice
        batch = super().next_batch()
        self.end = batch.next_offset
        return Batch(batch, raw) if isinstance(batch, DefaultRecordBatch) else batch


class Records(fetcher.PartitionRecords):  # type: ignore[misc] # as above
    """A partition's records as they come: a batch that nobody can read is told of, and never passed over."""

    def _unpack_records(self) -> Generator[Any, None, None]:
        """Raise CorruptError at a batch that cannot be read; what lies before it is given first, as the next fetch begins at it."""
        begin = self.next_fetch_offset
        try:
            yield from super()._unpack_records()
        except MemoryError:
            raise
        except Exception as error:
            if self.next_fetch_offset == begin:
                raise self._corrupt(begin, error) from error

    def _corrupt(self, begin: int, error: Exception) -> CorruptError:
        place = f"{self._tp.topic} partition {self._tp.partition}"
        last = max(self._records.end - 1, begin)
        at = f"offset {begin}" if last == begin else f"offsets {begin} to {last}"
        what = f"{place} is corrupt at {at}, so that no client can read on there"
        return CorruptError(
            f"{what} ({describe(error)}); docs/runbook.md says under NewsmillWorkerRestarting what to do", self._tp
        )

    def _contains_abort_marker(self, next_batch: Any) -> bool:
        """Whether a transaction is aborted; compaction leaves batches of markers without their marker."""
        marker = next(iter(next_batch), None)
        return marker is not None and bool(ControlRecord.parse(marker.key) == ABORT_MARKER)

    def _consumer_record(self, tp: Any, record: Any) -> Any:
        made = super()._consumer_record(tp, record)
        return made if made.timestamp is not None else replace(made, timestamp=NO_TIME)


class _Name(str):
    """A header's name that is encoded as the bytes that it was."""

    __slots__ = ()

    def encode(self, *_: str) -> bytes:
        return str(self).encode("utf-8", "surrogateescape")


class SentBatch(BatchBuilder):  # type: ignore[misc] # as above
    """A batch of a transaction's messages to send, as aiokafka's own: names of its headers may be any bytes."""

    def __init__(self, size: int) -> None:
        """Take how many bytes of messages it takes; the first is taken whatever its size."""
        super().__init__(size, DefaultRecordBatch.CODEC_ZSTD, is_transactional=1)
        self._builder = _DefaultRecordBatchBuilderPy(
            2,
            DefaultRecordBatch.CODEC_ZSTD,
            is_transactional=1,
            producer_id=-1,
            producer_epoch=-1,
            base_sequence=0,
            batch_size=size,
        )

    def append(self, *, headers: Sequence[tuple[str, bytes | None]] = (), **message: Any) -> Any:
        """Add a message; None where it is full."""
        return super().append(headers=[(_Name(name), value) for name, value in headers], **message)

    def _set_producer_state(self, producer_id: int, producer_epoch: int, base_sequence: int) -> None:
        self._builder.set_producer_state(producer_id, producer_epoch, base_sequence)
