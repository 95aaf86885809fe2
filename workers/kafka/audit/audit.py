"""The audit: reads what became of every raw page, and proves that it is exactly one thing.

Only committed messages count. Pages that come while the audit runs are left to the next one.
"""

import asyncio
import multiprocessing
import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import numpy as np
from aiokafka import AIOKafkaConsumer, TopicPartition
from msgspec.structs import replace
from numpy.typing import NDArray

from workers.kafka.audit.ledger import Ages, Ledger, Verdict
from workers.kafka.audit.tally import NO_LIFE, PackedTally, Tally
from workers.kafka.client.connection import consumer, quiet
from workers.kafka.client.ground import settled
from workers.kafka.client.messages import LOG_APPEND_TIME
from workers.kafka.client.permissions import require_permissions
from workers.kafka.client.reader import FETCH_MS, Patience, Range, Ranges, log_ends, partitions_of, ranges_of, read_ranges
from workers.kafka.client.roles import OUTCOMES, Role, kafka_topic
from workers.kafka.client.topics import require_topics
from workers.settings import Settings

WORTH_A_PROCESS = 50_000
"""Messages from which a further process pays."""

CHECKED = 1000
"""Missing pages that are looked at, to tell them from offsets that hold no page."""

POLL_SECONDS = 1.0

GRACE_MS = 60_000
"""How much earlier than its page an outcome that names no life may seem to be appended: brokers' clocks differ."""

MOST_QUESTIONS = 2000
"""How often Kafka is asked which raw pages were there by when."""


async def audit(settings: Settings, wait_seconds: float = 0) -> Verdict:
    """Audit all raw pages that lie in Kafka now. With a wait, look again until it closes or that time is over.

    Raises KafkaFailure.
    """
    await require_permissions(settings, "audit")
    specs = await require_topics(settings, Role.RAW, *OUTCOMES)
    deadline = time.monotonic() + wait_seconds
    async with consumer(settings, isolation_level="read_committed", auto_offset_reset="earliest") as client:
        ground = await settled(settings)
        ends = await log_ends(settings, partitions_of(specs[0]))
        raw = await ranges_of(client, specs[:1])
        undecided = sum(max(ends[place] - end, 0) for place, (_, end) in raw.items())
        goes_on = {place: ground.found[place].offset for place in raw}
        expired_unread = sum(max(begin - goes_on[place], 0) for place, (begin, _) in raw.items() if goes_on[place] >= 0)
        lives = {place.partition: ground.lives_of(place) for place in raw}
        ledger = Ledger({place.partition: offsets for place, offsets in raw.items()}, settings.window, lives)
        read: dict[TopicPartition, int] = {}
        while True:
            ranges = {tp: (read.get(tp, begin), end) for tp, (begin, end) in (await ranges_of(client, specs[1:])).items()}
            await enter(settings, client, ledger, await read_all(settings, ranges))
            read = {tp: end for tp, (_, end) in ranges.items()}
            is_over = time.monotonic() >= deadline
            unchecked = await _check(settings, client, ledger, raw, CHECKED if is_over else 1)
            if is_over or not ledger.unmarked():
                return replace(ledger.verdict(unchecked, ground.lines), undecided=undecided, expired_unread=expired_unread)
            await asyncio.sleep(min(POLL_SECONDS, max(deadline - time.monotonic(), 0)))


async def enter(settings: Settings, client: AIOKafkaConsumer, ledger: Ledger, tallies: Sequence[PackedTally]) -> None:
    """Enter what outcomes said into the book. Raises KafkaFailure."""
    times = [outcomes.appended for tally in tallies for (_, life), outcomes in tally.outcomes.items() if life == NO_LIFE]
    named = {number for tally in tallies for (number, life) in tally.outcomes if life == NO_LIFE}
    partitions = named & ledger.partitions  # of others, which anybody may name, Kafka would tell nothing for long
    ages = await ages_of(settings, client, partitions, times) if partitions else {}
    for tally in tallies:
        ledger.enter(tally, ages)


async def ages_of(
    settings: Settings, client: AIOKafkaConsumer, partitions: set[int], times: Sequence[NDArray[np.int64]]
) -> dict[int, Ages]:
    """Ask which raw pages were appended by when, over the time of these outcomes; of none where the Kafka topic has no LogAppendTime."""
    raw = kafka_topic(settings, Role.RAW)
    ends = await client.end_offsets([TopicPartition(raw, number) for number in partitions])
    begins = await client.beginning_offsets(list(ends))
    dated = [place for place in ends if await is_dated(settings, client, place, begins[place], ends[place])]
    first, last = int(min(map(np.min, times))), int(max(map(np.max, times)))
    step = max(GRACE_MS, (last - first) // MOST_QUESTIONS + 1)
    grid = np.arange(first + GRACE_MS, last + GRACE_MS + step, step)
    found: dict[TopicPartition, list[int]] = {place: [] for place in dated}
    for asked in grid.tolist() if dated else ():
        answers = await client.offsets_for_times(dict.fromkeys(dated, asked + 1))
        for place in dated:
            found[place].append(answers[place].offset if answers[place] else ends[place])
    return {place.partition: (grid - GRACE_MS, np.array(firsts, np.int64)) for place, firsts in found.items()}


async def is_dated(settings: Settings, client: AIOKafkaConsumer, place: TopicPartition, begin: int, end: int) -> bool:
    """Say whether Kafka itself dates what lies in a partition; of one that is empty, yes: no outcome is of a page there."""
    async for records in read_ranges(settings, client, {place: (begin, end)}):
        for record in records:
            return bool(record.timestamp_type == LOG_APPEND_TIME)
    return True


async def read_all(settings: Settings, ranges: Ranges) -> list[PackedTally]:
    """Read the outcomes between offsets, in several processes where there are many. Raises KafkaFailure."""
    ranges = {partition: (begin, end) for partition, (begin, end) in ranges.items() if begin < end}
    if not ranges:
        return []
    messages = sum(end - begin for begin, end in ranges.values())
    processes = min(settings.processes or os.cpu_count() or 1, messages // WORTH_A_PROCESS, len(ranges))
    if processes < 2:
        return [await _read_outcomes(settings, ranges)]
    run = asyncio.get_running_loop().run_in_executor
    with ProcessPoolExecutor(processes, multiprocessing.get_context("forkserver")) as pool:
        return await asyncio.gather(*(run(pool, _read_share, settings, share) for share in _share_out(ranges, processes)))


def _share_out(ranges: Ranges, shares: int) -> list[Ranges]:
    """Share partitions out, the largest first, each to whoever has least."""
    loads = [0] * shares
    shared: list[Ranges] = [{} for _ in range(shares)]
    for partition, (begin, end) in sorted(ranges.items(), key=lambda item: item[1][0] - item[1][1]):
        least = loads.index(min(loads))
        loads[least] += end - begin
        shared[least][partition] = (begin, end)
    return shared


def _read_share(settings: Settings, ranges: Ranges) -> PackedTally:
    """Read a share of the outcomes, as the work of a process."""
    quiet()
    return asyncio.run(_read_outcomes(settings, ranges))


async def _read_outcomes(settings: Settings, ranges: Ranges) -> PackedTally:
    """Read committed outcomes between offsets of partitions."""
    roles = {kafka_topic(settings, role): role for role in OUTCOMES}
    raw_topic = kafka_topic(settings, Role.RAW)
    tally = Tally()
    async with consumer(settings, isolation_level="read_committed", auto_offset_reset="earliest") as client:
        async for records in read_ranges(settings, client, ranges):
            for record in records:
                tally.add(roles[record.topic], record, raw_topic)
    return tally.packed()


async def _check(
    settings: Settings, client: AIOKafkaConsumer, ledger: Ledger, raw: Mapping[TopicPartition, Range], most: int
) -> int:
    """Look whether offsets without an outcome hold a page at all; return how many were left unlooked at.

    It ends after `most` pages were found: that many are missing for certain, and the rest costs reading the raw pages.
    """
    found = 0
    left = 0
    ends = {partition.partition: (partition, end) for partition, (_, end) in raw.items()}
    for number, unmarked in ledger.unmarked().items():
        partition, end = ends[number]
        client.assign([partition])
        offsets = unmarked.tolist()
        holes: list[int] = []
        place = 0
        while place < len(offsets) and found < most:
            held = await first_readable(settings, client, partition, offsets[place], end)
            while place < len(offsets) and (held is None or offsets[place] < held):
                holes.append(offsets[place])
                place += 1
            if place < len(offsets) and offsets[place] == held:
                found += 1
                place += 1
        left += len(offsets) - place
        ledger.note_holes(number, holes)
    return left


async def first_readable(
    settings: Settings, client: AIOKafkaConsumer, partition: TopicPartition, offset: int, end: int
) -> int | None:
    """Find the first offset from this one on that holds a message; None if none does before the end."""
    if await client.position(partition) != offset:
        client.seek(partition, offset)
    patience = Patience(settings)
    while (position := await client.position(partition)) < end:
        patience.seen(position)
        records: dict[TopicPartition, list[Any]] = await client.getmany(partition, timeout_ms=FETCH_MS, max_records=1)
        if partition in records:
            return int(records[partition][0].offset)
    return None
