"""The fingerprint step: what a text is recognised by, unchanged or nearly so.

A MinHash over word shingles. Scripts that write no spaces give a token for each character. The signature keeps the low byte
of each minimum (b-bit MinHash, Li and König 2010: https://doi.org/10.1145/1772690.1772759), the sketches keep whole minima.
"""

import hashlib
import re
from zlib import crc32

import numpy as np
import numpy.typing as npt

from workers.records import Fingerprint

SCHEME = "minhash8/256/w3/6x2"
"""Names all of the constants below: signatures of two schemes cannot be compared."""

PERMUTATIONS = 256
SHINGLE_TOKENS = 3
BANDS = 6
ROWS = 2

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_CHUNK = 256
"""Shingles hashed at once: 256 KiB of values stay in the processor's cache, and bound memory however long the text is."""

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


def shingles(text: str) -> _U32:
    """Hash each run of SHINGLE_TOKENS tokens to 32 bits; a shorter text is one shingle."""
    tokens = np.array([crc32(token.encode("utf-8", "replace")) for token in _TOKEN.findall(text.casefold())], dtype=np.uint64)
    if len(tokens) < SHINGLE_TOKENS:
        tokens = np.concatenate([tokens, np.zeros(SHINGLE_TOKENS - len(tokens), dtype=np.uint64)])
    count = len(tokens) - SHINGLE_TOKENS + 1
    hashes = np.zeros(count, dtype=np.uint64)
    for place in range(SHINGLE_TOKENS):
        hashes = _splitmix64(hashes ^ tokens[place : place + count])
    return (hashes >> np.uint64(32)).astype(np.uint32)


def minima(hashes: _U32) -> _U32:
    """Take the least value of each of PERMUTATIONS linear permutations of 32-bit numbers over the shingles."""
    least = np.full(PERMUTATIONS, np.iinfo(np.uint32).max, dtype=np.uint32)
    for start in range(0, len(hashes), _CHUNK):
        values = hashes[start : start + _CHUNK, None] * _FACTORS + _OFFSETS
        np.minimum(least, values.min(axis=0), out=least)
    return least


def fingerprint(text: str) -> Fingerprint:
    """Fingerprint a clean text."""
    least = minima(shingles(text))
    return Fingerprint(
        scheme=SCHEME,
        text=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32],
        minhash=least.astype(np.uint8).tobytes(),
        sketches=[least[band * ROWS : (band + 1) * ROWS].tobytes().hex() for band in range(BANDS)],
    )


def similarity(one: bytes, other: bytes) -> float:
    """Estimate two texts' Jaccard similarity from their signatures: the share of equal bytes, less those equal by chance."""
    equal = np.count_nonzero(np.frombuffer(one, dtype=np.uint8) == np.frombuffer(other, dtype=np.uint8))
    by_chance = 1 / 256
    return max(0.0, float(equal / PERMUTATIONS - by_chance) / (1 - by_chance))
