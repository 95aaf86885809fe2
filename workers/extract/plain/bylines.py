"""Who wrote an article, as bylines say it."""

import re

from workers.extract.plain import vocabulary
from workers.extract.plain.lines import fold
from workers.extract.plain.phrases import Phrases

_BYLINES = Phrases(vocabulary.BYLINE_STARTS)
_LABEL = re.compile(r"\W*(?:[^\W\d_]+[ .:：]*){0,4}?")
_SEPARATOR = re.compile(
    r" ?[,;|/•·∙—–&+，、；]+ ?| - | (?:and|und|et|y|e|og|och|ja|en|i|a|și|si|ir|un|και|и|і|та|ve|dan|và|with|mit|avec|con|com) ",
    re.IGNORECASE,
)
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\-])*$")
_INITIAL = re.compile(r"[^\W\d_]\.")
_CJK_NAME = re.compile(r"[\u4e00-\u9fff\u30a0-\u30ff々]{2,4}(?: ?[\u4e00-\u9fff々]{1,3})?$|[\uac00-\ud7a3]{2,4}$")
_CJK_BYLINE = re.compile(
    r"(?:記者|记者|作者|文|取材|執筆|撰文)[:：/／ ]{1,2}([\u4e00-\u9fff]{2,4})|([\uac00-\ud7a3]{2,4}) ?(?:선임|인턴|전문|객원)?기자|【([\u4e00-\u9fff々]{2,6})】$"
)
_MOST_WORDS = 5
_MOST_NAMES = 8
_MOST_CHARACTERS = 120


def is_name(text: str) -> bool:
    """Whether a few words can be a person's name: all capitalised, particles aside, none of them a word of the trade."""
    words = text.split()
    if not 2 <= len(words) <= _MOST_WORDS or fold(text) in vocabulary.FURNITURE or fold(text) in vocabulary.SECTIONS:
        return False
    if any(fold(word) in vocabulary.NOT_NAMES for word in words):
        return False
    proper = [word for word in words if word not in vocabulary.NAME_PARTICLES]
    return (
        len(proper) >= 2
        and words[-1] in proper
        and all(_NAME_WORD.match(word) and word[0].isupper() for word in proper)
        and any(len(word) > 2 for word in proper)
    )


def names_in(text: str) -> tuple[str, ...]:
    """The names in a list of names, roles and places left out."""
    parts = (part.strip(" .:()[]") for part in _SEPARATOR.split(text))
    names = [part for part in parts if part and (is_name(part) or part in vocabulary.AGENCIES)]
    return tuple(dict.fromkeys(names))[:_MOST_NAMES]


def byline(text: str) -> tuple[str, ...]:
    """The names behind a byline's first words, as in "By Ann Onymous and N. N., Berlin"; nothing where there is no such start."""
    if len(text) > _MOST_CHARACTERS:
        return ()
    if not text.isascii() and (found := _CJK_BYLINE.search(text)):
        return (next(group for group in found.groups() if group),)
    start = _BYLINES.start(fold(text[:60]))
    if not start:
        return ()
    words = start.count(" ") + 1
    rest = re.split(r"[\s:：|]+", text.strip(" -–—•|(["), maxsplit=words)
    return names_in(rest[words]) if len(rest) > words else ()
