"""What a changed schema breaks for those who still go by the released one.

A document goes from a writer to a reader. Crawlers write raw pages by the released schema and Newsmill reads them by the
changed one (`input`); Newsmill writes events by the changed schema and readers go by the released one (`output`). A change
breaks where the writer may write what the reader does not allow, or where a key is gone or has come to mean something else.

Values of open enums stand as examples of a string: both ends accept values that they do not know, so a new one never breaks.
One that is gone or renamed does, on both ends: what was written by it, or told by it, has come to mean nothing. Where a schema
is closed (`enum`, `const`), those who go by it refuse what it does not name. New optional keys never break: unknown keys are
ignored on both ends.
"""

from collections.abc import Iterator
from typing import Any, Literal

Schema = dict[str, Any]
Role = Literal["input", "output"]

ANNOTATIONS = {"$schema", "$id", "$defs", "$comment", "title", "description", "deprecated"}
LOWER_LIMITS = {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"}
UPPER_LIMITS = {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"}
# A schema without one of these allows more. Of keywords that stand in no table, any change is held to break.
CONDITIONS = (
    LOWER_LIMITS | UPPER_LIMITS | {"pattern", "format", "multipleOf", "uniqueItems", "oneOf", "allOf", "not", "dependentRequired"}
)
COMPARED_BY_PARTS = {"type", "enum", "examples", "default", "properties", "required", "additionalProperties", "items"}
TYPES = ("null", "boolean", "number", "string", "array", "object")


def breaking_changes(old: Schema, new: Schema, *, role: Role) -> list[str]:
    """Name each change from old to new that breaks the other end; raises ValueError for a schema it cannot compare."""
    return [*dict.fromkeys(_compared("$", _plain(old, old), _plain(new, new), role))]


def _plain(node: Any, root: Schema, trail: tuple[str, ...] = ()) -> Any:
    """The schema without references and annotations; true and false become what allows all and nothing."""
    if isinstance(node, list):
        return [_plain(item, root, trail) for item in node]
    if isinstance(node, bool):
        return {} if node else {"anyOf": []}
    if not isinstance(node, dict):
        return node
    plain: Schema = {}
    for keyword, value in node.items():
        if keyword not in ANNOTATIONS:
            plain = _merged(plain, _plain_keyword(keyword, value, root, trail))
    return plain


def _plain_keyword(keyword: str, value: Any, root: Schema, trail: tuple[str, ...]) -> Schema:
    match keyword:
        case "$ref":
            if value in trail or not value.startswith("#/$defs/"):
                raise ValueError(f"cannot compare through {value}: recursive, or outside $defs")
            target = root["$defs"][value.removeprefix("#/$defs/")]
            return dict(_plain(target, root, (*trail, value)))
        case "const":
            return {"enum": [value]}
        case "properties":
            return {keyword: {name: _plain(schema, root, trail) for name, schema in value.items()}}
        case "default" | "enum" | "examples" | "required" | "uniqueItems" | "dependentRequired":
            return {keyword: value}
        case _:
            return {keyword: _plain(value, root, trail)}


def _merged(one: Schema, other: Schema) -> Schema:
    """Two schemas that both hold, as one."""
    clashing = sorted(keyword for keyword in one.keys() & other.keys() if one[keyword] != other[keyword])
    if clashing:
        raise ValueError(f"cannot compare {', '.join(clashing)}: said twice, beside an anyOf or $ref and inside it")
    return {**one, **other}


def _branches(schema: Schema) -> list[Schema]:
    """The alternatives of a schema, each of one type."""
    if "anyOf" in schema:
        rest = {keyword: value for keyword, value in schema.items() if keyword != "anyOf"}
        return [branch for option in schema["anyOf"] for branch in _branches(_merged(rest, option))]
    values = schema.get("enum")
    kinds = schema.get("type", TYPES if values is None else [*dict.fromkeys(map(_type_of, values))])
    branches = [{**schema, "type": kind} for kind in ([kinds] if isinstance(kinds, str) else kinds)]
    if values is None:
        return branches
    return [branch | {"enum": [value for value in values if _fits(_type_of(value), branch["type"])]} for branch in branches]


def _type_of(value: Any) -> str:
    names = {type(None): "null", bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names[type(value)]


def _fits(kind: str, other: str) -> bool:
    return kind == other or (kind, other) == ("integer", "number")


def _compared(path: str, old: Schema, new: Schema, role: Role) -> Iterator[str]:
    """The breaking changes of one value: each alternative that is written needs one that reads it."""
    before, after = _branches(old), _branches(new)
    written, read = (before, after) if role == "input" else (after, before)
    unread = False
    for branch in written:
        found = [
            [*_compared_branch(path, *((branch, other) if role == "input" else (other, branch)), role)]
            for other in read
            if _fits(branch["type"], other["type"])
        ]
        yield from min(found, key=len, default=[])
        unread |= not found
    if unread:
        yield f"{path}: type was {_types(before)}, is {_types(after)}"


def _types(branches: list[Schema]) -> str:
    return " or ".join(dict.fromkeys(branch["type"] for branch in branches)) or "none"


def _compared_branch(path: str, old: Schema, new: Schema, role: Role) -> Iterator[str]:
    """The breaking changes between two alternatives of one type."""
    writer, reader = (old, new) if role == "input" else (new, old)
    yield from (f"{path}: value {value!r} is gone" for value in _gone(old, new))
    if "enum" in old and "enum" in new:
        new_values = [value for value in new["enum"] if value not in old["enum"]] if role == "output" else []
        yield from (f"{path}: value {value!r} is new" for value in new_values)
    elif "enum" in reader:
        yield f"{path}: enum was {old.get('enum')}, is {new.get('enum')}"
    if "default" in old and "default" in new and old["default"] != new["default"]:
        yield f"{path}: default was {old['default']!r}, is {new['default']!r}"
    for keyword in sorted((old.keys() | new.keys()) - COMPARED_BY_PARTS):
        if not _holds(keyword, writer.get(keyword), reader.get(keyword)):
            yield f"{path}: {keyword} was {old.get(keyword)}, is {new.get(keyword)}"
    yield from _compared_objects(path, old, new, role)
    if "items" in old or "items" in new:
        yield from _compared(f"{path}[*]", old.get("items", {}), new.get("items", {}), role)


def _gone(old: Schema, new: Schema) -> list[Any]:
    """The values, told one by one, that are told no longer; none where a closed schema has come to allow all."""
    if "enum" in old and not {"enum", "examples"} & new.keys():
        return []
    known = _known(new)
    return [value for value in _known(old) if value not in known]


def _known(schema: Schema) -> list[Any]:
    return list(schema.get("enum") or schema.get("examples") or ())


def _holds(keyword: str, written: Any, read: Any) -> bool:
    """Whether what the writer keeps to is enough for the reader."""
    if written == read or (read is None and keyword in CONDITIONS):
        return True
    if written is None or read is None:
        return False
    return (keyword in LOWER_LIMITS and written > read) or (keyword in UPPER_LIMITS and written < read)


def _compared_objects(path: str, old: Schema, new: Schema, role: Role) -> Iterator[str]:
    """The breaking changes of an object's keys."""
    before, after = old.get("properties", {}), new.get("properties", {})
    had, has = set(old.get("required", [])), set(new.get("required", []))
    gone = [name for name in before if name not in after]
    yield from (f"{path}.{name}: was there, is gone" for name in gone)
    if role == "input":
        yield from (f"{path}.{name}: was {'optional' if name in before else 'absent'}, is required" for name in sorted(has - had))
    else:
        yield from (f"{path}.{name}: was required, is optional" for name in sorted(had - has - {*gone}))
    for name in after:
        if name in before:
            yield from _compared(f"{path}.{name}", before[name], after[name], role)
        elif "additionalProperties" in old:
            yield from _compared(f"{path}.{name}", old["additionalProperties"], after[name], role)
    if "additionalProperties" in old or "additionalProperties" in new:
        yield from _compared(f"{path}.*", old.get("additionalProperties", {}), new.get("additionalProperties", {}), role)
