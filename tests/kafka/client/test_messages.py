"""Messages: for every example of the contracts the key and headers that the AsyncAPI document names, and the same bytes again."""

from pathlib import Path
from typing import cast

import msgspec
import pytest
from jsonschema import Draft202012Validator

from schemas.generate import FOLDER, RECORDS
from tests.conftest import MakeCandidate
from tests.schemas.test_asyncapi import CHANNELS, EVENTS, headers, messages
from workers.inputs import Unreadable
from workers.kafka.client.messages import (
    LONGEST_READING,
    PUBLISH_AGAIN,
    READING,
    RECEIVED,
    Reading,
    keyed,
    outcome_message,
    read_candidate,
    reading_headers,
    reading_of,
    received_headers,
    received_of,
)
from workers.kafka.client.roles import Role, kafka_topic
from workers.records import Access, Candidate, DeadLetter, DeadLetterReason, FetchedAtOrigin, Genre, Origin, Outcome, Source, Step
from workers.settings import Settings
from workers.steps.read.message import RawMessage
from workers.steps.read.raw_page import BINARY

PLACE = Source(kafka_topic="pages.extracted", partition=0, offset=3)
EXAMPLES = [path for name in EVENTS for path in sorted((FOLDER / "examples" / name).glob("*.json"))]


def outcome(path: Path) -> Outcome:
    return cast(Outcome, msgspec.json.decode(path.read_bytes(), type=RECORDS[path.parent.name]))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_each_outcome_goes_to_its_kafka_topic_with_the_headers_of_its_schema(path: Path) -> None:
    record = outcome(path)
    message = outcome_message(record, "newsmill")
    told = {name: value.decode() for name, value in message.headers}
    Draft202012Validator({**headers(path.parent.name), "additionalProperties": False}).validate(told)
    assert path.parent.name in [of["name"] for of in messages(CHANNELS[kafka_topic(Settings(), message.role)])]
    assert msgspec.json.decode(message.value, type=type(record)) == record


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_same_outcome_makes_the_same_message(path: Path) -> None:
    assert outcome_message(outcome(path), "newsmill") == outcome_message(outcome(path), "newsmill")


@pytest.mark.parametrize(
    ("example", "key", "ce_id", "ce_time"),
    [
        ("article.v1/created", "article_id", "event_id", True),
        ("duplicate.v1/copy", "article_id", "event_id", True),
        ("rejected.v1/login", "url", None, True),
        ("dead-letter.v1/timeout", "url", None, False),
    ],
)
def test_key_id_and_time_come_from_the_payload(example: str, key: str, ce_id: str | None, *, ce_time: bool) -> None:
    path = FOLDER / "examples" / f"{example}.json"
    payload = msgspec.json.decode(path.read_bytes())
    message = outcome_message(outcome(path), "newsmill")
    told = {name: value.decode() for name, value in message.headers}
    source = payload["source"]
    assert (message.key or b"").decode() == payload[key]
    assert told["ce_id"] == (payload[ce_id] if ce_id else f"{source['kafka_topic']}/{source['partition']}/{source['offset']}")
    assert told.get("ce_time") == (payload["fetched_at"] if ce_time else None)
    assert told["ce_source"] == "/newsmill"


@pytest.mark.parametrize(
    ("example", "language", "topic", "site"),
    [
        ("article.v1/created", "en", "medtop:04000000", "news.example"),
        ("article.v1/chinese", "zh", "medtop:01000000", "ribao.example"),
        ("article.v1/few-fields-known", "en", None, "notes.example"),
        ("article.v1/withdrawn", "und", None, "news.example"),
        ("duplicate.v1/copy", "en", None, "wire.example"),
        ("rejected.v1/login", None, None, None),
        ("dead-letter.v1/timeout", None, None, None),
    ],
)
def test_readers_can_filter_by_language_topic_and_site(
    example: str, language: str | None, topic: str | None, site: str | None
) -> None:
    told = dict(outcome_message(outcome(FOLDER / "examples" / f"{example}.json"), "newsmill").headers)
    expected = {"language": language, "topic": topic, "site": site}
    assert {name: told[name].decode() if name in told else None for name in expected} == expected


@pytest.mark.parametrize(
    ("site", "header"), [("zeitung-für-köln.example", "zeitung-für-köln.example".encode()), ("", None), ("x" * 100_000, None)]
)
def test_a_site_that_is_no_host_is_no_header(site: str, header: bytes | None) -> None:
    article = msgspec.structs.replace(outcome(FOLDER / "examples" / "article.v1" / "created.json"), site=site)
    assert dict(outcome_message(article, "newsmill").headers).get("site") == header


def test_a_dead_letter_without_a_url_has_no_key() -> None:
    letter = outcome(FOLDER / "examples" / "dead-letter.v1" / "invalid-json.json")
    assert outcome_message(msgspec.structs.replace(letter, url=None), "newsmill").key is None


def test_a_candidate_goes_to_the_owner_of_its_next_claim(make_candidate: MakeCandidate) -> None:
    candidate = msgspec.structs.replace(make_candidate("A text of some words that makes a candidate."), visited=2)
    message = outcome_message(candidate, "newsmill")
    assert (message.role, message.key, message.headers) == (Role.EXTRACTED, candidate.claims[2].encode(), [])


@pytest.mark.parametrize(
    ("message", "key"),
    [
        (RawMessage(b'{"url": "https://www.a.example/b"}'), b"a.example"),
        (RawMessage(b"\xff", (("content-type", BINARY.encode()), ("url", b"https://www.a.example/b"))), b"a.example"),
        (RawMessage(b'{"url": "file:///a/b.html"}'), b"file"),
        (RawMessage(b"{broken"), None),
        (RawMessage(b'{"a":' * 10_000), None),
        (RawMessage(b'{"url": 5}'), None),
        (RawMessage(b'{"no": "url"}'), None),
        (RawMessage(b'"text"'), None),
        (RawMessage(b"\xff"), None),
        (RawMessage(b'{"url": "https://www.' + b"x" * 300 + b'.example/"}'), None),
        (Unreadable(PLACE, "https://a.example/", b"\xff", "torn").message, None),
    ],
)
def test_a_page_is_keyed_by_its_site_and_one_that_cannot_be_read_has_no_key(message: RawMessage, key: bytes | None) -> None:
    assert keyed(message) == message._replace(key=key)


def test_a_candidate_is_read_as_it_was_written(make_candidate: MakeCandidate) -> None:
    candidate = make_candidate("A text of some words that makes a candidate.")
    assert read_candidate(outcome_message(candidate, "newsmill").value, PLACE) == candidate


def test_a_candidate_of_the_first_workers_is_read_as_one_of_today(make_candidate: MakeCandidate) -> None:
    candidate = make_candidate("A text of some words that makes a candidate.")
    known = msgspec.structs.replace(candidate.provenance, title=Origin.JSON_LD)
    old = msgspec.to_builtins(msgspec.structs.replace(candidate, provenance=known, visited=2), builtin_types=(bytes,))
    old["provenance"]["title"] = "json-ld"
    assert not {"bylines", "page_type", "access", "genre", "fetched_at_origin"} & old.keys()
    read = read_candidate(msgspec.json.encode({**old, "published": False}), PLACE)
    assert read == msgspec.structs.replace(candidate, provenance=known, visited=2)
    assert isinstance(read, Candidate)
    assert (read.access, read.genre, read.fetched_at_origin) == (Access.UNKNOWN, Genre.UNKNOWN, FetchedAtOrigin.CRAWLER)


def test_a_candidate_of_later_workers_goes_on_as_it_came(make_candidate: MakeCandidate) -> None:
    later = {**msgspec.to_builtins(make_candidate("A text of some words."), builtin_types=(bytes,)), "genre": "travel_guide"}
    read = read_candidate(msgspec.json.encode(later), PLACE)
    assert isinstance(read, Candidate)
    assert msgspec.json.decode(outcome_message(read, "newsmill").value)["genre"] == "travel_guide"


def test_what_is_no_candidate_is_a_dead_letter_with_its_bytes_that_tells_its_page_where_it_can(
    make_candidate: MakeCandidate,
) -> None:
    candidate = make_candidate("A text of some words that makes a candidate.")
    at_its_end = msgspec.structs.replace(candidate, visited=len(candidate.claims))
    known = msgspec.json.encode(
        {"url": "https://a.example/", "source": {"kafka_topic": "pages.raw", "partition": 1, "offset": 7}}
    )
    page = Source(kafka_topic="pages.raw", partition=1, offset=7)
    for value, source, url, message in [
        (b"", PLACE, None, "Input data was truncated"),
        (b"\xff{", PLACE, None, "JSON is malformed: invalid character (byte 0)"),
        (b'{"a":' * 10_000, PLACE, None, "maximum recursion depth exceeded while deserializing an object"),
        (b'{"source": 5}', PLACE, None, "Expected `object`, got `int` - at `$.source`"),
        (known, page, "https://a.example/", "Object missing required field `article_id`"),
        (msgspec.json.encode(at_its_end), candidate.source, candidate.url, "8 of 8 claims visited - at `$.visited`"),
    ]:
        letter = read_candidate(value, PLACE)
        assert isinstance(letter, DeadLetter)
        assert (letter.original_base64, letter.source, letter.url, letter.message) == (value, source, url, message)
        assert (letter.step, letter.reason) == (Step.RELAY, DeadLetterReason.BROKEN_RECORD)


def test_the_time_that_kafka_received_a_page_reaches_the_next_station_in_milliseconds() -> None:
    assert received_of([("ce_id", b"1"), *received_headers(1772438400.1234)]) == 1772438400.123


@pytest.mark.parametrize("value", [b"", b"-1", b"nan", b"inf", b"soon", b"\xff"])
def test_a_time_of_receipt_that_makes_no_sense_is_not_known(value: bytes) -> None:
    """Else every figure of how long pages take would be what one message says."""
    assert [received_of(headers) for headers in ([], [(RECEIVED, value)])] == [0, 0]


@pytest.mark.parametrize("reading", [None, Reading("1772438400"), Reading("1772438400/11/9007199254740993", publish=True)])
def test_that_a_page_is_read_again_is_read_as_it_was_written(reading: Reading | None) -> None:
    assert reading_of([("ce_id", b"1"), *reading_headers(reading)]) == reading


@pytest.mark.parametrize(
    "headers",
    [[], [(READING, b"")], [(READING, None)], [(READING, b"x" * (LONGEST_READING + 1))], [(PUBLISH_AGAIN, b"true")]],
)
def test_what_names_no_reading_is_of_a_page_that_is_read_for_the_first_time(headers: list[tuple[str, bytes | None]]) -> None:
    assert reading_of(headers) is None


def test_a_name_in_bytes_that_are_no_text_is_a_name_all_the_same() -> None:
    assert reading_of([(READING, b"\xff")]) == Reading("\N{REPLACEMENT CHARACTER}")
