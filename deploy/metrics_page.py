"""docs/metrics.md: all metrics as a table, from where they are declared (`make docs`)."""

from collections.abc import Iterable

from workers.metrics.declared import Declared, declared
from workers.metrics.lag import LagMetrics
from workers.metrics.outcome_labels import LANGUAGES
from workers.metrics.registry import PROCESS
from workers.metrics.worker import WorkerMetrics

PAGE = """# Metrics

A worker serves them at `/metrics` of `NEWSMILL_WEB_PORT`, the lag service (`newsmill lag`) at `NEWSMILL_LAG_PORT`; beside them are
`/health/live` and `/health/ready`, which is 503 with the reason while it is not at work. This page is made from
`workers/metrics/`, where all are declared (`make docs`).

- Pages, bytes and seconds of work are counted when their transaction has committed: a batch that is aborted and done again counts
  once. What the pool's processes measure comes back with each page's result, so that nothing goes with a process. A counter begins at
  0 when its worker starts; only aborted transactions are counted over all lives of a worker, because one that fails ends it.
- Values are seconds and bytes. Labels are of closed sets (outcomes, reasons, steps, the {languages} languages that the model tells, the
  17 top-level Media Topics) or count partitions; nothing that a page says becomes a label.
- `role` and `station`: the Kafka topic's part (`raw`, `extracted`, `articles`, `duplicates`, `rejected`, `dead_letter`), and who reads
  it (`extract` reads raw pages, `relay` the candidates at their claims). What Kafka topics are called is a setting; these are not.

## Of a worker

{worker}

## Of the lag service

{lag}

## Of every process

{process}
"""


def metrics_page() -> str:
    """Write the page."""
    worker, lag = (declared(metrics) for metrics in (WorkerMetrics("", {}), LagMetrics("")))
    process = [Declared(name, "counter" if name.endswith("_total") else "gauge", (), text) for name, text in PROCESS.items()]
    return PAGE.format(worker=_table(worker), lag=_table(lag), process=_table(process), languages=len(LANGUAGES))


def _table(metrics: Iterable[Declared]) -> str:
    rows = [f"| `{metric.name}` | {_kind(metric)} | {', '.join(metric.labels)} | {metric.meaning} |" for metric in metrics]
    return "\n".join(["| metric | kind | labels | |", "| --- | --- | --- | --- |", *rows])


def _kind(metric: Declared) -> str:
    return f"{metric.kind}, {metric.bounds[0]:,.12g} to {metric.bounds[-1]:,.12g}" if metric.bounds else metric.kind
