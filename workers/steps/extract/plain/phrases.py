"""Looking phrases up in folded text without trying every one of them on every line."""

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import accumulate

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u2e80-\u9fff]")


class Phrases:
    """A set of folded phrases: at the start of a text or anywhere in it. Words count as wholes where the script spaces them."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self.whole = frozenset(phrases)
        self._unspaced = tuple(sorted(phrase for phrase in self.whole if _UNSPACED.search(phrase)))
        spaced = sorted(self.whole.difference(self._unspaced))
        by_word: defaultdict[str, list[str]] = defaultdict(list)
        for phrase in spaced:
            by_word[phrase.split()[0]].append(phrase)
        self._by_word = {word: tuple(found) for word, found in by_word.items()}
        self._longest = max((phrase.count(" ") + 1 for phrase in spaced), default=0)

    def __contains__(self, key: str) -> bool:
        return key in self.whole

    def start(self, key: str) -> str:
        """The longest phrase that a key starts with, else nothing."""
        if key.startswith(self._unspaced):
            return max((phrase for phrase in self._unspaced if key.startswith(phrase)), key=len)
        words = key.split(" ", self._longest)
        if words[0] not in self._by_word:
            return ""
        starts = [start for start in accumulate(words[: self._longest], "{} {}".format) if start in self.whole]
        return starts[-1] if starts else ""

    def within(self, key: str) -> set[str]:
        """The phrases that a key holds."""
        padded = f" {key} "
        words = self._by_word.keys() & set(key.split())
        found = {phrase for word in words for phrase in self._by_word[word] if f" {phrase} " in padded}
        if _UNSPACED.search(key):
            found.update(phrase for phrase in self._unspaced if phrase in key)
        return found
