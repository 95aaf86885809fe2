"""What can be switched off, by name: what choosing does after labels, word lists, groups of columns."""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec

from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns import matrix
from workers.steps.extract.columns.evidence import Evidence
from workers.steps.extract.columns.matrix import Witness
from workers.steps.extract.plain.phrases import Phrases
from workers.steps.extract.plain.words import LineWords

Switch = Mapping[str, object]
"""What stands in for what, by where the latter is looked up."""

_HTML, _CHOOSE = "workers.steps.extract.html", "workers.steps.extract.choose"


def _second(_: object, found: Any) -> Any:  # whatever it is given second
    return found


def _nothing(*_: object) -> None:
    return None


def _nowhere(_: object, wanted: list[int], __: object) -> list[bool]:
    return [False] * len(wanted)


CHOOSING: dict[str, Switch] = {
    "headings of one kind and items of one list are judged together": {f"{_HTML}.together": _second},
    "the second reader, where labels are doubted": {f"{_HTML}._doubt": _nothing},
    "the cut that makes the best whole, not one half": {f"{_CHOOSE}.cut_at": lambda _: 0.5},
    "repetitions go": {f"{_CHOOSE}._repeated": _nowhere, f"{_CHOOSE}._without_heaps": _second},
    "headings without text below them go": {f"{_HTML}.without_loose_headings": _second},
}
"""What becomes of likelihoods."""

LISTS: dict[str, tuple[str, ...]] = {
    "heads of sections": ("sections",),
    "heads of teasers": ("teasers",),
    "buttons and labels": ("furniture", "furniture_starts"),
    "heads of comments": ("comments",),
    "sentences of the site about itself": ("boilerplate",),
    "credits of pictures": ("credits",),
    "bylines": ("bylines", "by"),
    "dates and times": ("ago", "this_day", "day_before", "hours", "months"),
}
"""The purposes of words by which kinds of lines are told, which are columns."""

LEARNED = {
    "what is learned of boxes' names": re.compile(r"names?_.*"),
    "what is learned of words": re.compile(r"(?:heading_)?(?:word_(?:mean|least|most)|first_word)(?:@.*)?"),
    "what is learned of short texts": re.compile(r"(?:heading_)?text"),
    "words for what boxes are for": re.compile(r"to_.*"),
}
"""Columns that are no file's of their own."""


def without_words(said: LineWords, purposes: Iterable[str]) -> LineWords:
    """Take the words of some purposes away."""
    empty = {
        purpose: Phrases(()) if isinstance(words := getattr(said, purpose), Phrases) else type(words)() for purpose in purposes
    }
    left = msgspec.structs.replace(said, **empty)
    return msgspec.structs.replace(left, starts=Phrases(left.furniture_starts | left.sections))


@contextmanager
def switched(switch: Switch) -> Iterator[None]:
    """Do without something."""
    with ExitStack() as all_of_it:
        for place, instead in switch.items():
            all_of_it.enter_context(patch(place, instead))
        yield


def groups_of_columns(blocks: Blocks, witness: Witness, said: LineWords) -> dict[str, list[int]]:
    """Group the places of a page's columns by what they know: the files that make them, and what is learned or named."""
    made: dict[str, set[str]] = {}
    named = {
        f"{matrix.__name__}.{name}": _noting(function, made.setdefault(Path(inspect.getfile(function)).stem, set()))
        for name, function in inspect.getmembers(matrix, inspect.isfunction)
        if function.__module__.rpartition(".")[0] == matrix.__name__.rpartition(".")[0] and function.__module__ != matrix.__name__
    }
    with switched(named):
        columns = list(matrix.columns_of(blocks, witness, Evidence({}, {}, {}), said))
    learned = {what: [at for at, name in enumerate(columns) if names.fullmatch(name)] for what, names in LEARNED.items()}
    taken = {at for places in learned.values() for at in places}
    files = {
        f"`{file}.py`": [at for at, name in enumerate(columns) if name in names and at not in taken]
        for file, names in made.items()
    }
    return {what: places for what, places in (learned | files).items() if places}


def _noting(function: Callable[..., Any], names: set[str]) -> Callable[..., Any]:
    """Note which columns a function makes."""

    def noting(*arguments: object) -> Any:  # what the function gives
        found = function(*arguments)
        if isinstance(found, dict):
            names.update(found)
        return found

    return noting
