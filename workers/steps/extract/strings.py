"""Strings as metadata holds them: made one clean line, and folded for comparison."""

import html
import re
import unicodedata
from collections.abc import Iterable

TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u2060\ufeff]+")
INVISIBLE = re.compile(
    "[\u00ad\u200b\u200e\u200f\u2060\ufeff\ufffc\x00\ue000-\uf8ff]+"
)  # the last ones are pictures in a font of the site
NON_JOINER = "\u200c"
STRAY_NON_JOINER = re.compile(f"(?<![\u0600-\u0dff]){NON_JOINER}+|{NON_JOINER}+(?![\u0600-\u0dff])")
SIGNS = re.compile(r"[\W_]+")
ASCII_SIGNS = bytes(byte for byte in range(128) if not chr(byte).isalnum())
MARKS = re.escape("".join(filter(unicodedata.combining, map(chr, range(0x300, 0x1E950)))))  # the last one is U+1E94A
LONG_RUN = re.compile(f"([{MARKS}]{{30}})[{MARKS}]+")
MARK = re.compile(f"[{MARKS}]")
MAX_FOLDED = 20_000  # characters compared: normalisation takes quadratic time for a run of combining marks
MAX_LINE = 2_000  # characters of one value: anything longer is no title, name or keyword


def one_line(text: str, limit: int = MAX_LINE) -> str:
    """Return a value without markup, entities, control characters and runs of white space, cut at `limit` characters."""
    text = text[: 4 * limit]
    for _ in range(2):  # twice: escaped for the attribute and again by the page's author
        if "&" in text:
            text = html.unescape(text)
    if "<" in text:
        text = TAG.sub(" ", text)
    return " ".join(CONTROL.sub(" ", text).split())[:limit].strip()


def without_invisible(text: str) -> str:
    """Drop characters that nobody sees; a non-joiner is a part of words in Persian and Indic scripts, and nowhere else."""
    if text.isascii() and "\x00" not in text:
        return text
    text = INVISIBLE.sub("", text)
    return STRAY_NON_JOINER.sub("", text) if NON_JOINER in text else text


def without_long_runs(text: str) -> str:
    """Drop combining marks beyond the thirtieth in a row, as the Stream-Safe Text Format bounds them (Unicode, UAX #15, 13)."""
    if text.isascii() or not MARK.search(text[::30]):  # a longer run holds one of them
        return text
    return LONG_RUN.sub(r"\1", text)


def folded(text: str) -> str:
    """Return only the letters and digits, without case and width: equal for two spellings of one headline or name."""
    if text.isascii():  # the same, sooner
        return text.lower().encode().translate(None, ASCII_SIGNS).decode()
    return SIGNS.sub("", unicodedata.normalize("NFKC", text[:MAX_FOLDED]).casefold())


def distinct(values: Iterable[str]) -> list[str]:
    """Drop values without letters and digits, and those that repeat an earlier one in another spelling."""
    first: dict[str, str] = {}
    for value in values:
        first.setdefault(folded(value), value)
    return [value for key, value in first.items() if key]
