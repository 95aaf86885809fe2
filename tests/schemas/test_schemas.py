"""The JSON Schema files, and their examples: schemas, types and examples say the same."""

import json
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from schemas import generate
from schemas.generate import FOLDER, RECORDS
from workers import records
from workers.page import Unprocessable
from workers.records import DeadLetterReason, DuplicateKind, Event, RejectReason
from workers.steps.read.message import RawMessage
from workers.steps.read.read import read_page

EXAMPLES = sorted((FOLDER / "examples").glob("*/*.json"))
INVALID = sorted((FOLDER / "examples").glob("*/invalid/*.json"))


def is_date_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


formats = FormatChecker(formats=())
formats.checks("date-time", raises=ValueError)(is_date_time)


def schema(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return loaded


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name), format_checker=formats)


def read(name: str, event: bytes) -> msgspec.Struct:
    """What Newsmill itself makes of an event."""
    return read_page(RawMessage(event)) if name == "raw-page.v1" else msgspec.json.decode(event, type=RECORDS[name])


def label(path: Path) -> str:
    return str(path.relative_to(FOLDER / "examples").with_suffix(""))


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    if isinstance(node, dict | list):
        for child in node.values() if isinstance(node, dict) else node:
            yield from nodes(child)


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return value


@pytest.mark.parametrize("name", RECORDS)
def test_each_file_is_a_valid_schema_named_by_its_file(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert schema(name)["$id"] == f"urn:newsmill:{name}"


@pytest.mark.parametrize("name", RECORDS)
def test_each_schema_is_complete_in_itself_and_has_nothing_to_spare(name: str) -> None:
    references = {node["$ref"] for node in nodes(schema(name)) if "$ref" in node}
    assert references == {f"#/$defs/{definition}" for definition in schema(name)["$defs"]}


@pytest.mark.parametrize("name", RECORDS)
def test_each_key_is_described_by_itself_or_by_what_it_refers_to(name: str) -> None:
    types = {"": schema(name), **schema(name)["$defs"]}
    assert [key for key, definition in types.items() if not definition.get("description")] == []
    keys = [(place, *item) for place, definition in types.items() for item in definition.get("properties", {}).items()]
    assert [
        (place, key)
        for place, key, value in keys
        if not ("description" in value or "$ref" in value or any("$ref" in option for option in value.get("anyOf", [])))
    ] == []


def open_places(name: str) -> list[tuple[Path, tuple[str | int, ...]]]:
    """Where values of enums stand in a schema's examples: the first example that has one at each place, and the way there."""
    found: dict[tuple[str, ...], tuple[Path, tuple[str | int, ...]]] = {}

    def look(path: Path, body: Any, node: dict[str, Any], way: tuple[str | int, ...]) -> None:
        for part in [node, *node.get("anyOf", [])]:
            of = schema(name)["$defs"][part["$ref"].rpartition("/")[2]] if "$ref" in part else part
            if "examples" in of and isinstance(body, str):
                found.setdefault(tuple(key for key in way if isinstance(key, str)), (path, way))
            elif isinstance(body, dict):
                for key, value in of.get("properties", {}).items():
                    if key in body:
                        look(path, body[key], value, (*way, key))
            elif isinstance(body, list) and "items" in of:
                for number, item in enumerate(body):
                    look(path, item, of["items"], (*way, number))

    for path in EXAMPLES:
        if path.parent.name == name:
            look(path, json.loads(path.read_bytes()), schema(name), ())
    return [*found.values()]


OPEN = [(name, *place) for name in RECORDS for place in open_places(name)]


def test_every_key_that_has_values_of_an_enum_has_an_example() -> None:
    keys = {name: [key for enum in records.__all__ for key in generate.places(schema(name), enum)] for name in RECORDS}
    shown = {name: [re.sub(r"\.\d+", "[]", ".".join(map(str, way))) for _, way in open_places(name)] for name in RECORDS}
    assert {name: sorted(found) for name, found in shown.items()} == {name: sorted(found) for name, found in keys.items()}
    assert all(keys[name] for name in RECORDS if name != "raw-page.v1")


@pytest.mark.parametrize(("name", "path", "way"), OPEN)
def test_a_value_of_a_later_version_is_valid_and_comes_back_as_it_was(name: str, path: Path, way: tuple[str | int, ...]) -> None:
    event = json.loads(path.read_bytes())
    node: Any = event
    for key in way[:-1]:
        node = node[key]
    for value, valid in [("something_new", True), ("soft_451", True), ("Something new", False), ("", False), (5, False)]:
        node[way[-1]] = value
        assert validator(name).is_valid(event) is valid, value
        if valid:
            assert json.loads(msgspec.json.encode(read(name, json.dumps(event).encode()))) == event
        else:
            with pytest.raises(msgspec.ValidationError):
                read(name, json.dumps(event).encode())


def test_every_value_is_written_snake_case_and_stands_in_the_table() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    for name in records.__all__:
        values = [member.value for member in getattr(records, name)]
        assert [value for value in values if not re.fullmatch("[a-z0-9]+(_[a-z0-9]+)*", value)] == []
        (row,) = re.findall(rf"^\| {name} \| (.+) \| .+ \| (.+) \|$", text, re.MULTILINE)
        assert re.findall("`(.+?)`", row[1]) == values
        assert row[0].startswith("`")


def test_an_event_of_an_enum_is_no_closed_list() -> None:
    assert [node["enum"] for name in RECORDS for node in nodes(schema(name)) if "enum" in node] == [["duplicate"]]


def test_the_files_are_what_the_types_say() -> None:
    assert generate.outdated(generate.files()) == []
    assert {path.name for path in FOLDER.glob("*.schema.json")} == {f"{name}.schema.json" for name in RECORDS}


def test_check_names_what_differs_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generate, "FOLDER", tmp_path)
    monkeypatch.setattr(sys, "argv", ["generate.py"])
    assert generate.main() == 0
    changed = tmp_path / "article.v1.schema.json"
    changed.write_text("{}", encoding="utf-8")
    capsys.readouterr()
    monkeypatch.setattr(sys, "argv", ["generate.py", "--check"])
    assert generate.main() == 1
    assert capsys.readouterr().out == f"{tmp_path.name}/article.v1.schema.json\n"
    assert changed.read_text(encoding="utf-8") == "{}"


@pytest.mark.parametrize("path", EXAMPLES, ids=label)
def test_an_example_is_valid(path: Path) -> None:
    validator(path.parent.name).validate(json.loads(path.read_bytes()))


@pytest.mark.parametrize("path", [path for path in EXAMPLES if path.parent.name != "raw-page.v1"], ids=label)
def test_an_event_comes_back_from_its_record_as_it_was(path: Path) -> None:
    assert json.loads(msgspec.json.encode(read(path.parent.name, path.read_bytes()))) == json.loads(path.read_bytes())


@pytest.mark.parametrize("path", [path for path in EXAMPLES if path.parent.name == "raw-page.v1"], ids=label)
def test_a_raw_page_comes_back_without_nulls_defaults_and_unknown_keys(path: Path) -> None:
    page = json.loads(msgspec.json.encode(read("raw-page.v1", path.read_bytes())))
    known = {key: value for key, value in json.loads(path.read_bytes()).items() if key in schema("raw-page.v1")["properties"]}
    assert {"status": 200, **page} == {"status": 200, **without_nulls(known)}


@pytest.mark.parametrize("path", INVALID, ids=label)
def test_an_invalid_example_fails_its_schema_and_its_record(path: Path) -> None:
    name = path.parent.parent.name
    assert not validator(name).is_valid(json.loads(path.read_bytes()))
    with pytest.raises((msgspec.ValidationError, Unprocessable)):
        read(name, path.read_bytes())


@pytest.mark.parametrize("name", RECORDS)
def test_each_schema_has_examples_and_invalid_ones(name: str) -> None:
    assert name in {path.parent.name for path in EXAMPLES}
    assert name in {path.parent.parent.name for path in INVALID}


@pytest.mark.parametrize(
    ("name", "key", "values"),
    [
        ("article.v1", "event", Event),
        ("duplicate.v1", "kind", DuplicateKind),
        ("rejected.v1", "reason", RejectReason),
        ("dead-letter.v1", "reason", DeadLetterReason),
    ],
)
def test_each_way_to_end_has_an_example(name: str, key: str, values: type[StrEnum]) -> None:
    assert {json.loads(path.read_bytes())[key] for path in EXAMPLES if path.parent.name == name} == set(values)
