"""What is told over HTTP: metrics as Prometheus reads them, and health as whoever starts and stops workers does."""

import asyncio
from collections.abc import Sequence

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application
from prometheus_client import CollectorRegistry, Counter

from workers.metrics.http import add_routes


def answers(*paths: str, unready: Sequence[str] = ("",)) -> list[tuple[int, str, str]]:
    """Ask for paths, one after another, with what there is to say against readiness each time; returns status, type and text."""
    registry = CollectorRegistry()
    Counter("pages", "Pages.", registry=registry).inc(3)
    application, reasons = Application(), iter(unready)
    add_routes(application, registry, lambda: next(reasons))

    async def ask() -> list[tuple[int, str, str]]:
        async with TestClient(TestServer(application)) as client:
            found = [await client.get(path) for path in paths]
            return [(each.status, each.headers["Content-Type"], await each.text()) for each in found]

    return asyncio.run(ask())


def test_metrics_are_those_of_the_registry_in_the_format_of_prometheus() -> None:
    ((status, kind, text),) = answers("/metrics")
    assert status == 200
    assert kind.startswith("text/plain; version=")
    assert "pages_total 3.0" in text.splitlines()


def test_readiness_is_asked_each_time_and_503_with_the_reason_while_there_is_one() -> None:
    found = answers(*["/health/ready"] * 3, unready=("", "no partition is open", ""))
    assert [(status, text) for status, _, text in found] == [(200, "ready\n"), (503, "no partition is open\n"), (200, "ready\n")]


@pytest.mark.parametrize("unready", [(), ("no partition is open",)])
def test_who_answers_is_alive_whether_ready_or_not(unready: Sequence[str]) -> None:
    assert [(status, text) for status, _, text in answers("/health/live", unready=unready)] == [(200, "live\n")]
