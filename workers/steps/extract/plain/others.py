"""Where other articles begin on the page: endless scrolling appends the next one."""

import math
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice

from workers.steps.extract.plain.kinds import Kind
from workers.steps.extract.plain.lines import Line, fold, without_digits
from workers.steps.extract.plain.sections import body_starts, listed_lines

_LEAST_WEIGHT, _MOST_WEIGHT = 24, 180  # of another article's title
_TITLE_WEIGHT = 45  # titles are longer than sub-headings
_HEAD = 16  # lines between a title and its body
_BODY_LINES = 40  # in which so much prose must follow; less is a teaser
_BODY_WEIGHT = 500.0
_HEADED_BODY_WEIGHT = 250.0  # the same below what is clearly an article's head
_CLEAR_HEAD = 4
_OWN_WEIGHT = 250.0  # of prose that an article has before the next one can begin
_LABEL_WEIGHT = 40  # the longest line that is furniture of a head
_ABOVE = 3  # lines above a title in which the article before it is seen to have ended
_SPACED = 3  # blank lines that set an article apart
_ENDS = frozenset({Kind.SECTION, Kind.COMMENTS, Kind.STAMP, Kind.BOILERPLATE})
_LONG_WORD = 6
_TITLE_WORD = 4
_SAME_TOPIC = 3  # a third of a heading's words in the title: it is of the same article
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u2e80-\u9fff\uac00-\ud7a3]")
_GRAM = 3
_PARAGRAPHS = 8  # of a body whose words are compared with those of the article above
# Whether two texts are of different articles, by the share of the second one's long words that the first has used and by how
# many words the first has: a logit, fitted on parts of 119 news articles in 20 languages. Of headings inside articles 2 % reach
# 2.9 and 5 % reach 1.6; of other articles 74 % and 92 %.
_SHARE, _SIZE, _CONSTANT = -76.0, 1.74, -1.8
_RELATED = ((2.9, 2), (1.6, 1), (-1.0, 0), (-math.inf, -1))
_EVIDENCE = 4
_DISCUSSED = 2  # the same below comments, which have their own names and dates
_LISTED = 2  # what a place in a list of headlines takes from the evidence


def _terms(text: str) -> set[str]:
    """The long words of a text; of scripts that write short words or no spaces, runs of letters."""
    words = fold(text).split()
    if text.isascii() or not _UNSPACED.search(text):
        return {word for word in words if len(word) >= _LONG_WORD}
    return {word[at : at + _GRAM] for word in words for at in range(max(1, len(word) - _GRAM + 1))}


def _title_terms(line: Line) -> set[str]:
    """The words of a title; titles write short ones too."""
    return {word for word in line.key.split() if len(word) >= _TITLE_WORD} or _terms(line.text)


def _labels(lines: Sequence[Line], kinds: Sequence[Kind], start: int, end: int) -> set[str]:
    """The short lines of an article's head, numbers aside: the next article's head has the same."""
    return {
        without_digits(lines[place].key)
        for place in range(start, end)
        if lines[place].weight <= _LABEL_WEIGHT and kinds[place] is not Kind.PROSE
    }


def _is_heading(line: Line, kind: Kind) -> bool:
    """Whether a line can be a title: neither a sentence, nor a part of one, nor an item, nor what introduces a list."""
    if kind not in (Kind.TEXT, Kind.PROSE) or line.bullet or line.full_stop or line.sentences > 1:
        return False
    first = line.text.lstrip("\"'“„«‘»¿¡")[:1]
    return (
        _LEAST_WEIGHT <= line.weight <= _MOST_WEIGHT
        and not first.islower()
        and line.text[-1] not in ":："
        and line.text[0] != "("
    )


def _head_evidence(lines: Sequence[Line], kinds: Sequence[Kind], place: int, body: int, labels: set[str]) -> int:
    """How much what stands between a heading and the prose below it looks like an article's head."""
    between = kinds[place + 1 : body]
    repeated = any(line.key == lines[place].key for line in lines[place + 1 : body])
    return (
        3 * repeated
        + 2 * bool(labels & _labels(lines, kinds, place + 1, body))
        + min(2, between.count(Kind.STAMP))
        + 2 * (Kind.CREDIT in between)
    )


def _place_evidence(lines: Sequence[Line], kinds: Sequence[Kind], listed: Sequence[bool], place: int) -> int:
    """How much a heading's place and shape are those of a title."""
    line = lines[place]
    return (
        (line.gap >= _SPACED)
        + (line.weight >= _TITLE_WEIGHT)
        - (line.text[-1] in "?？؟")
        + any(kind in _ENDS for kind in kinds[max(0, place - _ABOVE) : place])
        - _LISTED * listed[place]
    )


def _relation(lines: Sequence[Line], kinds: Sequence[Kind], body: int, known: set[str]) -> int:
    """What the words of a body say of its relation to the text above it."""
    prose = (lines[place].text for place in range(body, min(len(lines), body + 3 * _PARAGRAPHS)) if kinds[place] is Kind.PROSE)
    terms = set().union(*map(_terms, islice(prose, _PARAGRAPHS)))
    logit = _SHARE * len(terms & known) / (len(terms) or 1) + _SIZE * math.log(len(known) + 1) + _CONSTANT
    return next(points for least, points in _RELATED if logit >= least)


def find_others(lines: Sequence[Line], kinds: Sequence[Kind], title: int, body: int) -> Iterator[int]:
    """The places of the titles of further articles below the article with this title and body."""
    weights = [line.weight if kind is Kind.PROSE else 0.0 for line, kind in zip(lines, kinds, strict=True)]
    above = list(accumulate(weights, initial=0.0))
    starts = body_starts(lines, kinds)
    listed = listed_lines(lines, kinds)
    comments = list(accumulate((kind is Kind.COMMENTS for kind in kinds), initial=0))
    top = next(place for place, line in enumerate(lines) if line.key == lines[title].key)
    labels = _labels(lines, kinds, top + 1, body)
    topic = _title_terms(lines[title])
    known: set[str] = set()
    own, read, place = body, title, body
    while (place := place + 1) < len(lines) and (start := starts[place]) is not None:
        if (
            start - place > _HEAD
            or not _is_heading(lines[place], kinds[place])
            or _SAME_TOPIC * len(topic & (words := _title_terms(lines[place]))) >= len(words)
            or above[place] - above[own] < _OWN_WEIGHT
            or (body_weight := above[min(len(lines), start + _BODY_LINES)] - above[start]) < _HEADED_BODY_WEIGHT
        ):
            continue
        labels -= _labels(lines, kinds, max(read, body), place)
        head = _head_evidence(lines, kinds, place, start, labels) - _DISCUSSED * (comments[place] > comments[own])
        known.update(*(_terms(line.text) for line in lines[read:place]))
        read = place
        if (head <= 0 and lines[place].gap < _SPACED) or (head < _CLEAR_HEAD and body_weight < _BODY_WEIGHT):
            continue
        evidence = head + _place_evidence(lines, kinds, listed, place) + _relation(lines, kinds, start, known)
        if evidence >= _EVIDENCE:
            yield place
            own = place = start
