"""What pages that are no article say of themselves, by purpose, and how that is seen."""

import re
from collections.abc import Iterable, Iterator

import msgspec

from workers.steps.extract.plain.lines import fold
from workers.steps.extract.plain.phrases import Phrases

_SITE_NAME = 5  # words that a title may hold beside what it says of the page
_CLEAR = 3  # letters by which a line without spaces begins clearly as a notice does; with spaces it takes two words
_LONGEST_TITLE = 300

_TITLE_PARTS = re.compile(r"\s[–—·•»«›:|-]+\s|[|｜]")


class Sayings:
    """Phrases that a page says of itself; fillers before and after them say nothing."""

    def __init__(self, phrases: Iterable[str], fillers: frozenset[str] = frozenset()) -> None:
        """Take phrases as people write them; fillers are folded words."""
        self.phrases = Phrases(folded for phrase in phrases if (folded := fold(phrase)))
        self._fillers = fillers

    def named(self, titles: Iterable[str]) -> str | None:
        """Return the first title that is one of the phrases, a site's name beside it aside."""
        for title in titles:
            parts = [part for part in map(fold, _TITLE_PARTS.split(title[:_LONGEST_TITLE])) if part]
            length = sum(len(part.split()) for part in parts)
            if any(length - len(part.split()) <= _SITE_NAME and self._is_name(part) for part in parts):
                return title
        return None

    def said(self, lines: Iterable[str]) -> str | None:
        """Return the first line that begins as one of the phrases does."""
        return next(filter(self.begins, lines), None)

    def begins(self, line: str) -> bool:
        """Whether a line begins as one of the phrases does, by more than a word; or says just that."""
        for rest in self._without_fillers(fold(line[:_LONGEST_TITLE])):
            start = self.phrases.start(rest)
            if start and (start == rest or " " in start or (not start.isascii() and len(start) >= _CLEAR)):
                return True
        return False

    def _is_name(self, phrase: str) -> bool:
        left = phrase.split()
        while len(left) > 1 and left[-1] in self._fillers:
            left.pop()
        return any(rest in self.phrases for ending in {phrase, " ".join(left)} for rest in self._without_fillers(ending))

    def _without_fillers(self, phrase: str) -> Iterator[str]:
        """Yield a folded phrase, and what is left of it as one filler after the other is taken from its beginning."""
        left = phrase.split()
        while left:
            yield " ".join(left)
            if left.pop(0) not in self._fillers:
                return


class PageWords(msgspec.Struct, frozen=True, kw_only=True):
    """What such pages say, by purpose, in all languages."""

    not_found: Sayings
    """Titles and first words of a page that stands where an article is gone or was never."""
    obstacle_titles: Sayings
    """Titles of a page that stands between the reader and the site: scripts, robots, consent, faults, refusals."""
    obstacles: Sayings
    """First words of what such a page says."""
    login_titles: Sayings
    """Titles of a page that asks who the reader is."""
    walls: Sayings
    """First words of what a page says that wants a login or a subscription before it shows anything."""
    password_labels: Sayings
    """The label of the field of a login form, as plain text shows it."""
    listing_titles: Sayings
    """Titles of a page that lists others: whole, or its first words."""
    read_more: Sayings
    """What a link says that leads from a teaser to its article."""
