"""`newsmill topics create`: it makes what is missing, changes nothing that stands, and says what differs."""

import asyncio
from datetime import timedelta

import pytest
import yaml
from aiokafka.admin import NewTopic

from schemas.generate import FOLDER
from tests.kafka.fixtures import Newsmill, run_newsmill
from workers.kafka.client.connection import admin_client
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.client.topics import TopicSpec, differences, topic_specs
from workers.settings import Settings

CLAIMS = "pages.claims"
"""Its messages are nobody's but the workers': no part of the contract."""

SPECS = {spec.name: spec for spec in topic_specs(Settings())}


def create(settings: Settings, topic: NewTopic) -> None:
    async def run() -> None:
        async with admin_client(settings) as admin:
            await admin.create_topics([topic])

    asyncio.run(run())


def test_the_kafka_topics_are_those_of_the_asyncapi_document_and_cleaned_up_as_it_says() -> None:
    channels = yaml.safe_load((FOLDER / "asyncapi.yaml").read_text(encoding="utf-8"))["channels"].values()
    told = {item["address"]: item["bindings"]["kafka"]["topicConfiguration"]["cleanup.policy"] for item in channels}
    assert told == {name: spec.configuration["cleanup.policy"].split(",") for name, spec in SPECS.items() if name != CLAIMS}


def test_each_role_has_a_kafka_topic_with_the_prefix() -> None:
    settings = Settings(topic_prefix="a.", kafka_topic_raw="in")
    assert [kafka_topic(settings, role) for role in Role][:2] == ["a.in", "a.pages.extracted"]
    assert [spec.name for spec in topic_specs(settings)] == [kafka_topic(settings, role) for role in Role]


@pytest.mark.parametrize("days", [0.01, 1, 7, 30])
def test_an_outcome_outlives_its_raw_page(days: float) -> None:
    """A raw page stays until its segment runs out, the outcome must be there until then: neither compacted nor expired."""
    specs = {spec.name: spec.configuration for spec in topic_specs(Settings(raw_retention_days=days))}
    raw_goes = int(specs["pages.raw"]["retention.ms"]) + int(specs["pages.raw"]["segment.ms"])
    assert int(specs["articles"]["min.compaction.lag.ms"]) > raw_goes
    assert all(
        int(specs[name]["retention.ms"]) > raw_goes for name in specs if name not in {"pages.raw", "pages.extracted", CLAIMS}
    )
    assert timedelta(milliseconds=int(specs["pages.raw"]["retention.ms"])) == timedelta(days=days)


def test_a_dead_letter_of_the_largest_raw_page_fits_its_kafka_topic() -> None:
    largest = int(SPECS["pages.raw"].configuration["max.message.bytes"])
    assert int(SPECS["pages.dead-letter"].configuration["max.message.bytes"]) > largest * 4 / 3


def test_with_three_replicas_a_message_is_on_two_before_it_is_acknowledged() -> None:
    assert {spec.configuration["min.insync.replicas"] for spec in topic_specs(Settings(replication=3))} == {"2"}


def test_differences_name_the_topic_the_setting_and_both_values() -> None:
    wants = TopicSpec("articles", 12, 1, {"cleanup.policy": "compact,delete", "retention.ms": "5"})
    has = TopicSpec("articles", 3, 1, {"cleanup.policy": "delete,compact", "retention.ms": "4", "flush.ms": "1"})
    assert [str(found) for found in differences(wants, has)] == [
        "articles: partitions is 3, has to be 12",
        "articles: retention.ms is 4, has to be 5",
    ]


@pytest.mark.kafka
def test_it_creates_all_and_again_changes_nothing(newsmill: Newsmill, settings: Settings) -> None:
    first, second = newsmill("topics", "create"), newsmill("topics", "create")
    names = [kafka_topic(settings, role) for role in Role]
    assert (first.returncode, first.stdout, first.stderr) == (0, "".join(f"created {n} with 3 partitions\n" for n in names), "")
    assert (second.returncode, second.stdout, second.stderr) == (0, "".join(f"{n} is there\n" for n in names), "")


@pytest.mark.kafka
def test_where_what_exists_differs_it_says_what_and_leaves_it(newsmill: Newsmill, settings: Settings) -> None:
    name = kafka_topic(settings, Role.RAW)
    configuration = {**topic_specs(settings)[0].configuration, "retention.ms": "1000"}
    create(settings, NewTopic(name, 2, 1, topic_configs=configuration))
    for _ in range(2):
        run = newsmill("topics", "create")
        assert run.returncode == 1
        assert run.stderr == (
            f"newsmill: {name}: partitions is 2, has to be 3\nnewsmill: {name}: retention.ms is 1000, has to be 604800000\n"
        )


@pytest.mark.kafka
def test_what_kafka_refuses_is_one_line(newsmill: Newsmill) -> None:
    run = newsmill("topics", "create", NEWSMILL_REPLICATION="3")
    assert run.returncode == 1
    assert run.stderr.count("\n") == 1
    assert run.stderr.startswith("newsmill: Kafka does not create test-")
    assert run.stderr.endswith("(InvalidReplicationFactorError)\n")


@pytest.mark.parametrize("servers", ["127.0.0.1:1", "nowhere.invalid:9092"])
def test_a_broker_that_cannot_be_reached_is_one_line(servers: str) -> None:
    run = run_newsmill({"NEWSMILL_KAFKA": servers}, "topics", "create")
    assert (run.returncode, run.stderr.count("\n")) == (1, 1)
    assert run.stderr.startswith(f"newsmill: Kafka cannot be reached at {servers}")
