"""Which line of a page is its article's title."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import accumulate
from urllib.parse import unquote

from workers.steps.extract.plain.kinds import Kind
from workers.steps.extract.plain.lines import Line, fold
from workers.steps.extract.plain.regions import Region
from workers.steps.extract.strings import folded
from workers.urls import path_of

_LEAST_WEIGHT, _MOST_WEIGHT = 12, 230
_SHORT, _LONG = 32, 110  # a title's usual weight
_TOO_LONG = 160
_ABOVE = 120  # lines above a region in which its title is looked for
_INSIDE = 0.15  # the share of a region's score that may lie above its title: teasers, a lead
_BELOW = 5  # lines below a title in which its date or byline stands
_TEASERS = 12  # lines above a title in which prose speaks against it
_OFTEN = 3  # so often does a page name its own article: path, title, lists
_SLUG_WORDS = 3  # a path with fewer words says nothing of the title
_CLEARLY = 0.1  # by so much a line lower down must be better: titles come before their variants
_LIKE = 0.5  # a line so like the URL is a title anywhere in its region

# A conditional logit, fitted on the lines of 900 pages, with the blank lines between paragraphs and without; tests hold its signs.
_WEIGHTS = {
    "hint": 9.0,
    "slug": 4.0,
    "slug_recall": 2.0,
    "often": 1.3,
    "stamped": 1.5,
    "usual_length": 1.7,
    "too_long": -0.5,
    "full_stop": -2.5,
    "item": -2.0,
    "path": -2.8,
    "noise": -0.7,
    "caption": -2.0,
    "prose": -0.5,
    "set_off": 2.1,
    "below_prose": -1.1,
}
_LEAST_SCORE = 2.0
_UNSURE = frozenset({Kind.SECTION, Kind.TEASER, Kind.CREDIT, Kind.BOILERPLATE})
_NEVER = frozenset({Kind.FURNITURE, Kind.STAMP})
_CAPTION_ENDS = ".)）"
_PATH_WORDS = 8
_PATH = re.compile(r"[»›>→] |\S / \S|\S \| .* \| \S")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})


def _plain_words(text: str) -> frozenset[str]:
    if text.isascii():
        return frozenset(fold(text).split())
    bare = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return frozenset(fold("".join(letter for letter in bare if not unicodedata.combining(letter))).split())


def slug_words(url: str) -> frozenset[str]:
    """Find the words of the path's wordiest part, as far as they are no numbers."""
    parts = (re.split(r"[\W_]+", unquote(part).casefold()) for part in path_of(url).split("/"))
    words = max(([word for word in part if word and not any(map(str.isdigit, word))] for part in parts), key=len)
    return _plain_words(" ".join(words)) if len(words) >= _SLUG_WORDS else frozenset()


def slug_likeness(slug: frozenset[str], key: str) -> tuple[float, float]:
    """Give the F-measure and the recall of the slug's words in a line's, counted in letters; umlauts may be written out."""
    if not slug:
        return 0.0, 0.0
    length = sum(map(len, slug))
    best = 0.0, 0.0
    for spelling in {key, key.translate(_UMLAUTS)}:
        words = _plain_words(spelling)
        shared = sum(map(len, words & slug))
        best = max(best, (2 * shared / (sum(map(len, words)) + length), shared / length))
    return best


def _end_of_head(scores: Sequence[float], region: Region) -> int:
    """The line of a region at which its first sentences have been read."""
    read = 0.0
    for place in range(region.start, region.end):
        read += max(0.0, scores[place])
        if read > _INSIDE * region.score:
            return place
    return region.end


def _lines_to_stamp(kinds: Sequence[Kind]) -> list[int]:
    """For each line, how many lines further down the next date or byline stands."""
    distances = [len(kinds)] * (len(kinds) + 1)
    for place in range(len(kinds) - 1, -1, -1):
        distances[place] = 0 if kinds[place] is Kind.STAMP else distances[place + 1] + 1
    return distances


def _is_path(line: Line, seen: Counter[str]) -> bool:
    """Whether a line is a breadcrumb, or a title with sections before it or a site behind it that has a line of its own too."""
    words = line.key.split()
    cuts = range(1, min(len(words), _PATH_WORDS + 1))
    rests = (rest for cut in cuts for rest in (" ".join(words[cut:]), " ".join(words[:-cut])))
    return _PATH.search(line.text) is not None or any(len(rest) >= _SHORT and rest in seen for rest in rests)


def _is_set_off(lines: Sequence[Line], kinds: Sequence[Kind], index: int, *, dense: bool) -> bool:
    """Whether a line stands apart from what is above it; on a page without blank lines, as a longer line among short ones does."""
    if lines[index].gap or index == 0:
        return True
    above, kind = lines[index - 1], kinds[index - 1]
    return (
        dense and lines[index].weight >= _SHORT and (kind is Kind.FURNITURE or (kind is not Kind.PROSE and above.weight < _SHORT))
    )


def _score(evidence: dict[str, float]) -> float:
    return sum(_WEIGHTS[name] * value for name, value in evidence.items())


def find_title(
    lines: Sequence[Line],
    kinds: Sequence[Kind],
    scores: Sequence[float],
    region: Region,
    url: str,
    hint: str,
    sites: Collection[str],
) -> int | None:
    """The place of the line that is most like a title: by the feed, the URL, its repetitions, its neighbours and its shape.

    `hint` is the title that a feed gave; `sites` are the site's names, folded by `strings.folded`: none of them is a title.
    """
    slug = slug_words(url)
    wanted = fold(hint)
    dense = not any(line.gap for line in lines[1:])
    seen = Counter(line.key for line in lines)
    prose = list(accumulate((kind is Kind.PROSE for kind in kinds), initial=0))
    to_stamp = _lines_to_stamp(kinds)
    head = _end_of_head(scores, region)
    best, place = _LEAST_SCORE, None
    for index in range(max(0, region.start - _ABOVE), region.end):
        line, kind = lines[index], kinds[index]
        if kind in _NEVER or not _LEAST_WEIGHT <= line.weight <= _MOST_WEIGHT or (line.full_stop and line.weight > _LONG):
            continue
        if line.weight <= _LONG and folded(line.text) in sites:
            continue
        likeness, recall = slug_likeness(slug, line.key)
        same = bool(wanted) and line.key == wanted
        if index > head and likeness < _LIKE and not same:
            continue
        score = _score(
            {
                "hint": same,
                "slug": likeness,
                "slug_recall": recall,
                "often": seen[line.key] >= _OFTEN,
                "stamped": to_stamp[index] <= _BELOW,
                "usual_length": _SHORT <= line.weight <= _LONG,
                "too_long": line.weight > _TOO_LONG,
                "full_stop": line.full_stop,
                "item": line.bullet,
                "path": _is_path(line, seen),
                "noise": kind in _UNSURE,
                "caption": kind is Kind.CREDIT and line.text[-1] in _CAPTION_ENDS,
                "prose": kind is Kind.PROSE,
                "set_off": _is_set_off(lines, kinds, index, dense=dense),
                "below_prose": min(3, prose[index] - prose[max(0, index - _TEASERS)]),
            }
        )
        if score > best + _CLEARLY * (place is not None):
            best, place = score, index
    return place
