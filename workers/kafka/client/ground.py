"""Whether offsets still mean what they did: the notes beside them, held against the logs.

Why, and what is refused: `docs/adr/0015-what-an-offset-means.md`.
"""

import asyncio
from collections.abc import Iterable, Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from workers.kafka.client.connection import admin_client, consumer, group_offsets
from workers.kafka.client.findings import (
    GROUND,
    Finding,
    Ground,
    Kind,
    Known,
    Logs,
    cut_logs,
    made_anew,
    marks_of,
    other_messages,
    sign,
)
from workers.kafka.client.notes import CLAIMS, UNKNOWN, Signed
from workers.kafka.client.reader import read_ranges, until_stable
from workers.kafka.client.roles import OUTCOMES, Role, kafka_topic
from workers.kafka.client.topic_ids import identities
from workers.kafka.client.topics import require_topics
from workers.settings import Settings

LOOK_AGAIN_SECONDS = 1
"""How long is waited before it is believed that something does not fit."""

FETCH_BYTES = 64 * 1024
"""Bytes of a partition that one fetch asks for; a larger message comes alone."""


async def settled(settings: Settings, *, waits: bool = True) -> Ground:
    """Look, and once more where something does not fit: a log may just be coming back. Raises KafkaFailure."""
    ground = await look(settings, waits=waits)
    if ground.findings:
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
        ground = await look(settings, waits=waits)
    return ground


async def look(settings: Settings, also: Iterable[Known] = (), *, waits: bool = True) -> Ground:
    """Read the group's offsets, and hold their notes against the logs; and what is known `also`. Raises KafkaFailure.

    What lies behind a transaction that is open can be read when that has ended; who is about to end it does not wait, and looks again.
    """
    specs = await require_topics(settings, *GROUND)
    places = [TopicPartition(spec.name, number) for spec in specs for number in range(spec.partitions)]
    claims = kafka_topic(settings, Role.CLAIMS)
    sources = [place for place in places if place.topic != claims]
    async with (
        admin_client(settings) as admin,
        consumer(settings, isolation_level="read_uncommitted") as whole,
        consumer(settings, isolation_level="read_committed", max_partition_fetch_bytes=FETCH_BYTES) as committed,
    ):
        found = await group_offsets(admin, settings.group, sources)  # first: logs end no earlier
        logs = await _logs(settings, admin, whole, places)
        signed, unsigned, findings = sign(settings, found, logs)
        findings += made_anew(settings, signed, logs)
        known = [*also, *(pair for place, each in signed.items() for pair in marks_of(settings, place, each))]
        findings += cut_logs(known, logs)
        findings += other_messages(known, await appended(settings, committed, known, logs, waits=waits))
        return Ground(signed, unsigned, tuple(findings), logs, found)


async def _logs(settings: Settings, admin: AIOKafkaAdminClient, client: AIOKafkaConsumer, places: list[TopicPartition]) -> Logs:
    outcomes = await require_topics(settings, *OUTCOMES)
    results = [TopicPartition(spec.name, number) for spec in outcomes for number in range(spec.partitions)]
    results += [place for place in places if place.topic == kafka_topic(settings, Role.CLAIMS)]
    ids = await identities(admin, [kafka_topic(settings, role) for role in GROUND])
    begins = await client.beginning_offsets(places)
    ends = await client.end_offsets([*places, *results])
    return Logs(ids, begins, ends, any(ends[place] for place in results))


async def misfits(settings: Settings, known: list[Known], logs: Logs) -> set[TopicPartition]:
    """Say at which of these places the logs do not hold what is known of them. Raises KafkaFailure."""
    if not known:  # aiokafka's consumer takes it amiss to be closed as soon as it is opened
        return set()
    async with consumer(settings, isolation_level="read_committed", max_partition_fetch_bytes=FETCH_BYTES) as client:
        times = await appended(settings, client, known, logs)
    return {finding.place for finding in (*cut_logs(known, logs), *other_messages(known, times))}


async def foreign_claims(settings: Settings, signed: Mapping[TopicPartition, Signed]) -> list[Finding]:
    """Find claims that somebody else has written: behind what the task of their partition has, which is fenced. Raises KafkaFailure."""
    changelog = kafka_topic(settings, Role.CLAIMS)
    known = {
        TopicPartition(changelog, place.partition): each.note.written[CLAIMS].end
        for place, each in signed.items()
        if CLAIMS in each.note.written
    }
    foreign: dict[TopicPartition, int] = {}
    if known:
        async with consumer(settings, isolation_level="read_committed", auto_offset_reset="earliest") as client:
            ends = await client.end_offsets(list(known))
            ranges = {place: (end, ends[place]) for place, end in known.items()}
            async for records in read_ranges(settings, client, ranges):
                for record in records:
                    foreign.setdefault(TopicPartition(record.topic, record.partition), record.offset)
    return [
        Finding(
            Kind.FOREIGN,
            place,
            f"{place.topic} partition {place.partition} holds claims from offset {offset} on that the group {settings.group} has not"
            " written: another group works on the same Kafka topics, or offsets went back",
        )
        for place, offset in sorted(foreign.items())
    ]


async def appended(
    settings: Settings, client: AIOKafkaConsumer, known: Iterable[Known], logs: Logs, *, waits: bool = True
) -> dict[tuple[TopicPartition, int], int]:
    """Read when the messages before marks were appended, where they can be read; UNKNOWN where none is there that is committed."""
    wanted: dict[TopicPartition, set[int]] = {}
    for place, mark in known:
        if mark.at != UNKNOWN and logs.begins.get(place, 0) < mark.end <= logs.ends.get(place, 0):
            wanted.setdefault(place, set()).add(mark.end)
    if waits:
        await until_stable(client, {place: max(ends) for place, ends in wanted.items()})
    elif wanted:
        stable = await client.end_offsets(list(wanted))
        readable = {place: {end for end in ends if end <= stable[place]} for place, ends in wanted.items()}
        wanted = {place: ends for place, ends in readable.items() if ends}
    times: dict[tuple[TopicPartition, int], int] = {}
    while wanted:  # the reader takes one range of each partition at a time
        ranges = {place: (end - 1, end) for place, ends in wanted.items() for end in [ends.pop()]}
        async for records in read_ranges(settings, client, ranges):
            for record in records:
                times[TopicPartition(record.topic, record.partition), record.offset + 1] = record.timestamp
        times |= {(place, end): times.get((place, end), UNKNOWN) for place, (_, end) in ranges.items()}
        wanted = {place: ends for place, ends in wanted.items() if ends}
    return times
