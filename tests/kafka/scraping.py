"""What Prometheus and supervisors read of a target under test."""

import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import NamedTuple

from prometheus_client.parser import text_string_to_metric_families


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


def status(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def scrape(port: int) -> Scraped:
    families = text_string_to_metric_families(status(port, "/metrics")[1])
    samples = {(sample.name, frozenset(sample.labels.items())): sample.value for family in families for sample in family.samples}
    return Scraped(samples, status(port, "/health/ready")[0])
