"""What a line is by itself, before its place on the page is looked at."""

import re
from datetime import date
from enum import IntEnum

from workers.extract.plain import vocabulary
from workers.extract.plain.bylines import byline
from workers.extract.plain.dates import find_moments, has_clock
from workers.extract.plain.lines import Line, fold
from workers.extract.plain.phrases import Phrases


class Kind(IntEnum):
    """What a line is for."""

    PROSE = 0  # sentences
    TEXT = 1  # neither sentences nor known to be noise: a heading, a list's item, a headline, a name
    FURNITURE = 2  # buttons, counters, labels
    SECTION = 3  # the head of a list of other articles, of comments, of tags
    TEASER = 4  # such a head with its headline on the same line
    STAMP = 5  # a date, a time, a byline
    CREDIT = 6  # whose picture it is
    BOILERPLATE = 7  # sentences of the site about itself
    COMMENTS = 8  # the head of what readers say


_SECTIONS = Phrases(vocabulary.SECTIONS)
_TEASERS = Phrases(vocabulary.TEASER_STARTS | vocabulary.SECTIONS)
_FURNITURE = vocabulary.FURNITURE
_FURNITURE_STARTS = Phrases(vocabulary.FURNITURE_STARTS)
_BOILERPLATE = Phrases(vocabulary.BOILERPLATE)
_CREDITS = Phrases(vocabulary.CREDIT_STARTS)

_LABEL = re.compile(r"^\W*([^:：|»›→]{2,50}?) ?[:：|»›→] ?(?=\S)")
_COPYRIGHT = re.compile(r"^[\W\d]{0,6}(?:©|ⓒ|\(c\) ?(?:19|20)\d\d|copyright\b)", re.IGNORECASE)
_AGENCY = (
    r"(?:AFP|AP|EPA|EFE|ANSA|dpa|APA|Reuters|REUTERS|Getty|Shutterstock|iStock|Imago|IMAGO|Unsplash|Pixabay|Wikimedia|Alamy)"
)
_CREDITED = re.compile(
    rf"(?:[(/|–—-] ?|\. ?|via |by |^)(?:[^()/|.]{{0,40}}[/ ])?{_AGENCY}(?:[ /-][^()/.]{{1,40}})?\)?\.?$|©[^©]{{1,80}}$"
)
_CREDIT_LABEL = re.compile(
    r"(?:^|[|(.–-] ?|\s(?=f|ph)|(?<=[a-zß-ÿ])(?=F))(?:fotos?|photos?|photography|image|images|bild|bilder|bildquelle|bildrechte|credit|credits|crédits?|crédito|créditos|"
    r"courtesy|picture|illustration|grafik|quelle|fot|kuva|beeld|fotó|zdroj|фото|иллюстрация|снимка|φωτο|fotoğraf|nuotr|"
    r"صورة|تصوير|עכס|צילום|ảnh|写真|撮影|图|圖|사진)\.? ?(?:[:：=/]| by | von ) ?[^.:：]{2,60}\.?$",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"\((?:l|r|li|re|links|rechts|left|right|cent(?:er|re)|mitte|m|g|d|gauche|droite|izq|izquierda|der|derecha|sx|dx|t v|t h|v|h|"
    r"слева|справа|в центре|ліворуч|праворуч|左|右|中|중앙|왼쪽|오른쪽|왼쪽부터)\.?\)"
    r"|\b(?:from left|second left|second right|far left|far right|pictured|von links|von li|v\.l\.|im bild|auf dem bild|de gauche à droite|"
    r"de izquierda a derecha|da sinistra|da esquerda|från vänster|fra venstre|od lewej|слева направо|зліва направо|soldan)\b"
    r"|撮影[）)]$|(?:연합뉴스|뉴시스|뉴스1|기자|제공)$|（左から|왼쪽부터",
    re.IGNORECASE,
)
_JOINED = re.compile(r"[^\W\d_][a-zà-öø-ÿ]{2}[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]")
_TWEET = re.compile(r"pic\.twitter\.com|^— .{2,80} \(@\w+\)")
_CODE = re.compile(r"[{}<>\\]|\w=\"|function\(|https?:")
_YEAR_OR_CLOCK = re.compile(r"(?:19|20)\d\d|\d[./-]\d\d?[./-]\d\d|\d[:.h]\d\d|[年년]")

_LABEL_WEIGHT = 90  # the longest line that can be furniture
_STAMP_WEIGHT = 160
_BYLINE_WEIGHT = 60  # the longest byline that may end in a stop
_STAMP_REST = 70  # what a stamp may say beside its dates
_PROSE_WEIGHT = 38
_UNSTOPPED_WEIGHT = 140  # so long a line is prose without a stop too
_CAPTION_WEIGHT = 400
_NOTICE_WEIGHT = 1000
_TELLING = 18  # letters of a phrase that tells by itself


def _worded(key: str) -> str:
    """A key without its numbers, so that "14 comments" and "comments 3" are "comments"."""
    return " ".join(word for word in key.split() if not word[0].isdigit()) if any(map(str.isdigit, key)) else key


def _is_numbers(line: Line, key: str) -> bool:
    """Whether a short line holds hardly more than numbers: prices, scores, counters."""
    return not key or (line.weight < _LABEL_WEIGHT and line.key.count(" ") >= 2 * key.count(" ") + 1)


def _is_label(line: Line, key: str) -> Kind | None:
    """Whether a short line is the page's own."""
    if key in vocabulary.COMMENTS:
        return Kind.COMMENTS
    if key in vocabulary.SECTIONS:
        return Kind.SECTION
    if key in _FURNITURE:
        return Kind.FURNITURE
    words = key.count(" ") + 1
    start = _SECTIONS.start(key)
    if start and not line.stop and " " in start and words <= start.count(" ") + 4:
        return Kind.SECTION
    start = _FURNITURE_STARTS.start(key)
    if start and words <= (9 if " " in start else 3):
        return Kind.FURNITURE
    return None


def _is_stamp(line: Line, latest: date) -> bool:
    if line.weight > _STAMP_WEIGHT or not _YEAR_OR_CLOCK.search(line.text):
        return False
    moments = find_moments(line.text, latest)
    if moments:
        return line.weight - sum(moment.end - moment.start for moment in moments) <= _STAMP_REST
    return line.weight <= 40 and has_clock(line.text) and not line.stop


def _is_teaser(line: Line) -> bool:
    label = _LABEL.match(line.text)
    return label is not None and fold(label[1]) in _TEASERS.whole


def _is_credit(line: Line) -> bool:
    if line.weight > _CAPTION_WEIGHT:
        return False
    if _COPYRIGHT.match(line.text):
        return True
    label = _LABEL.match(line.text)
    if label is not None and line.weight <= _LABEL_WEIGHT and _CREDITS.start(fold(label[1])):
        return True
    tail = line.text[-100:]
    return bool(_CREDITED.search(tail) or _CREDIT_LABEL.search(tail) or (line.sentences < 3 and _CAPTION.search(line.text)))


def _is_boilerplate(line: Line) -> bool:
    """One phrase tells in a short line; in a paragraph it takes two, or one that is a sentence's half."""
    found = _BOILERPLATE.within(line.key)
    return bool(found) and (line.weight <= _NOTICE_WEIGHT or len(found) > 1 or max(map(len, found)) >= _TELLING)


def _is_prose(line: Line) -> bool:
    if line.weight < _PROSE_WEIGHT:
        return False
    if line.stop or line.sentences > 1:
        return True
    return line.weight == len(line.text) >= _UNSTOPPED_WEIGHT and len(_JOINED.findall(line.text)) <= line.weight / 100


def classify(line: Line, latest: date) -> Kind:
    """What a line is for; `latest` is the last day that can be a date on this page."""
    key = _worded(line.key)
    if _is_numbers(line, key):
        return Kind.STAMP if _is_stamp(line, latest) else Kind.FURNITURE
    if line.weight <= _LABEL_WEIGHT and (label := _is_label(line, key)):
        return label
    if _is_stamp(line, latest) or (line.weight <= (_BYLINE_WEIGHT if line.stop else _STAMP_WEIGHT) and byline(line.text)):
        return Kind.STAMP
    if _is_credit(line):
        return Kind.CREDIT
    if _is_teaser(line):
        return Kind.TEASER
    if _is_boilerplate(line):
        return Kind.BOILERPLATE
    if _TWEET.search(line.text):
        return Kind.FURNITURE
    if _CODE.search(line.text[:200]) and len(_CODE.findall(line.text)) > line.weight / 80:
        return Kind.FURNITURE
    return Kind.PROSE if _is_prose(line) else Kind.TEXT
