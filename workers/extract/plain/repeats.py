"""What a page repeats: captions, placeholders, whole blocks, and digests that run its other lines together."""

import re
from collections import Counter
from collections.abc import Sequence

from workers.extract.plain.kinds import Kind
from workers.extract.plain.lines import Line, fold, without_digits

_OFTEN = 3  # a line so often on a page is the page's own
_BLOCK_SHARE = 1 / 3  # of the prose; where more is repeated, the page holds its article twice
_DIGEST_WEIGHT = 300
_DIGEST_STARTS = 3  # so many other lines begin inside a digest
_CONTENT = frozenset({Kind.TEXT, Kind.PROSE})
_CAPTION_WEIGHT = 70  # a repeated line so long is a caption, with a date and a name too
_START = 40  # characters of a line's key that tell it from others
_SENTENCE = re.compile(r"(?<=[.!?…。！？])\s*")


def _is_digest(line: Line, starts: Counter[str]) -> bool:
    if line.weight < _DIGEST_WEIGHT:
        return False
    found = (fold(sentence[: 2 * _START])[:_START] for sentence in _SENTENCE.split(line.text))
    return sum(len(start) == _START and starts[start] > (start == line.key[:_START]) for start in found) >= _DIGEST_STARTS


def _repeated_blocks(lines: Sequence[Line], kinds: Sequence[Kind], counts: Counter[str]) -> set[int]:
    """The places of prose that comes twice together with a line beside it."""
    twice = [counts[line.key] > 1 for line in lines]
    prose = [place for place, kind in enumerate(kinds) if kind is Kind.PROSE and lines[place].full_stop]
    blocks = {place for place in prose if twice[place] and any(twice[max(0, place - 1) : place] + twice[place + 1 : place + 2])}
    return blocks if len(blocks) <= _BLOCK_SHARE * len(prose) else set()


def mark_repeats(lines: Sequence[Line], kinds: Sequence[Kind]) -> list[Kind]:
    """The lines' kinds, with what is repeated marked as what it is."""
    counts = Counter(line.key for line in lines)
    counted = Counter(without_digits(line.key) for line in lines)
    starts = Counter(line.key[:_START] for line in lines)
    blocks = _repeated_blocks(lines, kinds, counts)
    marked: list[Kind] = []
    for place, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        beside = [*lines[max(0, place - 1) : place], *lines[place + 1 : place + 2]]
        if any(line.text == other.text for other in beside) and (kind in _CONTENT or line.weight >= _CAPTION_WEIGHT):
            marked.append(Kind.CREDIT)  # a caption: once for the picture, once for its enlargement
        elif kind not in _CONTENT:
            marked.append(kind)
        elif counted[without_digits(line.key)] >= _OFTEN or place in blocks or _is_digest(line, starts):
            marked.append(Kind.FURNITURE)
        else:
            marked.append(kind)
    return marked
