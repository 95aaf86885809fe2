"""Sheets of blocks to be labelled by reading: which blocks are asked of, how they are shown, and how answers are read."""

import re
from collections.abc import Collection, Iterator, Sequence

import msgspec

from train.reader.by_reading import block_names, page_name
from train.reader.pages import Labelled
from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Floats

UNSURE = (0.1, 0.9)
_LIKELY, _TEXT = 0.4, 0.5
"""From here on a block is text by the reader, and by the other reader's labels."""
_DIFFER, _BESIDE = 0.6, 0.4
"""How much it adds that the other reader says otherwise, and that a snippet contradicts the reader beside a block."""
_LONG, _TELLING, _LEAST = 60, 8, 3
"""Characters: of a block that is asked of though the reader is sure, of a snippet that means one place, of any block."""
_SHOWN, _BEFORE_AND_AFTER = 150, 50
_ANSWER = re.compile(r"@(\d+)((?: +(?:\d+(?:-\d+)?|\*))*)(?: +\?((?: +\d+(?:-\d+)?)+))?")


class Sheet(msgspec.Struct, frozen=True):
    """A page: its number in its set, its name, the blocks that are asked of with their names, and how they are shown."""

    number: int
    page: str
    asked: dict[int, str]
    shown: str


def unsure_blocks(page: Labelled, likely: Floats, most: int, but: Collection[int] = ()) -> list[int]:
    """Choose the blocks of a page that are worth reading, the longest and least sure first; give them in the page's order.

    What the title says, and what has a label, is none of them (`but`).
    """
    beside = _beside_contradictions(page, likely)
    worth: dict[int, float] = {}
    for place, text in enumerate(page.blocks.texts):
        chance = float(likely[place])
        differs = (chance >= _LIKELY) != (page.labels[place] >= _TEXT)
        is_unsure = UNSURE[0] < chance < UNSURE[1]
        if place not in but and len(text) >= _LEAST and (is_unsure or (len(text) >= _LONG and (differs or place in beside))):
            doubt = 4 * chance * (1 - chance) + _DIFFER * differs + _BESIDE * (place in beside)
            worth[place] = doubt * len(text) ** 0.5
    return sorted(sorted(worth, key=lambda place: -worth[place])[:most])


def _beside_contradictions(page: Labelled, likely: Floats) -> set[int]:
    """Find the blocks beside those of which a snippet, or who has read them, says otherwise than the reader."""
    found: set[int] = set()
    for place, text in enumerate(page.blocks.texts):
        is_text = likely[place] >= _LIKELY
        against = page.gold.without if is_text else page.gold.within
        if page.read.get(place, is_text) != is_text or any(len(snippet) > _TELLING and snippet in text for snippet in against):
            found |= {place - 1, place + 1}
    return found


def sheet_of(number: int, page: Labelled, title: str, likely: Floats, places: Sequence[int]) -> Sheet:
    """Make the sheet of a page, from its number and what is known of it."""
    url, blocks = page.gold.url, page.blocks
    names = block_names(url, blocks.texts)
    lines = [f"@{number} {title[:80]} | {url[:110]}", *_shown(blocks, likely, places)]
    return Sheet(number, page_name(url), {place: names[place] for place in places}, "\n".join(lines) + "\n")


def _shown(blocks: Blocks, likely: Floats, places: Sequence[int]) -> Iterator[str]:
    """Show blocks with their neighbours; what is asked of has a number at the line's beginning."""
    near = sorted({near for place in places for near in (place - 1, place, place + 1) if 0 <= near < len(blocks.texts)})
    for place in near:
        text = blocks.texts[place]
        if place in places:
            more = f"…{text[-30:]} [{len(text)}]" if len(text) > _SHOWN else ""
            link = " LINK" if blocks.linked[place] > 0.5 * len(text) else ""
            yield f"{place} .{likely[place] * 100:02.0f} <{_box(blocks, place)}>{link} {text[:_SHOWN]}{more}"
        else:
            yield f"   .{likely[place] * 100:02.0f} {text[:_BEFORE_AND_AFTER]}"


def _box(blocks: Blocks, place: int) -> str:
    box = blocks.box[place]
    above = blocks.parent[box]
    names = [f"{blocks.tags[each]} {blocks.names[each][:20]}".strip() for each in (above, box) if each >= 0]
    return ">".join(names)


def read_answers(answers: str, sheets: Sequence[Sheet]) -> dict[str, dict[str, int]]:
    """Read answers, a line a page: `@` and its number, then the blocks that are text (`*` for all); the others asked of are none.

    Behind `?` stand blocks that nothing is said of. Raises ValueError where an answer is none.
    """
    by_number = {sheet.number: sheet for sheet in sheets}
    readings: dict[str, dict[str, int]] = {}
    for line in filter(None, map(str.strip, answers.splitlines())):
        match = _ANSWER.fullmatch(line)
        if match is None or int(match[1]) not in by_number:
            raise ValueError(f"no answer: {line!r}")
        sheet = by_number[int(match[1])]
        every = set(sheet.asked)
        text = every if "*" in match[2] else _places(match[2])
        open_ = _places(match[3] or "")
        if not text | open_ <= every | (_between(match[2]) | _between(match[3] or "")):
            raise ValueError(f"a block that was not asked of: {line!r}")
        readings[sheet.page] = {name: int(place in text) for place, name in sheet.asked.items() if place not in open_}
    return readings


def _places(numbers: str) -> set[int]:
    """Read `3 5-7` as four numbers."""
    found: set[int] = set()
    for part in numbers.split():
        first, _, last = part.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return found


def _between(numbers: str) -> set[int]:
    """Give the numbers that ranges name by the way: they need not be asked of."""
    return _places(" ".join(part for part in numbers.split() if "-" in part))
