"""What each block is by itself: its length, links, words, and whether the head knows it."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Bools, Columns, floats
from workers.steps.extract.columns.evidence import LONGEST_TEXT, WORD, Evidence, text_key
from workers.steps.extract.strings import folded

_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_ENDS = frozenset(".!?…。！？\"”’»'")
_SEEN = 400  # characters of a block whose words are looked at
_TITLE_KEY, _DESCRIPTION_KEY = 8, 30
_NAMES = "length words weight linked strong word_mean word_least word_most first_word text is_title is_description repeated ends".split()


def text_columns(blocks: Blocks, evidence: Evidence, titles: Sequence[str], description: str, live: Bools) -> Columns:
    """Measure each block. Words are looked at only where `live`; `titles` are what the page's head calls it, the most trusted first."""
    counts = Counter(blocks.texts)
    is_title = _title_of(blocks.texts, titles)
    about = folded(description)
    rows = []
    for place, text in enumerate(blocks.texts):
        length = len(text)
        linked = blocks.linked[place] / length
        known = _known(text[:_SEEN].lower(), length, evidence) if live[place] else (0.0,) * 5
        is_about = bool(about) and linked < 0.5 and length >= _DESCRIPTION_KEY and _is_in(text, about)
        rows.append(
            (
                length,
                text.count(" ") + 1,
                weight_of(text),
                linked,
                blocks.strong[place] / length,
                *known,
                place == is_title,
                is_about,
                counts[text],
                text[-1] in _ENDS,
            )
        )
    table = np.array(rows, np.float32).reshape(-1, len(_NAMES))
    return {name: table[:, place] for place, name in enumerate(_NAMES)}


def weight_of(text: str) -> int:
    """Say how long a text is in Latin letters: an ideograph says as much as three. Of a long text the beginning is counted."""
    if text.isascii():
        return len(text)
    return len(text) + 2 * len(_IDEOGRAPH.findall(text[:300])) * max(1, len(text) // 300)


def _known(beginning: str, length: int, evidence: Evidence) -> tuple[float, ...]:
    """Say what is known of a text's words, of its first one, and of it as a whole."""
    words = WORD.findall(beginning)
    odds = [evidence.words[word] for word in words if word in evidence.words]
    first = evidence.words.get(words[0], 0.0) if words else 0.0
    whole = evidence.texts.get(text_key(beginning), 0.0) if length <= LONGEST_TEXT else 0.0
    return (sum(odds) / len(odds), min(odds), max(odds), first, whole) if odds else (0.0, 0.0, 0.0, first, whole)


def _title_of(texts: Sequence[str], titles: Sequence[str]) -> int:
    """Find the first block that is the page's title; -1 where there is none."""
    if not titles:
        return -1
    length, (key, *others) = len(titles[0]), map(folded, titles)
    for place, text in enumerate(texts):
        if key and 0.5 * length <= len(text) <= 1.3 * length + 40:
            own = folded(text)
            if len(own) >= _TITLE_KEY and (own in key or key in own or any(own in other for other in others)):
                return place
    return -1


def _is_in(text: str, about: str) -> bool:
    key = folded(text[:80])[:_DESCRIPTION_KEY]
    return key != "" and key in about


def prose_of(columns: Columns) -> Columns:
    """Say how much of each block is prose: what is long and hardly linked."""
    weight, linked = floats(columns["weight"]), floats(columns["linked"])
    return {"prose": np.where((weight >= 80) & (linked <= 0.5), weight, np.float32(0))}
