"""Which lines of an article's region are its text."""

from collections.abc import Sequence

from workers.steps.extract.plain.kinds import Kind
from workers.steps.extract.plain.lines import Line
from workers.steps.extract.plain.sections import listed_lines, next_places

_LEAD_WEIGHT = 50  # a line so long right below the title is the lead, with a stop or without
_LEAD_LINES = 4
_HEADING_WEIGHT = 110
_ITEM_WEIGHT = 0
_HEADINGS = 1  # so many lines in a row can be headings; more are a list of headlines


def _runs_of_text(lines: Sequence[Line], kinds: Sequence[Kind]) -> list[int]:
    """For each line, how many lines in a row around it are TEXT and no sentence; 0 for other kinds."""
    runs = [0] * len(kinds)
    place = 0
    while place < len(kinds):
        end = place
        while end < len(kinds) and kinds[end] is Kind.TEXT and not lines[end].stop:
            end += 1
        runs[place:end] = [end - place] * (end - place)
        place = max(end, place + 1)
    return runs


def select_body(lines: Sequence[Line], kinds: Sequence[Kind], title: str) -> list[int]:
    """The places of the lines that are text, of an article's lines below its title."""
    runs = _runs_of_text(lines, kinds)
    listed = listed_lines(lines, kinds)
    following = next_places(kinds)
    kept: list[int] = []
    seen: set[str] = set()
    for place, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        if line.key == title or listed[place]:
            continue
        keep = kind is Kind.PROSE and not (line.bullet and line.weight < _ITEM_WEIGHT)
        if kind is Kind.TEXT:
            lead = not kept and line.weight >= _LEAD_WEIGHT and place < _LEAD_LINES
            heading = bool(kept) and line.weight <= _HEADING_WEIGHT and not line.bullet and runs[place] <= _HEADINGS
            below = following[place]
            headed = below is not None and kinds[below] in (Kind.PROSE, Kind.TEXT)
            keep = lead or (heading and (line.full_stop or headed))
        if keep and not (line.weight > 40 and line.text in seen):
            seen.add(line.text)
            kept.append(place)
    return without_loose_headings(lines, kept)


def without_loose_headings(lines: Sequence[Line], kept: list[int]) -> list[int]:
    """Drop the last lines as long as they are headings, which have something below them."""
    end = len(kept)
    while end and not lines[kept[end - 1]].stop and lines[kept[end - 1]].weight <= _HEADING_WEIGHT:
        end -= 1
    return kept[:end]
