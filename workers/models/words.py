"""What pages that are no article say of themselves, read from a file for each language."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from workers.steps.extract.page_words import PageWords, Sayings
from workers.steps.extract.plain.lines import fold

FOLDER = Path(__file__).parent / "data" / "words"
FILLERS = "fillers"
"""Words that come before or after a phrase and say nothing by themselves."""


@cache
def load_page_words(folder: Path = FOLDER) -> PageWords:
    """Load the phrases of all languages. Raises ValueError for a purpose that there is not."""
    phrases: dict[str, list[str]] = {purpose: [] for purpose in (FILLERS, *PageWords.__struct_fields__)}
    for file in sorted(folder.glob("*.txt")):
        for purpose, phrase in _phrases(file):
            if purpose not in phrases:
                raise ValueError(f"{file.name}: no purpose is called [{purpose}]")
            phrases[purpose].append(phrase)
    fillers = frozenset(word for words in phrases.pop(FILLERS) for word in fold(words).split())
    return PageWords(**{purpose: Sayings(said, fillers) for purpose, said in phrases.items()})


def _phrases(file: Path) -> Iterator[tuple[str, str]]:
    """Yield each phrase of a file with its purpose; lines that begin with # are for people."""
    purpose = ""
    for line in map(str.strip, file.read_text(encoding="utf-8").splitlines()):
        if line.startswith("["):
            purpose = line.strip("[]").replace(" ", "_")
        elif line and not line.startswith("#"):
            yield purpose, line
