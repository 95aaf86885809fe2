"""The count by URL and content: what it finds wrong, and what is none."""

import json
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from bench.lib.counted import Counted, Faults, faults_of

TEXT = " ".join(f"word{number}" for number in range(100))
OTHER = " ".join(f"other{number}" for number in range(100))
AGAIN = (("newsmill-reading", b"1"),)


def record(offset: int, topic: str = "articles", headers: Sequence[tuple[str, bytes]] = (), **event: Any) -> Any:
    value = json.dumps({"url": "https://a.example/1", "event": "created", "text": TEXT, **event}).encode()
    return SimpleNamespace(topic=topic, partition=0, offset=offset, timestamp=offset, headers=headers, value=value)


def counted(*records: Any) -> Counted:
    count = Counted()
    for each in records:
        count.add(each)
    return count


FED = {"https://a.example/1": 1}
GROUP = {"1": ["https://a.example/1"]}
REVISED = {"https://a.example/1": OTHER}


@pytest.mark.parametrize(
    ("records", "editions", "faults"),
    [
        ([record(0)], {}, Faults(0, 0, 0)),
        ([], {}, Faults(1, 0, 1)),
        ([record(0), record(0)], {}, Faults(0, 0, 0)),
        ([record(0), record(1, headers=AGAIN)], {}, Faults(0, 0, 0)),
        ([record(0), record(1, headers=AGAIN, text=OTHER)], {}, Faults(0, 1, 0)),
        ([record(0), record(1)], {}, Faults(0, 3, 0)),
        ([record(0), record(1, "articles.duplicates", event="duplicate")], {}, Faults(0, 1, 0)),
        ([record(0), record(1, "articles.duplicates", AGAIN, event="duplicate")], {}, Faults(0, 0, 0)),
        ([record(0)], REVISED, Faults(1, 0, 0)),
        ([record(0), record(1, headers=AGAIN, event="revised", text=OTHER)], REVISED, Faults(0, 0, 0)),
    ],
    ids=[
        "whole",
        "nothing",
        "read twice",
        "published again on purpose",
        "created with two texts",
        "created twice",
        "two outcomes",
        "a recrawl by a rewind",
        "a last edition that never came",
        "a last edition",
    ],
)
def test_faults_are_found(records: list[Any], editions: dict[str, str], faults: Faults) -> None:
    assert faults_of(counted(*records), FED, GROUP, editions) == faults


def test_one_content_under_two_urls_is_double() -> None:
    count = counted(record(0), record(1, url="https://b.example/1"))
    fed = {**FED, "https://b.example/1": 1}
    assert faults_of(count, fed, {"1": [*fed]}, {}) == Faults(0, 1, 1)


def test_what_is_forgotten_may_be_created_again() -> None:
    count = counted(record(0), record(1), record(2, url="https://b.example/1", text=OTHER))
    fed = {"https://a.example/1": 2, "https://b.example/1": 1}
    assert faults_of(count, fed, {"1": [*fed]}, {}) == Faults(0, 2, 1)
    assert faults_of(count, fed, {"1": [*fed]}, {}, {"https://a.example/1"}) == Faults(0, 0, 0)


def test_what_is_in_a_group_and_came_as_a_copy_is_well() -> None:
    count = counted(record(0), record(0, "articles.duplicates", url="https://b.example/1", event="duplicate"))
    fed = {**FED, "https://b.example/1": 1}
    assert faults_of(count, fed, {"1": [*fed]}, {}) == Faults(0, 0, 0)
