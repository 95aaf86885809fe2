"""`newsmill rewind` without a Kafka: what each way to say where means, what is refused, and how offsets are written."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, Self

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import ProducerFenced

from tests.kafka.worker.stand_ins import FakeProducer
from workers.errors import KafkaFailure
from workers.kafka.client.connection import GroupOffset
from workers.kafka.client.findings import Finding, Ground, Kind, Logs
from workers.kafka.client.notes import CLAIMS, UNKNOWN, Life, Mark, Note, Signed, read_note
from workers.kafka.client.topic_ids import Identities
from workers.kafka.rewind import borders
from workers.kafka.rewind import rewind as module
from workers.kafka.rewind.outcomes import Reached
from workers.kafka.rewind.plan import Move, To, Wish
from workers.settings import Settings

SETTINGS = Settings()
RAW, EXTRACTED = TopicPartition("pages.raw", 0), TopicPartition("pages.extracted", 0)
CHANGELOG = TopicPartition("pages.claims", 0)
IDS = {"pages.raw": "raw-id", "pages.extracted": "extracted-id", "pages.claims": "claims-id"}
NOTES = {
    place: Note(topics={"raw": "raw-id"}, partitions=1, lives=(Life(0, IDS[place.topic]),), at=70) for place in (RAW, EXTRACTED)
}
LOGS = Logs(
    Identities("cluster", IDS),
    dict.fromkeys([RAW, EXTRACTED, CHANGELOG], 5),
    dict.fromkeys([RAW, EXTRACTED, CHANGELOG], 50),
    has_results=True,
)
FOUND = {RAW: GroupOffset(20, "a"), EXTRACTED: GroupOffset(20, "b")}
FITS = Ground({place: Signed(20, note) for place, note in NOTES.items()}, frozenset(), (), LOGS, FOUND)
CUT = Finding(Kind.CUT, RAW, "pages.raw partition 0 was cut", 70)
MINUTE = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)


class Client:
    """A consumer that knows which message was appended first after each time."""

    def __init__(self, times: Mapping[int, int] | None = None) -> None:
        self.times = times or {}

    async def offsets_for_times(self, asked: Mapping[TopicPartition, int]) -> dict[TopicPartition, Any]:
        return {place: SimpleNamespace(offset=self.times[at]) if at in self.times else None for place, at in asked.items()}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None: ...


class Claims:
    """Claims of partitions that have lost some: ten of each."""

    def __init__(self, kafka: "Kafka", lost: frozenset[int]) -> None:
        self.kafka = kafka
        self.lost = lost
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    async def make(self, _: Client, moves: list[Move]) -> None:
        self.count = 10 * len(self.lost)
        self.kafka.log += [f"claims of {number} are made for {len(moves)} moves" for number in self.lost]

    async def write(self, producer: FakeProducer) -> dict[int, Mark]:
        assert not (self.lost and producer.offsets), "offsets are signed after claims are written"
        self.kafka.log += [f"claims of {number} are written" for number in self.lost]
        return {number: Mark(77, 5000) for number in self.lost}


class Kafka:
    """What is found, one look after another, and what is done."""

    def __init__(self, *grounds: Ground, dated: bool = True) -> None:
        self.grounds = list(grounds)
        self.dated = dated
        self.client = Client({71: 30})
        self.log: list[str] = []
        self.read: dict[str, Any] = {}
        self.producer = FakeProducer()
        self.hanging: list[TopicPartition] = []
        """What a transaction holds back that does not end."""

    def set(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in (
            "held_back",
            "end_hanging",
            "require_permissions",
            "settled",
            "reached",
            "fence",
            "appended",
            "reached_by",
            "read_all",
            "lowest_of_lives",
            "require_topics",
        ):
            monkeypatch.setattr(module, name, getattr(self, name))
        monkeypatch.setattr(borders, "is_dated", self.is_dated)
        monkeypatch.setattr(module, "ranges_of", self.ranges_of)
        monkeypatch.setattr(module, "LostClaims", self.lost_claims)
        monkeypatch.setattr(module, "consumer", lambda *_, **__: self.client)
        monkeypatch.setattr(module, "transactional_producer", self.make)

    async def require_permissions(self, _: Settings, command: str) -> None:
        self.log.append(f"may {command}")

    async def require_topics(self, *_: Any) -> list[Any]:
        return []

    async def ranges_of(self, *_: Any) -> dict[TopicPartition, Any]:
        return {}

    async def read_all(self, *_: Any) -> list[Any]:
        return []

    async def lowest_of_lives(self, *_: Any) -> dict[int, dict[str, int]]:
        return {}

    async def held_back(self, _: Settings) -> list[TopicPartition]:
        return self.hanging

    async def end_hanging(self, _: Settings, places: list[TopicPartition]) -> None:
        self.log.append(f"end what holds {places[0].topic} back")

    async def settled(self, _: Settings) -> Ground:
        self.log.append("look")
        return self.grounds.pop(0) if len(self.grounds) > 1 else self.grounds[0]

    async def is_dated(self, *_: Any) -> bool:
        return self.dated

    async def appended(self, _: Settings, __: Any, known: Any, ___: Logs) -> dict[tuple[TopicPartition, int], int]:
        return {(place, mark.end): 1000 + mark.end for place, mark in known if place == RAW}

    async def reached_by(self, *arguments: Any) -> Reached:
        _, _, raw, lives, told = arguments
        self.read = {"raw": raw, "lives": lives, "extracted": told.extracted}
        return Reached({RAW: 15, EXTRACTED: 18}, {RAW: 40, EXTRACTED: 50})

    def lost_claims(self, _: Settings, lost: frozenset[int], logs: Logs) -> "Claims":
        assert logs is LOGS
        return Claims(self, lost)

    def make(self, _: Settings, name: str, **__: Any) -> FakeProducer:
        self.log.append(f"as {name}")
        return self.producer

    async def reached(self, *_: Any) -> None:
        self.log.append("start")

    async def fence(self, _: Settings, names: Any) -> None:
        self.log += [f"fence {name}" for name in names]


def rewound(monkeypatch: pytest.MonkeyPatch, kafka: Kafka, wish: Wish = Wish(), *, dry_run: bool = False) -> list[Move]:  # noqa: B008
    kafka.set(monkeypatch)
    return asyncio.run(module.rewind(SETTINGS, wish, dry_run=dry_run)).moves


def test_where_all_fits_nothing_moves_but_what_has_no_outcome_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page before the offset that has none goes on there; articles on their way need not be read for that."""
    kafka = Kafka(FITS)
    extracted, raw = rewound(monkeypatch, kafka)
    assert (raw.before, raw.offset) == (20, 15)
    assert raw.note.again
    assert raw.note.again.until == 20
    assert (extracted.before, extracted.offset, extracted.note.again) == (20, 20, None)
    assert kafka.read == {"raw": {RAW: (5, 50)}, "lives": {0: NOTES[RAW].lives}, "extracted": {}}


def test_offsets_are_written_signed_in_one_transaction_once_whoever_works_there_is_fenced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kafka = Kafka(FITS)
    moves = rewound(monkeypatch, kafka)
    assert kafka.log[:4] == ["may rewind", "look", "as newsmill.pages.raw.rewind", "start"]
    assert sorted(kafka.log[4:-1]) == [
        "fence newsmill-pages.extracted-0",
        "fence newsmill-pages.raw-0",
        "fence newsmill.pages.extracted.0",
        "fence newsmill.pages.raw.0",
    ]
    assert kafka.log[-1] == "look", "who was fenced had not gone on before"
    (written,) = kafka.producer.offsets
    assert {place: offset for place, (offset, _) in written.items()} == {RAW: 15, EXTRACTED: 20}
    notes = {place: read_note(text) for place, (_, text) in written.items()}
    assert notes[RAW] == {move.place: move for move in moves}[RAW].note
    assert [(notes[place] or NOTES[place]).at for place in (RAW, EXTRACTED)] == [1015, UNKNOWN], (
        "when what lies before was appended"
    )
    assert kafka.producer.stopped


def test_a_dry_run_fences_nobody_and_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    kafka = Kafka(FITS)
    assert len(rewound(monkeypatch, kafka, dry_run=True)) == 2
    assert kafka.log == ["may rewind", "look"]
    assert kafka.producer.offsets == []


def test_workers_that_have_gone_on_meanwhile_and_those_that_come_first_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    gone_on = FITS._replace(found={**FOUND, RAW: GroupOffset(21, "c")})
    kafka = Kafka(FITS, gone_on)
    with pytest.raises(KafkaFailure, match="workers have gone on meanwhile; stop them, and run newsmill rewind again"):
        rewound(monkeypatch, kafka)
    assert (kafka.producer.offsets, kafka.producer.stopped) == ([], True)
    kafka = Kafka(FITS)
    kafka.producer.error = ProducerFenced()
    with pytest.raises(KafkaFailure, match="a worker has taken partitions over meanwhile; stop the workers, and run"):
        rewound(monkeypatch, kafka)
    assert (kafka.producer.offsets, kafka.producer.stopped) == ([], True)


@pytest.mark.parametrize(
    ("to", "offset"),
    [("outcomes", 15), ("earliest", 5), (5, 5), (33, 33), (50, 50), (MINUTE, 12), (MINUTE.replace(minute=16), 50)],
)
def test_where_to_go_on_is_said_in_four_ways(monkeypatch: pytest.MonkeyPatch, to: To, offset: int) -> None:
    """A time after all that there is means the end."""
    kafka = Kafka(FITS)
    kafka.client = Client({int(MINUTE.timestamp() * 1000): 12})
    (move,) = rewound(monkeypatch, kafka, Wish(to, frozenset({RAW})))
    assert (move.place, move.offset) == (RAW, offset)


@pytest.mark.parametrize("to", ["earliest", MINUTE, "outcomes"])
def test_articles_on_their_way_go_on_where_they_were_unless_they_are_named(monkeypatch: pytest.MonkeyPatch, to: To) -> None:
    """Their pages bring them again. Where their offset means nothing they go on by what came out."""
    kafka = Kafka(FITS)
    kafka.client = Client({int(MINUTE.timestamp() * 1000): 12})
    named = {"earliest": 5, MINUTE: 12, "outcomes": 20}
    assert {move.place: move.offset for move in rewound(monkeypatch, kafka, Wish(to))}[EXTRACTED] == 20
    assert rewound(monkeypatch, kafka, Wish(to, frozenset({EXTRACTED})))[0].offset == named[to]
    missing = FITS._replace(
        signed={RAW: FITS.signed[RAW]}, findings=(Finding(Kind.MISSING, EXTRACTED, "the group has no offset"),)
    )
    assert rewound(monkeypatch, Kafka(missing))[0].offset == 18


@pytest.mark.parametrize("to", [4, 51])
def test_an_offset_that_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch, to: int) -> None:
    with pytest.raises(KafkaFailure, match=f"pages.raw/0 has offsets 5 to 50, not {to}"):
        rewound(monkeypatch, Kafka(FITS), Wish(to, frozenset({RAW})))


def test_a_partition_that_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    wish = Wish(places=frozenset({TopicPartition("pages.raw", 7), RAW}))
    with pytest.raises(KafkaFailure, match=r"there is no pages\.raw/7 that workers read; it is one of pages\.raw/0 …"):
        rewound(monkeypatch, Kafka(FITS), wish)
    with pytest.raises(KafkaFailure, match=r"there is no pages\.claims/0 that workers read"):
        rewound(monkeypatch, Kafka(FITS), Wish(places=frozenset({CHANGELOG})))


def test_where_a_log_was_cut_a_life_begins_with_the_first_message_that_is_younger(monkeypatch: pytest.MonkeyPatch) -> None:
    """And where work had come to is what came out: articles on their way say it too."""
    kafka = Kafka(FITS._replace(findings=(CUT,)))
    moves = {move.place: move for move in rewound(monkeypatch, kafka)}
    lives = (Life(0, "raw-id"), Life(30, "raw-id.2"))
    assert (moves[RAW].before, moves[RAW].offset, moves[RAW].note.lives) == (None, 15, lives)
    again = moves[RAW].note.again
    assert again
    assert again.until == 40
    assert kafka.read["lives"] == {0: lives}
    assert kafka.read["extracted"] == {EXTRACTED: (5, 50)}
    kafka.client = Client()
    raw = rewound(monkeypatch, kafka)[1]
    assert raw.note.lives == (Life(0, "raw-id"), Life(50, "raw-id.2")), "none is: the next one will be"


def test_where_a_log_was_cut_cannot_be_told_without_log_append_time(monkeypatch: pytest.MonkeyPatch) -> None:
    kafka = Kafka(FITS._replace(findings=(CUT,)), dated=False)
    with pytest.raises(
        KafkaFailure, match=r"where the log of pages\.raw partition 0 was cut cannot be told: it has no LogAppendTime"
    ):
        rewound(monkeypatch, kafka)


def test_where_it_cannot_be_told_an_offset_that_is_named_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    other = TopicPartition("pages.extracted", 0)
    kafka = Kafka(FITS._replace(findings=(CUT, CUT._replace(place=other))), dated=False)
    (move,) = rewound(monkeypatch, kafka, Wish(30, frozenset([RAW])))
    assert (move.place, move.offset, move.note.lives) == (RAW, 30, (Life(0, "raw-id"), Life(30, "raw-id.2")))


def test_a_log_that_was_cut_before_a_marker_begins_a_new_life_with_all_that_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the last message that is known was appended is not: any of those that are there may have taken the number of a lost one."""
    kafka = Kafka(FITS._replace(findings=(CUT._replace(at=UNKNOWN),)))
    kafka.client = Client({0: 5})
    moves = {move.place: move for move in rewound(monkeypatch, kafka)}
    assert moves[RAW].note.lives == (Life(0, "raw-id"), Life(5, "raw-id.2"))


def test_what_is_not_accepted_is_refused_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    kafka = Kafka(FITS._replace(findings=(CUT._replace(kind=Kind.ANEW),)))
    with pytest.raises(KafkaFailure, match="newsmill rewind --new-life accepts that"):
        rewound(monkeypatch, kafka)
    assert kafka.read == {}


def test_the_first_offset_without_an_outcome_is_never_before_its_log_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    known = FITS._replace(signed={place: Signed(2, note) for place, note in NOTES.items()})
    assert [move.offset for move in rewound(monkeypatch, Kafka(known))] == [5, 5]


def test_what_a_transaction_holds_back_for_ever_is_freed_before_anything_is_decided_but_by_no_dry_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = Kafka(FITS)
    made.hanging = [TopicPartition("pages.extracted", 1)]
    with pytest.raises(KafkaFailure, match=r"holds back pages.extracted partition 1; newsmill rewind ends it, a dry run not$"):
        rewound(monkeypatch, made, dry_run=True)
    assert made.log == ["may rewind"]
    rewound(monkeypatch, made)
    assert made.log[1:4] == ["may rewind", "end what holds pages.extracted back", "look"]


CLAIMS_CUT = Finding(Kind.CUT, CHANGELOG, "pages.claims partition 0 was cut", 70)


def test_claims_that_were_lost_are_made_again_and_noted_before_offsets_are_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who was fenced adds none meanwhile. The note says up to where they reach: another cut is seen."""
    kafka = Kafka(FITS._replace(findings=(CLAIMS_CUT,)))
    kafka.set(monkeypatch)
    rewound = asyncio.run(module.rewind(SETTINGS, Wish()))
    assert rewound.claims == 10
    assert kafka.log[-3:] == ["look", "claims of 0 are made for 2 moves", "claims of 0 are written"]
    written = {place: read_note(text) for place, (_, text) in kafka.producer.offsets[0].items()}
    assert written == {move.place: move.note for move in rewound.moves}
    assert {move.place: move.note.written for move in rewound.moves} == {RAW: {}, EXTRACTED: {CLAIMS: Mark(77, 5000)}}


def test_a_dry_run_counts_claims_that_were_lost_and_writes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    kafka = Kafka(FITS._replace(findings=(CLAIMS_CUT,)))
    kafka.set(monkeypatch)
    assert asyncio.run(module.rewind(SETTINGS, Wish(), dry_run=True)).claims == 10
    assert kafka.log == ["may rewind", "look", "claims of 0 are made for 2 moves"]
