"""What an event became: where its message goes, and what is told of it once it is committed."""

from random import Random

import msgspec
import pytest

from testing.candidates import candidate_of, random_print
from testing.outcomes import ARTICLE
from workers.dead_letter import dead_letter
from workers.enums import ReaderName
from workers.kafka.client.messages import Reading, reading_headers, reading_of, received_headers
from workers.kafka.worker.batches import partition_of
from workers.kafka.worker.processed import Arrival, Processed, in_size, processed
from workers.limits import KEPT_BYTES, MAX_URL
from workers.page import Doubt, HowRead
from workers.records import Candidate, DeadLetter, DeadLetterReason, Outcome, Source, Step
from workers.settings import Settings
from workers.steps.read.message import RawMessage
from workers.trace import PageReport

SETTINGS = Settings(topic_prefix="test.", partitions=5)
LETTER = dead_letter(RawMessage(b"{"), Source(file="a"), Step.DECODE, DeadLetterReason.INVALID_JSON, "broken")


HOW_READ = HowRead(ReaderName.TRAFILATURA_ALONE, 0.4, Doubt.UNSURE)


def made_of(record: Outcome | Candidate, reading: Reading | None = None) -> Processed:
    arrival, steps = Arrival(5.0, reading), PageReport({Step.RELAY: 0.5}, HOW_READ)
    return processed(SETTINGS, record, changes={b"a": b"b"}, arrival=arrival, size=10, steps=steps, in_pool=0.25)


@pytest.mark.parametrize("visited", [0, 1, 2])
def test_a_candidate_goes_to_the_partition_of_its_next_claim_with_when_its_page_was_received(visited: int) -> None:
    candidate = msgspec.structs.replace(candidate_of("text", prints=random_print(Random(1))), visited=visited)
    key = candidate.claims[visited].encode()
    output = made_of(candidate).output
    assert (output.kafka_topic, output.key) == ("test.pages.extracted", key)
    assert output.partition == partition_of(key, SETTINGS.partitions)
    assert output.headers == received_headers(5.0)


@pytest.mark.parametrize(("record", "name"), [(ARTICLE, "test.articles"), (LETTER, "test.pages.dead-letter")])
def test_an_outcome_goes_where_kafka_puts_its_key_with_the_headers_of_its_event(record: Outcome, name: str) -> None:
    output = made_of(record).output
    assert (output.kafka_topic, output.partition) == (name, None)
    assert dict(output.headers)["ce_source"] == b"/newsmill"


@pytest.mark.parametrize("record", [candidate_of("text"), ARTICLE, LETTER], ids=["candidate", "article", "dead letter"])
def test_what_becomes_of_a_page_that_is_read_again_says_so_beside_its_other_headers(record: Outcome | Candidate) -> None:
    """The next station takes it from a candidate, the audit from an outcome; key, value and place are as of any page."""
    first = made_of(record).output
    assert reading_of(first.headers) is None
    for reading in (Reading("7"), Reading("8", publish=True)):
        again = made_of(record, reading).output
        assert reading_of(again.headers) == reading
        assert again == first._replace(headers=[*first.headers, *reading_headers(reading)])


def test_it_keeps_its_record_and_the_claims_that_it_changed() -> None:
    """Nobody has to decode the message to know what is in it."""
    made = made_of(LETTER)
    assert made.record is LETTER
    assert made.changes == {b"a": b"b"}


def test_only_a_page_that_has_ended_is_counted_as_one() -> None:
    under_way, ended = made_of(candidate_of("text")).report, made_of(LETTER).report
    assert under_way.labels is None
    assert ended.labels
    assert (ended.labels.outcome, ended.labels.reason) == ("dead_letter", "invalid_json")


def test_its_report_tells_sizes_times_and_how_the_text_was_found() -> None:
    made = made_of(LETTER)
    assert made.report.how_read == HOW_READ
    assert made.report.written == {"dead_letter": len(made.output.value)}
    assert (made.report.size, made.report.seconds, made.report.received, made.report.in_pool) == (
        10,
        {Step.RELAY: 0.5},
        5.0,
        0.25,
    )


@pytest.mark.parametrize("url", ["https://a.example/", "https://a.example/" + "x" * MAX_URL])
def test_of_a_dead_letter_that_kafka_would_not_take_a_part_is_kept_and_it_says_so(url: str) -> None:
    most = SETTINGS.max_outcome_bytes
    fits = dead_letter(
        RawMessage(b"x" * 1000, (("a", b"b"),), b"key"), LETTER.source, LETTER.step, LETTER.reason, "broken", url=url
    )
    assert in_size(SETTINGS, made_of, fits).record is fits
    large = msgspec.structs.replace(fits, original_base64=b"x" * most)
    made = in_size(SETTINGS, made_of, large)
    letter = made.record
    assert isinstance(letter, DeadLetter)
    assert (letter.source, letter.step, letter.reason) == (fits.source, fits.step, fits.reason)
    assert letter.message == f"broken; of {most} bytes, which came compressed, the first {KEPT_BYTES} are kept"
    assert (letter.original_base64, letter.original_headers) == (b"x" * KEPT_BYTES, [])
    assert letter.url == (url if len(url) <= MAX_URL else None)
    assert made.size <= most
