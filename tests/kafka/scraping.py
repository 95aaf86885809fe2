"""What Prometheus and supervisors read of a target under test."""

from collections.abc import Mapping
from typing import NamedTuple

from prometheus_client.parser import text_string_to_metric_families

from testing.newsmill import ask


class Scraped(NamedTuple):
    """A target's samples, and whether it is ready."""

    samples: Mapping[tuple[str, frozenset[tuple[str, str]]], float]
    ready: int

    def value(self, name: str, **labels: str) -> float:
        return self.samples[name, frozenset(labels.items())]

    def total(self, name: str) -> float:
        return sum(value for (found, _), value in self.samples.items() if found == name)

    def has(self, name: str) -> bool:
        return any(found == name for found, _ in self.samples)


def scrape(port: int) -> Scraped:
    families = text_string_to_metric_families(ask(port, "/metrics")[1])
    samples = {(sample.name, frozenset(sample.labels.items())): sample.value for family in families for sample in family.samples}
    return Scraped(samples, ask(port, "/health/ready")[0])
