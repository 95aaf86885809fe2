"""Looking phrases up in folded text without trying every one of them on every line."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import accumulate


def _has_spaces(phrase: str) -> bool:
    """Whether the phrase's script puts spaces between words; ideographs, kana and Thai do not."""
    return not any("\u0e00" <= letter <= "\u0eff" or "\u2e80" <= letter <= "\u9fff" for letter in phrase)


class Phrases:
    """A set of folded phrases: whole, at the start of a text, or anywhere in it. Words count as wholes."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self.whole = frozenset(phrases)
        self._unspaced = tuple(sorted(phrase for phrase in self.whole if not _has_spaces(phrase)))
        by_word: defaultdict[str, list[str]] = defaultdict(list)
        for phrase in sorted(self.whole):
            if _has_spaces(phrase):
                by_word[phrase.split()[0]].append(f" {phrase} ")
        self._by_word = {word: tuple(found) for word, found in by_word.items()}
        self._longest = max((phrase.count(" ") + 1 for phrase in self.whole), default=0)

    def start(self, key: str) -> str:
        """The longest phrase that a key starts with, else nothing."""
        words = key.split(" ", self._longest)[: self._longest]
        starts = [start for start in accumulate(words, "{} {}".format) if start in self.whole]
        if starts or key.isascii():
            return starts[-1] if starts else ""
        return max((phrase for phrase in self._unspaced if key.startswith(phrase)), key=len, default="")

    def within(self, key: str) -> set[str]:
        """The phrases that a key holds."""
        padded = f" {key} "
        found = {phrase for word in self._by_word.keys() & set(key.split()) for phrase in self._by_word[word] if phrase in padded}
        return found if key.isascii() else found.union(phrase for phrase in self._unspaced if phrase in key)
