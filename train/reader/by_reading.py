"""Labels that were given by reading: of blocks that the reader is unsure of, on pages of which only snippets are known.

A line of `labels_by_reading.tsv` is a page, a block and 1 for text of the article or 0. Both are named by digests, so that no text of others
is kept here; a block whose text has changed has another name, and its label is no longer used.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

LABELS = Path(__file__).parent / "labels_by_reading.tsv"
HEAD = (
    "# Pages of trafilatura's evaluation (pages-dev), read block by block: page, block, 1 for text of the article or 0.\n"
    "# Made by `python -m train.reader.unsure`; what the names are train/reader/by_reading.py says.\n"
)
_DIGITS = 12
Readings = Mapping[str, int]
"""By block of a page: whether it is text of the article."""
AllReadings = Mapping[str, Readings]
"""By page."""


def page_name(url: str) -> str:
    """Name a page."""
    return _digest(url)


def block_names(url: str, texts: Iterable[str]) -> list[str]:
    """Name the blocks of a page; those with the same text are told apart by their order."""
    seen = Counter[str]()
    names = []
    for text in texts:
        names.append(_digest(f"{url}\n{text}\n{seen[text]}"))
        seen[text] += 1
    return names


def readings_of(all_readings: AllReadings, url: str) -> Readings:
    """Give what was said of the blocks of a page."""
    return all_readings.get(page_name(url), {})


def places_of(readings: Readings, url: str, texts: Sequence[str]) -> dict[int, int]:
    """Find where the blocks of a page stand of which something was said, and what."""
    if not readings:
        return {}
    return {place: readings[name] for place, name in enumerate(block_names(url, texts)) if name in readings}


def to_lines(readings: AllReadings) -> str:
    """Write labels down, in an order that does not depend on when they were given."""
    return HEAD + "".join(
        f"{page}\t{block}\t{label}\n" for page, blocks in sorted(readings.items()) for block, label in sorted(blocks.items())
    )


def from_lines(lines: str) -> dict[str, dict[str, int]]:
    """Read what `to_lines` wrote."""
    readings: dict[str, dict[str, int]] = {}
    for line in lines.splitlines():
        if not line.startswith("#"):
            page, block, label = line.split("\t")
            readings.setdefault(page, {})[block] = int(label)
    return readings


def load_readings(path: Path = LABELS) -> dict[str, dict[str, int]]:
    """Load the labels that there are."""
    return from_lines(path.read_text(encoding="utf-8")) if path.exists() else {}


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:_DIGITS]
