"""An extracted body's lines: made clean, and rid of those that speak for the page."""

from workers.steps.extract.plain.kinds import Kind, classify
from workers.steps.extract.plain.lines import CLOSERS, FULL_STOPS, measure
from workers.steps.extract.plain.words import LineWords
from workers.steps.extract.strings import folded

_HEAD = 3  # lines before which a title and a stamp belong to the page
_TAIL = 0.75  # of the lines, from which sentences about the site are its own
_SHORT = 120  # characters: so short a sentence about the site is its own wherever it stands
_TITLE_REST = 60  # characters that a line may hold beside the title
_GOES_ON = (*FULL_STOPS, *",;:，、；：،؛")  # how a line ends that is a sentence, or the beginning of one
_DIGITS = 0.3
_REPEATED = 40  # characters from which a line that stood before is a repetition


def clean_lines(text: str) -> list[str]:
    """The lines as plain text: no table markup, no indentation, no repetitions."""
    lines = [_plain(" ".join(line.split())) for line in text.splitlines()]
    seen: set[str] = set()
    kept = []
    for line in lines:
        if line and line not in seen:
            kept.append(line)
        if len(line) >= _REPEATED:
            seen.add(line)
    return kept


def _plain(line: str) -> str:
    """A table's row as its cells; nothing for the rule below a table's head."""
    if not line.startswith("|"):
        return line
    cells = [cell for part in line.split("|") if (cell := part.strip())]
    return "" if all(set(cell) <= {"-"} for cell in cells) else " | ".join(cells)


def drop_titles(lines: list[str], titles: set[str]) -> list[str]:
    """Drop the page's title, alone or with a kicker, from the first lines. `titles` are folded."""
    return [line for place, line in enumerate(lines) if place >= _HEAD or not _is_title(line, titles)]


def _is_title(line: str, titles: set[str]) -> bool:
    key = folded(line)
    goes_on = line.rstrip(CLOSERS).endswith(_GOES_ON)
    return key in titles or any(
        len(title) >= _REPEATED // 2
        and title in key
        and len(key) - len(title) <= _TITLE_REST
        and not (goes_on and not key.endswith(title))  # a sentence that says more than the title is the article's own
        for title in titles
    )


def drop_headings(lines: list[str], kickers: set[str], headings: set[str]) -> list[str]:
    """Drop what stands above the headline from the first lines, and headings below which nothing follows from the last."""
    lines = [line for place, line in enumerate(lines) if place >= _HEAD or line not in kickers]
    while lines and lines[-1] in headings:
        lines.pop()
    return lines


def drop_noise(lines: list[str], said: LineWords) -> list[str]:
    """Drop labels, heads of lists, teasers, credits and what a site says of itself."""
    tail = _TAIL * len(lines)
    return [line for place, line in enumerate(lines) if not _is_noise(line, said, is_head=place < _HEAD, is_tail=place >= tail)]


def _is_noise(line: str, said: LineWords, *, is_head: bool, is_tail: bool) -> bool:
    measured = measure(line.removeprefix("- "), said.months)
    match classify(measured, said):
        case Kind.SECTION | Kind.TEASER | Kind.CREDIT:
            return True
        case Kind.FURNITURE:
            return not measured.stop and "://" not in line and sum(map(str.isdigit, line)) < _DIGITS * len(line)
        case Kind.STAMP:
            return is_head
        case Kind.BOILERPLATE:
            return is_tail or len(line) < _SHORT
        case _:
            return False
