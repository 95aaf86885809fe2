"""What a line is by itself, before its place on the page is looked at."""

import re
from enum import IntEnum
from functools import lru_cache

from workers.steps.extract.plain.bylines import byline, is_name
from workers.steps.extract.plain.dates import find_moments, has_clock, tells_ago
from workers.steps.extract.plain.lines import MOST_REMEMBERED, REMEMBERED, Line, fold
from workers.steps.extract.plain.phrases import Rare
from workers.steps.extract.plain.words import LineWords


class Kind(IntEnum):
    """What a line is for."""

    PROSE = 0  # sentences
    TEXT = 1  # neither sentences nor known to be noise: a heading, a list's item, a headline, a name
    FURNITURE = 2  # buttons, counters, labels
    SECTION = 3  # the head of a list of other articles, of tags
    TEASER = 4  # such a head with its headline on the same line
    STAMP = 5  # a date, a time, a byline
    CREDIT = 6  # a picture's caption, or whose it is
    BOILERPLATE = 7  # sentences of the site about itself
    COMMENTS = 8  # the head of what readers say


_DIGIT = re.compile(r"\d")
_LABEL = Rare(r"^\W*([^:：|»›→\]】〉>]{2,50}?) ?[:：|»›→\]】〉>] ?(?=\S)", ":：|»›→]】〉>")
_COPYRIGHT = re.compile(r"^[\W\d]{0,6}(?:©|ⓒ|\(c\) ?(?:19|20)\d\d|copyright\b)", re.IGNORECASE)
_SOURCES = (
    "AFP AP EPA EFE ANSA dpa APA Reuters REUTERS Getty Shutterstock iStock Imago IMAGO Unsplash Pixabay Wikimedia Alamy".split()
)
_CREDITED = Rare(
    rf"(?:[(/|–—-] ?|\. ?|via |by |^)(?:[^()/|.]{{0,40}}[/ ])?(?:{'|'.join(_SOURCES)})(?:[ /-][^()/.]{{1,40}})?\)?\.?$|©[^©]{{1,80}}$",
    ["©", *_SOURCES],
)
_CREDIT_LABEL = Rare(
    r"(?:^|[|(（.–-] ?|\s(?=[fp])|(?<=[a-zß-ÿ])(?=F))"
    r"(?:fotos?|photos?|photography|image|images|bild|bilder|bildquelle|bildrechte|credit|credits|crédits?|crédito|créditos|courtesy|"
    r"picture|illustration|grafik|quelle|fot|kuva|beeld|fotó|zdroj|фото|иллюстрация|снимка|φωτο|fotoğraf|nuotr|"
    r"صورة|تصوير|צילום|ảnh|写真|撮影|图|圖|사진)\.? ?(?:[:：=/・]| by | von ) ?[^.:：]{2,60}\.?$",
    [*":：=/・", " by ", " von "],
    re.IGNORECASE,
)
_PLACES = (
    "from left|second left|second right|far left|far right|pictured|von links|von li|v.l.|im bild|auf dem bild|de gauche à droite|"
    "de izquierda a derecha|da sinistra|da esquerda|från vänster|fra venstre|od lewej|слева направо|зліва направо|soldan"
).split("|")
_PHOTOGRAPHED = "연합뉴스 뉴시스 뉴스1 기자 제공".split()
_CAPTION = Rare(
    r"\((?:l|r|li|re|links|rechts|left|right|cent(?:er|re)|mitte|m|g|d|gauche|droite|izq|izquierda|der|derecha|sx|dx|t v|t h|v|h|"
    r"слева|справа|в центре|ліворуч|праворуч|左|右|中|중앙|왼쪽|오른쪽|왼쪽부터)\.?\)"
    rf"|\b(?:{'|'.join(map(re.escape, _PLACES))})\b|撮影[）)]$|(?:{'|'.join(_PHOTOGRAPHED)})$|（左から|왼쪽부터",
    ["(", *_PLACES, "撮影", *_PHOTOGRAPHED, "（左から", "왼쪽부터"],
    re.IGNORECASE,
)
_PHOTOGRAPHER = re.compile(r"\([^()/]{2,40}/([^()/]{2,40})\)\W*$")  # (agency/name)
_TWEET = Rare(r"pic\.twitter\.com|^— .{2,80} \(@\w+\)", ["pic.twitter.com", " (@"])
_CODE = Rare(r"[{}<>\\]|\w=\"|function\(|https?:", [*"{}<>\\", '="', "function(", "http"])
_JOINED = re.compile(r"[^\W\d_][a-zà-öø-ÿ]{2}[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]")

_LABEL_WEIGHT = 90  # the longest line that can be furniture
_LABEL_WORDS = 9
_STAMP_WEIGHT = 160
_STAMP_REST = 70  # what a stamp may say beside its dates
_CLOCK_WEIGHT = 40  # the longest line that a time of day makes a stamp
_BYLINE_WEIGHT = 60  # the longest byline that may end in a stop
_CAPTION_WEIGHT = 400
_CREDIT_CHARACTERS = 100  # at a line's end, where a credit stands
_CAPTION_SENTENCES = 2
_NOTICE_WEIGHT = 25  # the shortest boilerplate
_PROSE_WEIGHT = 38
_UNSTOPPED_WEIGHT = 140  # so long a line of letters is prose without a stop too
_LETTERS_JOINED = 100  # of a line with one word run into the next; menus have more


def _worded(key: str) -> str:
    """A key without its numbers, so that "14 comments" and "comments 3" are "comments"."""
    return " ".join(word for word in key.split() if not word[0].isdigit())


def _label(line: Line, key: str, said: LineWords) -> Kind | None:
    """What a short line is, as far as words tell."""
    for kind, labels in ((Kind.COMMENTS, said.comments), (Kind.SECTION, said.sections), (Kind.FURNITURE, said.furniture)):
        if key in labels:
            return kind
    start = said.starts.start(key)
    if not start:
        return None
    words, more = key.count(" ") + 1, start.count(" ")
    if start in said.sections and more and not line.stop and words <= more + 4:
        return Kind.SECTION
    return Kind.FURNITURE if start in said.furniture_starts and words <= (_LABEL_WORDS if more else 3) else None


def counts_comments(line: Line, said: LineWords) -> bool:
    """Whether a line says how many comments there are: above an article a counter, below it the comments' head."""
    return line.weight <= _LABEL_WEIGHT and _worded(line.key) in said.comments


def _is_numbers(line: Line, key: str) -> bool:
    """Whether a short line holds hardly more than numbers: prices, scores, counters."""
    return not key or (line.weight < _LABEL_WEIGHT and line.key.count(" ") >= 2 * key.count(" ") + 1)


def _is_dated(line: Line, said: LineWords) -> bool:
    """Whether a line tells a date or a time and little else."""
    moments = find_moments(line.text, said)
    if moments:
        return line.weight - sum(moment.end - moment.start for moment in moments) <= _STAMP_REST
    clock = line.weight <= _CLOCK_WEIGHT and has_clock(line.text)
    return not line.stop and (clock or (line.weight <= _LABEL_WEIGHT and tells_ago(line.key, said)))


def _is_credit(line: Line, label: str, said: LineWords) -> bool:
    if _COPYRIGHT.match(line.text):
        return True
    if label and line.weight <= _LABEL_WEIGHT and said.credits.start(label):
        return True
    tail = line.text[-_CREDIT_CHARACTERS:]
    photographer = _PHOTOGRAPHER.search(tail)
    if _CREDITED.search(tail) or _CREDIT_LABEL.search(tail.lower()) or (photographer and is_name(photographer[1], said)):
        return True
    return line.sentences <= _CAPTION_SENTENCES and _CAPTION.search(line.text.lower()) is not None


def _is_code(line: Line) -> bool:
    if _TWEET.search(line.text):
        return True
    return _CODE.search(line.text[:200]) is not None and len(_CODE.findall(line.text)) > line.weight / 80


def _is_prose(line: Line) -> bool:
    if line.weight < _PROSE_WEIGHT:
        return False
    if line.stop or line.sentences > 1:
        return True
    return line.weight == len(line.text) >= _UNSTOPPED_WEIGHT and len(_JOINED.findall(line.text)) <= line.weight / _LETTERS_JOINED


def classify(line: Line, said: LineWords) -> Kind:
    """What a line is for."""
    return _classify_short(line, said) if len(line.text) <= REMEMBERED else _classify(line, said)


def _classify(line: Line, said: LineWords) -> Kind:
    key = line.key
    dated = line.weight <= _STAMP_WEIGHT and _DIGIT.search(line.text) is not None
    if dated or not key:
        key = _worded(key)
        if _is_numbers(line, key):
            return Kind.STAMP if _is_dated(line, said) else Kind.FURNITURE
    known = _label(line, key, said) if line.weight <= _LABEL_WEIGHT else None
    if dated and not (known and line.full_stop) and _is_dated(line, said):
        return Kind.STAMP
    if known:
        return known
    if line.weight <= (_BYLINE_WEIGHT if line.stop else _STAMP_WEIGHT) and byline(line.text, said):
        return Kind.STAMP
    label = _LABEL.search(line.text)
    head = fold(label[1]) if label else ""
    if line.weight <= _CAPTION_WEIGHT and _is_credit(line, head, said):
        return Kind.CREDIT
    if head in said.teasers or head in said.sections:
        return Kind.TEASER
    if line.weight >= _NOTICE_WEIGHT and said.boilerplate.within(line.key):
        return Kind.BOILERPLATE
    if _is_code(line):
        return Kind.FURNITURE
    return Kind.PROSE if _is_prose(line) else Kind.TEXT


_classify_short = lru_cache(MOST_REMEMBERED)(_classify)
