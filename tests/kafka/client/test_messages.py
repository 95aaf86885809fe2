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
from workers.kafka.client.messages import keyed, outcome_message, read_candidate
from workers.kafka.client.roles import Role, kafka_topic
from workers.records import DeadLetter, DeadLetterReason, Outcome, Source, Step
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
    assert [of["name"] for of in messages(CHANNELS[kafka_topic(Settings(), message.role)])] == [path.parent.name]
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
