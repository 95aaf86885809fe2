"""Records as brokers hold them: each is read, in all formats and compressions, or it is said which cannot be."""

import pickle
from collections.abc import Sequence
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.consumer.fetcher import READ_COMMITTED

from testing.record_batches import (
    COMPRESSIONS,
    CONTROL,
    GZIP,
    TRANSACTIONAL,
    ZSTD,
    Record,
    batch_of,
    batch_of_content,
    old_batch_of,
    varint,
)
from workers.errors import CorruptError
from workers.kafka.client.records import NO_TIME, Batches, Records, SentBatch
from workers.limits import MAX_BATCH_BYTES
from workers.steps.read.newsmill_headers import UNREADABLE

PLACE = TopicPartition("pages.raw", 3)
ODD = b"\xff\xfe"
ABORT, COMMIT = b"\0\0\0\0", b"\0\0\0\1"
EXTREMES = (-1, 0, -(2**63), 2**63 - 1)


def records_in(fetched: bytes, offset: int = 0, aborted: Sequence[tuple[int, int]] = ()) -> Records:
    return Records(PLACE, Batches(fetched), aborted, offset, None, None, check_crcs=True, isolation_level=READ_COMMITTED)


def read(fetched: bytes, offset: int = 0, aborted: Sequence[tuple[int, int]] = ()) -> list[Any]:
    return list(records_in(fetched, offset, aborted))


def offsets(fetched: bytes, offset: int = 0, aborted: Sequence[tuple[int, int]] = ()) -> list[int]:
    return [record.offset for record in read(fetched, offset, aborted)]


@pytest.mark.parametrize("compression", range(len(COMPRESSIONS)))
@pytest.mark.parametrize("odd", [b"plain", ODD], ids=["in-c", "in-python"])
def test_every_record_is_read_as_it_was_written(compression: int, odd: bytes) -> None:
    wrote = [
        Record(b"value", b"key", [(b"name", b"value"), (b"name", None), (b"", b"")]),
        Record(None, b"\xff", [(odd, ODD), ("é🙂".encode(), None)]),
        Record(b"", None),
        Record(b"x" * 100_000, None, [(b"%d" % number, b"\0") for number in range(5000)]),
    ]
    found = read(batch_of(wrote, compression, offset=7), 7)
    assert [record.offset for record in found] == [7, 8, 9, 10]
    assert [
        Record(
            record.value,
            record.key,
            [(name.encode("utf-8", "surrogateescape"), value) for name, value in record.headers],
            record.timestamp,
        )
        for record in found
    ] == [record._replace(headers=list(record.headers)) for record in wrote]


@pytest.mark.parametrize("odd", [b"plain", ODD], ids=["in-c", "in-python"])
@pytest.mark.parametrize("first", EXTREMES)
@pytest.mark.parametrize("second", EXTREMES)
def test_times_are_read_as_far_apart_as_they_are(odd: bytes, first: int, second: int) -> None:
    found = read(batch_of([Record(timestamp=first), Record(timestamp=second, headers=[(odd, None)])]))
    assert [record.timestamp for record in found] == [first, second]


def test_reading_begins_in_the_middle_of_a_batch() -> None:
    batch = batch_of([Record(), Record(headers=[(ODD, None)]), Record(), Record()], ZSTD, offset=10)
    assert offsets(batch, 12) == [12, 13]


@pytest.mark.parametrize("magic", [0, 1])
def test_the_formats_from_before_headers_are_read(magic: int) -> None:
    (found,) = read(old_batch_of(Record(None, b"\xff", timestamp=5), magic, offset=3), 3)
    assert (found.offset, found.key, found.value, found.headers) == (3, b"\xff", None, ())
    assert found.timestamp == (5 if magic else NO_TIME)


def test_of_transactions_the_committed_records_are_read() -> None:
    """What aborted is passed over, with headers of any name, and so are the markers."""
    odd = Record(headers=[(ODD, None)])
    fetched = (
        batch_of([odd], attributes=TRANSACTIONAL, producer=1)
        + batch_of([odd], offset=1, attributes=TRANSACTIONAL, producer=2)
        + batch_of([Record(key=ABORT)], offset=2, attributes=TRANSACTIONAL | CONTROL, producer=1)
        + batch_of([Record(key=COMMIT)], offset=3, attributes=TRANSACTIONAL | CONTROL, producer=2)
        + batch_of([odd], offset=4, attributes=TRANSACTIONAL, producer=1)
    )
    assert offsets(fetched, aborted=[(1, 0)]) == [1, 4]


def test_what_compaction_leaves_of_a_batch_is_gone_over() -> None:
    """A batch without records, and one of markers without its marker, for which aiokafka alone raises."""
    fetched = (
        batch_of([], last=4)
        + batch_of([], offset=5, last=0, attributes=TRANSACTIONAL | CONTROL, producer=1)
        + batch_of([Record()], offset=6)
    )
    assert offsets(fetched) == [6]
    found = records_in(batch_of([], last=4))
    assert (list(found), found.next_fetch_offset) == ([], 5)


def damaged(batch: bytes) -> bytes:
    """A bit of its last byte fell over."""
    return batch[:-1] + bytes([batch[-1] ^ 1])


@pytest.mark.parametrize(
    ("batch", "why"),
    [
        (damaged(batch_of([Record(b"v")] * 3, offset=2)), ".*CorruptRecordException: Invalid CRC - .*"),
        (
            damaged(batch_of([Record(b"v" * 500, headers=[(ODD, None)])] * 3, GZIP, offset=2)),
            ".*CorruptRecordException: Invalid CRC .*",
        ),
        (damaged(old_batch_of(Record(b"v"), 1, offset=2)), ".*CorruptRecordException: Invalid CRC .*"),
    ],
    ids=["plain", "compressed", "old"],
)
def test_what_is_corrupt_is_told_of_once_what_lies_before_it_is_given(batch: bytes, why: str) -> None:
    fetched = batch_of([Record(), Record(headers=[(ODD, None)])]) + batch
    first = records_in(fetched)
    assert [record.offset for record in first] == [0, 1]
    assert first.next_fetch_offset == 2, "the next fetch begins there, and not after it"
    told = r"^pages\.raw partition 3 is corrupt at offsets? 2( to 4)?, so that no client can read on there \(" + why
    with pytest.raises(
        CorruptError, match=told + r"\); docs/runbook\.md says under NewsmillWorkerRestarting what to do$"
    ) as error:
        read(batch, 2)
    assert error.value.partition == PLACE
    again = pickle.loads(pickle.dumps(error.value))
    assert (str(again), again.partition) == (str(error.value), PLACE), "a process of the audit may be the one that finds it"


def crafted(*bodies: bytes, compression: int = ZSTD, lengths: Sequence[int] = (), last: int | None = None) -> bytes:
    """A batch at offset 5 of records as they are given, each with its length or another one."""
    told = [*lengths, *map(len, bodies[len(lengths) :])]
    content = b"".join(varint(length) + body for length, body in zip(told, bodies, strict=True))
    return batch_of_content(content, len(bodies), compression, offset=5, last=last)


def body(number: int = 0, *, attributes: bytes = b"\0", key: bytes = b"k") -> bytes:
    return attributes + varint(0) + varint(number) + varint(len(key)) + key + varint(1) + b"v" + varint(0)


def test_a_record_that_is_not_as_long_as_it_says_is_read_as_brokers_read_it() -> None:
    """They look into what is compressed no further than they must, and hold it."""
    found = read(crafted(body(0), body(1), body(2), lengths=[8, 7, 9]), 5)
    assert [(record.offset, record.key, record.value) for record in found] == [(5 + n, b"k", b"v") for n in range(3)]


@pytest.mark.parametrize("attributes", [b"\1", b"\x80", b"\xff"])
def test_attributes_of_a_record_which_mean_nothing_yet_change_nothing(attributes: bytes) -> None:
    """aiokafka reads some of them as a part of the time, and makes another offset of the key's length."""
    found = read(crafted(body(0, attributes=attributes), body(1)), 5)
    assert [(record.offset, record.key, record.value) for record in found] == [(5, b"k", b"v"), (6, b"k", b"v")]


@pytest.mark.parametrize(
    ("batch", "given", "why"),
    [
        (crafted(body(0), body(1)[:-3], body(2)), [5], "CorruptRecordException"),
        (crafted(body(0), body(7), last=1), [5], "a record says that its offset is 12"),
        (crafted(body(1), body(0)), [6], None),
        (batch_of([Record(bytes(MAX_BATCH_BYTES))], ZSTD, offset=5), [], f"expands to more than {MAX_BATCH_BYTES} bytes"),
        (batch_of_content(b"no frame", 1, ZSTD, offset=5, compressed=True), [], "ZstdError"),
        (batch_of_content(b"", 3, 6, offset=5, compressed=True), [], "no codec has the number 6"),
    ],
    ids=["cut", "beyond", "backwards", "bomb", "no-zstd", "no-codec"],
)
def test_of_what_nobody_can_decode_one_record_holds_the_whole_batch(batch: bytes, given: list[int], why: str | None) -> None:
    """In the place of the first one that cannot be read, and wherever the reading begins; what comes after the batch is read."""
    after = batch_of([Record(b"after")], offset=99)
    *found, last = read(batch + after, 5)
    assert (last.offset, last.value) == (99, b"after")
    if why:
        *found, unreadable = found
        assert unreadable.offset == (given[-1] + 1 if given else 5)
        assert (unreadable.key, unreadable.value) == (None, batch)
        ((name, told),) = unreadable.headers
        assert name == UNREADABLE
        assert why in told.decode()
        assert offsets(batch + after, unreadable.offset) == [unreadable.offset, 99]
        assert offsets(batch + after, unreadable.offset + 1) == [99]
    assert [record.offset for record in found] == given


def test_what_is_cut_short_by_memory_is_not_taken_for_corrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Batches, "next_batch", no_memory)
    with pytest.raises(MemoryError):
        read(batch_of([Record()]))


def test_a_batch_to_send_holds_names_as_the_bytes_they_were() -> None:
    batch = SentBatch(1000)
    headers = [("\udcff\udcfe", b"\xff"), ("é", None), ("plain", b"")]
    assert batch.append(timestamp=5, key=b"key", value=b"value" * 100, headers=headers)
    assert batch.append(timestamp=5, key=None, value=b"x" * 1000, headers=headers) is None, "it is full"
    batch._set_producer_state(3, 0, 7)  # noqa: SLF001 # as aiokafka does when it sends it
    (found,) = read(bytes(batch._build()))  # noqa: SLF001
    assert (found.key, found.value, found.headers, found.timestamp) == (b"key", b"value" * 100, tuple(headers), 5)
