"""The examples of docs/consumers.md are run as they stand: each keeps in step with what is published, killed or not."""

import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from schemas.generate import FOLDER
from testing.outcomes import ARTICLE, DUPLICATE, put_in_transactions
from tests.kafka.fixtures import ROOT
from tests.kafka.running import wait_for
from tests.kafka.test_crawler_docs import need_kcat
from workers.kafka.client.messages import Message, outcome_message
from workers.kafka.client.roles import Role, kafka_topic
from workers.records import Article, DuplicateKind, Event
from workers.settings import Settings

pytestmark = [pytest.mark.kafka, pytest.mark.usefixtures("raw")]

WITHDRAWN = msgspec.json.decode((FOLDER / "examples/article.v1/withdrawn.json").read_bytes(), type=Article)
DOCUMENT = (ROOT / "docs" / "consumers.md").read_text(encoding="utf-8")


def example(language: str, settings: Settings, number: int = 0) -> str:
    """An example in a language, with the tests' Kafka and names: of two the first keeps in step, the second filters."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)[number]
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


def withdrawn(article_id: str) -> Message:
    return outcome_message(msgspec.structs.replace(WITHDRAWN, article_id=article_id), "test")


def forgotten(article_id: str) -> Message:
    return Message(Role.ARTICLES, article_id.encode(), None, [])  # type: ignore[arg-type] # none is written yet


def about(article_id: str, language: str, *topics: str) -> Message:
    """An article in a language, of topics."""
    (topic, *_), told = ARTICLE.topics, ARTICLE.language
    article = msgspec.structs.replace(
        ARTICLE,
        article_id=article_id,
        url=f"https://news.example/{article_id}",
        language=msgspec.structs.replace(told, code=language),
        topics=[msgspec.structs.replace(topic, id=name) for name in topics],
    )
    return outcome_message(article, "test")


def seen(article_id: str, kind: DuplicateKind, of: str) -> Message:
    return outcome_message(msgspec.structs.replace(DUPLICATE, article_id=article_id, kind=kind, duplicate_of=of), "test")


FIRST = [
    *(published(f"a{n}") for n in range(20)),
    published("a1", 2),
    *(seen(name, DuplicateKind.COPY, "a1") for name in ("c1", "c2")),
]
ABORTED = [published("a2", 2), published("gone"), seen("gone", DuplicateKind.COPY, "a1")]
THEN = [
    withdrawn("a6"),
    forgotten("a7"),
    forgotten("c2"),
    published("a3", 2),
    published("a1", 3),
    seen("a1", DuplicateKind.RECRAWL, "a1"),
    published("a5", 1, "After the window"),
]


def last_titles(messages: list[Message]) -> dict[str, str]:
    titles: dict[str, str | None] = {}
    for message in messages:
        if message.role is Role.ARTICLES:
            titles[(message.key or b"").decode()] = json.loads(message.value)["title"] if message.value else None
    return {article_id: title for article_id, title in titles.items() if title}


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

    def copies() -> dict[str, str]:
        return dict(rows("SELECT article_id, copy_of FROM copies"))  # type: ignore[arg-type]

    def run_until_in_step(expected: list[Message], expected_copies: dict[str, str]) -> None:
        consumer = subprocess.Popen([sys.executable, "consumer.py"], cwd=tmp_path)
        try:
            wait_for(lambda: (titles(), copies()) == (last_titles(expected), expected_copies) or consumer.poll() is not None)
            assert consumer.poll() is None
        finally:
            consumer.kill()
            consumer.wait()

    put_in_transactions(settings, (FIRST, True), (ABORTED, False))
    run_until_in_step(FIRST, {"c1": "a1", "c2": "a1"})
    put_in_transactions(settings, (THEN, True), (ABORTED, False))
    run_until_in_step([*FIRST, *THEN], {"c1": "a1"})
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
    written = {file.stem for file, at in before.items() if file.exists() and file.stat().st_mtime_ns != at}
    assert written == {"a1", "a3", "a5"}, "it has read more than what was new"


POLITICS, SPORT = "medtop:11000000", "medtop:15000000"
MIXED = [
    about("en-politics", "en", POLITICS, SPORT),
    about("de-politics", "de", POLITICS),
    about("fr-politics", "fr", POLITICS),
    about("en-sport", "en", SPORT, POLITICS),
    about("en-nothing", "en"),
    withdrawn("gone"),
    forgotten("forgotten"),
]


def test_the_python_example_filters_by_headers(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "filter.py").write_text(example("python", settings, 1), encoding="utf-8")
    put_in_transactions(
        settings, (MIXED, True), ([about("aborted", "en", POLITICS)], False), ([about("last", "en", POLITICS)], True)
    )
    found = tmp_path / "urls"
    with found.open("wb") as out:
        consumer = subprocess.Popen([sys.executable, "filter.py"], cwd=tmp_path, stdout=out)
    try:
        wait_for(lambda: found.read_text(encoding="utf-8").count("\n") == 3 or consumer.poll() is not None)
        assert consumer.poll() is None
    finally:
        consumer.kill()
        consumer.wait()
    passed = [f"https://news.example/{name}" for name in ("de-politics", "en-politics", "last")]
    assert sorted(found.read_text(encoding="utf-8").splitlines()) == passed


def test_the_kcat_example_filters_by_headers(settings: Settings, tmp_path: Path) -> None:
    need_kcat()
    put_in_transactions(settings, (MIXED, True), ([about("aborted", "en", POLITICS)], False))
    subprocess.run(["bash", "-euo", "pipefail", "-c", example("sh", settings, 1)], cwd=tmp_path, check=True, timeout=100)
    events = (tmp_path / "politics.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(event)["article_id"] for event in events] == ["en-politics"]
