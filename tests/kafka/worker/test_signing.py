"""The first notes beside offsets: all in one transaction, by one worker at a time, by what stands there once others are fenced."""

import asyncio
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import ProducerFenced

from tests.kafka.worker.stand_ins import FakeProducer
from workers.kafka.client.findings import Finding, Ground, Kind, Logs
from workers.kafka.client.notes import Note, Signed, write_note
from workers.kafka.client.topic_ids import Identities
from workers.kafka.worker import signing
from workers.kafka.worker.signing import sign_first
from workers.settings import Settings

PLACES = [TopicPartition("pages.raw", 0), TopicPartition("pages.extracted", 0)]
NOTE = Note(topics={"raw": "id"}, partitions=1)
SIGNED = {place: Signed(number, NOTE) for number, place in enumerate(PLACES)}
FITS = Ground(SIGNED, frozenset(), (), Logs(Identities("", {}), {}, {}, has_results=False), {})
UNSIGNED = FITS._replace(unsigned=frozenset(PLACES[:1]))


class Kafka:
    """What is looked at, and what is done."""

    def __init__(self, *grounds: Ground) -> None:
        self.grounds = list(grounds)
        self.log: list[str] = []
        self.producer = FakeProducer()

    def make(self, _: Settings, name: str) -> FakeProducer:
        self.log.append(f"as {name}")
        return self.producer

    async def reached(self, *_: Any) -> None:
        self.log.append("start")

    async def fence(self, _: Settings, names: Any) -> None:
        self.log += [f"fence {name}" for name in names]

    async def look(self, _: Settings) -> Ground:
        self.log.append("look")
        return self.grounds.pop(0)


def signed(monkeypatch: pytest.MonkeyPatch, *grounds: Ground, error: BaseException | None = None) -> tuple[Kafka, Ground]:
    """Sign where this is found, one look after another."""
    kafka = Kafka(*grounds)
    kafka.producer.error = error
    monkeypatch.setattr(signing, "transactional_producer", kafka.make)
    for name in ("reached", "fence", "look"):
        monkeypatch.setattr(signing, name, getattr(kafka, name))
    return kafka, asyncio.run(sign_first(Settings(), UNSIGNED))


def test_what_has_no_note_is_signed_in_one_transaction_once_the_version_before_is_fenced(monkeypatch: pytest.MonkeyPatch) -> None:
    kafka, ground = signed(monkeypatch, UNSIGNED, FITS)
    assert kafka.log == [
        "as newsmill.pages.raw.rewind",
        "start",
        "fence newsmill-pages.raw-0",
        "fence newsmill-pages.extracted-0",
        "look",
        "look",
    ]
    assert kafka.producer.offsets == [{PLACES[0]: (0, write_note(NOTE))}], "the other has one"
    assert kafka.producer.stopped
    assert ground is FITS, "as it is then"


@pytest.mark.parametrize("found", [FITS, UNSIGNED._replace(findings=(Finding(Kind.MISSING, PLACES[1], "no offset"),))])
def test_what_another_has_signed_and_what_does_not_fit_once_it_has_come_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, found: Ground
) -> None:
    kafka, ground = signed(monkeypatch, found, FITS)
    assert (kafka.producer.offsets, kafka.producer.stopped, ground) == ([], True, FITS)


def test_a_worker_that_is_overtaken_goes_by_what_the_other_has_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    kafka, ground = signed(monkeypatch, UNSIGNED, FITS, error=ProducerFenced())
    assert (kafka.producer.offsets, kafka.producer.stopped, ground) == ([], True, FITS)
