"""What a page repeats: captions, placeholders, blocks, and digests of its other lines."""

import re
from collections import Counter
from collections.abc import Sequence

from workers.steps.extract.plain.kinds import Kind, counts_comments
from workers.steps.extract.plain.lines import Line, fold, without_digits
from workers.steps.extract.plain.sections import BESIDE
from workers.steps.extract.plain.words import LineWords

_OFTEN = 3  # a line so often on a page is the page's own
_BLOCK_SHARE = 1 / 3  # of the prose; where more is repeated, the page holds its article twice
_DIGEST_WEIGHT = 300
_DIGEST_STARTS = 3  # so many other lines begin inside a digest
_CONTENT = frozenset({Kind.TEXT, Kind.PROSE})
_CAPTION_WEIGHT = 70  # a repeated line so long is a caption, with a date and a name too
_CREDITED_WEIGHT, _CREDIT_WEIGHT = 200, 50
_READ = 3  # paragraphs in a row below which comments can begin
_START = 40  # characters of a line's key that tell it from others
_BELOW = 40  # lines below a digest that may be its own
_LEAST_KEY = 20  # characters of a line that is looked for in a digest
_SENTENCE = re.compile(r"(?<=[.!?…。！？])\s*")


def _is_digest(lines: Sequence[Line], place: int, starts: Counter[str]) -> bool:
    line = lines[place]
    if line.weight < _DIGEST_WEIGHT:
        return False
    whole = fold(line.text)
    below = {other.key[:_START] for other in lines[place + 1 : place + 1 + _BELOW] if len(other.key) >= _LEAST_KEY}
    if sum(key in whole for key in below) >= _DIGEST_STARTS:
        return True
    found = (fold(sentence[: 2 * _START])[:_START] for sentence in _SENTENCE.split(line.text))
    return sum(len(start) == _START and starts[start] > (start == line.key[:_START]) for start in found) >= _DIGEST_STARTS


def _is_credited(lines: Sequence[Line], kinds: Sequence[Kind], place: int) -> bool:
    """Whether a line of an article's head is a caption: the line below it says whose the picture is, and the article follows."""
    line, below = lines[place], lines[place + 1 : place + 2]
    return (
        line.full_stop
        and line.weight <= _CREDITED_WEIGHT
        and (place == 0 or kinds[place - 1] is not Kind.PROSE)
        and kinds[place + 1 : place + 2] == [Kind.CREDIT]
        and below[0].weight <= _CREDIT_WEIGHT
        and not any(map(str.isdigit, below[0].text))
        and Kind.PROSE in kinds[place + 2 : place + 4]
    )


def _repeated_blocks(lines: Sequence[Line], kinds: Sequence[Kind], counts: Counter[str]) -> set[int]:
    """The places of prose that comes twice together with a line beside it."""
    twice = [counts[line.key] > 1 for line in lines]
    prose = [place for place, kind in enumerate(kinds) if kind is Kind.PROSE and lines[place].full_stop]
    blocks = {place for place in prose if twice[place] and any(twice[max(0, place - 1) : place] + twice[place + 1 : place + 2])}
    return blocks if len(blocks) <= _BLOCK_SHARE * len(prose) else set()


def mark_repeats(lines: Sequence[Line], kinds: Sequence[Kind], said: LineWords) -> list[Kind]:
    """The lines' kinds, with what is repeated marked as what it is."""
    counts = Counter(line.key for line in lines)
    counted = Counter(without_digits(line.key) for line in lines)
    starts = Counter(line.key[:_START] for line in lines)
    blocks = _repeated_blocks(lines, kinds, counts)
    prose = 0
    marked: list[Kind] = []
    for place, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        beside = [*lines[max(0, place - 1) : place], *lines[place + 1 : place + 2]]
        prose = prose + 1 if kind is Kind.PROSE else prose if prose >= _READ or kind in BESIDE else 0
        if kind is Kind.FURNITURE and prose >= _READ and counts_comments(line, said):
            marked.append(Kind.COMMENTS)
        elif any(line.text == other.text for other in beside) and (kind in _CONTENT or line.weight >= _CAPTION_WEIGHT):
            marked.append(Kind.CREDIT)  # a caption: once for the picture, once for its enlargement
        elif kind not in _CONTENT:
            marked.append(kind)
        elif _is_credited(lines, kinds, place):
            marked.append(Kind.CREDIT)
        elif counted[without_digits(line.key)] >= _OFTEN or place in blocks or _is_digest(lines, place, starts):
            marked.append(Kind.FURNITURE)
        else:
            marked.append(kind)
    return marked
