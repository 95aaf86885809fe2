"""What is declared of each metric: for docs/metrics.md, and to check dashboards and alerts."""

from typing import NamedTuple

from prometheus_client.core import CounterMetricFamily
from prometheus_client.metrics import MetricWrapperBase

from workers.metrics.lag import LagMetrics
from workers.metrics.registry import Reading
from workers.metrics.worker import WorkerMetrics


class Declared(NamedTuple):
    """A metric as Prometheus knows it: its name, without what a histogram's series add, and the bounds of its buckets."""

    name: str
    kind: str
    labels: tuple[str, ...]
    meaning: str
    bounds: tuple[float, ...] = ()


def declared(metrics: WorkerMetrics | LagMetrics) -> list[Declared]:
    """List metrics in the order that they are declared in."""
    return [
        _declared_reading(metric) if isinstance(metric, Reading) else _declared(metric)
        for name, metric in vars(metrics).items()
        if isinstance(metric, Reading | MetricWrapperBase) and not name.startswith("_")
    ]


def _declared_reading(metric: Reading) -> Declared:
    if metric.kind is CounterMetricFamily:
        return Declared(f"{metric.name}_total", "counter", metric.labels, metric.meaning)
    return Declared(metric.name, "gauge", metric.labels, metric.meaning)


def _declared(metric: MetricWrapperBase) -> Declared:
    (described,) = metric.describe()
    name = f"{described.name}_total" if described.type == "counter" else described.name
    bounds = getattr(metric, "_upper_bounds", ())[:-1]
    return Declared(name, described.type, metric._labelnames, described.documentation, tuple(bounds))  # noqa: SLF001 # told nowhere else
