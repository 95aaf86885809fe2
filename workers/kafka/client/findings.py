"""What does not fit, and why, a line each: notes held against what logs say of themselves. Pure."""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple

from aiokafka import TopicPartition

from workers.kafka.client.connection import GroupOffset
from workers.kafka.client.notes import CLAIMS, UNKNOWN, Life, Mark, Note, Signed, is_former, read_note, topic_id_of
from workers.kafka.client.roles import SOURCES, Role, kafka_topic
from workers.kafka.client.topic_ids import Identities
from workers.settings import Settings

GROUND = (*SOURCES, Role.CLAIMS)
"""The Kafka topics whose logs offsets rest on."""

SHOWN = 3
"""How many findings one line names."""

GO_ON = "nothing is read until newsmill rewind has said where to go on: docs/moving-ground.md"


Known = tuple[TopicPartition, Mark]
"""A place in a partition's log that is known."""


class Logs(NamedTuple):
    """What Kafka tells of the logs: ids, starts and ends, and whether anything was ever written behind raw pages."""

    ids: Identities
    begins: Mapping[TopicPartition, int]
    ends: Mapping[TopicPartition, int]
    has_results: bool


class Kind(Enum):
    """What does not fit."""

    MISSING = "no offset, where work was done"
    UNSIGNED = "an offset without a note"
    ANEW = "another Kafka topic than the note's"
    CUT = "a log that ends before what is known of it"
    OTHER = "another message than the note's"
    FOREIGN = "claims that somebody else has written"


class Finding(NamedTuple):
    """Something that does not fit: where, and for people what and why."""

    kind: Kind
    place: TopicPartition
    line: str
    at: int = UNKNOWN
    """When the message that is not there was appended."""


class Ground(NamedTuple):
    """What the group's offsets stand on."""

    signed: Mapping[TopicPartition, Signed]
    """Offsets whose notes say what they mean, those that have to be signed first among them."""
    unsigned: frozenset[TopicPartition]
    """Of these, those that have to be signed before work begins: of a group that is new or of the version before, partitions added."""
    findings: tuple[Finding, ...]
    """What does not fit; nothing may be worked on then."""
    logs: Logs
    found: Mapping[TopicPartition, GroupOffset]
    """The group's offsets and the notes beside them, as they are written."""

    def lives_of(self, place: TopicPartition) -> tuple[Life, ...]:
        """List the lives of a partition; none where Kafka gives its topics no ids."""
        if place in self.signed:
            return self.signed[place].note.lives
        identity = self.logs.ids.topics.get(place.topic, "")
        return (Life(0, identity),) if identity else ()

    @property
    def lines(self) -> list[str]:
        """Say for people what does not fit, a line each."""
        return list(dict.fromkeys(finding.line for finding in self.findings))

    @property
    def refusal(self) -> str:
        """Say in one line why nothing is worked on; nothing where all fits."""
        if not (lines := self.lines):
            return ""
        more = f" (and {len(lines) - SHOWN} more like these)" if len(lines) > SHOWN else ""
        return f"{'; '.join(lines[:SHOWN])}{more}: {GO_ON}"


def sign(
    settings: Settings, found: Mapping[TopicPartition, GroupOffset], logs: Logs
) -> tuple[dict[TopicPartition, Signed], frozenset[TopicPartition], list[Finding]]:
    """Read the notes, and say which offsets may be signed for the first time. Returns them all, these, and what is refused. Pure."""
    notes = {place: note for place, each in found.items() if each.offset >= 0 and (note := read_note(each.note))}
    signed = {place: Signed(found[place].offset, note) for place, note in notes.items()}
    missing = {place for place, each in found.items() if each.offset < 0}
    bare = found.keys() - notes.keys() - missing
    raw = kafka_topic(settings, Role.RAW)
    known = max((note.partitions for place, note in notes.items() if place.topic == raw), default=0)
    added = {place for place in missing if known and place.topic == raw and place.partition >= known}
    is_new = len(missing) == len(found) and not logs.has_results
    is_former_version = not notes and any(place.topic == raw for place in bare) and _all_former(raw, bare, found)
    fresh = set(found) if is_new or is_former_version else added
    for place in fresh:
        signed[place] = Signed(max(found[place].offset, logs.begins[place]), first_note(settings, place, found, logs))
    findings = [Finding(Kind.MISSING, place, _missing(settings, place)) for place in sorted(missing - fresh)]
    findings += [Finding(Kind.UNSIGNED, place, _unsigned(settings, place, found[place].offset)) for place in sorted(bare - fresh)]
    return signed, frozenset(fresh), findings


def _all_former(raw: str, bare: Iterable[TopicPartition], found: Mapping[TopicPartition, GroupOffset]) -> bool:
    return all(is_former(found[place].note) for place in bare if place.topic == raw)


def first_note(settings: Settings, place: TopicPartition, found: Iterable[TopicPartition], logs: Logs) -> Note:
    """Make the first note of a partition: its topics and its life; what comes before its offset is not known yet."""
    identity = logs.ids.topics.get(place.topic, "")
    return Note(
        topics={role.value: logs.ids.topics.get(kafka_topic(settings, role), "") for role in GROUND},
        partitions=sum(other.topic == place.topic for other in found),
        lives=(Life(0, identity),) if identity else (),
    )


def marks_of(settings: Settings, place: TopicPartition, signed: Signed) -> list[Known]:
    """List the places of logs that a note knows: what lies before its offset, and what its task has written."""
    extracted, claims = kafka_topic(settings, Role.EXTRACTED), kafka_topic(settings, Role.CLAIMS)
    own = [(place, Mark(signed.offset, signed.note.at))]
    return own + [
        (TopicPartition(claims, place.partition) if name == CLAIMS else TopicPartition(extracted, int(name)), mark)
        for name, mark in signed.note.written.items()
    ]


def made_anew(settings: Settings, signed: Mapping[TopicPartition, Signed], logs: Logs) -> list[Finding]:
    """Find Kafka topics that are not those that notes were written for."""
    moved: dict[Role, TopicPartition] = {}
    for place, (_, note) in signed.items():
        for name, identity in note.topics.items():
            now = logs.ids.topics.get(kafka_topic(settings, Role(name)), "")
            if identity and now and topic_id_of(identity) != now:
                moved.setdefault(Role(name), place)
    return [
        Finding(
            Kind.ANEW,
            TopicPartition(name, place.partition),
            f"{name} was deleted and made anew: it is not the one that the group {settings.group} has worked on",
        )
        for role, place in moved.items()
        for name in [kafka_topic(settings, role)]
    ]


def cut_logs(known: Iterable[Known], logs: Logs) -> list[Finding]:
    """Find logs that end before what is known of them."""
    highest: dict[TopicPartition, Mark] = {}
    for place, mark in known:
        if mark.end > highest.get(place, mark).end or place not in highest:
            highest[place] = mark
    return [
        Finding(
            Kind.CUT,
            place,
            f"{place.topic} partition {place.partition} ends at offset {logs.ends.get(place, 0)}, and was known up to {mark.end}: its log"
            " was cut, or the offset was set by hand",
            mark.at,
        )
        for place, mark in sorted(highest.items())
        if mark.end > logs.ends.get(place, 0)
    ]


def other_messages(known: Iterable[Known], times: Mapping[tuple[TopicPartition, int], int]) -> list[Finding]:
    """Find messages that are not those that were there."""
    return [
        Finding(
            Kind.OTHER,
            place,
            f"{place.topic} partition {place.partition} has another message at offset {mark.end - 1} than it had, or none: its log was cut"
            " and has grown again",
            mark.at,
        )
        for place, mark in known
        if (place, mark.end) in times and times[place, mark.end] != mark.at
    ]


def _missing(settings: Settings, place: TopicPartition) -> str:
    return (
        f"the group {settings.group} has no offset for {place.topic} partition {place.partition}, though pages were worked on: its offsets"
        " have expired or were deleted, as with a Kafka topic that was made anew, or it is not the group that did the work"
    )


def _unsigned(settings: Settings, place: TopicPartition, offset: int) -> str:
    return (
        f"the offset {offset} of the group {settings.group} in {place.topic} partition {place.partition} was not written by a worker of this"
        " version: it was set by hand"
    )
