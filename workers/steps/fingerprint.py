"""The fingerprint step: what a text is recognised by, unchanged or nearly so.

Why it is made so: `docs/adr/0006-near-duplicates.md`.

A MinHash over shingles of three words. The signature keeps two bits of each minimum (b-bit MinHash, Li and König 2010:
https://doi.org/10.1145/1772690.1772759), the sketches keep whole minima.
"""

import hashlib
import re
import unicodedata
from zlib import crc32

import numpy as np
import numpy.typing as npt

from workers.records import Fingerprint
from workers.steps.similarity import BITS, PERMUTATIONS

SCHEME = "minhash2/512/w3/6x2"
"""Names all that is below: signatures of two schemes cannot be compared, and their sketches never meet."""

SHINGLE_TOKENS = 3
FEWEST_SHINGLES = 5
"""A text of fewer says too little to be told by: it has no sketches, so that no other is found to be its copy."""
MOST_LETTERS = 200_000
"""Of a longer text the beginning tells enough; it bounds time and memory, whatever a page holds."""
BANDS = 6
ROWS = 2

_MARKS = "".join(letter for letter in map(chr, range(0x300, 0x1E00)) if unicodedata.category(letter).startswith("M"))
_HAN_KANA = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_THAI_TO_KHMER = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_LETTER = rf"[^\W_{_HAN_KANA}{_THAI_TO_KHMER}]"
_TOKEN = re.compile(rf"({_LETTER}+(?:[{_MARKS}]+{_LETTER}*)*)|(?=([{_HAN_KANA}]{{1,3}})).|(?=([{_THAI_TO_KHMER}]{{1,8}})).")
"""A word with its accents and vowel signs; where words are not told apart, each letter and those after it, so that three tokens
hold about as much as three words: five letters of Chinese and Japanese, ten of Thai, Lao, Burmese and Khmer."""

_CHUNK = 64
"""Shingles hashed at once: 128 KiB of values stay in the processor's cache, and bound memory however long the text is."""

_U32 = npt.NDArray[np.uint32]
_U64 = npt.NDArray[np.uint64]


def _splitmix64(values: _U64) -> _U64:
    """Mix 64-bit values so that every bit depends on every bit (Steele et al. 2014, SplitMix64)."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


_FACTORS = (_splitmix64(np.arange(PERMUTATIONS, dtype=np.uint64)) >> np.uint64(32)).astype(np.uint32) | np.uint32(1)
_OFFSETS = (_splitmix64(np.arange(PERMUTATIONS, 2 * PERMUTATIONS, dtype=np.uint64)) >> np.uint64(32)).astype(np.uint32)
_SCHEME_KEY = np.uint64(int.from_bytes(hashlib.sha256(SCHEME.encode()).digest()[:8], "little"))


def tokens(text: str) -> list[str]:
    """Split a text into what its shingles are runs of; case, width, punctuation and how accents are written make no difference."""
    found = _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())
    return [word or han_kana or thai_to_khmer for word, han_kana, thai_to_khmer in found]


def shingles(text: str) -> _U32:
    """Hash each run of SHINGLE_TOKENS tokens among the first MOST_LETTERS letters to 32 bits; a shorter text has none."""
    values = np.array([crc32(token.encode("utf-8", "replace")) for token in tokens(text[:MOST_LETTERS])], dtype=np.uint64)
    count = max(0, len(values) - SHINGLE_TOKENS + 1)
    hashes = np.zeros(count, dtype=np.uint64)
    for place in range(SHINGLE_TOKENS):
        hashes = _splitmix64(hashes ^ values[place : place + count])
    return (hashes >> np.uint64(32)).astype(np.uint32)


def minima(hashes: _U32) -> _U32:
    """Take the least value of each of PERMUTATIONS linear permutations of 32-bit numbers over the shingles."""
    least = np.full(PERMUTATIONS, np.iinfo(np.uint32).max, dtype=np.uint32)
    for start in range(0, len(hashes), _CHUNK):
        values = hashes[start : start + _CHUNK, None] * _FACTORS
        values += _OFFSETS
        np.minimum(least, values.min(axis=0), out=least)
    return least


def signature(least: _U32) -> bytes:
    """Keep BITS of each minimum, taken where a product has mixed all of its bits."""
    mixed = least * np.uint32(0x9E3779B1) >> np.uint32(32 - BITS)
    return np.packbits(mixed[:, None] >> np.arange(BITS, dtype=np.uint32) & np.uint32(1)).tobytes()


def sketches(least: _U32) -> list[str]:
    """Write each band's minima as a key of 64 bits that is the scheme's own."""
    bands = least[: BANDS * ROWS].view(np.uint64)
    return [f"{band:016x}" for band in _splitmix64(bands ^ _SCHEME_KEY).tolist()]


def fingerprint(text: str) -> Fingerprint:
    """Fingerprint a clean text."""
    hashes = shingles(text)
    least = minima(hashes)
    return Fingerprint(
        scheme=SCHEME,
        text=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32],
        minhash=signature(least),
        sketches=sketches(least) if len(hashes) >= FEWEST_SHINGLES else [],
    )
