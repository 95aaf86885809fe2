"""Figures that are read where they stand, when Prometheus asks."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition

from workers.kafka.worker.abort_count import AbortCount
from workers.kafka.worker.claims_folder import ClaimsFolder
from workers.kafka.worker.faust_patches import EVENT_BYTES, Intake
from workers.kafka.worker.gauges import connect
from workers.kafka.worker.worker import Worker
from workers.metrics.worker import WorkerMetrics
from workers.settings import Settings

RAW, EXTRACTED = TopicPartition("pages.raw", 1), TopicPartition("pages.extracted", 2)
ENDS = {RAW: 30, EXTRACTED: 5}


class Connected:
    """A worker's parts, connected to its metrics."""

    def __init__(self, folder: Path) -> None:
        self.intake = Intake(10_000)
        self.metrics = WorkerMetrics("test", {})
        self.ends: dict[TopicPartition, int] = {}
        settings = Settings(data_dir=folder)
        self.worker = Worker(settings, self.intake, ClaimsFolder(settings), self.metrics, AbortCount(folder))
        connect(self.metrics, settings, self.worker, self.intake, self.ends.get)

    def value(self, name: str, **labels: str) -> float | None:
        return self.metrics.registry.get_sample_value(name, labels)

    def has(self, *tasks: Any) -> None:
        self.worker.assignment._tasks = {task.partition: task for task in tasks}  # noqa: SLF001


@pytest.fixture
def connected(tmp_path: Path) -> Connected:
    return Connected(tmp_path)


def test_the_pool_is_told_once_it_is_started(connected: Connected) -> None:
    figures = {"processes": 3, "busy": 2, "waiting": 7, "resident_bytes": 4096, "lost": 1, "renewed": 5}
    names = (
        "newsmill_pool_processes",
        "newsmill_pool_busy_processes",
        "newsmill_pool_waiting_pages",
        "newsmill_pool_resident_bytes",
        "newsmill_pool_lost_total",
        "newsmill_pool_renewed_total",
    )
    assert [connected.value(name) for name in names] == [None] * len(names)
    connected.worker.extract.pool = SimpleNamespace(**figures)  # type: ignore[assignment]
    assert [connected.value(name) for name in names] == list(figures.values())


def test_the_lag_of_a_partition_is_what_comes_after_the_committed_offset(connected: Connected) -> None:
    """Nothing is said of one that was not fetched yet, and an end that is older than the commit makes no negative lag."""
    connected.has(*(SimpleNamespace(partition=place, committed=10, claims=None) for place in (RAW, EXTRACTED)))
    lag = "newsmill_worker_lag_messages"
    assert connected.value(lag, station="extract", partition="1") is None
    connected.ends |= ENDS
    assert connected.value(lag, station="extract", partition="1") == 20
    assert connected.value(lag, station="relay", partition="2") == 0


def test_claims_are_told_of_the_partitions_that_have_them(connected: Connected) -> None:
    connected.has(
        SimpleNamespace(partition=RAW, committed=0, claims=None),
        SimpleNamespace(partition=EXTRACTED, committed=0, claims=SimpleNamespace(estimated=77)),
    )
    assert connected.value("newsmill_claims", partition="2") == 77
    assert connected.value("newsmill_claims", partition="1") is None


def test_what_is_held_is_told_by_station_beside_its_limit(connected: Connected) -> None:
    connected.intake.take(RAW.topic, 500)
    assert connected.value("newsmill_buffer_bytes", station="extract") == 500 + EVENT_BYTES
    assert connected.value("newsmill_buffer_bytes", station="relay") == 0
    assert connected.value("newsmill_buffer_limit_bytes") == 10_000


def test_a_pause_and_the_share_that_it_goes_by_are_told(connected: Connected) -> None:
    breaker = connected.worker.extract.breaker
    assert connected.value("newsmill_paused") == 0
    while breaker.admits(dead=True, tell=lambda: None):
        pass
    assert connected.value("newsmill_paused") == 1
    assert connected.value("newsmill_dead_letter_share") == pytest.approx(breaker.window.share)


def test_the_disk_is_that_of_the_data_folder(connected: Connected) -> None:
    free, size = (connected.value(f"newsmill_data_{name}_bytes") for name in ("free", "size"))
    assert free is not None
    assert size is not None
    assert 0 < free <= size
