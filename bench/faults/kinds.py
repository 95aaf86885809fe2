"""The kinds of faults of `make chaos`: a table."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import NamedTuple

from bench.faults import around, brokers, moving, own
from bench.faults.campaign import Campaign
from workers.kafka.client.roles import Role

Undo = Callable[[], None]


class Needs(Enum):
    """Which Kafka a kind can befall."""

    ANY = "any Kafka"
    ONE = "one broker"
    THREE = "three brokers"


class Kind(NamedTuple):
    """A kind of fault: what it does, which Kafka it needs, and what of it workers may refuse until an operator has said where to go on."""

    befall: Callable[[Campaign], Undo | None]
    """Does it. Returns what ends it, where it lasts."""
    needs: Needs = Needs.ANY
    refused: bool = False
    """Whether workers may refuse; then the fault has done all that docs/moving-ground.md says by the time it returns."""
    lasts: float = 0
    """Seconds until it is ended."""
    takes: float = 6.5
    """Seconds from it to the next, about."""


OWN: Mapping[str, Kind] = {
    "kill": Kind(own.kill),
    "term": Kind(own.term),
    "stop": Kind(own.stop, lasts=9),
    "process": Kind(own.process),
    "broker": Kind(own.broker, Needs.ONE),
    "number": Kind(own.number),
}

MOVING: Mapping[str, Kind] = {
    "cut-raw": Kind(moving.cut(Role.RAW), Needs.ONE, refused=True, takes=30),
    "cut-extracted": Kind(moving.cut(Role.EXTRACTED), Needs.ONE, refused=True, takes=30),
    "cut-claims": Kind(moving.cut(Role.CLAIMS), Needs.ONE, refused=True, takes=30),
    "cut-output": Kind(moving.cut(Role.ARTICLES), Needs.ONE, refused=True, takes=30),
    "anew-raw": Kind(moving.anew(Role.RAW), refused=True, takes=25),
    "anew-extracted": Kind(moving.anew(Role.EXTRACTED), refused=True, takes=25),
    "anew-claims": Kind(moving.anew(Role.CLAIMS), refused=True, takes=25),
    "anew-output": Kind(moving.anew(Role.ARTICLES), refused=True, takes=25),
    "offsets-gone": Kind(moving.offsets_gone, refused=True, takes=25),
    "offsets-reset": Kind(moving.offsets_reset, refused=True, takes=25),
    "offsets-ahead": Kind(moving.offsets_ahead, refused=True, takes=25),
    "partitions": Kind(moving.partitions),
    "second-stack": Kind(moving.second_stack, takes=15),
    "expire": Kind(moving.expire),
}
AROUND: Mapping[str, Kind] = {
    "stale": Kind(around.stale, takes=10),
    "swapped": Kind(around.swapped, takes=10),
    "corrupt": Kind(around.corrupt, takes=10),
    "poison": Kind(around.poisoned),
    "crawler-clock": Kind(around.crawler_clock),
    "host-clock": Kind(around.host_clock),
    "upstream": Kind(around.upstream, takes=10),
    "starved": Kind(around.starved, takes=10),
}
BROKERS: Mapping[str, Kind] = {
    "roll": Kind(brokers.roll, Needs.THREE, takes=25),
    "one-killed": Kind(brokers.kill, Needs.THREE, lasts=10, takes=15),
    "one-hangs": Kind(brokers.hang, Needs.THREE, lasts=10, takes=15),
    "stall": Kind(brokers.stall, Needs.THREE, takes=15),
    "reset": Kind(brokers.reset, Needs.THREE),
    "slow": Kind(brokers.slow, Needs.THREE, lasts=8, takes=10),
}

GROUPS: Mapping[str, Mapping[str, Kind]] = {"own": OWN, "moving": MOVING, "around": AROUND, "brokers": BROKERS}
"""Kinds by the name of their group, which stands for all of them."""

KINDS: Mapping[str, Kind] = {name: kind for group in GROUPS.values() for name, kind in group.items()}
USUAL = (*OWN, "expire", "corrupt", "poison", "crawler-clock", "host-clock")
"""Those that take no longer than a worker's death."""


def chosen(names: str) -> dict[str, Kind]:
    """Read which kinds are meant: names of kinds and groups, separated by commas; none for the usual ones, `all` for those of one broker.

    Raises ValueError where there is none of that name, or where they need different Kafkas.
    """
    found: dict[str, Kind] = {}
    for name in names.split(",") if names else USUAL:
        if name == "all":
            found |= {each: kind for each, kind in KINDS.items() if kind.needs is not Needs.THREE}
        elif name in GROUPS:
            found |= GROUPS[name]
        elif name in KINDS:
            found[name] = KINDS[name]
        else:
            raise ValueError(f"no {name!r}: KINDS are all, {', '.join(GROUPS)}, or of {', '.join(KINDS)}")
    by_need = {kind.needs: name for name, kind in found.items()}
    if Needs.ONE in by_need and Needs.THREE in by_need:
        raise ValueError(f"{by_need[Needs.ONE]} needs one broker, {by_need[Needs.THREE]} three: choose one sort")
    return found
