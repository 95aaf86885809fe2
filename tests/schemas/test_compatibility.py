"""A changed schema may not break those who go by the released one; and each way to break them is found."""

import copy
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from schemas.compatibility import Role, Schema, breaking_changes
from schemas.generate import FOLDER, RECORDS

ROLES: list[Role] = ["input", "output"]
GONE = object()


def role_of(name: str) -> Role:
    return "input" if name == "raw-page.v1" else "output"


def load(path: Path) -> Schema:
    loaded: Schema = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def open_enums(name: str) -> list[str]:
    return [enum for enum, body in load(FOLDER / f"{name}.schema.json")["$defs"].items() if "examples" in body]


@pytest.mark.parametrize("name", RECORDS)
def test_no_schema_breaks_those_who_go_by_the_released_one(name: str) -> None:
    released, current = load(FOLDER / "released" / f"{name}.schema.json"), load(FOLDER / f"{name}.schema.json")
    assert breaking_changes(released, current, role=role_of(name)) == []


OPEN = [pytest.param(name, enum, id=f"{name}-{enum}") for name in RECORDS for enum in open_enums(name)]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("name", "enum"), OPEN)
def test_a_value_may_come_to_be_but_not_go_or_be_renamed(name: str, enum: str, role: Role) -> None:
    schema = load(FOLDER / f"{name}.schema.json")
    first, *rest = schema["$defs"][enum]["examples"]

    def breaks(values: list[str]) -> set[str]:
        changed = copy.deepcopy(schema)
        changed["$defs"][enum]["examples"] = values
        return {change.partition(": ")[2] for change in breaking_changes(schema, changed, role=role)}

    assert breaks([first, "something_new", *rest]) == set()
    assert breaks(rest) == breaks(["something_new", *rest]) == {f"value {first!r} is gone"}


BASE: Schema = {
    "type": "object",
    "required": ["id", "kind", "owners"],
    "properties": {
        "id": {"type": "string", "pattern": "^a", "minLength": 2},
        "kind": {"$ref": "#/$defs/Kind"},
        "mood": {"$ref": "#/$defs/Mood"},
        "event": {"const": "made"},
        "share": {"type": "number", "minimum": 0, "maximum": 1},
        "count": {"type": "integer", "default": 1},
        "note": {"anyOf": [{"type": "string", "maxLength": 9}, {"type": "null"}]},
        "owners": {"type": "array", "items": {"$ref": "#/$defs/Owner"}},
        "bytes": {"type": "string", "contentEncoding": "base64"},
        "headers": {
            "type": "object",
            "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        },
    },
    "oneOf": [{"required": ["share"]}, {"required": ["count"]}],
    "$defs": {
        "Kind": {"enum": ["new", "old"]},
        "Mood": {"type": "string", "pattern": "^[a-z]+$", "examples": ["glad", "sad"]},
        "Owner": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}},
    },
}


def changed(place: str, value: Any) -> Schema:
    """BASE with the value at a place, its keys joined by slashes, put in or taken out."""
    schema = copy.deepcopy(BASE)
    *way, last = place.split("/")
    node: Any = schema
    for key in way:
        node = node[int(key) if isinstance(node, list) else key]
    if value is GONE:
        del node[last]
    else:
        node[int(last) if isinstance(node, list) else last] = value
    return schema


TEXT = {"type": "string"}
NEITHER: tuple[list[str], list[str]] = ([], [])


def both(change: str) -> tuple[list[str], list[str]]:
    return [change], [change]


def for_input(change: str) -> tuple[list[str], list[str]]:
    return [change], []


def for_output(change: str) -> tuple[list[str], list[str]]:
    return [], [change]


KIND_OPENED = (["$.kind: value 'old' is gone"], ["$.kind: value 'old' is gone", "$.kind: enum was ['new', 'old'], is None"])


@pytest.mark.parametrize(
    ("place", "value", "breaks"),
    [
        # keys
        ("properties/note", GONE, both("$.note: was there, is gone")),
        ("$defs/Owner/properties/name", GONE, (["$.owners[*].name: was there, is gone"],) * 2),
        ("properties/extra", TEXT, NEITHER),
        ("required", ["id", "kind"], for_output("$.owners: was required, is optional")),
        ("required", ["id", "kind", "owners", "note"], for_input("$.note: was optional, is required")),
        ("required", ["id", "kind", "owners", "extra"], for_input("$.extra: was absent, is required")),
        ("$defs/Owner/required", [], for_output("$.owners[*].name: was required, is optional")),
        ("$defs/Owner/required", ["name", "age"], for_input("$.owners[*].age: was optional, is required")),
        (
            "additionalProperties",
            False,
            for_input("$.*: type was null or boolean or number or string or array or object, is none"),
        ),
        # types
        ("properties/id/type", "integer", both("$.id: type was string, is integer")),
        ("properties/id/type", ["string", "null"], for_output("$.id: type was string, is string or null")),
        ("properties/note/anyOf", [{"type": "string", "maxLength": 9}], for_input("$.note: type was string or null, is string")),
        ("properties/count/type", "number", for_output("$.count: type was integer, is number")),
        ("properties/share/type", "integer", for_input("$.share: type was number, is integer")),
        ("properties/owners/items", TEXT, both("$.owners[*]: type was object, is string")),
        (
            "properties/headers/additionalProperties/anyOf/1/items",
            GONE,
            for_output("$.headers.*[*]: type was string, is null or boolean or number or string or array or object"),
        ),
        (
            "$defs/Owner/properties/age/type",
            ["integer", "null"],
            for_output("$.owners[*].age: type was integer, is integer or null"),
        ),
        ("properties/headers/additionalProperties", TEXT, for_input("$.headers.*: type was string or array, is string")),
        (
            "properties/headers/additionalProperties/anyOf/1/items",
            {"type": "integer"},
            both("$.headers.*[*]: type was string, is integer"),
        ),
        # values that readers must be open to
        ("$defs/Mood/examples", ["glad", "sad", "mad"], NEITHER),
        ("$defs/Mood/examples", ["sad", "glad"], NEITHER),
        ("$defs/Mood/examples", ["glad"], both("$.mood: value 'sad' is gone")),
        ("$defs/Mood/examples", ["glad", "sorry"], both("$.mood: value 'sad' is gone")),
        ("$defs/Mood/examples", GONE, (["$.mood: value 'glad' is gone", "$.mood: value 'sad' is gone"],) * 2),
        ("$defs/Mood/pattern", "^[a-z_]+$", both("$.mood: pattern was ^[a-z]+$, is ^[a-z_]+$")),
        (
            "$defs/Mood",
            {"pattern": "^[a-z]+$", "enum": ["glad", "sad", "mad"]},
            for_input("$.mood: enum was None, is ['glad', 'sad', 'mad']"),
        ),
        # closed values
        ("$defs/Kind/enum", ["new", "old", "odd"], for_output("$.kind: value 'odd' is new")),
        ("$defs/Kind/enum", ["new"], both("$.kind: value 'old' is gone")),
        ("$defs/Kind", TEXT, for_output("$.kind: enum was ['new', 'old'], is None")),
        ("$defs/Kind", {"type": "string", "examples": ["new"]}, KIND_OPENED),
        ("properties/id/enum", ["ab", "ac"], for_input("$.id: enum was None, is ['ab', 'ac']")),
        (
            "properties/event/const",
            "done",
            (["$.event: value 'made' is gone"], ["$.event: value 'made' is gone", "$.event: value 'done' is new"]),
        ),
        # limits
        ("properties/id/pattern", GONE, for_output("$.id: pattern was ^a, is None")),
        ("properties/id/pattern", "^b", both("$.id: pattern was ^a, is ^b")),
        ("properties/bytes/pattern", "^[a-z]*$", for_input("$.bytes: pattern was None, is ^[a-z]*$")),
        ("properties/id/format", "uri", for_input("$.id: format was None, is uri")),
        ("properties/id/minLength", 1, for_output("$.id: minLength was 2, is 1")),
        ("properties/id/minLength", 3, for_input("$.id: minLength was 2, is 3")),
        ("properties/share/maximum", 100, for_output("$.share: maximum was 1, is 100")),
        ("properties/share/maximum", GONE, for_output("$.share: maximum was 1, is None")),
        ("properties/share/minimum", 0.5, for_input("$.share: minimum was 0, is 0.5")),
        ("properties/note/anyOf/0/maxLength", 8, for_input("$.note: maxLength was 9, is 8")),
        ("properties/owners/minItems", 1, for_input("$.owners: minItems was None, is 1")),
        # what a value means
        ("properties/count/default", 0, both("$.count: default was 1, is 0")),
        ("properties/bytes/contentEncoding", GONE, both("$.bytes: contentEncoding was base64, is None")),
        # what is not understood is held to break
        (
            "properties/headers/patternProperties",
            {"^x-": TEXT},
            both("$.headers: patternProperties was None, is {'^x-': {'type': 'string'}}"),
        ),
        ("oneOf", GONE, for_output("$: oneOf was [{'required': ['share']}, {'required': ['count']}], is None")),
        # words
        ("description", "What it is.", NEITHER),
        ("properties/id/description", "What it is.", NEITHER),
        ("properties/id/title", "Id", NEITHER),
        # the same in other words
        ("properties/note/anyOf", [{"type": "null"}, {"type": "string", "maxLength": 9}], NEITHER),
        ("properties/kind", {"type": "string", "enum": ["old", "new"]}, NEITHER),
        ("properties/event", {"enum": ["made"]}, NEITHER),
    ],
)
def test_a_change_breaks(place: str, value: Any, breaks: tuple[list[str], list[str]]) -> None:
    assert tuple(breaking_changes(BASE, changed(place, value), role=role) for role in ROLES) == breaks


def test_a_new_key_breaks_readers_who_refuse_unknown_keys() -> None:
    closed = {"type": "object", "properties": {"a": TEXT}, "additionalProperties": False}
    opened = {"type": "object", "properties": {"a": TEXT, "b": TEXT}, "additionalProperties": False}
    assert breaking_changes(closed, opened, role="output") == ["$.b: type was none, is string"]
    assert breaking_changes(closed, opened, role="input") == []


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/$defs/Tree", "$defs": {"Tree": {"type": "array", "items": {"$ref": "#/$defs/Tree"}}}},
        {"$ref": "https://schemas.example/article"},
        {"minLength": 1, "anyOf": [{"type": "string", "minLength": 2}]},
    ],
)
def test_what_cannot_be_compared_raises(schema: Schema) -> None:
    with pytest.raises(ValueError, match="cannot compare"):
        breaking_changes(schema, schema, role="input")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", RECORDS)
def test_each_schema_is_compatible_with_itself(name: str, role: Role) -> None:
    schema = load(FOLDER / f"{name}.schema.json")
    assert breaking_changes(schema, schema, role=role) == []


def limited(kind: str, lower: str, upper: str) -> st.SearchStrategy[Schema]:
    return st.fixed_dictionaries({"type": st.just(kind)}, optional={lower: st.integers(0, 1), upper: st.integers(1, 2)})


def any_of(pairs: list[tuple[Schema, Schema]]) -> tuple[Schema, Schema]:
    return {"anyOf": [old for old, _ in pairs]}, {"anyOf": [new for _, new in pairs]}


def array_of(pair: tuple[Schema, Schema]) -> tuple[Schema, Schema]:
    return {"type": "array", "items": pair[0]}, {"type": "array", "items": pair[1]}


def object_of(known: dict[str, tuple[Schema, Schema]], old: set[str], new: set[str]) -> tuple[Schema, Schema]:
    return (
        {"type": "object", "properties": {key: pair[0] for key, pair in known.items()}, "required": sorted(old)},
        {"type": "object", "properties": {key: pair[1] for key, pair in known.items()}, "required": sorted(new)},
    )


LEAVES: list[st.SearchStrategy[Schema]] = [
    st.sampled_from([{"type": "null"}, {"type": ["string", "null"]}, {"type": "number"}, {"type": "integer"}]),
    st.builds(lambda values: {"type": "string", "examples": values}, st.lists(st.sampled_from(["", "x"]), unique=True)),
    st.builds(lambda values: {"enum": values}, st.lists(st.sampled_from(["", "x", 1, None]), min_size=1, unique=True)),
    limited("integer", "minimum", "maximum"),
    limited("string", "minLength", "maxLength"),
]
KEYS = st.sampled_from("ab")
# Two versions of one schema: alike in shape, so that many changes are harmless and some just break.
PAIRS = st.recursive(
    st.one_of([st.tuples(leaf, leaf) for leaf in LEAVES]),
    lambda pairs: (
        st.builds(any_of, st.lists(pairs, min_size=1, max_size=3))
        | st.builds(array_of, pairs)
        | st.builds(object_of, st.dictionaries(KEYS, pairs), st.sets(KEYS), st.sets(KEYS))
    ),
    max_leaves=4,
)
ATOMS: list[Any] = [None, 0, 1, 2, 0.5, "", "x", "xxx"]
SMALL = [*ATOMS, [], {}, *([atom] for atom in ATOMS), *({key: atom} for key in "ab" for atom in ATOMS)]
DOCUMENTS = [*SMALL, *({"a": one, "b": other} for one, other in itertools.product(ATOMS, ATOMS)), *({"a": one} for one in SMALL)]


def closed(node: Any) -> Any:
    """A schema whose objects have only the keys that it names: what its writer writes."""
    if isinstance(node, list):
        return [closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    ends = {"additionalProperties": False} if node.get("type") == "object" else {}
    return {key: closed(value) for key, value in node.items()} | ends


@given(PAIRS)
def test_any_schema_is_compatible_with_itself(pair: tuple[Schema, Schema]) -> None:
    assert [breaking_changes(pair[0], copy.deepcopy(pair[0]), role=role) for role in ROLES] == [[], []]


@settings(max_examples=300)
@given(PAIRS, st.sampled_from(ROLES))
def test_where_no_change_breaks_all_that_is_written_can_be_read(pair: tuple[Schema, Schema], role: Role) -> None:
    if not breaking_changes(*pair, role=role):
        writer, reader = pair if role == "input" else reversed(pair)
        written, read = Draft202012Validator(closed(writer)), Draft202012Validator(reader)
        assert [document for document in DOCUMENTS if written.is_valid(document) and not read.is_valid(document)] == []
