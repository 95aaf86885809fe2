"""How much names, words and short texts speak for an article's text, as was learned."""

import re

import msgspec

WORD = re.compile(r"[^\W\d_]{2,}")
LONGEST_TEXT = 100
"""Characters up to which a text is looked up as a whole."""
_ASCII_WORD = re.compile(r"[a-z]{2,}")
_DIGITS = re.compile(r"\d+")


class Evidence(msgspec.Struct, frozen=True):
    """Log-odds of the words in boxes' names, of words, and of whole short texts (see `text_key`): above 0 speaks for an article's text."""

    names: dict[str, float]
    words: dict[str, float]
    texts: dict[str, float]


def text_key(text: str) -> str:
    """Say under what a short text is looked up: numbers do not count."""
    return _DIGITS.sub("0", text.lower())


def words_in(text: str) -> list[str]:
    """List the words of a text in lower case, as WORD finds them."""
    return (_ASCII_WORD if text.isascii() else WORD).findall(text)
