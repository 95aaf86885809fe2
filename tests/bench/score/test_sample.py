"""A reader that has become worse is told of."""

import json

import pytest

from bench.score.sample import NOTED, lower
from train.reader.pages import SETS
from workers.enums import ReaderName


@pytest.mark.parametrize(("now", "worse"), [(0.9, 0), (0.95, 0), (0.8995, 0), (0.898, 1)])
def test_a_reader_is_held_against_what_is_noted(now: float, worse: int) -> None:
    noted = {"news": {"learned": 0.9, "trafilatura": 0.8}}
    found = lower({"news": {"learned": now, "trafilatura": 0.8}}, noted)
    assert len(found) == worse
    assert all("news" in line and "learned" in line for line in found)


def test_figures_of_both_readers_are_noted_for_each_set() -> None:
    noted = json.loads(NOTED.read_text("utf-8"))
    assert noted.keys() == SETS.keys()
    assert all(readers.keys() == {ReaderName.LEARNED, ReaderName.TRAFILATURA} for readers in noted.values())
