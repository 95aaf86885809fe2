"""Who wrote an article, as bylines say it."""

import re

from workers.steps.extract.plain.dates import without_dates
from workers.steps.extract.plain.lines import MARKS, fold
from workers.steps.extract.plain.words import LineWords

_SEPARATOR = re.compile(
    r"\s?[,;|/•·∙—–&+，、；]+\s?| - | (?:and|und|et|y|e|og|och|ja|en|i|a|și|si|ir|un|и|і|та|ve|dan|và|with|mit|avec|con|com|in|for|für) ",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()]{0,60}\)")
_PLACE = re.compile(r" (?:in|for|für|aus|from|at|[–—-]) (?:(?! (?:and|und) )[^,;|])*")  # where from, or for whom
_NAME_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|['’.\-{MARKS}])*$")
_INITIAL = re.compile(r"[^\W\d_]\.?$")
_JOINED = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])")
_START_JOINED = re.compile(r"^((?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or|[Dd]i))(?=[A-ZÀ-Þ])")
_CJK_BYLINE = re.compile(
    r"(?:記者|记者|作者|文|取材|執筆|撰文)[:：/／・ ]{1,2}([\u4e00-\u9fff々]{2,5})(?![\u4e00-\u9fff])"
    r"|(?<![\uac00-\ud7a3])([\uac00-\ud7a3]{2,4}) ?(?:선임|인턴|전문|객원)?기자|[＝=]([\u4e00-\u9fff]{3,5})】"
)
_CJK_NAME = re.compile(r"[\u4e00-\u9fff々]{1,4} ?[\u4e00-\u9fff々]{2,3}$")
_CJK_NAME_LETTERS = range(3, 7)
_MOST_WORDS = 5
_NAME_WORDS = 3  # of a name whose role follows; of more words, some are the role's
_RUN_WORDS = 9  # of names one behind another, with nothing between them
_MOST_NAMES = 8
_MOST_CHARACTERS = 160
_BEFORE = 3  # words before "by", as in "An analysis by"


def _is_ordinary(word: str, said: LineWords) -> bool:
    return not _INITIAL.match(word) and fold(word) in said.not_names


def is_name(text: str, said: LineWords, most_words: int = _MOST_WORDS, *, caseless: bool = False) -> bool:
    """Whether a few words can be a person's name: all capitalised, particles aside, none of them a word of the trade.

    With `caseless`, words of scripts that know no capitals can be names too.
    """
    words = text.split()
    if not 2 <= len(words) <= most_words:
        return False
    proper = [word for word in words if word not in said.particles]
    return (
        len(proper) >= 2
        and words[-1] in proper
        and all(
            (word[0].isupper() or (caseless and word[0].lower() == word[0].upper())) and _NAME_WORD.match(word) for word in proper
        )
        and any(len(word) > 2 for word in proper)
        and not any(_is_ordinary(word, said) for word in words)
        and fold(text) not in said.furniture
    )


def _parts(text: str) -> list[str]:
    parts = (part.strip(" .:()[]'\"") for part in _SEPARATOR.split(_ASIDE.sub("|", text)))
    return [part for part in parts if part]


def _without_role(part: str, said: LineWords) -> str:
    """The name before a role or an agency, as in "Ann Onymous Political Editor"; the words as they are where there is none."""
    words = _JOINED.sub(" ", part).split()
    ordinary = next((place for place, word in enumerate(words) if _is_ordinary(word, said)), 0)
    if ordinary < 2:
        return part
    return " ".join(words[: ordinary if ordinary <= _NAME_WORDS else 2])


def names_in(text: str, said: LineWords, *, caseless: bool = False) -> tuple[str, ...]:
    """The names in a list of names, roles and places left out."""
    names: list[str] = []
    for part in _parts(text):
        forms = (part, _without_role(part, said))
        names += [form for form in forms if is_name(form, said, caseless=caseless) or form in said.agencies][:1]
    return tuple(dict.fromkeys(names))[:_MOST_NAMES]


def only_names(text: str, said: LineWords) -> tuple[str, ...]:
    """The names of a line that holds nothing else, roles aside; names without anything between them come as one."""
    parts = _parts(text)
    names = names_in(text, said)
    if len(names) == len(parts):
        return names
    return tuple(parts) if len(parts) == 1 and is_name(parts[0], said, _RUN_WORDS) else ()


def is_cjk_name(text: str, said: LineWords) -> bool:
    """Whether a line can be nothing but a Chinese or Japanese name; many other words look the same."""
    letters = len(text.replace(" ", ""))
    return letters in _CJK_NAME_LETTERS and _CJK_NAME.match(text) is not None and text not in said.furniture


def byline(text: str, said: LineWords) -> tuple[str, ...]:
    """The names behind a byline's first words, as in "By Ann Onymous and N. N., Berlin"; nothing where there is no such start."""
    if len(text) > _MOST_CHARACTERS:
        return ()
    if not text.isascii() and (found := _CJK_BYLINE.search(text)):
        return (next(group for group in found.groups() if group),)
    text = text.strip(" -–—•|([>»")
    if joined := _START_JOINED.match(text):
        text = f"{joined[1]} {text[joined.end() :]}"
    start = said.bylines.start(fold(text[:60]))
    words = text.split(maxsplit=_BEFORE + 1)
    length = start.count(" ") + 1 if start else next((n + 1 for n, word in enumerate(words[:-1]) if word in said.by), 0)
    if not length:
        return ()
    rest = re.split(r"[\s:：|]+", without_dates(text, said), maxsplit=length)
    if len(rest) <= length:
        return ()
    names = names_in(_PLACE.sub("|", rest[length]), said, caseless=True)
    return names if start or 2 * sum(map(len, names)) > len(rest[length]) else ()
