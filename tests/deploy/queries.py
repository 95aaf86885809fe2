"""What queries may name: metrics that are declared or recorded, and label values of their closed sets."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from workers.enums import ReaderName
from workers.kafka.client.roles import Role
from workers.metrics.declared import declared
from workers.metrics.lag import LagMetrics
from workers.metrics.outcome_labels import REASONS
from workers.metrics.registry import PROCESS
from workers.metrics.worker import STATIONS, WorkerMetrics
from workers.page import Doubt

PROMETHEUS_OWN = {"up", "ALERTS"}

VALUES: dict[str, set[str]] = {
    "outcome": set(REASONS),
    "reason": {reason for reasons in REASONS.values() for reason in reasons},
    "station": set(STATIONS),
    "role": set(Role),
    "since": {"fetched", "received"},
    "result": {"committed", "aborted"},
    "job": {"worker", "lag"},
    "alertstate": {"firing"},
    "reader": set(ReaderName),
    "doubt": set(Doubt),
}
"""What a label's matchers may ask for."""


def known_names() -> dict[str, set[str]]:
    """Every series that there is, with its labels."""
    series: dict[str, set[str]] = {name: {"instance", "job"} for name in (*PROCESS, *PROMETHEUS_OWN)}
    series["ALERTS"] |= {"alertname", "alertstate"}
    for metric in (*declared(WorkerMetrics("", {})), *declared(LagMetrics(""))):
        labels = {*metric.labels, "instance", "job"}
        if metric.kind == "histogram":
            series |= {f"{metric.name}_bucket": {*labels, "le"}, f"{metric.name}_sum": labels, f"{metric.name}_count": labels}
        else:
            series[metric.name] = labels
    return series


def faults(expression: str, recorded: Iterable[str] = ()) -> Iterator[str]:
    """Name what an expression asks for and cannot get."""
    known = known_names() | {name: set() for name in recorded}
    for name in re.findall(r"\b(?:newsmill|process)[_:][\w:]+", expression):
        if name not in known:
            yield f"no such metric: {name}"
    for name, matchers in re.findall(r"\b([\w:]+)\{([^}]*)\}", expression):
        for label, operator, value in re.findall(r'(\w+)(=~|=|!=)"([^"]*)"', matchers):
            if label not in known.get(name, set()):
                yield f"{name} has no label {label}"
            for one in value.split("|") if operator == "=~" else [value]:
                if label in VALUES and one not in VALUES[label]:
                    yield f"{label} is never {one}"


def expressions(rules: Any) -> Iterator[str]:
    """All expressions of a file of rules."""
    for group in rules["groups"]:
        for rule in group["rules"]:
            yield rule["expr"]
