"""The AsyncAPI document says what the schemas say, and what the brokers are told."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from schemas.generate import FOLDER, RECORDS
from workers.kafka.client.messages import Reading, reading_headers
from workers.steps.read.raw_page import BINARY, BODIES, JSON

DOCUMENT: dict[str, Any] = yaml.safe_load((FOLDER / "asyncapi.yaml").read_text(encoding="utf-8"))
CHANNELS: dict[str, dict[str, Any]] = {channel["address"]: channel for channel in DOCUMENT["channels"].values()}
MESSAGES = {message["name"]: message for message in DOCUMENT["components"]["messages"].values()}
READ_AGAIN = {name: value.decode() for name, value in reading_headers(Reading("1772438400/0/7", publish=True))}
FILTERS = {"language": "en", "topic": "medtop:11000000", "site": "news.example"}
FILTERED = ("article.v1", "duplicate.v1")
EVENTS = [name for name in RECORDS if name != "raw-page.v1"]


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict | list):
        for key, child in node.items() if isinstance(node, dict) else enumerate(node):
            yield from [child] if key == "$ref" else references(child)


def target(reference: str) -> Any:
    """What a reference of the document names: a place in it, or a file beside it."""
    if not reference.startswith("#/"):
        return yaml.safe_load((FOLDER / reference).read_text(encoding="utf-8"))
    node: Any = DOCUMENT
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    return target(node["$ref"]) if "$ref" in node else node


def messages(channel: dict[str, Any]) -> list[Any]:
    return [target(message["$ref"]) for message in channel["messages"].values()]


def headers(name: str) -> dict[str, Any]:
    """A message's headers with its traits merged in: the message's own words win (JSON Merge Patch)."""
    *traits, own = [*(target(trait["$ref"])["headers"] for trait in MESSAGES[name]["traits"]), MESSAGES[name]["headers"]]
    merged: dict[str, Any] = {}
    for part in (*traits, own):
        merged |= {**part, "properties": {**merged.get("properties", {}), **part.get("properties", {})}}
    return merged


def test_it_is_of_asyncapi_3_and_every_reference_resolves() -> None:
    assert DOCUMENT["asyncapi"].startswith("3.")
    assert all(target(reference) for reference in references(DOCUMENT))


@pytest.mark.parametrize(
    ("kafka_topic", "names", "key", "cleanup", "actions"),
    [
        ("pages.raw", "raw-page.v1, raw-page.v1 binary", "site", ["delete"], ["receive"]),
        ("pages.extracted", "candidate", "claim", ["delete"], ["send", "receive"]),
        ("articles", "article.v1, tombstone", "article_id", ["compact", "delete"], ["send"]),
        ("articles.duplicates", "duplicate.v1", "article_id", ["delete"], ["send"]),
        ("pages.rejected", "rejected.v1", "url", ["delete"], ["send"]),
        ("pages.dead-letter", "dead-letter.v1", "url", ["delete"], ["send"]),
        ("pages.replayed", "replay", "dead letter", ["delete"], ["send", "receive"]),
    ],
)
def test_each_channel_has_its_message_key_cleanup_and_operations(
    kafka_topic: str, names: str, key: str, cleanup: list[str], actions: list[str]
) -> None:
    channel = CHANNELS[kafka_topic]
    kafka = channel["bindings"]["kafka"]
    assert (kafka["topic"], kafka["topicConfiguration"]["cleanup.policy"]) == (kafka_topic, cleanup)
    assert ("compacted" in channel["description"].lower()) == ("compact" in cleanup)
    assert "ime-limited" in channel["description"]
    assert [message["name"] for message in messages(channel)] == names.split(", ")
    assert all(key in message["bindings"]["kafka"]["key"]["description"] for message in messages(channel))
    operations = [item for item in DOCUMENT["operations"].values() if target(item["channel"]["$ref"]) is channel]
    assert [item["action"] for item in operations] == actions
    assert all([target(one["$ref"]) for one in item["messages"]] == messages(channel) for item in operations)


def test_there_are_no_other_channels_and_operations() -> None:
    assert (len(DOCUMENT["channels"]), len(DOCUMENT["operations"])) == (7, 9)


def test_each_record_is_the_payload_of_the_message_of_its_name() -> None:
    payloads = {name: message["payload"].get("$ref") for name, message in MESSAGES.items()}
    others = dict.fromkeys(("candidate", "replay", "tombstone", "raw-page.v1 binary"))
    assert payloads == {**{name: f"./{name}.schema.json" for name in RECORDS}, **others}


def test_the_binary_form_of_a_raw_page_has_all_its_other_keys_as_headers() -> None:
    headers = MESSAGES["raw-page.v1 binary"]["headers"]
    schema = target("./raw-page.v1.schema.json")
    assert {*headers["properties"]} == {"content-type", *schema["properties"]} - {*BODIES}
    assert {*headers["required"]} == {"content-type", *schema["required"]}
    assert {name for name, of in headers["properties"].items() if of.get("type") != "string"} == {"content-type", "status"}
    assert headers["properties"]["content-type"]["const"] == MESSAGES["raw-page.v1 binary"]["contentType"] == BINARY
    assert MESSAGES["raw-page.v1"]["headers"]["properties"]["content-type"]["const"] == JSON


def test_a_dead_letter_of_a_page_that_could_not_be_read_has_no_key() -> None:
    keys = {name: message["bindings"]["kafka"]["key"]["type"] for name, message in MESSAGES.items()}
    assert keys == {**dict.fromkeys(MESSAGES, "string"), "dead-letter.v1": ["string", "null"]}


@pytest.mark.parametrize("name", EVENTS)
def test_each_event_has_the_headers_of_a_cloud_event(name: str) -> None:
    told = {
        "ce_id": "676e87960ad8035ad8b7d53a3f2840de",
        "ce_source": "/newsmill",
        "ce_specversion": "1.0",
        "ce_type": f"newsmill.{name}",
        "ce_time": "2026-03-02T08:15:00Z",
        "content-type": "application/json",
        **(FILTERS if name in FILTERED else {}),
        **READ_AGAIN,
    }
    validator = Draft202012Validator(headers(name))
    validator.validate(told)
    assert set(headers(name)["properties"]) == set(told)
    optional = {key for key in told if validator.is_valid({other: value for other, value in told.items() if other != key})}
    more = {"ce_time"} if name == "dead-letter.v1" else {*FILTERS} if name in FILTERED else set()
    assert optional == {*READ_AGAIN, *more}
    assert not validator.is_valid({**told, "ce_type": "newsmill.article.v2"})
    assert not validator.is_valid({**told, "ce_specversion": "0.3"})


def test_a_tombstone_is_a_key_without_a_value() -> None:
    assert MESSAGES["tombstone"]["payload"] == {"type": "null"}
