"""Logs that are cut: where they end, and whether Kafka would wait for ever for the end of a transaction."""

from bench.faults.moving import unended
from testing.record_batches import CONTROL, TRANSACTIONAL, Record, batch_of

BEGUN = batch_of([Record(b"a")], attributes=TRANSACTIONAL, producer=7)
ENDED = batch_of([Record(b"end")], attributes=TRANSACTIONAL | CONTROL, producer=7)
OTHER = batch_of([Record(b"end")], attributes=TRANSACTIONAL | CONTROL, producer=8)
PLAIN = batch_of([Record(b"b")])


def test_a_transaction_whose_end_is_lost_is_found() -> None:
    assert unended(PLAIN + BEGUN + ENDED + PLAIN) == 0
    assert unended(PLAIN + BEGUN) == 2
    assert unended(BEGUN + OTHER + PLAIN) == 3
