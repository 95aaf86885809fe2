"""Which words a block shares with what seems to be the article, and with the address."""

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import unquote

from workers.steps.extract.columns.arrays import Bools, Columns, floats
from workers.urls import path_of

_LONG = re.compile(r"[^\W\d_]{5,}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2}")
_LONG_ASCII = re.compile(r"[a-z]{5,}")
_SLUG = re.compile(r"[^\W\d_]{4,}")
_SEEN = 1_000  # characters


def word_columns(texts: Sequence[str], is_main: Bools, url: str, live: Bools) -> Columns:
    """Say how many of each block's longer words stand in other blocks of the main prose, and how many of the address's in it."""
    words = [_long_words(text[:_SEEN].lower()) if is_live else set[str]() for text, is_live in zip(texts, live, strict=True)]
    counts = Counter(word for place in is_main.nonzero()[0] for word in words[place])
    path = path_of(url)
    slug = set(_SLUG.findall(unquote(path.rpartition("/")[2] or path).lower()))
    shared = [
        sum(counts[word] > is_own for word in own) / (len(own) + 1) for own, is_own in zip(words, is_main.tolist(), strict=True)
    ]
    return {
        "shared_words": floats(shared),
        "long_words": floats(list(map(len, words))),
        "address_words": floats([len(slug & own) / (len(slug) + 1) for own in words]),
    }


def _long_words(text: str) -> set[str]:
    return set((_LONG_ASCII if text.isascii() else _LONG).findall(text))
