"""Write the JSON Schema of every contract from the typed records, and the table of their values: `python schemas/generate.py`.

With `--check` nothing is written; files that differ from the types are named, and the exit status is 1.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from workers import records
from workers.enums import SNAKE_CASE, OpenEnum

FOLDER = Path(__file__).parent
README = (FOLDER / "README.md").read_text(encoding="utf-8")
BEGIN, END = "<!-- values: generated -->\n", "<!-- values: end -->\n"
RECORDS: dict[str, type[msgspec.Struct]] = {
    "raw-page.v1": records.RawPage,
    "article.v1": records.Article,
    "duplicate.v1": records.Duplicate,
    "rejected.v1": records.Rejected,
    "dead-letter.v1": records.DeadLetter,
}

# One character class, repeated: validators that recurse over repeated groups would overflow on a page's length.
BASE64 = "^[A-Za-z0-9+/]*={0,2}$"


def exactly_one(*groups: tuple[str, ...]) -> dict[str, Any]:
    """All keys of one group are there and not null, and of no other."""
    return {"oneOf": [{"required": [*keys], "properties": {key: {"not": {"type": "null"}} for key in keys}} for keys in groups]}


# What the types cannot say.
UNSAID = {
    "RawPage": exactly_one(("body",), ("body_base64",)),
    "Source": exactly_one(("kafka_topic", "partition", "offset"), ("file",)) | {"dependentRequired": {"life": ["kafka_topic"]}},
    "Header": exactly_one(("name",), ("name_base64",)),
}


def refined(node: Any) -> Any:
    """A schema in which base64 has its pattern, and an optional value's description stands beside its type."""
    if isinstance(node, list):
        return [refined(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: refined(value) for key, value in node.items()}
    if node.get("contentEncoding") == "base64":
        node["pattern"] = BASE64
    match node:
        case {"anyOf": [{"description": description, **value}, *others]}:
            node = {"description": description, **node, "anyOf": [value, *others]}
    return node


def definition(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of one type: what the types cannot say, and enums as strings, whose known values are examples.

    A reader who validates must not refuse a value that a later version says, and generated code must be able to hold it.
    """
    known = getattr(records, name)
    if issubclass(known, OpenEnum):
        values = [member.value for member in known]
        return {"title": name, "description": described(known), "type": "string", "pattern": SNAKE_CASE, "examples": values}
    return {**refined(schema), **UNSAID.get(name, {})}


def described(known: type) -> str:
    """What a type's docstring says, on one line, as msgspec has it for records."""
    return " ".join((known.__doc__ or "").split())


def schema_of(name: str, record: type[msgspec.Struct]) -> dict[str, Any]:
    """The JSON Schema of a record, complete in itself."""
    _, components = msgspec.json.schema_components([record], ref_template="#/$defs/{name}")
    definitions = {key: definition(key, schema) for key, schema in components.items()}
    top = definitions.pop(record.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:newsmill:{name}",
        **top,
        "$defs": definitions,
    }


def places(schema: dict[str, Any], name: str) -> list[str]:
    """The keys of a schema that have values of an enum: `event`, `topics[].evidence`."""

    def found(node: Any, path: str) -> Iterator[str]:
        if isinstance(node, dict) and "$ref" in node:
            target = node["$ref"].removeprefix("#/$defs/")
            yield from [path] if target == name else found(schema["$defs"][target], path)
        elif isinstance(node, dict):
            for key, value in node.get("properties", {}).items():
                yield from found(value, f"{path}.{key}".lstrip("."))
            yield from found(node.get("items"), f"{path}[]")
            for option in node.get("anyOf", []):
                yield from found(option, path)

    return [*found({key: value for key, value in schema.items() if key != "$defs"}, "")]


def table(schemas: Mapping[str, dict[str, Any]]) -> str:
    """The values of every enum: where they stand, and what they are, as a table."""
    rows = ["| values of | in | what they say | values |", "| --- | --- | --- | --- |"]
    for name in records.__all__:
        where: dict[str, list[str]] = {}
        for schema, body in schemas.items():
            if keys := ", ".join(f"`{key}`" for key in places(body, name)):
                where.setdefault(keys, []).append(schema.removesuffix(".v1"))
        stand = "; ".join(f"{keys} of {', '.join(names)}" for keys, names in where.items())
        known = getattr(records, name)
        rows.append(f"| {name} | {stand} | {described(known)} | {' '.join(f'`{value}`' for value in known)} |")
    return "\n".join(rows) + "\n"


def files() -> dict[Path, str]:
    """Every generated file and what belongs in it."""
    schemas = {name: schema_of(name, record) for name, record in RECORDS.items()}
    before, _, rest = README.partition(BEGIN)
    return {
        **{
            FOLDER / f"{name}.schema.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
            for name, schema in schemas.items()
        },
        FOLDER / "README.md": f"{before}{BEGIN}{table(schemas)}{END}{rest.partition(END)[2]}",
    }


def outdated(expected: dict[Path, str]) -> list[Path]:
    """The files that are missing or say something else."""
    return [path for path, text in expected.items() if not path.exists() or path.read_text(encoding="utf-8") != text]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; name the files that differ")
    check = parser.parse_args().check
    expected = files()
    differing = outdated(expected)
    for path in differing:
        print(path.relative_to(FOLDER.parent))
        if not check:
            path.write_text(expected[path], encoding="utf-8")
    return int(check and bool(differing))


if __name__ == "__main__":
    sys.exit(main())
