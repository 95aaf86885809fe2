"""Faults that move the ground: logs cut, Kafka topics made anew, offsets gone or set by hand, partitions added, a second stack.

What workers have to refuse is seen to here, as docs/moving-ground.md says.
"""

import asyncio
import signal
import struct
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from aiokafka import TopicPartition
from aiokafka.admin import NewPartitions, RecordsToDelete
from aiokafka.errors import KafkaError, OffsetOutOfRangeError

from bench.faults.campaign import Campaign
from bench.lib.counted import URL, forgotten_without_claims, read_into
from testing.broker import Broker
from testing.ground import HEADER, batches_of, cut_log, delete_group, log_folder, recreate_topics, set_offsets, sources
from workers.kafka.client.connection import GroupOffset, admin_client, consumer, group_offsets
from workers.kafka.client.findings import marks_of
from workers.kafka.client.notes import Signed, read_note
from workers.kafka.client.reader import ranges_of, read_ranges
from workers.kafka.client.roles import OUTCOMES, Role, kafka_topic
from workers.kafka.client.topics import require_topics
from workers.settings import Settings

TRANSACTION = struct.Struct(">21xh20xq")
"""What kind of batch it is, and who wrote it, behind what else its head says."""
TRANSACTIONAL, CONTROL = 16, 32

LAST_DELTA = struct.Struct(">i")
LAST_DELTA_AT = 23
"""Where a batch says how far after its first message its last one lies."""

EMPTY_SECONDS = 30
"""How long a group may take to be empty once its members are gone."""

WRITTEN_SECONDS = 60
"""How long is waited for something to lose."""

MOST_PARTITIONS = 12
SECOND_STACK_SECONDS = 60
FAR = 500


def cut(role: Role) -> Callable[[Campaign], None]:
    """Make the fault: lose the end of a log that the one broker had not written to its disk."""
    return partial(_cut, role)


def _cut(role: Role, campaign: Campaign) -> None:
    if not campaign.wait_until(lambda: _logs(campaign, role), WRITTEN_SECONDS):
        sys.exit(f"no log of {kafka_topic(campaign.settings, role)} has anything to lose: feed more pages for so many faults")
    with campaign.feeder.held():
        _keep_account(campaign, role)
        campaign.broker.kill()
        place = campaign.rng.choice(_logs(campaign, role))
        lost = cut_log(campaign.broker, place, campaign.rng.uniform(0.6, 0.95))
        while number := unended(_content(campaign.broker, place)):
            lost += cut_log(campaign.broker, place, (number - 0.5) / number)
        end = end_of(campaign.broker, place)
        campaign.broker.start()
        must = noted(campaign).get(place, -1) > end
    print(
        f"cut {lost} bytes of {place}, which ends at {end}: {'to be refused' if must else 'may be refused'}",
        file=sys.stderr,
        flush=True,
    )
    if role in OUTCOMES:
        publish_again(campaign)
    else:
        campaign.operate(f"cut {role}", must=must)


def _keep_account(campaign: Campaign, role: Role) -> None:
    """Note what may be lost of raw pages; read, as consumers have, what may be lost of outputs, and what claims alone still know."""
    if role is Role.RAW:
        campaign.losable |= campaign.feeder.fed.keys()
    if role in OUTCOMES or role is Role.CLAIMS:
        asyncio.run(read_into(campaign.counted, campaign.kafka.servers))
    if role is Role.CLAIMS:
        forgotten = asyncio.run(forgotten_without_claims(campaign.counted, campaign.kafka.servers))
        campaign.forgotten |= forgotten - asyncio.run(_raw_urls(campaign.settings))


async def _raw_urls(settings: Settings) -> set[str]:
    """Read which pages lie in Kafka, with the workers' reader: others cannot read poisoned records."""
    async with consumer(settings, isolation_level="read_committed", auto_offset_reset="earliest") as client:
        ranges = await ranges_of(client, await require_topics(settings, Role.RAW))
        values = [record.value or b"" async for records in read_ranges(settings, client, ranges) for record in records]
    return {found[0] for value in values if (found := URL.search(value.decode("utf-8", "replace")))}


def _logs(campaign: Campaign, role: Role) -> list[TopicPartition]:
    """List the partitions of a Kafka topic that have something to lose."""
    places = [TopicPartition(kafka_topic(campaign.settings, role), number) for number in range(campaign.settings.partitions)]
    return [place for place in places if len([*batches_of(_content(campaign.broker, place))]) > 1]


def _content(broker: Broker, place: TopicPartition) -> bytes:
    (path,) = log_folder(broker, place).glob("*.log")
    return path.read_bytes()


def unended(content: bytes) -> int:
    """Count a log's batches where it holds a transaction whose end it lacks; 0 where it holds none.

    Only newsmill rewind ends that after a cut: a test of its own has it (tests/kafka/ground/test_cut_logs.py).
    """
    begun: set[int] = set()
    number = 0
    for at in batches_of(content):
        number += 1
        kind, producer = TRANSACTION.unpack_from(content, at)
        if kind & CONTROL:
            begun.discard(producer)
        elif kind & TRANSACTIONAL:
            begun.add(producer)
    return number if begun else 0


def end_of(broker: Broker, place: TopicPartition) -> int:
    """Say at which offset a log ends, by its file."""
    content = _content(broker, place)
    last = max(batches_of(content), default=None)
    if last is None:
        return 0
    return int(HEADER.unpack_from(content, last)[0] + LAST_DELTA.unpack_from(content, last + LAST_DELTA_AT)[0] + 1)


def committed(campaign: Campaign) -> dict[TopicPartition, int]:
    """Read the group's offsets."""
    return {place: found.offset for place, found in _offsets(campaign).items() if found.offset >= 0}


def noted(campaign: Campaign) -> dict[TopicPartition, int]:
    """Read up to where logs are known by the group's offsets and the notes beside them."""
    found: dict[TopicPartition, int] = {}
    for place, (offset, text) in _offsets(campaign).items():
        if note := read_note(text):
            for known, mark in marks_of(campaign.settings, place, Signed(offset, note)):
                found[known] = max(mark.end, found.get(known, 0))
    return found


def _offsets(campaign: Campaign) -> dict[TopicPartition, GroupOffset]:
    async def read() -> dict[TopicPartition, GroupOffset]:
        async with admin_client(campaign.settings) as admin:
            return await group_offsets(admin, campaign.settings.group, sources(campaign.settings))

    return asyncio.run(read())


def anew(role: Role) -> Callable[[Campaign], None]:
    """Make the fault: a Kafka topic is deleted, and made anew."""
    return partial(_anew, role)


def _anew(role: Role, campaign: Campaign) -> None:
    with campaign.feeder.held():
        _keep_account(campaign, role)
        recreate_topics(campaign.settings, role)
    if role in OUTCOMES:
        publish_again(campaign, "--to", "earliest")
    else:
        campaign.operate(f"{role} made anew", "--new-life")


def publish_again(campaign: Campaign, *where: str) -> None:
    """Bring outputs again that were lost: the workers still work, so they are stopped before."""
    campaign.leave()
    campaign.rewind(*where, "--publish-again")


def offsets_gone(campaign: Campaign) -> None:
    """Lose the group's offsets, as Kafka does of one that was empty for long."""
    campaign.leave()
    _once_empty(partial(delete_group, campaign.settings))
    campaign.operate("offsets gone")


def offsets_reset(campaign: Campaign) -> None:
    """Set all offsets to the earliest by hand."""
    _set(campaign, dict.fromkeys(sources(campaign.settings), 0))
    campaign.operate("offsets reset")


def offsets_ahead(campaign: Campaign) -> None:
    """Set offsets of raw pages by hand beyond what has been worked on."""
    raw = kafka_topic(campaign.settings, Role.RAW)
    campaign.leave()
    _set(campaign, {place: offset + FAR for place, offset in committed(campaign).items() if place.topic == raw})
    campaign.operate("offsets ahead")


def _set(campaign: Campaign, offsets: dict[TopicPartition, int]) -> None:
    campaign.leave()
    _once_empty(partial(set_offsets, campaign.settings, offsets))


def _once_empty(work: Callable[[], None]) -> None:
    """Do something to a group as soon as its members are gone."""
    end = time.monotonic() + EMPTY_SECONDS
    while True:
        try:
            work()
        except KafkaError:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)
        else:
            return


def partitions(campaign: Campaign) -> None:
    """Add a partition to raw pages."""
    raw = kafka_topic(campaign.settings, Role.RAW)

    async def add() -> None:
        async with admin_client(campaign.settings) as admin:
            (topic,) = await admin.describe_topics([raw])
            if (more := len(topic["partitions"]) + 1) <= MOST_PARTITIONS:
                await admin.create_partitions({raw: NewPartitions(more)})

    asyncio.run(add())


def second_stack(campaign: Campaign) -> None:
    """Start a worker of another group on the same Kafka topics: it has to refuse, and harm nobody."""
    group = f"second{campaign.befallen['second-stack']}"
    other = campaign.start("second", campaign.home / group, NEWSMILL_GROUP=group)
    if not campaign.wait_until(other.refuses, SECOND_STACK_SECONDS):
        print(f"a second stack is not refused: {other.ready()}", file=sys.stderr, flush=True)
        campaign.unrefused.append("second stack")
    other.end(signal.SIGKILL)


def expire(campaign: Campaign) -> None:
    """Let the logs of raw pages start at what has been worked on, as retention does."""
    raw = kafka_topic(campaign.settings, Role.RAW)

    async def delete() -> None:
        async with admin_client(campaign.settings) as admin:
            found = {place: RecordsToDelete(before_offset=offset) for place, offset in done.items()}
            await admin.delete_records(found)

    done = {place: offset for place, offset in committed(campaign).items() if place.topic == raw and offset > 0}
    if done:
        with suppress(OffsetOutOfRangeError):  # a log that was cut just before, and that nobody has rewound yet
            asyncio.run(delete())
