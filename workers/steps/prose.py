"""A print of a page's prose, whichever reader reads it: tells a change from another reading

The prose of a page are its blocks of text that are long enough to be sentences, and no links: what stands in `p` and the like, or on a
line of plain text. Each is digested by itself, so that a paragraph more or less shows, wherever it stands; what is shorter (headlines,
teasers, buttons, counters) comes and goes without news.
"""

import hashlib
import html
import re
import string
from collections.abc import Collection, Iterable, Iterator, Sequence

from workers.page import Document, Format

FEWEST_BYTES = 120
"""Of a block's letters and digits, in UTF-8, outside of links: some twenty words of English, or forty characters of Chinese."""

CELLS = 64
"""A page of fewer blocks keeps their digests. Of a longer one, each cell is all digests of its own, taken together (xor): what has been added
is what a cell differs by, unless more of the same cell has changed."""

DIGEST_BYTES = 3

MOST_CHARACTERS = 1_000_000
"""Of a longer page the beginning is taken; it bounds time and memory, whatever a page holds."""

_HIDDEN = re.compile(rb"<(?:s(?:cript|tyle|vg|elect)|noscript|te(?:mplate|xtarea)|!--)")
_STRETCH = re.compile(rb">[^<>]{40,}")
"""Text without a tag, as every block of prose has: most of a page has none, and is not looked at any further."""
_INLINE = rb"/?(?:a(?:bbr)?|b|cite|em|font|i|mark|s(?:mall|pan|trong|u[bp])?|time|u)[\s/>]"
_WITHIN, _BORDER = re.compile(rb"<" + _INLINE), re.compile(rb"<(?!" + _INLINE + rb")")
"""Tags within a block, and those that end it."""
_LINK = re.compile(rb"<a\s[^<]*(?:<(?!/a)[^<]*)*")
_TAG = re.compile(rb"<[^<>]*>")
_MARKS = re.compile(rb"\xc2[\x80-\xbf]|\xe2[\x80\x81][\x80-\xbf]|\xe3\x80[\x80-\xbf]")
"""Spaces, quotes and dashes beyond ASCII, in UTF-8: U+0080 to U+00BF, U+2000 to U+207F, U+3000 to U+303F."""
_NO_WORDS = bytes(set(range(128)) - set((string.ascii_lowercase + string.digits).encode()))

_MOST_TAGS = 50  # looked at from a stretch back to where its block begins
_LINK_BYTES = 5000  # looked at from a block back to the link that it may stand in


def prose(document: Document) -> bytes:
    """Digest the prose of a page: CELLS times DIGEST_BYTES at the most, nothing where it has none."""
    page = document.text[:MOST_CHARACTERS].encode("utf-8", "replace").lower()
    found = _digests(page.split(b"\n") if document.format is Format.PLAIN else _blocks(_shown(page)))
    return _written(sorted(found) if len(found) < CELLS else _cells(found))


def alike(one: bytes, other: bytes) -> float:
    """Tell how much of the prose of two pages is in both (of long ones, how many cells are equal): 1 for all, 0 where a page has none."""
    if not one or not other:
        return 0.0
    ours, theirs = _parts(one), _parts(other)
    if CELLS in (len(ours), len(theirs)):
        return sum(a == b for a, b in zip(_cells(ours), _cells(theirs), strict=True)) / CELLS
    return len(set(ours) & set(theirs)) / len(set(ours) | set(theirs))


def news(text: str, before: bytes, now: bytes) -> int:
    """Count the paragraphs of an article's text that are prose of its page now, and were not before, as far as prints tell.

    Whatever reads the pages, then and now. Where nothing is known of before, all of them are.
    """
    lines = _digests(text.encode("utf-8", "replace").lower().split(b"\n"))
    old, new = _parts(before), _parts(now)
    if CELLS in (len(old), len(new)):
        differences = (a ^ b for a, b in zip(_cells(old), _cells(new), strict=True))
        return len(lines.intersection(differences))
    return len(lines.intersection(new).difference(old))


def _parts(made: bytes) -> list[int]:
    return [int.from_bytes(made[place : place + DIGEST_BYTES]) for place in range(0, len(made), DIGEST_BYTES)]


def _written(parts: Iterable[int]) -> bytes:
    return b"".join(part.to_bytes(DIGEST_BYTES) for part in parts)


def _cells(parts: Collection[int]) -> Sequence[int]:
    """Put digests into cells; what is in cells already stays as it is."""
    if isinstance(parts, list) and len(parts) == CELLS:
        return parts
    cells = [0] * CELLS
    for part in parts:
        cells[part % CELLS] ^= part
    return cells


def _digests(blocks: Iterable[bytes]) -> set[int]:
    words = (_words(block) for block in blocks if len(block) >= FEWEST_BYTES)
    digests = (hashlib.blake2b(each, digest_size=DIGEST_BYTES).digest() for each in words if len(each) >= FEWEST_BYTES)
    return {int.from_bytes(digest) for digest in digests}


def _words(block: bytes) -> bytes:
    """Leave a block's letters and digits: how it is set in type makes no difference."""
    if b"<" in block:
        block = _TAG.sub(b"", block)
    if b"&" in block:
        block = html.unescape(block.decode("utf-8", "replace")).encode("utf-8", "replace").lower()
    return _MARKS.sub(b"", block).translate(None, _NO_WORDS)


def _shown(page: bytes) -> bytes:
    """Leave out what is not there to be read."""
    shown, place = [], 0
    while hidden := _HIDDEN.search(page, place):
        shown.append(page[place : hidden.start()])
        begin = hidden[0]
        place = page.find(b"-->" if begin == b"<!--" else b"</" + begin[1:], hidden.end())
        if place < 0:
            break
    else:
        shown.append(page[place:])
    return b"\n".join(shown)


def _blocks(page: bytes) -> Iterator[bytes]:
    """Find the blocks that have a stretch of text and are no links."""
    end = 0
    for stretch in _STRETCH.finditer(page):
        if stretch.start() < end:
            continue
        begin = _begin(page, end, stretch.start())
        border = _BORDER.search(page, stretch.end())
        end = border.start() if border else len(page)
        block = page[begin:end]
        if b"<a" in block:
            if len(_words(_LINK.sub(b"", block))) >= FEWEST_BYTES:
                yield block
        elif not _is_linked(page, begin):
            yield block


def _begin(page: bytes, least: int, stretch: int) -> int:
    """Go back from a stretch of text to the tag that begins its block."""
    tag = stretch + 1
    for _ in range(_MOST_TAGS):
        tag = page.rfind(b"<", least, tag)
        if tag < 0:
            return least
        if not _WITHIN.match(page, tag):
            break
    return page.find(b">", tag) + 1


def _is_linked(page: bytes, block: int) -> bool:
    """Tell whether a block stands within a link, as teasers do."""
    least = max(0, block - _LINK_BYTES)
    return page.rfind(b"<a ", least, block) > page.rfind(b"</a", least, block)
