"""Labels by people: a line for each block, and where they say otherwise than the reader."""

import re

from workers.errors import InputError
from workers.explain.explanation import Block, Explanation, Verdict

SIGNS = {Verdict.KEPT: "+", Verdict.DROPPED: "-"}

_MOST = 200  # characters of a block's text that its line holds
_LINE = re.compile(r"([+-]) +(\d+) (.*)")
_VERDICTS = {sign: verdict for verdict, sign in SIGNS.items()}


def to_labels(told: Explanation) -> str:
    """Write a page's blocks as labels: what the reader said of each, to be corrected."""
    head = f"# {told.url}\n# + is text of the article, - is none. Correct the signs and leave all else.\n"
    return head + "".join(f"{SIGNS[block.verdict]} {block.number:>4} {_beginning(block)}\n" for block in told.blocks)


def wrong(told: Explanation, labels: str) -> list[Block]:
    """List the blocks of which a person says otherwise. Raises InputError where the labels are not those of this page."""
    lines = [line for line in labels.splitlines() if line and not line.startswith("#")]
    if len(lines) != len(told.blocks):
        raise InputError(f"the labels are of {len(lines)} blocks, the page has {len(told.blocks)}: are they another page's?")
    return [block for block, line in zip(told.blocks, lines, strict=True) if _labelled(block, line) is not block.verdict]


def _labelled(block: Block, line: str) -> Verdict:
    match = _LINE.fullmatch(line)
    if match is None or (int(match[2]), match[3].strip()) != (block.number, _beginning(block).strip()):
        raise InputError(
            f"the label of block {block.number} is none: {line[:60]!r}; a line is a sign, a number and the block's text"
        )
    return _VERDICTS[match[1]]


def _beginning(block: Block) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in block.text[:_MOST])
