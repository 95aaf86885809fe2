"""Which lives a partition has after a rewind: by its note, else by what came out of it. Pure."""

import re
from collections.abc import Mapping

from aiokafka import TopicPartition

from workers.kafka.client.findings import Ground, first_note
from workers.kafka.client.notes import Life, next_name
from workers.kafka.rewind.plan import known_offset
from workers.settings import Settings

LATER = re.compile(r"(?P<identity>.+)\.(?P<number>[0-9]{1,9})", re.ASCII)
"""The name of a life after the first of a Kafka topic: its id and a number."""


def lives_after(
    settings: Settings, ground: Ground, place: TopicPartition, border: int | None, told: Mapping[str, int]
) -> tuple[Life, ...]:
    """List the lives of a partition: messages that took the numbers of lost ones, from a border on, begin another.

    Where the note is lost, or its offset means nothing and no border is known, as where the Kafka topic was made anew, outcomes tell.
    """
    if place not in ground.signed or (border is None and known_offset(ground, place) is None):
        lives = lives_told(first_note(settings, place, (), ground.logs).lives, told)
    else:
        lives = ground.signed[place].note.lives
    if border is not None and lives:
        return (*(life for life in lives if life.begin < border), Life(border, next_name(lives[-1].name)))
    return lives


def lives_told(first: tuple[Life, ...], told: Mapping[str, int]) -> tuple[Life, ...]:
    """List the lives of a Kafka topic by the lowest offset at which a page of each is told of; `first` is the one that it began with.

    A later life may begin before an earlier one did: of that one nothing is left then.
    """
    if not first:
        return ()
    found = {
        int(match["number"]): name for name in told if (match := LATER.fullmatch(name)) and match["identity"] == first[0].name
    }
    lives: list[Life] = []
    for number in sorted(found, reverse=True):
        begin = told[found[number]]
        if not lives or begin < lives[0].begin:
            lives.insert(0, Life(begin, found[number]))
    return tuple(lives) if lives and lives[0].begin <= first[0].begin else (*first, *lives)
