"""What each block is by itself: its length, links, words, and whether the head knows it."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import compress

import numpy as np

from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Bools, Columns, floats
from workers.steps.extract.columns.evidence import LONGEST_TEXT, Evidence, text_key, words_in
from workers.steps.extract.strings import folded

_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_ENDS = frozenset(".!?…。！？\"”’»'")
_SEEN = 400  # characters of a block whose words are looked at
_TITLE_KEY, _DESCRIPTION_KEY = 8, 30
_KNOWN = "word_mean word_least word_most first_word text".split()
_UNKNOWN = (0.0,) * len(_KNOWN)


def text_columns(blocks: Blocks, evidence: Evidence, titles: Sequence[str], description: str, live: Bools) -> Columns:
    """Measure each block. Words are looked at only where `live`; `titles` are what the page's head calls it, the most trusted first."""
    texts, about = blocks.texts, folded(description)
    counts, length = Counter(texts), np.array(list(map(len, texts)))
    linked = np.array(blocks.linked) / length
    seen = {text: _known(text[:_SEEN].lower(), len(text), evidence) for text in set(compress(texts, live))}
    known = floats(np.array([seen[text] if is_live else _UNKNOWN for text, is_live in zip(texts, live, strict=True)]))
    may_be_about = ((linked < 0.5) & (length >= _DESCRIPTION_KEY) & (about != "")).tolist()
    return {
        "length": floats(length),
        "words": floats([text.count(" ") + 1 for text in texts]),
        "weight": floats(list(map(weight_of, texts))),
        "linked": floats(linked),
        "strong": floats(np.array(blocks.strong) / length),
        **{name: known[:, place] for place, name in enumerate(_KNOWN)},
        "is_title": floats(np.arange(len(texts)) == _title_of(texts, titles)),
        "is_description": floats([may_be and _is_in(text, about) for text, may_be in zip(texts, may_be_about, strict=True)]),
        "repeated": floats([counts[text] for text in texts]),
        "ends": floats([text[-1] in _ENDS for text in texts]),
    }


def weight_of(text: str) -> int:
    """Say how long a text is in Latin letters: an ideograph says as much as three. Of a long text the beginning is counted."""
    if text.isascii():
        return len(text)
    return len(text) + 2 * len(_IDEOGRAPH.findall(text[:300])) * max(1, len(text) // 300)


def _known(beginning: str, length: int, evidence: Evidence) -> tuple[float, ...]:
    """Say what is known of a text's words, of its first one, and of it as a whole."""
    words = words_in(beginning)
    odds = [odd for odd in map(evidence.words.get, words) if odd is not None]
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
