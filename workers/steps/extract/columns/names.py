"""What a page calls its boxes, in class names, ids and roles: words, and purposes."""

import re
from functools import lru_cache

_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LONGEST_NAMES, _MOST_NAMES, _LONGEST_NAME = 300, 10, 60

PURPOSES = {
    "comment": r"comment|kommentar|comentario|yorum|reactie|disqus|respond|discussion|\brepl(?:y|ies)|livefyre|viafoura|coral",
    "related": r"relat|recommend|recirc|read-?more|\bmore|most-|trending|popular|similar|also|\bnext|\bprev|teaser|promo|card|carousel"
    r"|outbrain|taboola|latest|feed|listing|recent",
    "ad": r"advert|sponsor|banner|\bad\b|\bads\b|\bad[-_]|dfp|affiliate|deal|product",
    "letter": r"newsletter|subscri|sign-?up|paywall|cookie|consent|gdpr|donat|member|\bcta|form",
    "caption": r"caption|credit|figure|image|photo|gallery|media|video|slide",
    "nav": r"\bnav|menu|header|footer|sidebar|side-|widget|rail|toolbar|modal|popup|overlay|drawer|bottom|secondary|aside",
    "content": r"article|story|entry|post|content|body|text|main|copy|prose",
    "quote": r"quote|tweet|embed|instagram|pull",
}
"""What boxes are for, by words in their names that pages of all languages use: evidence, which a model weighs."""
_PURPOSES = [re.compile(re.sub(r"\\b([a-z]+)", r"\1(?<=\\b\1)", words)) for words in PURPOSES.values()]
"""With a word's border looked for behind its letters: alternatives that all begin with letters are found in a fifth of the time."""


@lru_cache(maxsize=20_000)
def words_of(names: str) -> tuple[str, ...]:
    """Split names into whole ones and the words in them, in lower case, with every number as 0."""
    found: dict[str, None] = {}
    for name in names[:_LONGEST_NAMES].split()[:_MOST_NAMES]:
        if len(name) <= _LONGEST_NAME:
            found.update(dict.fromkeys(_words_in(name)))
    return tuple(found)


@lru_cache(maxsize=20_000)
def purposes_of(names: str) -> int:
    """Say what a box is for by its names: a bit for each of PURPOSES."""
    found = 0
    for word in words_of(names):
        found |= _purposes_of_word(word)
    return found


@lru_cache(maxsize=20_000)
def _purposes_of_word(word: str) -> int:
    return sum(1 << place for place, words in enumerate(_PURPOSES) if words.search(word))


@lru_cache(maxsize=20_000)
def _words_in(name: str) -> tuple[str, ...]:
    name = _DIGITS.sub("0", name)
    return (name.lower(), *(word.lower() for word in _WORD.findall(name) if len(word) > 1))
