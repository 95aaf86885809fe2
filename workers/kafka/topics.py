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
from aiokafka.errors import TopicAlreadyExistsError

from workers.kafka.connection import KafkaFailure, admin_client, require_success
from workers.kafka.roles import Role, kafka_topic
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


async def require_topics(settings: Settings, *roles: Role) -> list[TopicSpec]:
    """Say how Kafka topics are. Raises KafkaFailure where one is missing: asked for it, Kafka might make it, the wrong way."""
    names = [kafka_topic(settings, role) for role in roles]
    async with admin_client(settings) as admin:
        existing = set(await admin.list_topics())
        if missing := [name for name in names if name not in existing]:
            raise KafkaFailure(
                f"Kafka at {settings.kafka} has no {', '.join(missing)}; newsmill topics create makes what is missing"
            )
        return [await _describe(admin, name) for name in names]


async def require_partitions(settings: Settings) -> None:
    """Make sure that all Kafka topics are there, and that claims have the owners that the settings say. Raises KafkaFailure."""
    for spec in await require_topics(settings, *Role):
        if spec.name == kafka_topic(settings, Role.EXTRACTED) and spec.partitions != settings.partitions:
            raise KafkaFailure(
                f"{spec.name} has {spec.partitions} partitions, NEWSMILL_PARTITIONS says {settings.partitions};"
                f" set it to {spec.partitions}"
            )


async def create_topics(settings: Settings) -> Created:
    """Create the Kafka topics that are missing, and compare those that stand. Raises KafkaFailure."""
    specs = topic_specs(settings)
    async with admin_client(settings) as admin:
        existing = set(await admin.list_topics())
        made = [spec for spec in specs if spec.name not in existing and await _create(admin, spec)]
        stood = [spec for spec in specs if spec not in made]
        await _wait_until_served(settings, admin, [spec.name for spec in specs])
        return Created(made, stood, [found for spec in stood for found in differences(spec, await _describe(admin, spec.name))])


async def _create(admin: AIOKafkaAdminClient, spec: TopicSpec) -> bool:
    """Create a Kafka topic; tell whether it was made here, and not meanwhile by somebody else."""
    new = NewTopic(spec.name, spec.partitions, spec.replication, topic_configs=dict(spec.configuration))
    response = await admin.create_topics([new])
    for name, code, message in response.topic_errors:
        if code == TopicAlreadyExistsError.errno:
            return False
        require_success(code, f"Kafka does not create {name}: {message}")
    return True


async def _wait_until_served(settings: Settings, admin: AIOKafkaAdminClient, names: list[str]) -> None:
    """Wait until brokers tell of Kafka topics and of a leader for each partition: a while after the controller has made them."""
    try:
        async with asyncio.timeout(settings.kafka_seconds):
            while any(not _is_served(topic) for topic in await admin.describe_topics(names)):  # noqa: ASYNC110 # Kafka tells only who asks
                await asyncio.sleep(POLL_SECONDS)
    except TimeoutError as error:
        raise KafkaFailure(f"Kafka at {settings.kafka} made the Kafka topics, but does not serve them yet") from error


def _is_served(topic: dict[str, Any]) -> bool:
    return not topic["error_code"] and not any(part["error_code"] or part["leader"] < 0 for part in topic["partitions"])


async def _describe(admin: AIOKafkaAdminClient, name: str) -> TopicSpec:
    """Say how a Kafka topic is."""
    (topic,) = await admin.describe_topics([name])
    require_success(topic["error_code"], f"Kafka does not describe {name}")
    (response,) = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
    ((code, message, _, _, entries),) = response.resources
    require_success(code, f"Kafka does not tell the configuration of {name}: {message}")
    replicas = [len(partition["replicas"]) for partition in topic["partitions"]]
    return TopicSpec(name, len(replicas), min(replicas), {entry[0]: entry[1] for entry in entries})


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
