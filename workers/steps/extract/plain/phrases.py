"""Looking phrases and patterns up in text without trying every one of them on every line."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
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
        if not key.isascii() and key.startswith(self._unspaced):
            return max((phrase for phrase in self._unspaced if key.startswith(phrase)), key=len)
        words = key.split(" ", self._longest)
        if words[0] not in self._by_word:
            return ""
        starts = [start for start in accumulate(words[: self._longest], "{} {}".format) if start in self.whole]
        return starts[-1] if starts else ""

    def within(self, key: str) -> set[str]:
        """The phrases that a key holds."""
        padded = f" {key} "
        words = self._by_word.keys() & key.split()
        found = {phrase for word in words for phrase in self._by_word[word] if f" {phrase} " in padded}
        if not key.isascii() and _UNSPACED.search(key):
            found.update(phrase for phrase in self._unspaced if phrase in key)
        return found


class Rare:
    """A pattern that is searched for only where one of its `signs` stands: it is found nowhere else, and they are told sooner."""

    def __init__(self, pattern: str, signs: Sequence[str], flags: re.RegexFlag = re.NOFLAG) -> None:
        self._pattern = re.compile(pattern, flags)
        self._signs = signs

    def search(self, text: str) -> re.Match[str] | None:
        """Find the pattern. Where it ignores case, `text` is to be in lower case, as the signs are."""
        return self._pattern.search(text) if any(map(text.__contains__, self._signs)) else None

    def findall(self, text: str) -> list[str]:
        """Find all that it matches."""
        return self._pattern.findall(text)
