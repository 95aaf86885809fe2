"""What tests share: sockets are blocked unless a test asks for them, and candidates are made of a text."""

import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

import hypothesis
import pytest

from workers.ids import article_id
from workers.records import Candidate, Language, Provenance, Source
from workers.relay.claims import claims_of
from workers.steps.fingerprint import fingerprint

START = datetime(2026, 3, 1, 12, tzinfo=UTC)

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


def candidate_of(
    text: str, *, url: str = "https://paper.example/a", record: int = 1, day: float = 0, file: str = "pages.jsonl"
) -> Candidate:
    """Make a candidate of a text, as the pipeline would."""
    prints = fingerprint(text)
    article = article_id(url)
    return Candidate(
        article_id=article,
        url=url,
        canonical_url=url,
        site="paper.example",
        title="A title",
        text=text,
        description=None,
        image=None,
        authors=[],
        published_at=None,
        modified_at=None,
        fetched_at=START + timedelta(days=day),
        language=Language(code="en", confidence=1.0, declared=None),
        topics=[],
        tags=[],
        also_on_page=[],
        fingerprint=prints,
        provenance=Provenance(title=None, published_at=None, authors=None, language=None, newsmill="0", extractor="0"),
        source=Source(file=file, record=record),
        claims=claims_of(article, prints),
    )


@pytest.fixture
def make_candidate() -> MakeCandidate:
    """Give what makes candidates."""
    return candidate_of
