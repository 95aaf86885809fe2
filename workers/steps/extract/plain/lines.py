"""A page's lines, measured: what every rule for plain text looks at."""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category

from workers.steps.extract.strings import without_invisible

# Letters of scripts that need fewer of them for the same content, and how many Latin letters one is worth.
_IDEOGRAPH, _SYLLABLE = r"\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f", r"\u1100-\u11ff\uac00-\ud7a3"
_IDEOGRAPHS, _HANGUL = re.compile(f"[{_IDEOGRAPH}]+"), re.compile(f"[{_SYLLABLE}]+")
_WIDE = re.compile(f"[{_IDEOGRAPH}{_SYLLABLE}]")
_IDEOGRAPH_WEIGHT = 2.5
_HANGUL_WEIGHT = 1.8
# Scripts that write prose without a sentence mark: Thai, Lao, Tibetan, Burmese, Khmer.
_UNPUNCTUATED = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]")
_UNPUNCTUATED_PROSE = 60

FULL_STOPS = ".…。｡۔।॥։።"
_STOPS = FULL_STOPS + "!?！？؟‽"
CLOSERS = " \"'”’»›)]」』）】“＂"
# Begins with the marks, of which there are few, and looks back from them.
_SENTENCE_BREAK = re.compile(r"[.!?…؟۔।։።。！？｡](?:(?<=[^\s.][.!?…؟۔।։።])[\"'”’»)]? (?=[^\W\d_])|(?<=[。！？｡])(?=.))")
_SENTENCE_BREAK_WEIGHT = 45  # shorter lines hold one sentence at most

_INITIALS = re.compile(r" \([^()\s]{1,8}\)$")  # of an agency or an author, behind the last sentence

_BULLETS = "•·▪▸►▶‣◦●○■□➤➔→»*+✓✔"
_NUMBER = re.compile(r"\d{1,2}\. (\S*)")
_DASH_ITEM = re.compile(r"[-–—] \S+(?: \S+){0,5}$")
_CONTINUES = ",;)"
MARKS = "".join(character for character in map(chr, range(0x0300, 0xFE30)) if category(character) in ("Mn", "Mc"))
_NON_WORD = re.compile(rf"[^\w{MARKS}]+")  # vowel signs belong to their words, which \w leaves out
_PLAIN_WORDS = bytes(byte if chr(byte).isalnum() or byte == ord("_") else ord(" ") for byte in range(128)).ljust(256)
_DIGITS = re.compile(r"\d+")
_JOINERS = re.compile("[\u0307\u200c\u200d]+")  # parts of words that are written with and without; the dot is that of a Turkish İ

_KEY_CHARACTERS = 120

REMEMBERED = 400
"""Characters up to which lines are remembered: several steps ask of the same, and a site's pages share many. Longer ones hold memory."""
MOST_REMEMBERED = 4096


class Line(NamedTuple):
    """One line that is not blank. `weight` is its length in Latin letters (see `weigh`)."""

    text: str
    key: str
    gap: int
    bullet: bool
    weight: float
    stop: str
    sentences: int

    @property
    def full_stop(self) -> bool:
        """Whether it ends as a statement does: headlines may ask or shout, they do not end in a full stop."""
        return self.stop != "" and self.stop in FULL_STOPS


def fold(text: str) -> str:
    """The words of a text in lower case, one space between them: what tables and repetitions are looked up by."""
    if text.isascii():  # the same, sooner
        return " ".join(text.lower().encode().translate(_PLAIN_WORDS).decode().split())
    return _NON_WORD.sub(" ", _JOINERS.sub("", text.casefold())).strip()


def without_digits(key: str) -> str:
    """A key that counters, clocks and numbered placeholders share with their likes."""
    return _DIGITS.sub("0", key)


def weigh(text: str) -> float:
    """Return a text's length in Latin letters: an ideograph says as much as 2.5 of them, a Hangul syllable as 1.8."""
    if text.isascii() or not _WIDE.search(text):
        return len(text)
    wide = sum(map(len, _IDEOGRAPHS.findall(text)))
    hangul = sum(map(len, _HANGUL.findall(text)))
    return len(text) + (_IDEOGRAPH_WEIGHT - 1) * wide + (_HANGUL_WEIGHT - 1) * hangul


def _stop(text: str, weight: float) -> str:
    last = _INITIALS.sub("", text).rstrip(CLOSERS)[-1:]
    if last in _STOPS:
        return last
    return "." if weight > _UNPUNCTUATED_PROSE and not text.isascii() and _UNPUNCTUATED.search(text) else ""


def _marker(text: str, months: Collection[str]) -> tuple[int, bool]:
    """How much of a line's start is a bullet, and whether the line is a list's item; numbers belong to their text."""
    if text[0] in _BULLETS:
        return len(text) - len(text[1:].lstrip()), len(text) > 1
    if text[0].isdigit():
        number = _NUMBER.match(text)
        return 0, number is not None and number[1].casefold() not in months
    return 0, text[0] in "-–—" and _DASH_ITEM.match(text) is not None


def measure(text: str, months: Collection[str], gap: int = 0) -> Line:
    """Measure one line; `gap` is the number of blank lines before it. What begins with a number and one of the `months` is no list's item."""
    start, item = _marker(text, months)
    text = text[start:] or text
    key, weight, stop, sentences = _measures_of_short(text) if len(text) <= REMEMBERED else _measures(text)
    return Line(text, key, gap, item, weight, stop, sentences)


def _measures(text: str) -> tuple[str, float, str, int]:
    weight = weigh(text)
    stop = _stop(text, weight)
    breaks = len(_SENTENCE_BREAK.findall(text)) if weight > _SENTENCE_BREAK_WEIGHT else 0
    return fold(text[:_KEY_CHARACTERS]), weight, stop, breaks + (stop != "")


_measures_of_short = lru_cache(MOST_REMEMBERED)(_measures)


def split_lines(text: str, months: Collection[str]) -> list[Line]:
    """The lines of a page that hold anything, measured, with the blank lines before each counted.

    A line that starts with a comma belongs to the line before it: a link stood there.
    """
    whole: list[tuple[list[str], int]] = []
    gap = 0
    for raw in without_invisible(text).splitlines():
        line = " ".join(raw.split())
        if not line:
            gap += 1
        elif line[0] in _CONTINUES and whole and len(line) > 1:
            whole[-1][0].append(line)
            gap = 0
        else:
            whole.append(([line], gap))
            gap = 0
    return [measure("".join(parts), months, gap) for parts, gap in whole]
