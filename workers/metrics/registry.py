"""What every set of metrics is made of: a registry, and figures read when Prometheus asks.

docs/metrics.md lists all metrics (`make docs`). Seconds and bytes; every label is of a closed set or counts partitions.
"""

import platform
from collections.abc import Callable, Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, Gauge, ProcessCollector, disable_created_metrics
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from workers import __version__

PROCESS = {
    "process_cpu_seconds_total": "Seconds of processor time of the process itself; the pool's processes are not in it",
    "process_resident_memory_bytes": "Resident memory of the process itself; newsmill_pool_resident_bytes is the pool's",
    "process_virtual_memory_bytes": "Virtual memory of the process itself",
    "process_start_time_seconds": "When the process started, in seconds of the epoch",
    "process_open_fds": "Open file descriptors",
    "process_max_fds": "Most file descriptors that may be open",
}
"""What prometheus_client's own collector tells of the process."""

Samples = Iterable[tuple[tuple[str, ...], float]]


class Reading(Collector):
    """A figure that is read where it stands when Prometheus asks: `read` gives its values by label values."""

    def __init__(
        self,
        registry: CollectorRegistry,
        kind: type[GaugeMetricFamily | CounterMetricFamily],
        name: str,
        meaning: str,
        labels: Sequence[str] = (),
    ) -> None:
        self.read: Callable[[], Samples] = lambda: ()
        self.kind, self.name, self.meaning, self.labels = kind, name, meaning, tuple(labels)
        registry.register(self)

    def collect(self) -> Iterator[Metric]:
        """Read it."""
        family = self.kind(self.name, self.meaning, labels=self.labels)
        for labels, value in self.read():
            family.add_metric(labels, value)
        yield family

    def describe(self) -> list[Metric]:
        """Say what it is, without reading."""
        return [self.kind(self.name, self.meaning, labels=self.labels)]


def begin_registry(registry: CollectorRegistry, group: str) -> Gauge:
    """Begin a registry: the process, and what runs in it."""
    disable_created_metrics()  # type: ignore[no-untyped-call]
    ProcessCollector(registry=registry)
    build = Gauge(
        "newsmill_build_info", "Which Newsmill this is; always 1", ["version", "python", "consumer_group"], registry=registry
    )
    build.labels(__version__, platform.python_version(), group).set(1)
    return build
