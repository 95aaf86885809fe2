"""Where messages begin that took the numbers of lost ones, told by their times."""

from collections.abc import Mapping, Sequence

import numpy as np
from aiokafka import AIOKafkaConsumer, TopicPartition
from numpy.typing import NDArray

from workers.errors import KafkaFailure
from workers.kafka.audit.audit import is_dated
from workers.kafka.audit.tally import PackedTally
from workers.kafka.client.findings import Ground, Logs
from workers.kafka.client.ground import appended
from workers.kafka.client.notes import UNKNOWN, Life, Mark
from workers.kafka.rewind.lives import lives_told
from workers.kafka.rewind.plan import Wish, cut_at
from workers.settings import Settings

Lowest = Mapping[int, Mapping[str, int]]
"""The lowest offset at which a page of each life is told of, by its partition."""


async def border_after_cut(
    settings: Settings, client: AIOKafkaConsumer, ground: Ground, place: TopicPartition, wish: Wish
) -> int | None:
    """Find it by the last message that is known: what was appended later; None where no log was cut. Raises KafkaFailure.

    Where of that the time is not known, as where it was a transaction's marker, any message may be one of them. Where Kafka does not
    date messages, it is the offset that is named.
    """
    at = cut_at(ground, place)
    if at is None:
        return None
    if isinstance(wish.to, int) and place in wish.places:
        return wish.to
    begin, end = ground.logs.begins[place], ground.logs.ends[place]
    if not await is_dated(settings, client, place, begin, end):
        raise KafkaFailure(
            f"where the log of {place.topic} partition {place.partition} was cut cannot be told: it has no LogAppendTime; see"
            " docs/moving-ground.md"
        )
    found = (await client.offsets_for_times({place: at + 1}))[place]
    return found.offset if found else end


async def border_by_outcomes(
    settings: Settings,
    client: AIOKafkaConsumer,
    ground: Ground,
    place: TopicPartition,
    lowest: Lowest,
    tallies: Sequence[PackedTally],
) -> int | None:
    """Find it among raw pages whose note is lost: pages that are younger than an outcome that names their place; None where all fit.

    Clocks that differ may take a page for younger: it is read again then, as a recrawl. The other way round it would be lost.
    """
    lives = lives_told(ground.lives_of(place), lowest.get(place.partition, {}))
    if not lives:
        return None
    offsets, times = _earliest(tallies, place.partition, lives[-1])
    begin, end = ground.logs.begins[place], ground.logs.ends[place]
    if not len(offsets) or not await is_dated(settings, client, place, begin, end):
        return None
    there = (offsets >= begin) & (offsets < end)
    found = await _first_younger(settings, client, ground.logs, place, offsets[there], times[there])
    return end if found is None and offsets[-1] >= end else found


def _earliest(tallies: Sequence[PackedTally], partition: int, life: Life) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List the offsets of a life's pages that have outcomes, rising, and when the first of each was appended (ms)."""
    found = [outcomes for tally in tallies if (outcomes := tally.outcomes.get((partition, life.name)))]
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    offsets, times = (np.concatenate([getattr(each, name) for each in found]) for name in ("offsets", "appended"))
    order = np.lexsort((times, offsets))
    unique, first = np.unique(offsets[order], return_index=True)
    return unique[unique >= life.begin], times[order][first][unique >= life.begin]


async def _first_younger(
    settings: Settings,
    client: AIOKafkaConsumer,
    logs: Logs,
    place: TopicPartition,
    offsets: NDArray[np.int64],
    times: NDArray[np.int64],
) -> int | None:
    """Search by halves: from the first page that is younger than its outcome, or no page any more, all are."""
    low, high = 0, len(offsets)
    while low < high:
        middle = (low + high) // 2
        mark = Mark(int(offsets[middle]) + 1, 0)
        at = (await appended(settings, client, [(place, mark)], logs)).get((place, mark.end), UNKNOWN)
        if at == UNKNOWN or at > times[middle]:
            high = middle
        else:
            low = middle + 1
    return int(offsets[low]) if low < len(offsets) else None
