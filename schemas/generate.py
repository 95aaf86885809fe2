"""Write the JSON Schema of every contract from the typed records: `python schemas/generate.py`.

With `--check` nothing is written; files that differ from the types are named, and the exit status is 1.
"""

import argparse
import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from workers import records

FOLDER = Path(__file__).parent
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
    "Source": exactly_one(("kafka_topic", "partition", "offset"), ("file",)),
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
    """The schema of one type: enums in the order of their class, which msgspec sorts, and what the types cannot say."""
    known = getattr(records, name)
    if issubclass(known, StrEnum):
        return {**schema, "type": "string", "enum": [member.value for member in known]}
    return {**refined(schema), **UNSAID.get(name, {})}


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


def files() -> dict[Path, str]:
    """Every generated file and what belongs in it."""
    return {
        FOLDER / f"{name}.schema.json": json.dumps(schema_of(name, record), indent=2, ensure_ascii=False) + "\n"
        for name, record in RECORDS.items()
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
