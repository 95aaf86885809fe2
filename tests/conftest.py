"""What tests share: sockets are blocked unless a test asks for them, and candidates are made of a text."""

import socket
from collections.abc import Callable
from typing import Any, NoReturn

import hypothesis
import pytest

from testing.candidates import candidate_of
from workers.records import Candidate

pytest_plugins = ["tests.kafka.fixtures"]
"""Commands and the Scrapy pipeline, too, are tested on a real Kafka."""

hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis.settings.load_profile("steady")
"""The same examples in every run, and no time limit that a busy machine exceeds."""

MakeCandidate = Callable[..., Candidate]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name every test that was left out, and why."""
    for report in terminalreporter.stats.get("skipped", []):
        terminalreporter.write_line(f"left out: {report.nodeid}: {report.longrepr[2].removeprefix('Skipped: ')}")


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every attempt to reach out fail."""

    def refuse(*args: Any, **_: Any) -> NoReturn:
        raise AssertionError(f"a page made the pipeline reach out: {args}")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)


@pytest.fixture
def make_candidate() -> MakeCandidate:
    """Give what makes candidates."""
    return candidate_of
