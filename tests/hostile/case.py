"""What a hostile input is: a file, and what has to become of what is in it."""

import json
from base64 import b64encode
from collections.abc import Callable
from typing import NamedTuple

Fate = tuple[str, str, str]
"""The output in which an item ends, its reason there, and a pattern of its message or detail."""

ARTICLE: Fate = ("articles", "", "")
"""It is read all the same, and published (or known already as the copy of another case's page)."""

SENTENCES = [
    "The council of Norrholm voted on Tuesday to keep the island school open.",
    "Parents had collected four hundred signatures for it and handed them to the mayor.",
    "The mayor said that the school would be paid for out of the harbour fees of the coming three years.",
    "Critics call the plan a waste, and want a second vote in the autumn, before the budget is decided.",
    "A report about the pupils is to be presented to the people of the island before Christmas.",
]
PROSE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
PLAIN = "Island school stays open\n\n" + "\n\n".join(SENTENCES)
FETCHED_AT = "2026-03-02T08:00:00Z"


class Case(NamedTuple):
    """A file by its name (the suffix says its kind), how to make its bytes, and the fates of its items, in order."""

    name: str
    make: Callable[[], bytes]
    fates: tuple[Fate, ...]


def dead(reason: str, message: str) -> Fate:
    """It ends as a dead letter."""
    return ("dead-letters", reason, message)


def rejected(reason: str, detail: str) -> Fate:
    """It is no article."""
    return ("rejected", reason, detail)


def page(more: str = "", head: str = "", title: str = "Island school stays open") -> str:
    """An HTML page with an article, with more in its head and behind its text."""
    return (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{title}</title>{head}</head>"
        f"<body><article><h1>Island school stays open</h1>{PROSE}</article>{more}</body></html>"
    )


def event(body: str | bytes | None = None, **keys: object) -> bytes:
    """A raw-page event: bytes as base64, None for no body; other keys as they are given, None to leave one out."""
    fields: dict[str, object] = {
        "url": "https://paper.example/news/island-school",
        "fetched_at": FETCHED_AT,
        "content_type": "text/html",
        "body": body if isinstance(body, str) else None,
        "body_base64": b64encode(body).decode() if isinstance(body, bytes) else None,
        **keys,
    }
    return json.dumps({key: value for key, value in fields.items() if value is not None}).encode() + b"\n"
