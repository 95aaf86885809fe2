"""What the linear model sees of a text: words and runs of characters, hashed and counted."""

import re
from collections import Counter
from math import log
from zlib import crc32

BUCKETS = 1 << 15
SAMPLE_CHARACTERS = 700
"""How much of the text is looked at: what the labelled pages hold."""

_WORD = re.compile(r"\w+")
_RUNS = (4, 5)


def features(title: str | None, text: str) -> dict[int, float]:
    """Count hashed features of title and lead, damped: bucket → 1 + ln(count)."""
    counts: Counter[int] = Counter()
    for word in words_of(title, text):
        counts.update(buckets_of(word))
    return {bucket: 1 + log(count) for bucket, count in counts.items()}


def words_of(title: str | None, text: str) -> list[str]:
    """List the words of title and lead, folded."""
    return _WORD.findall(f"{title or ''}\n{text[:SAMPLE_CHARACTERS]}".casefold())


def buckets_of(word: str) -> list[int]:
    """Hash a word and its runs of characters."""
    marked = f"<{word[:60]}>"
    runs = [marked[start : start + size] for size in _RUNS for start in range(len(marked) - size + 1)]
    return [crc32(run.encode("utf-8", "replace")) % BUCKETS for run in (f"w{word}", *runs)]
