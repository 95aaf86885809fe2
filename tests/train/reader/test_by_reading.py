"""Labels by reading: found again by digests that hold no text, also where a page says a thing twice."""

import re

import pytest

from tests.train.reader.pages import PARAGRAPHS
from train.reader.by_reading import LABELS, block_names, from_lines, load_readings, page_name, places_of, readings_of, to_lines

URL = "https://paper.example/a"
TEXTS = ["Menu", PARAGRAPHS[0], "Menu"]


def test_a_blocks_name_is_its_pages_its_texts_and_its_turns() -> None:
    first, second, third = block_names(URL, TEXTS)
    assert len({first, second, third, *block_names("https://paper.example/b", TEXTS)}) == 6
    assert block_names(URL, ["News", "Menu"])[1] == first, "what stands before it does not matter"


def test_what_was_said_is_found_where_the_text_is_the_same() -> None:
    names = block_names(URL, TEXTS)
    readings = {page_name(URL): {names[1]: 1, names[2]: 0}}
    assert places_of(readings_of(readings, URL), URL, ["New", *TEXTS]) == {2: 1, 3: 0}
    assert places_of(readings_of(readings, URL), URL, ["Menu", f"{PARAGRAPHS[0]} More."]) == {}
    assert places_of(readings_of(readings, "https://paper.example/b"), "https://paper.example/b", TEXTS) == {}


def test_lines_are_read_as_they_were_written_in_one_order() -> None:
    readings = {"b": {"2": 1, "1": 0}, "a": {"3": 1}}
    assert from_lines(to_lines(readings)) == readings
    assert [line.split("\t")[1] for line in to_lines(readings).splitlines() if not line.startswith("#")] == ["3", "1", "2"]


def test_the_labels_that_there_are_hold_digests_alone() -> None:
    text = LABELS.read_text(encoding="utf-8")
    readings = load_readings()
    assert to_lines(readings) == text
    assert sum(map(len, readings.values())) >= 3_000
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[0-9a-f]{12}\t[0-9a-f]{12}\t[01]", line) for line in lines)
    assert 0.3 < sum(line.endswith("1") for line in lines) / len(lines) < 0.7


def test_a_line_that_is_no_label_is_refused() -> None:
    with pytest.raises(ValueError, match="unpack"):
        from_lines("a\tb\n")
