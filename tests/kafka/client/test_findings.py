"""Whether offsets still mean what they did, told by values alone: which may be signed first, and what does not fit."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec
import pytest
from aiokafka import TopicPartition

from workers.kafka.client.connection import GroupOffset
from workers.kafka.client.findings import (
    GO_ON,
    Finding,
    Ground,
    Kind,
    Logs,
    cut_logs,
    first_note,
    made_anew,
    marks_of,
    other_messages,
    sign,
)
from workers.kafka.client.notes import CLAIMS, UNKNOWN, Life, Mark, Note, Signed, read_note, write_note
from workers.kafka.client.topic_ids import Identities
from workers.settings import Settings

SETTINGS = Settings()
RAW, EXTRACTED, CHANGELOG = "pages.raw", "pages.extracted", "pages.claims"
IDS = {RAW: "raw-id", EXTRACTED: "extracted-id", CHANGELOG: "claims-id"}
PLACES = [TopicPartition(name, number) for name in (RAW, EXTRACTED) for number in range(2)]
RAW_0, RAW_1, EXTRACTED_0, EXTRACTED_1 = PLACES
NONE = GroupOffset(-1, "")
FORMER = '{"at":1.5,"least":100,"pages":3,"bits":"5"}'
NOTE = Note(
    topics={"raw": "raw-id", "extracted": "extracted-id", "claims": "claims-id"}, partitions=2, lives=(Life(0, "raw-id"),), at=70
)
ALL_NOTED = {place: GroupOffset(5, write_note(NOTE)) for place in PLACES}


def logs(
    *,
    ends: Mapping[TopicPartition, int] | None = None,
    begins: Mapping[TopicPartition, int] | None = None,
    ids: Mapping[str, str] = IDS,
    has_results: bool = True,
) -> Logs:
    found = dict.fromkeys([*PLACES, TopicPartition(RAW, 2)], 0)
    return Logs(Identities("cluster", dict(ids)), found | dict(begins or {}), dict(ends or {}), has_results)


class Case(NamedTuple):
    """A group's offsets, and what is made of them."""

    offsets: Mapping[TopicPartition, GroupOffset]
    unsigned: Iterable[TopicPartition] = ()
    missing: Iterable[TopicPartition] = ()
    by_hand: Iterable[TopicPartition] = ()
    has_results: bool = True


CASES = {
    "all have notes": Case(ALL_NOTED),
    "a new group where nothing was ever done": Case(dict.fromkeys(PLACES, NONE), unsigned=PLACES, has_results=False),
    "a group that has expired, or a second one": Case(dict.fromkeys(PLACES, NONE), missing=PLACES),
    "one partition's offset is gone": Case({**ALL_NOTED, RAW_0: NONE}, missing=[RAW_0]),
    "and where nothing has come out yet": Case({**ALL_NOTED, RAW_0: NONE}, missing=[RAW_0], has_results=False),
    "one of articles on their way is gone": Case({**ALL_NOTED, EXTRACTED_1: NONE}, missing=[EXTRACTED_1]),
    "all of raw pages are gone": Case({**ALL_NOTED, RAW_0: NONE, RAW_1: NONE}, missing=[RAW_0, RAW_1]),
    "one of raw pages is gone, and the other is set by hand": Case(
        {**ALL_NOTED, RAW_0: NONE, RAW_1: GroupOffset(9, "")}, missing=[RAW_0], by_hand=[RAW_1]
    ),
    "an offset is set by hand": Case({**ALL_NOTED, RAW_1: GroupOffset(9, "")}, by_hand=[RAW_1]),
    "and one with the note of the version before": Case({**ALL_NOTED, RAW_1: GroupOffset(9, FORMER)}, by_hand=[RAW_1]),
    "a partition of raw pages is added": Case({**ALL_NOTED, TopicPartition(RAW, 2): NONE}, unsigned=[TopicPartition(RAW, 2)]),
    "one is added, and another's offset is gone": Case(
        {**ALL_NOTED, RAW_0: NONE, TopicPartition(RAW, 2): NONE}, unsigned=[TopicPartition(RAW, 2)], missing=[RAW_0]
    ),
    "one is added, and its offset is set by hand": Case(
        {**ALL_NOTED, TopicPartition(RAW, 2): GroupOffset(0, "")}, by_hand=[TopicPartition(RAW, 2)]
    ),
    "the version before": Case(
        {place: GroupOffset(5, FORMER if place.topic == RAW else "") for place in PLACES}, unsigned=PLACES
    ),
    "the version before, which some partitions had given nothing to yet": Case(
        {RAW_0: GroupOffset(5, FORMER), RAW_1: NONE, EXTRACTED_0: GroupOffset(2, ""), EXTRACTED_1: NONE}, unsigned=PLACES
    ),
    "the version before, one offset set by hand": Case(
        {**{place: GroupOffset(5, FORMER) for place in PLACES}, RAW_1: GroupOffset(0, "")}, by_hand=PLACES
    ),
    "all offsets set by hand": Case(dict.fromkeys(PLACES, GroupOffset(0, "")), by_hand=PLACES),
    "all set by hand before anything was done": Case(
        dict.fromkeys(PLACES, GroupOffset(0, "")), by_hand=PLACES, has_results=False
    ),
    "only articles on their way have offsets": Case(
        {RAW_0: NONE, RAW_1: NONE, EXTRACTED_0: GroupOffset(2, ""), EXTRACTED_1: GroupOffset(2, "")},
        missing=[RAW_0, RAW_1],
        by_hand=[EXTRACTED_0, EXTRACTED_1],
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_which_offsets_are_signed_which_may_be_and_which_are_refused(case: Case) -> None:
    signed, unsigned, findings = sign(SETTINGS, case.offsets, logs(has_results=case.has_results))
    found = {kind: [finding.place for finding in findings if finding.kind is kind] for kind in Kind}
    assert (found.pop(Kind.MISSING), found.pop(Kind.UNSIGNED)) == (sorted(case.missing), sorted(case.by_hand))
    assert not any(found.values())
    assert unsigned == frozenset(case.unsigned)
    assert signed.keys() == case.offsets.keys() - {finding.place for finding in findings}
    assert all(
        signed[place] == (case.offsets[place].offset, read_note(case.offsets[place].note)) for place in signed.keys() - unsigned
    )


def test_what_is_signed_first_begins_where_it_stands_or_where_its_log_does() -> None:
    offsets = {RAW_0: GroupOffset(5, FORMER), RAW_1: NONE, EXTRACTED_0: GroupOffset(2, ""), EXTRACTED_1: NONE}
    signed, _, _ = sign(SETTINGS, offsets, logs(begins={RAW_1: 3, EXTRACTED_0: 4}))
    assert {place: each.offset for place, each in signed.items()} == {RAW_0: 5, RAW_1: 3, EXTRACTED_0: 4, EXTRACTED_1: 0}


def test_a_first_note_says_which_kafka_topics_how_many_partitions_and_the_first_life() -> None:
    offsets = dict.fromkeys([*PLACES, TopicPartition(RAW, 2)], NONE)
    note = first_note(SETTINGS, EXTRACTED_0, offsets, logs())
    assert note == Note(
        topics={"raw": "raw-id", "extracted": "extracted-id", "claims": "claims-id"},
        partitions=2,
        lives=(Life(0, "extracted-id"),),
    )
    assert first_note(SETTINGS, RAW_0, offsets, logs()).partitions == 3
    without = first_note(SETTINGS, RAW_0, offsets, logs(ids=dict.fromkeys(IDS, "")))
    assert (without.lives, set(without.topics.values())) == ((), {""})


def test_what_is_refused_is_said_of_its_group_and_partition() -> None:
    offsets = {**ALL_NOTED, RAW_0: NONE, RAW_1: GroupOffset(9, "")}
    _, _, (missing, by_hand) = sign(SETTINGS, offsets, logs())
    assert missing.line.startswith(
        "the group newsmill has no offset for pages.raw partition 0, though pages were worked on: its offsets"
    )
    assert by_hand.line == (
        "the offset 9 of the group newsmill in pages.raw partition 1 was not written by a worker of this version: it was set by hand"
    )


WRITTEN = Note(topics={}, partitions=2, at=70, written={"1": Mark(8, 80), CLAIMS: Mark(9, 90)})


def test_a_note_knows_what_lies_before_its_offset_and_what_its_task_has_written() -> None:
    assert marks_of(SETTINGS, EXTRACTED_0, Signed(5, WRITTEN)) == [
        (EXTRACTED_0, Mark(5, 70)),
        (EXTRACTED_1, Mark(8, 80)),
        (TopicPartition(CHANGELOG, 0), Mark(9, 90)),
    ]


@pytest.mark.parametrize(
    ("known", "end", "cut"),
    [
        ([Mark(5, 70)], 5, None),
        ([Mark(5, 70)], 4, 70),
        ([Mark(5)], 4, UNKNOWN),
        ([Mark(0)], 0, None),
        ([Mark(5, 70), Mark(8, 80), Mark(6, 60)], 7, 80),
        ([Mark(5, 70), Mark(8, 80)], 8, None),
    ],
)
def test_a_log_that_ends_before_the_last_that_is_known_of_it_was_cut(known: list[Mark], end: int, cut: int | None) -> None:
    findings = cut_logs([(RAW_1, mark) for mark in known], logs(ends={RAW_1: end}))
    assert [finding.at for finding in findings] == ([] if cut is None else [cut])
    for finding in findings:
        last = max(mark.end for mark in known)
        assert (finding.kind, finding.place) == (Kind.CUT, RAW_1)
        assert finding.line.startswith(f"pages.raw partition 1 ends at offset {end}, and was known up to {last}: its log was cut")


@pytest.mark.parametrize(
    ("times", "is_other"),
    [({(RAW_1, 5): 70}, False), ({(RAW_1, 5): 71}, True), ({(RAW_1, 5): UNKNOWN}, True), ({}, False), ({(RAW_0, 5): 71}, False)],
)
def test_a_message_of_another_time_is_another_and_one_that_cannot_be_read_says_nothing(
    times: dict[tuple[TopicPartition, int], int], *, is_other: bool
) -> None:
    findings = other_messages([(RAW_1, Mark(5, 70))], times)
    assert [(finding.kind, finding.place, finding.at) for finding in findings] == ([(Kind.OTHER, RAW_1, 70)] if is_other else [])
    for finding in findings:
        assert finding.line.startswith(
            "pages.raw partition 1 has another message at offset 4 than it had, or none: its log was cut"
        )


@pytest.mark.parametrize(
    ("noted", "now", "anew"),
    [
        ({"raw": "raw-id"}, IDS, []),
        ({"raw": "raw-id", "claims": "claims-id.2"}, IDS, []),
        ({"raw": "another"}, IDS, [RAW]),
        ({"raw": "another", "extracted": "another", "claims": "another.2"}, IDS, [RAW, EXTRACTED, CHANGELOG]),
        ({"raw": ""}, IDS, []),
        ({"raw": "raw-id"}, {**IDS, RAW: ""}, []),
        ({"raw": "raw-id"}, {}, []),
    ],
)
def test_a_kafka_topic_with_another_id_than_the_notes_was_made_anew(
    noted: dict[str, str], now: dict[str, str], anew: list[str]
) -> None:
    """Where either gave none, as before Kafka 2.8, nothing can be said; each Kafka topic is told once."""
    signed = {place: Signed(5, msgspec.structs.replace(NOTE, topics=noted)) for place in PLACES}
    findings = made_anew(SETTINGS, signed, logs(ids=now))
    assert [(finding.kind, finding.place.topic) for finding in findings] == [(Kind.ANEW, name) for name in anew]
    assert all(
        finding.line
        == f"{finding.place.topic} was deleted and made anew: it is not the one that the group newsmill has worked on"
        for finding in findings
    )


def ground(*lines: str) -> Ground:
    return Ground({}, frozenset(), tuple(Finding(Kind.CUT, RAW_0, line) for line in lines), logs(), {})


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ("", ""),
        ("a", f"a: {GO_ON}"),
        ("abc", f"a; b; c: {GO_ON}"),
        ("aabbccdde", f"a; b; c (and 2 more like these): {GO_ON}"),
    ],
)
def test_a_refusal_is_one_line_that_names_some_and_the_command_that_goes_on(lines: str, refusal: str) -> None:
    assert ground(*lines).refusal == refusal
    assert ground(*lines).lines == sorted(set(lines))


def test_the_lives_of_a_partition_are_its_notes_or_else_the_kafka_topics_own() -> None:
    lives = (Life(0, "raw-id"), Life(9, "raw-id.2"))
    signed = {RAW_0: Signed(5, msgspec.structs.replace(NOTE, lives=lives))}
    found = ground()._replace(signed=signed)
    assert found.lives_of(RAW_0) == lives
    assert found.lives_of(RAW_1) == (Life(0, "raw-id"),)
    assert found._replace(logs=logs(ids={})).lives_of(RAW_1) == ()
