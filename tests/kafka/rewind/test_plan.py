"""Where each partition goes on after a rewind, and what is noted of it: for each kind of finding, by values alone."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec
import pytest
from aiokafka import TopicPartition

from workers.errors import KafkaFailure
from workers.kafka.client.findings import Finding, Ground, Kind, Logs
from workers.kafka.client.notes import UNKNOWN, Again, Life, Mark, Note, Signed
from workers.kafka.client.topic_ids import Identities
from workers.kafka.rewind.lives import lives_after
from workers.kafka.rewind.outcomes import Reached
from workers.kafka.rewind.plan import (
    Move,
    Wish,
    cut_at,
    kinds_at,
    known_offset,
    lost_claims,
    plan,
    require_acceptable,
)
from workers.settings import Settings

SETTINGS = Settings()
RAW, EXTRACTED, CHANGELOG = "pages.raw", "pages.extracted", "pages.claims"
RAW_0, RAW_1, EXTRACTED_0, EXTRACTED_1 = PLACES = [
    TopicPartition(name, number) for name in (RAW, EXTRACTED) for number in range(2)
]
IDS = {RAW: "raw-id", EXTRACTED: "extracted-id", CHANGELOG: "claims-id"}
TOPICS = {"raw": "raw-id", "extracted": "extracted-id", "claims": "claims-id"}
LOGS = Logs(Identities("cluster", IDS), dict.fromkeys(PLACES, 0), dict.fromkeys(PLACES, 50), has_results=True)
NUMBER = 99
"""The rewind's."""


def noted(place: TopicPartition, **how: object) -> Note:
    note = Note(
        topics=TOPICS,
        partitions=2,
        lives=(Life(0, IDS[place.topic]),),
        at=70,
        written={"1": Mark(3, 30)},
        window=msgspec.Raw(b'"w"'),
    )
    return msgspec.structs.replace(note, **how)


def ground(*findings: Finding, without: Iterable[TopicPartition] = (), **notes: object) -> Ground:
    """All partitions have offset 20 and a note, but for those without."""
    signed = {place: Signed(20, noted(place, **notes)) for place in PLACES if place not in without}
    return Ground(signed, frozenset(), findings, LOGS, {})


FIRST, SECOND = Life(0, "raw-id"), Life(30, "raw-id.2")


def finding(kind: Kind, place: TopicPartition, at: int = UNKNOWN) -> Finding:
    return Finding(kind, place, f"{place.topic}: {kind.value}", at)


def planned(
    found: Ground,
    targets: Mapping[TopicPartition, int],
    *,
    until: Mapping[TopicPartition, int] | None = None,
    borders: Mapping[TopicPartition, int] | None = None,
    wish: Wish = Wish(),  # noqa: B008 # it holds nothing that changes
) -> dict[TopicPartition, Move]:
    lives = {place: lives_after(SETTINGS, found, place, (borders or {}).get(place), {}) for place in targets}
    moves = plan(SETTINGS, found, wish, targets, Reached({}, until or {}), lives, NUMBER)
    assert [move.place for move in moves] == sorted(targets)
    return {move.place: move for move in moves}


class Known(NamedTuple):
    """What does not fit, and the offset of RAW_0 where it still means what it did."""

    findings: list[Finding]
    offset: int | None
    kinds: set[Kind]


KNOWN = {
    "nothing": Known([], 20, set()),
    "its log was cut": Known([finding(Kind.CUT, RAW_0)], None, {Kind.CUT}),
    "its log was cut and has grown": Known([finding(Kind.OTHER, RAW_0)], None, {Kind.OTHER}),
    "another's log was cut": Known([finding(Kind.CUT, RAW_1)], 20, set()),
    "claims were cut": Known([finding(Kind.CUT, TopicPartition(CHANGELOG, 0))], 20, set()),
    "its Kafka topic was made anew": Known([finding(Kind.ANEW, RAW_1)], None, set()),
    "another Kafka topic was made anew": Known([finding(Kind.ANEW, EXTRACTED_0)], 20, set()),
    "claims are another's": Known([finding(Kind.FOREIGN, TopicPartition(CHANGELOG, 0))], 20, set()),
}


@pytest.mark.parametrize("known", KNOWN.values(), ids=KNOWN)
def test_whether_an_offset_still_means_what_it_did(known: Known) -> None:
    found = ground(*known.findings)
    assert known_offset(found, RAW_0) == known.offset
    assert kinds_at(found, RAW_0) == known.kinds


@pytest.mark.parametrize("kind", [Kind.MISSING, Kind.UNSIGNED])
def test_without_a_note_an_offset_means_nothing(kind: Kind) -> None:
    assert known_offset(ground(finding(kind, RAW_0), without=[RAW_0]), RAW_0) is None


@pytest.mark.parametrize(
    ("findings", "at"),
    [
        ([], None),
        ([finding(Kind.CUT, RAW_0, 70)], 70),
        ([finding(Kind.CUT, RAW_0, 70), finding(Kind.OTHER, RAW_0, 90), finding(Kind.OTHER, RAW_0, 80)], 90),
        ([finding(Kind.CUT, RAW_0)], UNKNOWN),
        ([finding(Kind.CUT, RAW_1, 70), finding(Kind.ANEW, RAW_0, 70), finding(Kind.MISSING, RAW_0, 70)], None),
    ],
)
def test_a_log_was_cut_after_the_last_message_that_is_known_of_it(findings: list[Finding], at: int | None) -> None:
    assert cut_at(ground(*findings), RAW_0) == at


@pytest.mark.parametrize(
    ("findings", "wish", "refusal"),
    [
        ([], Wish(), ""),
        ([finding(Kind.CUT, RAW_0)], Wish(), ""),
        ([finding(Kind.CUT, RAW_0)], Wish(places=frozenset({RAW_1})), ""),
        ([finding(Kind.FOREIGN, TopicPartition(CHANGELOG, 0))], Wish(), ""),
        ([finding(Kind.ANEW, RAW_0)], Wish(), "pages.raw was deleted and made anew; newsmill rewind --new-life accepts that"),
        (
            [finding(Kind.ANEW, RAW_0), finding(Kind.ANEW, EXTRACTED_0)],
            Wish(),
            "pages.extracted, pages.raw was deleted and made anew; newsmill rewind --new-life accepts that",
        ),
        ([finding(Kind.ANEW, RAW_0)], Wish(new_life=True), ""),
        (
            [finding(Kind.ANEW, RAW_0)],
            Wish(new_life=True, places=frozenset({RAW_0})),
            "pages.raw was deleted and made anew: that concerns all partitions; leave --partition out",
        ),
        ([finding(Kind.MISSING, RAW_0), finding(Kind.UNSIGNED, RAW_1)], Wish(), ""),
        ([finding(Kind.MISSING, RAW_0)], Wish(places=frozenset({RAW_0})), ""),
        (
            [finding(Kind.MISSING, RAW_0), finding(Kind.UNSIGNED, RAW_1)],
            Wish(places=frozenset({RAW_0})),
            "pages.raw/1 has no offset that means anything either; leave --partition out",
        ),
    ],
)
def test_what_is_not_asked_for_in_so_many_words_is_refused(findings: list[Finding], wish: Wish, refusal: str) -> None:
    if not refusal:
        return require_acceptable(ground(*findings), wish)
    with pytest.raises(KafkaFailure) as raised:
        require_acceptable(ground(*findings), wish)
    assert str(raised.value) == refusal
    return None


def test_where_all_fits_a_partition_stays_and_its_note_is_kept_but_for_what_its_tasks_will_write() -> None:
    (move,) = planned(ground(), {RAW_0: 20}, until={RAW_0: 20}).values()
    assert move == Move(RAW_0, 20, 20, move.note)
    assert (move.note.lives, move.note.topics, move.note.again) == ((FIRST,), TOPICS, None)
    assert (move.note.at, move.note.written, bytes(move.note.window)) == (UNKNOWN, {}, b'"w"')


def test_how_many_partitions_there_are_is_noted_by_kafka_topic() -> None:
    """One beyond is new afterwards, also where only one is moved."""
    assert {move.note.partitions for move in planned(ground(), dict.fromkeys(PLACES, 20)).values()} == {2}
    (move,) = planned(ground(), {RAW_1: 20}, wish=Wish(places=frozenset({RAW_1}))).values()
    assert move.note.partitions == 2


@pytest.mark.parametrize(
    ("offset", "publish", "again"),
    [(20, False, None), (5, False, Again(20, NUMBER)), (5, True, Again(20, NUMBER, publish=True)), (30, False, None)],
)
def test_what_lies_before_the_offset_that_it_had_is_read_again(offset: int, *, publish: bool, again: Again | None) -> None:
    """How far its outcomes come does not matter: what was read is known."""
    (move,) = planned(ground(), {RAW_0: offset}, until={RAW_0: 40}, wish=Wish(publish_again=publish)).values()
    assert (move.before, move.offset, move.note.again) == (20, offset, again)


def test_a_rewind_within_what_is_read_again_reads_all_of_that_again() -> None:
    (move,) = planned(ground(again=Again(35, 7, publish=True)), {RAW_0: 5}).values()
    assert move.note.again == Again(35, NUMBER)
    (move,) = planned(ground(again=Again(35, 7)), {RAW_0: 20}).values()
    assert move.note.again == Again(35, NUMBER), "it had come to 20 of 35"


@pytest.mark.parametrize("kind", [Kind.CUT, Kind.OTHER, Kind.ANEW])
@pytest.mark.parametrize(("until", "again"), [(40, Again(40, NUMBER)), (8, None)])
def test_where_the_offset_means_nothing_what_came_out_is_read_again(kind: Kind, until: int, again: Again | None) -> None:
    found = ground(finding(kind, RAW_0, 70), again=Again(45, 7))
    (move,) = planned(found, {RAW_0: 10}, until={RAW_0: until}, borders={} if kind is Kind.ANEW else {RAW_0: 30}).values()
    assert (move.before, move.offset, move.note.again) == (None, 10, again)
    assert move.note.lives == ((FIRST,) if kind is Kind.ANEW else (FIRST, SECOND))


def test_without_offset_or_note_all_that_came_out_is_read_again() -> None:
    found = ground(finding(Kind.MISSING, EXTRACTED_0), without=[EXTRACTED_0])
    (move,) = planned(found, {EXTRACTED_0: 10}, until={EXTRACTED_0: 50}).values()
    assert (move.before, move.note.again, bytes(move.note.window)) == (None, Again(50, NUMBER), b"null")
    assert move.note.lives == (Life(0, "extracted-id"),)


@pytest.mark.parametrize(
    ("noted_id", "kind", "after"),
    [
        ("claims-id", None, "claims-id"),
        ("claims-id.2", None, "claims-id.2"),
        ("claims-id", Kind.CUT, "claims-id.2"),
        ("claims-id.2", Kind.OTHER, "claims-id.3"),
        ("another.4", None, "claims-id"),
        ("", None, "claims-id"),
    ],
)
def test_claims_that_are_another_log_than_the_folders_get_another_name(noted_id: str, kind: Kind | None, after: str) -> None:
    """A folder that knows what was cut off is not used then: it is moved aside, and claims are rebuilt."""
    findings = [finding(kind, TopicPartition(CHANGELOG, 0), 70)] if kind else []
    found = ground(*findings, topics={**TOPICS, "claims": noted_id})
    moves = planned(found, dict.fromkeys(PLACES, 20))
    assert moves[EXTRACTED_0].note.topics == {**TOPICS, "claims": after}
    if noted_id == "claims-id":
        assert moves[EXTRACTED_1].note.topics == TOPICS, "its claims are as they were"


def test_a_wish_without_partitions_means_all() -> None:
    assert all(Wish().takes(place) for place in PLACES)
    assert [Wish(places=frozenset({RAW_0})).takes(place) for place in PLACES] == [True, False, False, False]


def claims_at(number: int) -> TopicPartition:
    return TopicPartition(CHANGELOG, number)


@pytest.mark.parametrize(
    ("found", "lost"),
    [
        (ground(), set()),
        (ground(finding(Kind.CUT, claims_at(1))), {1}),
        (ground(finding(Kind.OTHER, claims_at(0))), {0}),
        (ground(finding(Kind.ANEW, claims_at(0))), {0, 1}),
        (ground(finding(Kind.ANEW, RAW_0), finding(Kind.CUT, EXTRACTED_1), finding(Kind.FOREIGN, claims_at(1))), set()),
        (ground(finding(Kind.MISSING, RAW_1), without=[RAW_1]), set()),
        (ground(finding(Kind.MISSING, EXTRACTED_1), without=[EXTRACTED_1]), {1}),
    ],
    ids=["all fits", "cut", "grown again", "made anew", "others", "no offset of raw pages", "no note that tells of them"],
)
def test_claims_may_be_lost_where_their_log_was_cut_or_made_anew_or_no_note_tells(found: Ground, lost: set[int]) -> None:
    assert lost_claims(SETTINGS, found, Wish()) == lost


def test_claims_are_made_again_of_the_partitions_that_are_meant() -> None:
    """Of the others the notes go on to say that they are lost."""
    found = ground(finding(Kind.CUT, claims_at(0)), finding(Kind.CUT, claims_at(1)))
    assert lost_claims(SETTINGS, found, Wish(places=frozenset({EXTRACTED_1, RAW_0}))) == {1}
