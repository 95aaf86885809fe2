"""Plain text as blocks: a line is a block; blank lines part the boxes."""

from collections.abc import Collection, Sequence

from workers.steps.extract.blocks.elements import TAGS, Inside, Mark
from workers.steps.extract.blocks.walk import NO_MARKS, Blocks
from workers.steps.extract.plain.lines import Line, measure

_BODY, _RUN, _LINE, _ITEM = range(4)  # what likes are alike in
_ITEM_TAG = "li"


def read_lines(lines: Sequence[Line]) -> Blocks:
    """Make a block of each line; what only markup tells is not known of it."""
    blocks = Blocks()
    _enter(blocks, -1, "body", _BODY)
    run = 0
    for place, line in enumerate(lines):
        if not place or line.gap:
            run = _enter(blocks, 0, "div", _RUN)
        marks = list(NO_MARKS)
        marks[Mark.RULE] = line.gap
        blocks.texts.append(line.text)
        blocks.linked.append(0.0)
        blocks.strong.append(0.0)
        blocks.box.append(_enter(blocks, run, _ITEM_TAG, _ITEM) if line.bullet else _enter(blocks, run, "p", _LINE))
        blocks.marks.append(tuple(marks))
    return blocks


def lines_of(blocks: Blocks, months: Collection[str]) -> list[Line]:
    """Give back the lines that blocks were made of."""
    return [
        measure(text, months, marks[Mark.RULE])._replace(bullet=blocks.tags[box] == _ITEM_TAG)
        for text, marks, box in zip(blocks.texts, blocks.marks, blocks.box, strict=True)
    ]


def _enter(blocks: Blocks, parent: int, tag: str, likeness: int) -> int:
    blocks.tags.append(tag)
    blocks.parent.append(parent)
    blocks.tag.append(TAGS[tag])
    blocks.names.append("")
    blocks.inside.append(int(Inside(0)))
    blocks.depth.append(0 if parent < 0 else blocks.depth[parent] + 1)
    blocks.hidden.append(False)
    blocks.likeness.append(likeness)
    blocks.own_likeness.append(likeness)
    return len(blocks.parent) - 1
