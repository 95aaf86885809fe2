"""Plain text as blocks: a line each, in boxes that blank lines part."""

from testing.words import LINE_WORDS
from workers.steps.extract.blocks.elements import Mark
from workers.steps.extract.blocks.lines import lines_of, read_lines
from workers.steps.extract.plain.lines import split_lines


def test_a_line_is_a_block_and_blank_lines_part_boxes() -> None:
    blocks = read_lines(split_lines("Headline\n\nOne line.\nAnother one.\n• An item", LINE_WORDS.months))
    assert blocks.texts == ["Headline", "One line.", "Another one.", "An item"]
    runs = [blocks.parent[box] for box in blocks.box]
    assert runs[0] != runs[1] == runs[2] == runs[3]
    assert [marks[Mark.RULE] for marks in blocks.marks] == [0, 1, 0, 0]
    assert [blocks.tags[box] for box in blocks.box] == ["p", "p", "p", "li"]


def test_blocks_give_back_their_lines() -> None:
    lines = split_lines(
        "Headline\n\n\nOne line, with two blank ones above it.\n• An item\n2. Another item\n\nThe end.", LINE_WORDS.months
    )
    assert lines_of(read_lines(lines), LINE_WORDS.months) == lines


def test_no_text_no_blocks() -> None:
    assert read_lines([]).texts == []
