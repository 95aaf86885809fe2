"""Metrics: declared in one place, listed in docs/metrics.md, counted when a transaction has committed, labels of closed sets."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from prometheus_client import generate_latest

from deploy.generate import files
from tests.conftest import MakeCandidate
from workers.dead_letter import dead_letter
from workers.enums import ReaderName
from workers.kafka.worker.abort_count import AbortCount
from workers.metrics.declared import declared
from workers.metrics.lag import LagMetrics
from workers.metrics.outcome_labels import LANGUAGES, REASONS, TOPICS, OutcomeLabels, labels_of
from workers.metrics.worker import EventReport, WorkerMetrics
from workers.models.language import load_language_model
from workers.models.load import load_topic_model
from workers.page import Doubt, HowRead
from workers.records import (
    Article,
    Candidate,
    DeadLetterReason,
    FetchedAtOrigin,
    Rejected,
    RejectReason,
    Source,
    Step,
    Topic,
    TopicEvidence,
)
from workers.relay.claims import ClaimStore
from workers.relay.relay import relay
from workers.steps.language import UNDETERMINED
from workers.steps.read.message import RawMessage

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOURCE = Source(kafka_topic="pages.raw", partition=0, offset=1)


@pytest.fixture
def metrics() -> WorkerMetrics:
    return WorkerMetrics("newsmill", {}, clock=NOW.timestamp)


def sample(metrics: WorkerMetrics, name: str, **labels: str) -> float | None:
    value: float | None = metrics.registry.get_sample_value(name, labels)
    return value


def test_generated_files_are_up_to_date() -> None:
    """`make docs` writes them anew."""
    for path, text in files().items():
        assert path.read_text(encoding="utf-8") == text, path


def test_every_metric_has_a_meaning_a_unit_and_newsmill_in_its_name() -> None:
    units = ("_seconds", "_bytes", "_total", "_messages", "_pages", "_processes", "_info", "_offset", "_share")
    plain = {"newsmill_claims", "newsmill_paused", "newsmill_kafka_up", "newsmill_group_members"}
    for metric in (*declared(WorkerMetrics("", {})), *declared(LagMetrics(""))):
        assert metric.meaning
        assert metric.name.startswith("newsmill_")
        assert metric.name.endswith(units) or metric.name in plain


def test_what_is_served_is_what_is_declared(metrics: WorkerMetrics) -> None:
    served = {line.split()[2] for line in generate_latest(metrics.registry).decode().splitlines() if line.startswith("# TYPE")}
    assert {name for name in served if not name.startswith("process_")} == {metric.name for metric in declared(metrics)}


def test_an_event_is_counted_with_all_that_is_told_of_it(metrics: WorkerMetrics) -> None:
    fetched, received = NOW - timedelta(seconds=50), NOW - timedelta(seconds=2)
    labels = OutcomeLabels("article", "created", fetched, "sv", "sport")
    seconds = {Step.DECODE: 0.001, Step.EXTRACT: 0.02}
    metrics.committed("extract", [EventReport(1000, seconds, {"articles": 300}, labels, received.timestamp(), 0.03)] * 2, 0.1)
    assert sample(metrics, "newsmill_pages_total", outcome="article", reason="created") == 2
    assert sample(metrics, "newsmill_articles_by_language_total", language="sv") == 2
    assert sample(metrics, "newsmill_articles_by_topic_total", topic="sport") == 2
    assert sample(metrics, "newsmill_end_to_end_seconds_sum", since="fetched") == 100
    assert sample(metrics, "newsmill_end_to_end_seconds_sum", since="received") == 4
    assert sample(metrics, "newsmill_read_bytes_total", station="extract") == 2000
    assert sample(metrics, "newsmill_written_bytes_total", role="articles") == 600
    assert sample(metrics, "newsmill_step_seconds_sum", step="extract") == pytest.approx(0.04)
    assert sample(metrics, "newsmill_page_seconds_count") == 2
    assert sample(metrics, "newsmill_page_bytes_sum") == 2000
    assert sample(metrics, "newsmill_events_total", station="extract") == 2
    assert sample(metrics, "newsmill_transactions_total", station="extract", result="committed") == 1
    assert sample(metrics, "newsmill_transaction_seconds_sum", station="extract") == pytest.approx(0.1)


def test_articles_are_counted_by_how_they_were_read(metrics: WorkerMetrics) -> None:
    sure = HowRead(ReaderName.LEARNED, 0.97)
    unsure = HowRead(ReaderName.TRAFILATURA_ALONE, 0.4, Doubt.UNSURE)
    by_rules, no_article = HowRead(ReaderName.PLAIN_TEXT), None
    found = [sure, sure, unsure, by_rules, no_article]
    metrics.committed("extract", [EventReport(1000, {}, {"extracted": 500}, how_read=how) for how in found], 0.1)
    assert [sample(metrics, "newsmill_articles_by_reader_total", reader=reader) for reader in ReaderName] == [2, 1, 0, 1]
    assert [sample(metrics, "newsmill_second_readings_total", doubt=doubt) for doubt in Doubt] == [0, 1, 0]
    assert [sample(metrics, "newsmill_expected_text_share_bucket", le=le) for le in ("0.3", "0.6", "0.95", "+Inf")] == [
        0,
        1,
        1,
        3,
    ]
    assert sample(metrics, "newsmill_expected_text_share_sum") == pytest.approx(2.34)


def test_a_candidate_is_no_page_yet(metrics: WorkerMetrics) -> None:
    metrics.committed("extract", [EventReport(1000, {}, {"extracted": 500})], 0.1)
    assert sum(value for name, value in pages(metrics).items() if name) == 0
    assert sample(metrics, "newsmill_events_total", station="extract") == 1


def pages(metrics: WorkerMetrics) -> dict[tuple[str, str], float]:
    return {
        (outcome, reason): sample(metrics, "newsmill_pages_total", outcome=outcome, reason=reason) or 0.0
        for outcome, reasons in REASONS.items()
        for reason in reasons
    }


def test_a_clock_that_is_ahead_gives_no_negative_seconds(metrics: WorkerMetrics) -> None:
    labels = OutcomeLabels("rejected", "listing", NOW + timedelta(hours=1))
    metrics.committed("extract", [EventReport(1, {}, {}, labels, 0.0)], 0.1)
    assert sample(metrics, "newsmill_end_to_end_seconds_sum", since="fetched") == 0
    assert sample(metrics, "newsmill_end_to_end_seconds_count", since="received") == 0


def test_what_is_rare_stands_at_zero_before_it_happens(metrics: WorkerMetrics) -> None:
    """A counter that appears at 1 has not risen, and no alert would see it."""
    assert sample(metrics, "newsmill_pages_total", outcome="dead_letter", reason="crashed") == 0
    assert sample(metrics, "newsmill_articles_by_reader_total", reader="learned") == 0
    assert sample(metrics, "newsmill_second_readings_total", doubt="unsure") == 0
    assert sample(metrics, "newsmill_transactions_total", station="relay", result="aborted") == 0


def test_the_commit_age_begins_with_the_worker_and_anew_with_each_commit() -> None:
    now = 100.0
    metrics = WorkerMetrics("newsmill", {}, clock=lambda: now)
    now = 130.0
    metrics.committed("relay", [], 0.1)
    now = 135.0
    assert sample(metrics, "newsmill_commit_age_seconds", station="extract") == 35
    assert sample(metrics, "newsmill_commit_age_seconds", station="relay") == 5


def test_aborted_transactions_outlive_the_worker(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = AbortCount(folder)
    first.add("relay")
    first.add("relay")
    again = WorkerMetrics("newsmill", AbortCount(folder).counts)
    again.aborted("relay")
    assert sample(again, "newsmill_transactions_total", station="relay", result="aborted") == 3
    (folder / "aborted.json").write_text("torn")
    assert AbortCount(folder).counts == {}


def test_no_metric_can_be_counted_in_a_process_of_the_pool() -> None:
    """What is measured there comes back with the page's result: a registry of that process nobody would ask."""
    loaded = (
        "import sys, workers.pool.pool; sys.exit('prometheus_client' in sys.modules or 'workers.metrics.registry' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0


def test_labels_are_of_closed_sets() -> None:
    """All languages that the model tells, and the top level of the vocabulary."""
    assert {*load_language_model().labels, UNDETERMINED} == LANGUAGES
    model = load_topic_model()
    assert {topic: model.labels[topic] for topic in model.labels if topic not in model.parents} == TOPICS


def topic(name: str) -> Topic:
    return Topic(id=f"medtop:{name}", label="any", confidence=0.9, evidence=TopicEvidence.TEXT)


def article_of(candidate: Candidate) -> Article:
    store: dict[str, bytes] = {}
    article = relay(candidate, store_of(store))
    assert isinstance(article, Article)
    return article


def store_of(store: dict[str, bytes]) -> ClaimStore:
    return store


def test_fates(make_candidate: MakeCandidate) -> None:
    article = article_of(make_candidate("A text of some words, like no other text. " * 20))
    named = msgspec.structs.replace(article, topics=[topic("20000822"), topic("15000000"), topic("17000000")])
    assert labels_of(named) == OutcomeLabels("article", "created", article.fetched_at, "en", "sport")
    assert labels_of(article).topic == "none"
    unknown = msgspec.structs.replace(article.language, code="qqq-whatever-a-page-says")
    assert labels_of(msgspec.structs.replace(article, language=unknown)).language == "other"
    rejected = Rejected(
        url="u", reason=RejectReason.LISTING, detail="", fetched_at=NOW, fetched_at_origin=FetchedAtOrigin.CRAWLER, source=SOURCE
    )
    assert labels_of(rejected) == OutcomeLabels("rejected", "listing", NOW)
    letter = dead_letter(RawMessage(b""), SOURCE, Step.DECODE, DeadLetterReason.TIMEOUT, "")
    assert labels_of(letter) == OutcomeLabels("dead_letter", "timeout")
