"""`newsmill audit`: it closes only where each raw page has exactly one committed outcome, and names every page that has not."""

import asyncio
import json
import os
import subprocess

import pytest

from testing.broker import Broker
from testing.outcomes import article, delete_pages, outcome, outcomes, put_in_transactions, put_pages
from testing.record_batches import Record, put
from tests.kafka.fixtures import NEWSMILL, Newsmill, names, run_newsmill
from workers.kafka.audit import audit as auditing
from workers.kafka.audit.audit import audit
from workers.kafka.client.ground import settled
from workers.kafka.client.messages import Message
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.worker.signing import sign_first
from workers.settings import Settings, read_settings

pytestmark = pytest.mark.kafka

BY_TIME = "12 outcomes name no life of the Kafka topic, and were judged by when they were appended"
"""What is said of outcomes as the version before wrote them, as these are."""


@pytest.fixture
def raw(raw: str, settings: Settings) -> str:
    """The Kafka topic of raw pages, on which the group has begun: without offsets an audit says that they are gone."""

    async def begin() -> None:
        await sign_first(settings, await settled(settings))

    asyncio.run(begin())
    return raw


@pytest.fixture
def pages(settings: Settings, raw: str) -> str:
    """The Kafka topic of raw pages, with four pages on each of its partitions."""
    put_pages(settings, 4)
    return raw


@pytest.mark.usefixtures("pages")
def test_it_closes_where_each_page_has_one_committed_outcome(newsmill: Newsmill, settings: Settings) -> None:
    """Aborted outcomes, before and after the committed ones, count for nothing."""
    every = outcomes(settings, 4)
    put_in_transactions(settings, (every, False), (every, True), (every, False))
    run = newsmill("audit")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == (
        "12 raw pages = 3 articles (3 created) + 3 duplicates (3 copy) + 3 rejected (3 login) + 3 dead letters (3 invalid_json)\n"
        f"0 missing\n0 double\n0 published twice\n{BY_TIME}\n"
    )


def test_missing_and_double_pages_are_named(newsmill: Newsmill, settings: Settings, pages: str) -> None:
    every = outcomes(settings, 4)
    put_in_transactions(settings, ([*every[1:-1], every[5], article(settings, 1, 2)], True))
    run = newsmill("audit")
    assert run.returncode == 1
    assert run.stdout.splitlines()[0].startswith("12 raw pages ≠ ")
    assert run.stdout.splitlines()[1:] == [
        f"2 missing: {pages}/0/0, {pages}/2/3",
        f"2 double: {pages}/1/1, {pages}/1/2",
        "0 published twice",
        BY_TIME,
    ]


@pytest.mark.usefixtures("pages")
def test_as_json(newsmill: Newsmill, settings: Settings) -> None:
    put_in_transactions(settings, (outcomes(settings, 4)[1:], True))
    run = newsmill("audit", "--json")
    told = json.loads(run.stdout)
    assert run.returncode == 1
    assert (told["raw_pages"], told["missing"], told["double"], told["published_twice"]) == (12, 1, 0, 0)
    assert told["missing_at"] == [{"partition": 0, "offset": 0}]
    assert told["outcomes"]["articles"] == {"created": 2}


@pytest.mark.usefixtures("pages")
def test_a_revision_that_two_pages_published_is_named(newsmill: Newsmill, settings: Settings) -> None:
    twice = [article(settings, partition, 0, article_id="one") for partition in (0, 1)]
    others = [message for message in outcomes(settings, 4) if message.key not in {b"0-0", b"1-0"}]
    put_in_transactions(settings, (twice + others, True))
    run = newsmill("audit")
    assert run.returncode == 1
    assert run.stdout.splitlines()[1:] == ["0 missing", "0 double", "1 published twice: one/1", BY_TIME]


def test_markers_and_aborted_pages_of_a_crawler_with_transactions_are_no_pages(
    newsmill: Newsmill, settings: Settings, pages: str
) -> None:
    """On partition 0 after the four pages: a page and its marker, two aborted pages and their marker, a page and its marker."""
    page = Message(Role.RAW, None, b"{}", [])
    put_in_transactions(settings, ([page], True), ([page, page], False), ([page], True), partition=0)
    put_in_transactions(settings, ([*outcomes(settings, 4), article(settings, 0, 4)], True))
    run = newsmill("audit")
    assert run.stdout.splitlines()[0].startswith("14 raw pages ≠ 4 articles")
    assert run.stdout.splitlines()[1] == f"1 missing: {pages}/0/9"
    put_in_transactions(settings, ([article(settings, 0, 9)], True))
    assert newsmill("audit").returncode == 0


@pytest.mark.usefixtures("pages")
def test_pages_that_expired_are_left_out_and_their_outcomes_counted(newsmill: Newsmill, settings: Settings) -> None:
    put_in_transactions(settings, (outcomes(settings, 4)[1:], True))
    delete_pages(settings, before=2)
    run = newsmill("audit")
    assert run.returncode == 0
    assert run.stdout.splitlines()[0].startswith("10 raw pages = ")
    assert "1 outcomes of raw pages that have expired" in run.stdout.splitlines()


def test_a_message_that_is_no_outcome_is_told(newsmill: Newsmill, settings: Settings, pages: str) -> None:
    strange = [Message(Role.REJECTED, None, value, []) for value in (b"", b"{}", b"\xff")]
    put_in_transactions(settings, ([*outcomes(settings, 4), *strange], True))
    run = newsmill("audit")
    assert run.returncode == 0
    assert run.stdout.splitlines()[-1] == f"3 messages that are no outcome of a page of {pages}"


@pytest.mark.usefixtures("pages")
def test_with_a_wait_it_looks_again_until_it_closes(environ: dict[str, str], settings: Settings) -> None:
    every = outcomes(settings, 4)
    put_in_transactions(settings, (every[:5], True))
    command = [str(NEWSMILL), "audit", "--wait", "60"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env={"PATH": os.environ["PATH"], **environ})
    put_in_transactions(settings, (every[5:8], True), (every[8:], True))
    told, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert b"0 missing\n0 double\n" in told


def test_a_wait_that_is_over_says_what_is_missing(newsmill: Newsmill, settings: Settings, pages: str) -> None:
    put_in_transactions(settings, (outcomes(settings, 4)[:-1], True))
    run = newsmill("audit", "--wait", "0.5")
    assert (run.returncode, run.stdout.splitlines()[1]) == (1, f"1 missing: {pages}/2/3")


@pytest.mark.usefixtures("pages")
def test_several_processes_find_the_same(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    every = outcomes(settings, 4)
    put_in_transactions(settings, (every[1:], True), (every[3:5], True))
    alone = asyncio.run(audit(settings))
    monkeypatch.setattr(auditing, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert asyncio.run(audit(settings)) == alone
    assert (alone.missing, alone.double) == (1, 2)


@pytest.mark.usefixtures("pages")
def test_of_many_missing_pages_it_looks_at_some_and_counts_all(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "CHECKED", 5)
    verdict = asyncio.run(audit(settings))
    assert (verdict.raw_pages, verdict.missing, len(verdict.missing_at), verdict.unchecked) == (12, 12, 12, 7)


def test_without_the_kafka_topics_it_says_what_to_do(newsmill: Newsmill) -> None:
    run = newsmill("audit")
    assert (run.returncode, run.stderr.count("\n")) == (1, 1)
    assert run.stderr.endswith("newsmill topics create makes what is missing\n")


def test_a_broker_that_goes_away_meanwhile_is_one_line(own_broker: Broker) -> None:
    """The broker dies while pages are waited for."""
    environ = {**names(own_broker.servers), "NEWSMILL_PARTITIONS": "1", "NEWSMILL_KAFKA_SECONDS": "1"}
    run_newsmill(environ, "topics", "create")
    put_pages(read_settings(environ), 1, partitions=1)
    command = [str(NEWSMILL), "audit", "--wait", "60"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env={"PATH": os.environ["PATH"], **environ})
    assert process.poll() is None
    own_broker.kill()
    _, told = process.communicate(timeout=60)
    assert (process.returncode, told.count(b"\n")) == (1, 1)
    assert told.startswith(b"newsmill: Kafka ")


def test_whatever_records_lie_there_it_counts_those_that_are_pages_and_outcomes(
    newsmill: Newsmill, settings: Settings, pages: str
) -> None:
    """Headers whose names are no UTF-8 on both sides, tombstones, and what only looks like an outcome."""
    odd = [(b"\xff", b"x")]
    asyncio.run(put(settings.kafka, pages, Record(b"{}", headers=odd)))
    put_in_transactions(settings, (outcomes(settings, 4), True))
    made = outcome(settings, 0, 4)
    like = json.loads(made.value)
    records = [
        Record(made.value, b"\xff", odd),
        *(Record(None, b"\xff", odd) for _ in range(2)),
        Record(b"[" * 100_000, b""),
        *(
            Record(json.dumps({**like, "article_id": "another", **lie}).encode(), b"\xff")
            for lie in (
                {"source": {**like["source"], "offset": 2**64}},
                {"source": {**like["source"], "partition": 10**30}},
                {"article_id": "x" * 100_000},
                {"revision": 10**30},
            )
        ),
    ]
    asyncio.run(put(settings.kafka, kafka_topic(settings, made.role), *records))
    run = newsmill("audit", "--json")
    assert run.stderr == ""
    told = json.loads(run.stdout)
    assert (told["raw_pages"], told["missing"], told["double"], told["published_twice"]) == (13, 0, 0, 0)
    assert (told["foreign"], told["later"]) == (len(records) - 2, 1)
