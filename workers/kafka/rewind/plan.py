"""Where each partition goes on after a rewind, and what is noted of it. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple

import msgspec
from aiokafka import TopicPartition

from workers.errors import KafkaFailure
from workers.kafka.client.findings import Ground, Kind, first_note
from workers.kafka.client.notes import UNKNOWN, Again, Life, Note, next_name, topic_id_of
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.rewind.outcomes import Reached
from workers.settings import Settings

To = Literal["earliest", "outcomes"] | int | datetime


class Wish(NamedTuple):
    """What is asked for: where to go on, in which partitions (all where there are none), whether Kafka topics that were made anew are
    accepted, and whether what pages published is published again.
    """

    to: To = "outcomes"
    places: frozenset[TopicPartition] = frozenset()
    new_life: bool = False
    publish_again: bool = False

    def takes(self, place: TopicPartition) -> bool:
        """Whether a partition is meant."""
        return not self.places or place in self.places


class Move(NamedTuple):
    """A partition's new offset and note; `before` is the offset that it had, None where there was none that meant anything."""

    place: TopicPartition
    before: int | None
    offset: int
    note: Note


def kinds_at(ground: Ground, place: TopicPartition) -> set[Kind]:
    """Say what does not fit at a place."""
    return {finding.kind for finding in ground.findings if finding.place == place}


def known_offset(ground: Ground, place: TopicPartition) -> int | None:
    """Give the offset of a partition where it still means what it did."""
    anew = any(finding.kind is Kind.ANEW and finding.place.topic == place.topic for finding in ground.findings)
    if anew or place not in ground.signed or _is_cut(ground, place):
        return None
    return ground.signed[place].offset


def cut_at(ground: Ground, place: TopicPartition) -> int | None:
    """Say when the last message that was cut off a log had been appended (ms, UNKNOWN where that is not known); None where none was."""
    times = [finding.at for finding in ground.findings if finding.place == place and finding.kind in (Kind.CUT, Kind.OTHER)]
    return max(times) if times else None


def require_acceptable(ground: Ground, wish: Wish) -> None:
    """Refuse Kafka topics made anew where that is not accepted. Raises KafkaFailure."""
    anew = sorted({finding.place.topic for finding in ground.findings if finding.kind is Kind.ANEW})
    if anew and not wish.new_life:
        raise KafkaFailure(f"{', '.join(anew)} was deleted and made anew; newsmill rewind --new-life accepts that")
    if anew and wish.places:
        raise KafkaFailure(f"{', '.join(anew)} was deleted and made anew: that concerns all partitions; leave --partition out")
    unsigned = {finding.place for finding in ground.findings if finding.kind in (Kind.MISSING, Kind.UNSIGNED)}
    if left := sorted(place for place in unsigned if not wish.takes(place)):
        raise KafkaFailure(f"{left[0].topic}/{left[0].partition} has no offset that means anything either; leave --partition out")


def lost_claims(settings: Settings, ground: Ground, wish: Wish) -> frozenset[int]:
    """Say of which partitions claims are lost, or may be: where no note says any more what was written, nobody knows."""
    claims, extracted = kafka_topic(settings, Role.CLAIMS), kafka_topic(settings, Role.EXTRACTED)
    anew = any(finding.kind is Kind.ANEW and finding.place.topic == claims for finding in ground.findings)
    return frozenset(
        place.partition
        for place in ground.logs.begins
        if place.topic == extracted and wish.takes(place)
        if anew or place not in ground.signed or _is_cut(ground, TopicPartition(claims, place.partition))
    )


def _is_cut(ground: Ground, place: TopicPartition) -> bool:
    return bool(kinds_at(ground, place) & {Kind.CUT, Kind.OTHER})


def plan(
    settings: Settings,
    ground: Ground,
    wish: Wish,
    targets: Mapping[TopicPartition, int],
    reached: Reached,
    lives: Mapping[TopicPartition, tuple[Life, ...]],
    number: int,
) -> list[Move]:
    """Say where each partition goes on: at its target, and up to where it had come to pages are read again, by the rewind of this number."""
    claims = kafka_topic(settings, Role.CLAIMS)
    moves = []
    for place, offset in sorted(targets.items()):
        before = known_offset(ground, place)
        old = ground.signed[place].note if place in ground.signed else None
        note = first_note(settings, place, ground.logs.begins, ground.logs)
        topics = dict(note.topics)
        if old and topic_id_of(old.topics.get(Role.CLAIMS, "")) == topics[Role.CLAIMS]:
            topics[Role.CLAIMS] = old.topics[Role.CLAIMS]
        if _is_cut(ground, TopicPartition(claims, place.partition)) and topics[Role.CLAIMS]:
            topics[Role.CLAIMS] = next_name(topics[Role.CLAIMS])
        until = max(
            before if before is not None else reached.until.get(place, offset),
            old.again.until if old and old.again and before is not None else 0,
        )
        moves.append(
            Move(
                place,
                before,
                offset,
                msgspec.structs.replace(
                    note,
                    topics=topics,
                    lives=lives[place],
                    at=UNKNOWN,
                    again=Again(until, number, wish.publish_again) if until > offset else None,
                    window=old.window if old else note.window,
                ),
            )
        )
    return moves
