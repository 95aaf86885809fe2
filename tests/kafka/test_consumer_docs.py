"""The examples of docs/consumers.md are run as they stand: each keeps in step with what is published, killed or not."""

import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.kafka.conftest import ROOT
from tests.kafka.outcomes import ARTICLE, DUPLICATE, put_in_transactions
from tests.kafka.running import wait_for
from tests.kafka.test_crawler_docs import need_kcat
from workers.kafka.client.messages import Message, outcome_message
from workers.kafka.client.roles import Role, kafka_topic
from workers.records import DuplicateKind, Event
from workers.settings import Settings

pytestmark = [pytest.mark.kafka, pytest.mark.usefixtures("raw")]

DOCUMENT = (ROOT / "docs" / "consumers.md").read_text(encoding="utf-8")


def example(language: str, settings: Settings) -> str:
    """The one example in a language, with the tests' Kafka and names."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
    articles, duplicates = kafka_topic(settings, Role.ARTICLES), kafka_topic(settings, Role.DUPLICATES)
    for name, own in {
        "localhost:9092": settings.kafka,
        '"articles"': f'"{articles}"',
        '"articles.duplicates"': f'"{duplicates}"',
        "-t articles ": f"-t {articles} ",
    }.items():
        found = found.replace(name, own)
    return str(found)


def published(article_id: str, revision: int = 1, title: str = "An island's \\ school") -> Message:
    event = Event.CREATED if revision == 1 else Event.REVISED
    return outcome_message(
        msgspec.structs.replace(ARTICLE, article_id=article_id, event=event, revision=revision, title=f"{title}, {revision}"),
        "test",
    )


def seen(article_id: str, kind: DuplicateKind, of: str) -> Message:
    return outcome_message(msgspec.structs.replace(DUPLICATE, article_id=article_id, kind=kind, duplicate_of=of), "test")


FIRST = [*(published(f"a{n}") for n in range(20)), published("a1", 2), seen("c1", DuplicateKind.COPY, "a1")]
ABORTED = [published("a2", 2), published("gone"), seen("gone", DuplicateKind.COPY, "a1")]
THEN = [published("a3", 2), published("a1", 3), seen("a1", DuplicateKind.RECRAWL, "a1"), published("a5", 1, "After the window")]


def last_titles(messages: list[Message]) -> dict[str, str]:
    events = [json.loads(message.value) for message in messages if message.role is Role.ARTICLES]
    return {event["article_id"]: event["title"] for event in events}


def test_the_python_consumer_keeps_its_tables_in_step_over_a_kill(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "consumer.py").write_text(example("python", settings), encoding="utf-8")
    database = tmp_path / "news.db"

    def rows(query: str) -> list[tuple[object, ...]]:
        try:
            return sqlite3.connect(f"file:{database}?mode=ro", uri=True).execute(query).fetchall()
        except sqlite3.OperationalError:
            return []  # it has not made its tables yet

    def titles() -> dict[str, str]:
        return dict(rows("SELECT article_id, title FROM articles"))  # type: ignore[arg-type]

    def run_until_in_step(expected: list[Message]) -> None:
        consumer = subprocess.Popen([sys.executable, "consumer.py"], cwd=tmp_path)
        try:
            wait_for(
                lambda: (titles() == last_titles(expected) and bool(rows("SELECT * FROM copies"))) or consumer.poll() is not None
            )
            assert consumer.poll() is None
        finally:
            consumer.kill()
            consumer.wait()

    put_in_transactions(settings, (FIRST, True), (ABORTED, False))
    run_until_in_step(FIRST)
    put_in_transactions(settings, (THEN, True), (ABORTED, False))
    run_until_in_step([*FIRST, *THEN])
    assert rows("SELECT article_id, copy_of FROM copies") == [("c1", "a1")]
    assert len(rows("SELECT * FROM offsets")) >= 3


def test_the_kcat_consumer_goes_on_where_it_ended(settings: Settings, tmp_path: Path) -> None:
    need_kcat()

    def run() -> dict[str, str]:
        subprocess.run(["bash", "-euo", "pipefail", "-c", example("sh", settings)], cwd=tmp_path, check=True, timeout=100)
        files = (tmp_path / "articles").glob("*.json")
        return {file.stem: json.loads(file.read_text(encoding="utf-8"))["title"] for file in files}

    put_in_transactions(settings, (FIRST, True), (ABORTED, False))
    assert run() == last_titles(FIRST)
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "articles").glob("*.json")}
    put_in_transactions(settings, (THEN, True), (ABORTED, False))
    assert run() == last_titles([*FIRST, *THEN])
    written = {file.stem for file, at in before.items() if file.stat().st_mtime_ns != at}
    assert written == {"a1", "a3", "a5"}, "it has read more than what was new"
