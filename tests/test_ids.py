"""Identifiers: no two raw pages have the same, in whichever life of its Kafka topic each lies."""

import pytest

from workers.ids import place_key, source_key
from workers.records import Source


@pytest.mark.parametrize(
    ("source", "key", "place"),
    [
        (Source(kafka_topic="pages.raw", partition=3, offset=14), "pages.raw/3/14", "pages.raw/3/14"),
        (Source(kafka_topic="pages.raw", partition=3, offset=14, life="q1Sh"), "pages.raw@q1Sh/3/14", "pages.raw/3/14"),
        (Source(kafka_topic="pages.raw", partition=3, offset=14, life="q1Sh.2"), "pages.raw@q1Sh.2/3/14", "pages.raw/3/14"),
        (Source(file="a/pages.jsonl", record=7), "a/pages.jsonl:7", "a/pages.jsonl:7"),
        (Source(file="a/page.html"), "a/page.html:", "a/page.html:"),
    ],
)
def test_a_source_is_one_string_and_its_place_another(source: Source, key: str, place: str) -> None:
    """One that names no life has the string that it always had: claims and ids of the version before stay."""
    assert (source_key(source), place_key(source)) == (key, place)
