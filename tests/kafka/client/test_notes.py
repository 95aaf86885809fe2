"""Notes beside offsets: what is written is read again, what is none is told, and Kafka takes the longest."""

from random import Random

import msgspec
import pytest

from workers.kafka.client.notes import (
    CLAIMS,
    MOST_BYTES,
    UNKNOWN,
    Again,
    Life,
    Mark,
    Note,
    again_at,
    is_former,
    life_of,
    next_note,
    read_note,
    write_note,
)
from workers.kafka.worker.circuit_breaker import CircuitBreaker
from workers.settings import Settings

ID = "q1Sh-9_ISia_zwGINzRvyQ"
NOW = 1_772_438_400_000
FORMER = '{"at":1772438400.5,"least":100,"pages":3,"bits":"5"}'
TOPICS = {"raw": ID, "extracted": ID, "claims": ID}
FULL = Note(
    topics=TOPICS,
    partitions=12,
    lives=(Life(0, ID), Life(70, f"{ID}.2")),
    at=NOW,
    written={"0": Mark(8, NOW), CLAIMS: Mark(9)},
    again=Again(80, 3, publish=True),
    window=msgspec.Raw(FORMER.encode()),
)


@pytest.mark.parametrize("note", [FULL, Note(topics={}, partitions=1)], ids=["full", "empty"])
def test_what_is_written_is_read_again(note: Note) -> None:
    read = read_note(write_note(note))
    assert read
    assert msgspec.to_builtins(read, builtin_types=(msgspec.Raw,)) == msgspec.to_builtins(note, builtin_types=(msgspec.Raw,))


def test_a_note_says_which_version_of_it_it_is_and_holds_the_breakers_window_as_it_is() -> None:
    """Others read it too: `kafka-consumer-groups.sh` and whoever comes after us."""
    told = msgspec.json.decode(write_note(FULL))
    assert told["v"] == 1
    assert told["window"] == msgspec.json.decode(FORMER)
    assert (told["at"], told["lives"], told["again"]) == (NOW, [[0, ID], [70, f"{ID}.2"]], [80, 3, True])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "set by hand",
        "{}",
        "null",
        FORMER,
        '{"v":1}',
        '{"v":2,"topics":{},"partitions":1}',
        '{"topics":{},"partitions":1}',
        "\ud800",
    ],
)
def test_what_is_no_note_of_this_version_is_none(text: str) -> None:
    assert read_note(text) is None


def test_keys_that_a_later_version_adds_are_passed_over() -> None:
    assert read_note('{"v":1,"topics":{},"partitions":1,"more":[1]}') == Note(topics={}, partitions=1)


def test_the_version_before_wrote_the_circuit_breakers_window_alone() -> None:
    breaker = CircuitBreaker(Settings())
    breaker.admits(dead=True, tell=lambda: None)
    assert is_former(breaker.note(5.0))
    assert is_former(FORMER)
    assert not any(map(is_former, ["", "set by hand", "{}", write_note(FULL), "\ud800"]))


@pytest.mark.parametrize(("partitions", "all_fit"), [(12, True), (48, True), (96, True), (1000, False)])
def test_a_note_is_no_longer_than_kafka_takes_and_leaves_out_what_was_written_longest_ago(
    partitions: int, *, all_fit: bool
) -> None:
    """With numbers as long as they get in years, and the circuit breaker's window full of dead letters."""
    rng = Random(partitions)
    window = f'{{"at":1772438400.1234567,"least":100,"pages":1000,"bits":"{"f" * 250}"}}'
    written = {str(number): Mark(10**12 + number, NOW + rng.randrange(10**9)) for number in range(partitions)}
    note = msgspec.structs.replace(FULL, partitions=partitions, written=written, window=msgspec.Raw(window.encode()))
    text = write_note(note)
    assert len(text.encode()) <= MOST_BYTES
    read = read_note(text)
    assert read
    kept = read.written.keys()
    assert (kept == written.keys()) is all_fit
    assert kept
    left_out = [mark.at for name, mark in written.items() if name not in kept]
    assert not left_out or max(left_out) <= min(mark.at for mark in read.written.values())


def test_a_window_that_leaves_no_room_for_what_was_written_is_kept_all_the_same() -> None:
    text = write_note(msgspec.structs.replace(FULL, window=msgspec.Raw(f'"{"f" * MOST_BYTES}"'.encode())))
    read = read_note(text)
    assert read
    assert read.written == {}


@pytest.mark.parametrize(("offset", "life"), [(0, ID), (69, ID), (70, f"{ID}.2"), (10**9, f"{ID}.2")])
def test_a_message_is_of_the_latest_life_that_had_begun_by_its_offset(offset: int, life: str) -> None:
    assert life_of(FULL.lives, offset) == life


def test_before_a_first_life_and_without_ids_there_is_none() -> None:
    assert life_of((Life(5, ID),), 4) is None
    assert life_of((), 4) is None


@pytest.mark.parametrize(("offset", "again"), [(0, FULL.again), (79, FULL.again), (80, None)])
def test_pages_are_read_again_up_to_an_offset(offset: int, again: Again | None) -> None:
    assert again_at(FULL, offset) == again
    assert again_at(Note(topics={}, partitions=1), offset) is None


def test_the_next_note_knows_what_is_written_now_beside_what_was_and_all_else_as_it_was() -> None:
    note = next_note(FULL, offset=75, at=NOW + 1, written={"0": Mark(10, NOW + 1), "3": Mark(4)}, window='"new"')
    assert note == msgspec.structs.replace(
        FULL, at=NOW + 1, written={"0": Mark(10, NOW + 1), CLAIMS: Mark(9), "3": Mark(4)}, window=msgspec.Raw(b'"new"')
    )
    assert next_note(FULL, offset=80, at=NOW, written={}, window="").again is None


def test_a_station_without_a_circuit_breaker_notes_no_window() -> None:
    note = next_note(FULL, offset=75, at=UNKNOWN, written={}, window="")
    assert msgspec.json.decode(write_note(note)).get("window") is None
