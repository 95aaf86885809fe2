"""The Kafka topics as they have to be, made where they are missing, compared where they stand.

What exists is never changed: more partitions would move claims to other owners, other retention may lose pages.
"""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import msgspec
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, UnknownTopicOrPartitionError
from aiokafka.protocol.metadata import MetadataRequest

from workers.errors import KafkaFailure
from workers.kafka.client.connection import admin_client, require_success
from workers.kafka.client.permissions import NEEDS, require_permissions
from workers.kafka.client.roles import Role, kafka_topic
from workers.settings import MEBIBYTE, Settings

ENVELOPE_BYTES = 128 * 1024
"""What key, headers and batch add to a message's value at most."""

POLL_SECONDS = 0.05


class TopicSpec(msgspec.Struct, frozen=True):
    """A Kafka topic: its name, partitions, replicas and configuration."""

    name: str
    partitions: int
    replication: int
    configuration: Mapping[str, str]


class Difference(NamedTuple):
    """A setting of a Kafka topic that is not as it has to be."""

    kafka_topic: str
    setting: str
    has: str
    wants: str

    def __str__(self) -> str:
        """Say what differs, in one line."""
        return f"{self.kafka_topic}: {self.setting} is {self.has}, has to be {self.wants}"


class Created(NamedTuple):
    """What `create_topics` found: the topics it made, those that stood, and how these differ from what they have to be."""

    made: list[TopicSpec]
    stood: list[TopicSpec]
    differences: list[Difference]


def topic_specs(settings: Settings) -> list[TopicSpec]:
    """Say how each Kafka topic has to be.

    Time counts from arrival (LogAppendTime): a crawler's wrong clock, or an old archive, lets no page expire before it is read.
    Articles are compacted only when their raw pages are gone: until then an audit finds the outcome of each of them. And what was
    replayed is known for as long as a dead letter can be read, or it could be sent again.
    """
    raw, outcome = settings.max_message_bytes, settings.max_outcome_bytes
    kept_as_raw = {"cleanup.policy": "delete", "retention.ms": _ms(settings.raw_retention)}
    kept = {"cleanup.policy": "delete", "retention.ms": _ms(settings.retention)}
    compacted = {**kept, "cleanup.policy": "compact,delete", "min.compaction.lag.ms": _ms(settings.raw_kept_at_most)}
    table: dict[Role, tuple[int, dict[str, str]]] = {
        Role.RAW: (raw, {**kept_as_raw, "segment.ms": _ms(settings.raw_segment)}),
        Role.EXTRACTED: (outcome, kept_as_raw),
        Role.CLAIMS: (outcome, {"cleanup.policy": "compact,delete", "retention.ms": _ms(settings.window)}),
        Role.ARTICLES: (outcome, compacted),
        Role.DUPLICATES: (outcome, kept),
        Role.REJECTED: (outcome, kept),
        Role.DEAD_LETTER: (outcome, kept),
        Role.REPLAYED: (MEBIBYTE, {**kept, "retention.ms": _ms(settings.kept_at_most)}),
    }
    everywhere = {
        "message.timestamp.type": "LogAppendTime",
        "retention.bytes": "-1",
        "min.insync.replicas": "2" if settings.replication > 2 else "1",
        "unclean.leader.election.enable": "false",
    }
    return [
        TopicSpec(
            kafka_topic(settings, role),
            settings.partitions,
            settings.replication,
            {**configuration, **everywhere, "max.message.bytes": str(size + ENVELOPE_BYTES)},
        )
        for role, (size, configuration) in table.items()
    ]


def _ms(time: timedelta) -> str:
    return str(time // timedelta(milliseconds=1))


async def require_topics(settings: Settings, *roles: Role, configured: bool = False) -> list[TopicSpec]:
    """Say how Kafka topics are; their configuration takes a permission of its own. Raises KafkaFailure where one is missing."""
    async with admin_client(settings) as admin:
        topics = await _look_up(admin, [kafka_topic(settings, role) for role in roles])
        if missing := [name for name, topic in topics.items() if topic is None]:
            raise KafkaFailure(
                f"Kafka at {settings.kafka} has no {', '.join(missing)}; newsmill topics create makes what is missing"
            )
        specs = [_spec(topic) for topic in topics.values() if topic]
        return [await _configured(admin, spec) for spec in specs] if configured else specs


async def count_partitions(admin: AIOKafkaAdminClient, name: str) -> int | None:
    """Count the partitions of a Kafka topic of any name; None where there is none such. Raises KafkaFailure where Kafka may not tell."""
    topic = (await _look_up(admin, [name]))[name]
    return None if topic is None else len(topic["partitions"])


async def require_partitions(settings: Settings) -> None:
    """Make sure that the workers' Kafka topics are there and theirs to use, and that claims have the owners that the settings say. Raises KafkaFailure."""
    await require_permissions(settings, "worker")
    for spec in await require_topics(settings, *NEEDS["worker"].topics):
        if spec.name == kafka_topic(settings, Role.EXTRACTED) and spec.partitions != settings.partitions:
            raise KafkaFailure(
                f"{spec.name} has {spec.partitions} partitions, NEWSMILL_PARTITIONS says {settings.partitions};"
                f" set it to {spec.partitions}"
            )


async def create_topics(settings: Settings) -> Created:
    """Create the Kafka topics that are missing, and compare those that stand. Raises KafkaFailure."""
    specs = topic_specs(settings)
    names = [spec.name for spec in specs]
    async with admin_client(settings) as admin:
        existing = await _look_up(admin, names)
        made = [spec for spec in specs if existing[spec.name] is None and await _create(admin, spec)]
        stood = [spec for spec in specs if spec not in made]
        served = await _wait_until_served(settings, admin, names)
        has = [await _configured(admin, served[spec.name]) for spec in stood]
        return Created(made, stood, [found for pair in zip(stood, has, strict=True) for found in differences(*pair)])


async def _create(admin: AIOKafkaAdminClient, spec: TopicSpec) -> bool:
    """Create a Kafka topic; tell whether it was made here, and not meanwhile by somebody else."""
    new = NewTopic(spec.name, spec.partitions, spec.replication, topic_configs=dict(spec.configuration))
    response = await admin.create_topics([new])
    for name, code, message in response.topic_errors:
        if code == TopicAlreadyExistsError.errno:
            return False
        require_success(code, f"Kafka does not create {name}: {message}")
    return True


async def _wait_until_served(settings: Settings, admin: AIOKafkaAdminClient, names: list[str]) -> dict[str, TopicSpec]:
    """Wait until brokers tell of Kafka topics and of a leader for each partition: a while after the controller has made them."""
    try:
        async with asyncio.timeout(settings.kafka_seconds):
            while True:
                topics = (await _look_up(admin, names)).values()
                served = [_spec(topic) for topic in topics if topic and _is_served(topic)]
                if len(served) == len(names):
                    return {spec.name: spec for spec in served}
                await asyncio.sleep(POLL_SECONDS)
    except TimeoutError as error:
        raise KafkaFailure(f"Kafka at {settings.kafka} made the Kafka topics, but does not serve them yet") from error


async def _look_up(admin: AIOKafkaAdminClient, names: list[str]) -> dict[str, dict[str, Any] | None]:
    """Say what Kafka tells of Kafka topics; None of one that is not there.

    Asked in this way Kafka makes none by itself, which would be the wrong way. Raises KafkaFailure where it may not tell.
    """
    request = MetadataRequest(names, allow_auto_topic_creation=False)
    response = await admin._send_request(request)  # noqa: SLF001 # its own methods would have them made
    topics: dict[str, dict[str, Any] | None] = dict.fromkeys(names)
    for topic in response.to_object()["topics"]:
        if topic["error_code"] != UnknownTopicOrPartitionError.errno:
            require_success(topic["error_code"], f"Kafka does not describe {topic['topic']}")
            topics[topic["topic"]] = topic
    return topics


def _is_served(topic: dict[str, Any]) -> bool:
    return not topic["error_code"] and not any(part["error_code"] or part["leader"] < 0 for part in topic["partitions"])


def _spec(topic: dict[str, Any]) -> TopicSpec:
    """Say how many partitions and replicas a Kafka topic has."""
    replicas = [len(partition["replicas"]) for partition in topic["partitions"]]
    return TopicSpec(topic["topic"], len(replicas), min(replicas, default=0), {})


async def _configured(admin: AIOKafkaAdminClient, spec: TopicSpec) -> TopicSpec:
    """Add how a Kafka topic is configured."""
    (response,) = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, spec.name)])
    ((code, message, _, _, entries),) = response.resources
    require_success(code, f"Kafka does not tell the configuration of {spec.name}: {message}")
    return TopicSpec(spec.name, spec.partitions, spec.replication, {entry[0]: entry[1] for entry in entries})


def differences(wants: TopicSpec, has: TopicSpec) -> list[Difference]:
    """Compare a Kafka topic with what it has to be; settings that it need not have are its owner's."""
    pairs = {
        "partitions": (str(has.partitions), str(wants.partitions)),
        "replication": (str(has.replication), str(wants.replication)),
        **{name: (has.configuration.get(name, "not there"), value) for name, value in wants.configuration.items()},
    }
    return [Difference(wants.name, name, *pair) for name, pair in pairs.items() if len({_unordered(value) for value in pair}) > 1]


def _unordered(value: str) -> frozenset[str]:
    """Read a value that may be a list (cleanup.policy) of which the order says nothing."""
    return frozenset(value.split(","))
