"""What pages say of themselves, and how they write dates, read from a file for each language."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from workers.steps.extract.page_words import PageWords, Sayings
from workers.steps.extract.plain.lines import fold
from workers.steps.extract.plain.phrases import Phrases
from workers.steps.extract.plain.words import LineWords
from workers.steps.extract.strings import folded
from workers.steps.extract.words import Words

FOLDER = Path(__file__).parent / "data" / "words"
FILLERS = "fillers"
"""Words that come before or after a phrase and say nothing by themselves."""
OF_PAGES = (FILLERS, *PageWords.__struct_fields__)
UNITS = {"minutes": 1 / 60, "hours": 1, "days": 24, "weeks": 168, "months": 720}
"""The hours of each unit of time."""
MONTHS = tuple("january february march april may june july august september october november december".split())
Said = Mapping[str, Sequence[str]]
"""By purpose: what stands below it in the files of all languages, as it is written there."""


def _keys(said: Sequence[str]) -> frozenset[str]:
    return frozenset(key for phrase in said if (key := fold(phrase)))


def _phrases(said: Sequence[str]) -> Phrases:
    return Phrases(_keys(said))


def _ends(said: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(_keys(said)))


def _names(said: Sequence[str]) -> frozenset[str]:
    return frozenset(map(folded, said))


_KEPT: Mapping[str, Callable[[Sequence[str]], Any]] = {
    **dict.fromkeys(("sections", "comments", "teasers", "furniture", "furniture_starts"), _keys),
    **dict.fromkeys(("boilerplate", "credits", "bylines"), _phrases),
    "by": _keys,
    "updates": _ends,
    "not_names": _keys,
    **dict.fromkeys(("particles", "agencies"), frozenset),
    "front_page": _names,
    **dict.fromkeys(("ago", "this_day", "day_before"), _keys),
}
"""As what each purpose of lines is kept."""
OF_LINES = (*_KEPT, *UNITS, *MONTHS)


@cache
def load_words(folder: Path = FOLDER) -> Words:
    """Load the phrases of all languages. Raises ValueError for a purpose that there is not."""
    said: dict[str, list[str]] = {purpose: [] for purpose in (*OF_PAGES, *OF_LINES)}
    for file in sorted(folder.glob("*.txt")):
        for purpose, phrase in _read(file):
            if purpose not in said:
                raise ValueError(f"{file.name}: no purpose is called [{purpose}]")
            said[purpose].append(phrase)
    return Words(pages=_page_words(said), lines=_line_words(said))


def _read(file: Path) -> Iterator[tuple[str, str]]:
    """Yield each phrase of a file with its purpose; lines that begin with # are for people."""
    purpose = ""
    for line in map(str.strip, file.read_text(encoding="utf-8").splitlines()):
        if line.startswith("["):
            purpose = line.strip("[]").replace(" ", "_")
        elif line and not line.startswith("#"):
            yield purpose, line


def _page_words(said: Said) -> PageWords:
    fillers = frozenset(word for words in said[FILLERS] for word in fold(words).split())
    return PageWords(**{purpose: Sayings(said[purpose], fillers) for purpose in PageWords.__struct_fields__})


def _line_words(said: Said) -> LineWords:
    return LineWords(
        **{purpose: keep(said[purpose]) for purpose, keep in _KEPT.items()},
        starts=_phrases([*said["furniture_starts"], *said["sections"]]),
        hours={word: hours for unit, hours in UNITS.items() for word in _keys(said[unit])},
        months={name.casefold(): number for number, month in enumerate(MONTHS, start=1) for name in said[month]},
    )
