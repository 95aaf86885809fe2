"""The station relay: each article sees the claims of those before it, and leaves for the partition that its next claim belongs to."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import msgspec

from testing.candidates import candidate_of
from tests.kafka.worker.stand_ins import PARTITIONS, claims_without_database, message
from workers.kafka.client.messages import Reading, reading_headers, reading_of, received_headers
from workers.kafka.worker.batches import partition_of
from workers.kafka.worker.claim_store import PartitionClaims
from workers.kafka.worker.partition_task import PartitionTask
from workers.kafka.worker.processed import Processed
from workers.kafka.worker.relay_station import RelayStation
from workers.records import Article, Candidate, DeadLetter, DeadLetterReason, Duplicate, DuplicateKind, Source, Step
from workers.settings import Settings

EXTRACTED = "pages.extracted"
TEXT = "The council keeps the island school open, as parents and teachers had asked it to do for a year."


class Task:
    """A partition's task as far as a station knows it."""

    def __init__(self, claims: PartitionClaims | None) -> None:
        self.claims = claims
        self.added: list[tuple[int, Processed]] = []

    def add(self, message: Any, processed: Processed) -> None:
        self.added.append((message.offset, processed))

    def life_of(self, offset: int) -> str:
        return f"life at {offset}"

    def reading_of(self, message: Any) -> Reading | None:
        return reading_of(message.headers)


def station(partitions: int = 1, is_behind: Callable[[], bool] = lambda: False) -> RelayStation:
    return RelayStation(Settings(partitions=partitions), is_behind)


def take(
    task: Task,
    candidate: Candidate | bytes,
    *,
    partitions: int = 1,
    partition: int = 0,
    offset: int = 0,
    reading: Reading | None = None,
) -> Processed:
    value = candidate if isinstance(candidate, bytes) else msgspec.json.encode(candidate)
    headers = received_headers(5.0) + reading_headers(reading)
    station(partitions).take(cast(PartitionTask, task), message(EXTRACTED, offset, value, partition=partition, headers=headers))
    return task.added[-1][1]


def test_an_article_sees_the_claims_of_those_before_it_though_nothing_is_committed_yet() -> None:
    task = Task(claims_without_database())
    first = take(task, candidate_of(TEXT, record=1))
    again = take(task, candidate_of(TEXT, record=2, day=1), offset=1)
    copy = take(task, candidate_of(TEXT, url="https://other.example/b", record=3, day=2), offset=2)
    assert isinstance(first.record, Article)
    assert isinstance(again.record, Duplicate)
    assert isinstance(copy.record, Duplicate)
    assert (again.record.kind, copy.record.kind) == (DuplicateKind.RECRAWL, DuplicateKind.COPY)
    assert [offset for offset, _ in task.added] == [0, 1, 2]


def test_each_event_has_the_changes_that_it_made_and_no_others() -> None:
    task = Task(claims_without_database())
    first = take(task, candidate_of(TEXT))
    second = take(task, candidate_of("Another text, of which nobody has heard so far.", url="https://other.example/b"))
    assert first.changes
    assert second.changes
    assert first.changes.keys().isdisjoint(second.changes)


def test_an_article_makes_the_stops_of_its_partition_and_goes_on_to_that_of_its_next_claim() -> None:
    candidate = candidate_of(TEXT)
    owners = [partition_of(claim.encode(), PARTITIONS) for claim in candidate.claims]
    assert len(set(owners)) > 1
    task = Task(claims_without_database())
    made = take(task, candidate, partitions=PARTITIONS, partition=owners[0])
    assert isinstance(made.record, Candidate)
    stops = next(stop for stop, owner in enumerate(owners) if owner != owners[0])
    assert made.record.visited == stops
    assert (made.output.kafka_topic, made.output.partition) == (EXTRACTED, owners[stops])
    assert made.output.headers == received_headers(5.0), "when Kafka received its page goes with it"
    assert made.report.labels is None, "its page has not ended"


def test_what_is_no_candidate_is_a_dead_letter_at_its_place() -> None:
    made = take(Task(claims_without_database()), b"{broken", offset=9)
    assert isinstance(made.record, DeadLetter)
    assert (made.record.step, made.record.reason) == (Step.RELAY, DeadLetterReason.BROKEN_RECORD)
    assert made.record.source == Source(kafka_topic=EXTRACTED, partition=0, offset=9, life="life at 9")
    assert (made.record.original_base64, made.changes) == (b"{broken", {})


def test_an_article_that_is_read_again_is_a_recrawl_and_says_by_which_rewind() -> None:
    task = Task(claims_without_database())
    take(task, candidate_of(TEXT))
    again = take(task, candidate_of(TEXT), offset=1, reading=Reading("7"))
    assert isinstance(again.record, Duplicate)
    assert again.record.kind is DuplicateKind.RECRAWL
    assert reading_of(again.output.headers) == Reading("7")


def test_where_a_rewind_says_so_an_article_publishes_that_very_event_again() -> None:
    task = Task(claims_without_database())
    first = take(task, candidate_of(TEXT))
    again = take(task, candidate_of(TEXT), offset=1, reading=Reading("7", publish=True))
    assert isinstance(first.record, Article)
    assert (again.record, again.output.key, again.output.value) == (first.record, first.output.key, first.output.value)
    assert reading_of(again.output.headers) == Reading("7", publish=True)


def test_an_article_on_its_way_takes_with_it_that_it_is_read_again() -> None:
    candidate = candidate_of(TEXT)
    owner = partition_of(candidate.claims[0].encode(), PARTITIONS)
    made = take(
        Task(claims_without_database()), candidate, partitions=PARTITIONS, partition=owner, reading=Reading("7", publish=True)
    )
    assert isinstance(made.record, Candidate)
    assert reading_of(made.output.headers) == Reading("7", publish=True)


def test_it_admits_all_and_gathers_more_where_pages_wait_for_the_pool() -> None:
    """Their articles come here next: few transactions carry many on both stations."""
    batch: Any = [SimpleNamespace()] * 3
    for behind in (False, True):
        admission = station(is_behind=lambda: behind).admit(batch)  # noqa: B023 # called at once
        assert (admission.events, admission.window, admission.is_behind) == (3, "", behind)
