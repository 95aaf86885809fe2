"""`newsmill rewind`: decides where partitions go on, fences who works there, writes offsets.

All offsets are written in one transaction, under an id that each worker fences as it takes partitions over: who comes first wins,
and the other one says so.
"""

import time
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import ProducerFenced

from workers.errors import KafkaFailure
from workers.kafka.audit.audit import read_all
from workers.kafka.client.connection import COMPRESSION, consumer, reached
from workers.kafka.client.fencing import fence, former_id, rewind_id, transactional_id, transactional_producer
from workers.kafka.client.findings import Ground
from workers.kafka.client.ground import appended, settled
from workers.kafka.client.notes import CLAIMS, UNKNOWN, Mark, write_note
from workers.kafka.client.permissions import require_permissions
from workers.kafka.client.reader import ranges_of
from workers.kafka.client.roles import OUTCOMES, SOURCES, Role, kafka_topic
from workers.kafka.client.topics import require_topics
from workers.kafka.rewind.borders import Lowest, border_after_cut, border_by_outcomes
from workers.kafka.rewind.claims import LostClaims
from workers.kafka.rewind.hanging import end_hanging, held_back
from workers.kafka.rewind.lives import lives_after
from workers.kafka.rewind.outcomes import Reached, Told, lowest_of_lives, ranges_between, reached_by
from workers.kafka.rewind.plan import Move, Wish, known_offset, lost_claims, plan, require_acceptable
from workers.kafka.worker.batches import BATCH_BYTES
from workers.settings import Settings


class Rewound(NamedTuple):
    """Where partitions go on, and how many claims were made again that Kafka had lost."""

    moves: list[Move]
    claims: int


async def rewind(settings: Settings, wish: Wish, *, dry_run: bool = False) -> Rewound:
    """Decide where partitions go on, and unless it is a dry run, write that down. Raises KafkaFailure."""
    await require_permissions(settings, "rewind")
    if hanging := await held_back(settings):
        if dry_run:
            place = hanging[0]
            raise KafkaFailure(
                f"a transaction that nobody ends holds back {place.topic} partition {place.partition}; newsmill rewind ends it, a dry run not"
            )
        await end_hanging(settings, hanging)
    ground = await settled(settings)
    require_acceptable(ground, wish)
    async with consumer(settings, isolation_level="read_committed", auto_offset_reset="earliest") as client:
        moves = await _moves(settings, client, ground, wish)
        with LostClaims(settings, lost_claims(settings, ground, wish), ground.logs) as claims:
            if dry_run:
                await claims.make(client, moves)
            else:
                moves = await _write(settings, ground, moves, client, claims)
            return Rewound(moves, claims.count)


async def _moves(settings: Settings, client: AIOKafkaConsumer, ground: Ground, wish: Wish) -> list[Move]:
    sources = [place for place in ground.logs.begins if place.topic in {kafka_topic(settings, role) for role in SOURCES}]
    if unknown := wish.places - set(sources):
        place = min(unknown)
        raise KafkaFailure(f"there is no {place.topic}/{place.partition} that workers read; it is one of {sources[0].topic}/0 …")
    raw = kafka_topic(settings, Role.RAW)
    told = await _told(settings, client, ground)
    lowest = await lowest_of_lives(settings, client, told)
    taken = [place for place in sources if wish.takes(place)]
    borders = await _borders(settings, client, ground, taken, wish, told, lowest)
    lives = {
        place: lives_after(
            settings, ground, place, borders.get(place), lowest.get(place.partition, {}) if place.topic == raw else {}
        )
        for place in sources
    }
    pages = ranges_between(ground.logs.begins, ground.logs.ends, raw)
    reached = await reached_by(settings, client, pages, {place.partition: lives[place] for place in pages}, told)
    targets = {place: await _target(client, ground, wish, place, reached, raw) for place in sources if wish.takes(place)}
    moves = plan(settings, ground, wish, targets, reached, lives, int(time.time()))
    times = await appended(settings, client, [(move.place, Mark(move.offset, 0)) for move in moves], ground.logs)
    return [
        move._replace(note=msgspec.structs.replace(move.note, at=times.get((move.place, move.offset), UNKNOWN))) for move in moves
    ]


async def _borders(
    settings: Settings,
    client: AIOKafkaConsumer,
    ground: Ground,
    taken: list[TopicPartition],
    wish: Wish,
    told: Told,
    lowest: Lowest,
) -> dict[TopicPartition, int]:
    """Find where messages begin that took the numbers of lost ones, in the partitions that have such."""
    raw = kafka_topic(settings, Role.RAW)
    borders = {}
    for place in taken:
        border = await border_after_cut(settings, client, ground, place, wish)
        if border is None and place.topic == raw and place not in ground.signed:
            border = await border_by_outcomes(settings, client, ground, place, lowest, told.tallies)
        if border is not None:
            borders[place] = border
    return borders


async def _told(settings: Settings, client: AIOKafkaConsumer, ground: Ground) -> Told:
    """Read what outcomes say of how far work had come; articles on their way are to be read only where an offset does not say it."""
    outcomes = await read_all(settings, await ranges_of(client, await require_topics(settings, *OUTCOMES)))
    raw, extracted = (
        ranges_between(ground.logs.begins, ground.logs.ends, kafka_topic(settings, role)) for role in (Role.RAW, Role.EXTRACTED)
    )
    return Told(outcomes, extracted if any(known_offset(ground, place) is None for place in (*raw, *extracted)) else {})


async def _target(client: AIOKafkaConsumer, ground: Ground, wish: Wish, place: TopicPartition, reached: Reached, raw: str) -> int:
    """Say where a partition goes on. Articles on their way go on by what came out, unless they are named: their pages bring them again."""
    to = wish.to if place in wish.places or place.topic == raw else "outcomes"
    begin, end = ground.logs.begins[place], ground.logs.ends[place]
    known = known_offset(ground, place)
    match to:
        case "earliest":
            return begin
        case "outcomes":
            offset = reached.first_open.get(place, end)
            if known is not None:
                offset = min(known, offset) if place.topic == raw else known
            return max(offset, begin)
        case int():
            if not begin <= to <= end:
                raise KafkaFailure(f"{place.topic}/{place.partition} has offsets {begin} to {end}, not {wish.to}")
            return to
        case datetime():
            found = (await client.offsets_for_times({place: int(to.timestamp() * 1000)}))[place]
            return found.offset if found else end


async def _write(
    settings: Settings, ground: Ground, moves: list[Move], client: AIOKafkaConsumer, claims: LostClaims
) -> list[Move]:
    """Write claims that were lost, then the offsets, once whoever works on these partitions is fenced and has not gone on meanwhile."""
    producer = transactional_producer(settings, rewind_id(settings), max_batch_size=BATCH_BYTES, compression_type=COMPRESSION)
    try:
        await reached(settings, producer)
        ids = [name for move in moves for name in (transactional_id(move.place), former_id(settings, move.place))]
        await fence(settings, ids)
        if (await settled(settings)).found != ground.found:
            raise KafkaFailure("workers have gone on meanwhile; stop them, and run newsmill rewind again")
        await claims.make(client, moves)
        moves = _noted(settings, moves, await claims.write(producer))
        async with producer.transaction():
            offsets = {move.place: (move.offset, write_note(move.note)) for move in moves}
            await producer.send_offsets_to_transaction(offsets, settings.group)
    except ProducerFenced as error:
        raise KafkaFailure(
            "a worker has taken partitions over meanwhile; stop the workers, and run newsmill rewind again"
        ) from error
    finally:
        await producer.stop()
    return moves


def _noted(settings: Settings, moves: list[Move], marks: Mapping[int, Mark]) -> list[Move]:
    """Note beside the offsets of articles on their way up to where claims were written: a cut behind it is seen."""
    extracted = kafka_topic(settings, Role.EXTRACTED)
    return [
        move._replace(note=msgspec.structs.replace(move.note, written={CLAIMS: marks[move.place.partition]}))
        if move.place.topic == extracted and move.place.partition in marks
        else move
        for move in moves
    ]
