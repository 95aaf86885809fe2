"""The metrics of a worker: what its stations did, counted once that has committed."""

import time
from collections import Counter as Counts
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from workers.enums import ReaderName
from workers.metrics.outcome_labels import REASONS, OutcomeLabels
from workers.metrics.registry import Reading, begin_registry
from workers.page import Doubt, HowRead
from workers.records import Step

STEP_BUCKETS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""A step takes from tenths of a millisecond to a page's limit."""

PAGE_BUCKETS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 20)
"""A page takes some 20 ms; two tries up to its limit are the most."""

TRANSACTION_BUCKETS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""From a broker on the same machine to Kafka's own limit of a transaction."""

END_TO_END_BUCKETS = (
    0.1,
    0.25,
    0.5,
    0.75,
    1,
    1.5,
    2.5,
    5,
    10,
    30,
    60,
    120,
    300,
    600,
    1800,
    3600,
    21_600,
    86_400,
    604_800,
    2_592_000,
)
"""From half a second to archives a month old."""

SIZE_BUCKETS = (*(1024 * 4**power for power in range(8)), 24 * 1024**2)
"""From 1 KiB to the largest message."""

TAKE_OVER_BUCKETS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900)

EXPECTED_BUCKETS = (0.3, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
"""Below 0.6 labels are unsure; most news is above 0.9."""

STATIONS = ("extract", "relay")


class EventReport(NamedTuple):
    """What a station did with an event, to be counted once that has committed."""

    size: int
    """Bytes of the event."""
    seconds: Mapping[Step, float]
    """What each step took."""
    written: Mapping[str, int]
    """Bytes of the messages that it became, by the part of their Kafka topic."""
    labels: OutcomeLabels | None = None
    """How its page ended, where it did."""
    received: float = 0.0
    """When Kafka received its page, in seconds of the epoch; 0 where that is not known."""
    in_pool: float | None = None
    """What the page took in the pool, in seconds."""
    how_read: HowRead | None = None
    """How an article's text was found."""


class WorkerMetrics:
    """The metrics of a worker."""

    def __init__(self, group: str, aborted: Mapping[str, int], clock: Callable[[], float] = time.time) -> None:
        """Take the transactions that were aborted in earlier lives of this worker, by station."""
        self.registry = registry = CollectorRegistry()
        self._clock = clock
        self.build = begin_registry(registry, group)
        gauge, counter = GaugeMetricFamily, CounterMetricFamily

        self.pages = Counter(
            "newsmill_pages", "Pages by how they ended, and why, once that is committed", ["outcome", "reason"], registry=registry
        )
        self.languages = Counter("newsmill_articles_by_language", "Articles by language", ["language"], registry=registry)
        self.topics = Counter("newsmill_articles_by_topic", "Articles by their best topic", ["topic"], registry=registry)
        self.end_to_end = Histogram(
            "newsmill_end_to_end_seconds",
            "Seconds until a page's outcome is committed, since it was fetched and since Kafka received it",
            ["since"],
            buckets=END_TO_END_BUCKETS,
            registry=registry,
        )

        self.readers = Counter(
            "newsmill_articles_by_reader",
            "Articles by what found their text, before recrawls and copies are told",
            ["reader"],
            registry=registry,
        )
        self.expected = Histogram(
            "newsmill_expected_text_share",
            "How like the article the text by labels could be expected to be, 0 to 1: how sure the learned reader was",
            buckets=EXPECTED_BUCKETS,
            registry=registry,
        )
        self.second_readings = Counter(
            "newsmill_second_readings",
            "Articles whose text by labels was doubted, so that a second reader was asked, by why",
            ["doubt"],
            registry=registry,
        )

        self.events = Counter(
            "newsmill_events",
            "Events that each station has finished: pages, and visits of claims",
            ["station"],
            registry=registry,
        )
        self.read_bytes = Counter(
            "newsmill_read_bytes", "Bytes of the events that each station has finished", ["station"], registry=registry
        )
        self.written_bytes = Counter(
            "newsmill_written_bytes", "Bytes of outputs, by the part of their Kafka topic", ["role"], registry=registry
        )
        self.page_bytes = Histogram(
            "newsmill_page_bytes", "Bytes of a raw page's message", buckets=SIZE_BUCKETS, registry=registry
        )
        self.step_seconds = Histogram(
            "newsmill_step_seconds", "Seconds of each step", ["step"], buckets=STEP_BUCKETS, registry=registry
        )
        self.page_seconds = Histogram(
            "newsmill_page_seconds",
            "Seconds that a page took in the pool, its waiting not counted, its second try where its process died counted too",
            buckets=PAGE_BUCKETS,
            registry=registry,
        )

        self.pool_processes = Reading(registry, gauge, "newsmill_pool_processes", "Processes that prepare pages")
        self.pool_busy = Reading(registry, gauge, "newsmill_pool_busy_processes", "Processes that work on a page")
        self.pool_waiting = Reading(registry, gauge, "newsmill_pool_waiting_pages", "Pages that no process has taken yet")
        self.pool_memory = Reading(registry, gauge, "newsmill_pool_resident_bytes", "Resident memory of the pool's processes")
        self.pool_lost = Reading(registry, counter, "newsmill_pool_lost", "Processes that ended while they had a page")
        self.pool_renewed = Reading(
            registry, counter, "newsmill_pool_renewed", "Processes that had done their pages and were renewed"
        )
        self.buffer = Reading(
            registry, gauge, "newsmill_buffer_bytes", "Bytes of events that are fetched and not committed yet", ["station"]
        )
        self.buffer_limit = Reading(
            registry, gauge, "newsmill_buffer_limit_bytes", "Bytes of a station's events from which no more are fetched"
        )

        self.transactions = Counter(
            "newsmill_transactions",
            "Transactions by result; aborted ones are counted over all lives of the worker, as one that fails ends it",
            ["station", "result"],
            registry=registry,
        )
        self.transaction_seconds = Histogram(
            "newsmill_transaction_seconds",
            "Seconds that a committed transaction took",
            ["station"],
            buckets=TRANSACTION_BUCKETS,
            registry=registry,
        )
        self.commit_age = Reading(
            registry,
            gauge,
            "newsmill_commit_age_seconds",
            "Seconds since a station's last commit, or since the worker started",
            ["station"],
        )
        self.lag = Reading(
            registry,
            gauge,
            "newsmill_worker_lag_messages",
            "Messages of a partition that this worker has not finished, as of its last fetch; newsmill_lag_messages is the broker's",
            ["station", "partition"],
        )
        self.expired_unread = Counter(
            "newsmill_expired_unread",
            "Messages of a partition that Kafka deleted before this worker had read them; markers of transactions count",
            ["station", "partition"],
            registry=registry,
        )
        self.claims = Reading(registry, gauge, "newsmill_claims", "Claims held, as RocksDB estimates them", ["partition"])
        self.rebalances = Counter("newsmill_rebalances", "Times that partitions were assigned anew", registry=registry)
        self.take_over_seconds = Histogram(
            "newsmill_take_over_seconds",
            "Seconds to take partitions over: earlier owners fenced, claims brought up to date",
            buckets=TAKE_OVER_BUCKETS,
            registry=registry,
        )
        self.dead_letter_share = Reading(
            registry, gauge, "newsmill_dead_letter_share", "Share of dead letters among the latest pages, 0 to 1"
        )
        self.paused = Reading(registry, gauge, "newsmill_paused", "1 while the worker takes no more pages, by its own decision")
        self.disk_free = Reading(registry, gauge, "newsmill_data_free_bytes", "Free bytes where the data folder lies")
        self.disk_size = Reading(
            registry, gauge, "newsmill_data_size_bytes", "Size in bytes of the disk where the data folder lies"
        )

        self._step_seconds: dict[Step, Histogram] = {
            step: self.step_seconds.labels(step) for step in Step if step is not Step.READ
        }
        self._since_fetched, self._since_received = map(self.end_to_end.labels, ("fetched", "received"))
        self._begin_at_zero(aborted)
        started = clock()
        self._last_commit = dict.fromkeys(STATIONS, started)
        self.commit_age.read = lambda: [((station,), clock() - last) for station, last in self._last_commit.items()]

    def _begin_at_zero(self, aborted: Mapping[str, int]) -> None:
        """Let what is rare be there before it happens: a counter that appears at 1 has not risen."""
        for outcome, reasons in REASONS.items():
            for reason in reasons:
                self.pages.labels(outcome, reason)
        for reader in ReaderName:
            self.readers.labels(reader)
        for doubt in Doubt:
            self.second_readings.labels(doubt)
        for station in STATIONS:
            self.events.labels(station)
            self.transactions.labels(station, "committed")
            self.transactions.labels(station, "aborted").inc(aborted.get(station, 0))

    def committed(self, station: str, told: Sequence[EventReport], seconds: float) -> None:
        """Count what a transaction has committed, and the seconds it took."""
        now = self._last_commit[station] = self._clock()
        self.transactions.labels(station, "committed").inc()
        self.transaction_seconds.labels(station).observe(seconds)
        self.events.labels(station).inc(len(told))
        self.read_bytes.labels(station).inc(sum(event.size for event in told))
        written: Counts[str] = Counts()
        for event in told:
            written.update(event.written)
            for step, took in event.seconds.items():
                self._step_seconds[step].observe(took)
            if event.in_pool is not None:
                self.page_seconds.observe(event.in_pool)
                self.page_bytes.observe(event.size)
        for role, size in written.items():
            self.written_bytes.labels(role).inc(size)
        self._read([event.how_read for event in told if event.how_read])
        self._ended([(event.labels, event.received) for event in told if event.labels], now)

    def _read(self, articles: Sequence[HowRead]) -> None:
        for reader, number in Counts(how.reader for how in articles).items():
            self.readers.labels(reader).inc(number)
        for doubt, number in Counts(how.doubt for how in articles if how.doubt).items():
            self.second_readings.labels(doubt).inc(number)
        for how in articles:
            if how.expected is not None:
                self.expected.observe(how.expected)

    def _ended(self, ended: Sequence[tuple[OutcomeLabels, float]], now: float) -> None:
        for (outcome, reason), number in Counts((labels.outcome, labels.reason) for labels, _ in ended).items():
            self.pages.labels(outcome, reason).inc(number)
        for language, number in Counts(labels.language for labels, _ in ended if labels.language).items():
            self.languages.labels(language).inc(number)
        for topic, number in Counts(labels.topic for labels, _ in ended if labels.topic).items():
            self.topics.labels(topic).inc(number)
        for labels, received in ended:  # a crawler's clock may be ahead
            if labels.fetched_at:
                self._since_fetched.observe(max(now - labels.fetched_at.timestamp(), 0.0))
            if received:
                self._since_received.observe(max(now - received, 0.0))

    def aborted(self, station: str) -> None:
        """Count a transaction that was aborted."""
        self.transactions.labels(station, "aborted").inc()
