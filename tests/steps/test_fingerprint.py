import hashlib
import os
import random
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.steps.fingerprint import BANDS, MOST_LETTERS, SCHEME, fingerprint, minima, shingles, tokens
from workers.steps.similarity import BITS, PERMUTATIONS, similarity

WORDS = "the of harbour council bridge mayor vote budget school storm ferry island road report minister police court".split()


def text_of(seed: int, words: int = 400) -> list[str]:
    rng = random.Random(seed)
    return [f"{rng.choice(WORDS)}{rng.randrange(60)}" for _ in range(words)]


def jaccard(one: list[str], other: list[str]) -> float:
    a, b = (set(zip(text, text[1:], text[2:], strict=False)) for text in (one, other))
    return len(a & b) / len(a | b)


KNOWN = {"minhash2/512/w3/6x2": "4ac9009d249779cf"}
"""The digest of SAMPLES' fingerprints, by scheme."""

SAMPLES = (
    "The ferry to the island will not sail on Sunday.",
    "稲狩市は月曜日から、市役所の一階で来庁者を案内する小型のロボットを2台使い始めた。",
    "เทศบาลบ้านทุ่งเปิดสะพานใหม่ข้ามคลองใหญ่เมื่อเช้าวันจันทร์",
    "बादल नगर में सोमवार की शाम मानसून की पहली तेज़ बारिश हुई",
    " ".join(text_of(9, 3000)),
)


def digest_of_samples() -> str:
    return hashlib.sha256(repr([fingerprint(text) for text in SAMPLES]).encode()).hexdigest()[:16]


def test_a_change_of_fingerprints_needs_a_new_scheme() -> None:
    """Claims on disk would otherwise lose their meaning: name a new scheme, and add its digest to KNOWN."""
    assert KNOWN[SCHEME] == digest_of_samples()


def test_a_fingerprint_never_changes_from_process_to_process() -> None:
    command = "from tests.steps.test_fingerprint import digest_of_samples; print(digest_of_samples())"
    other = subprocess.run(
        [sys.executable, "-c", command], env={**os.environ, "PYTHONHASHSEED": "7"}, capture_output=True, text=True, check=True
    )
    assert other.stdout.strip() == digest_of_samples()


def test_sketches_of_two_schemes_never_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their signatures could not be compared."""
    before = fingerprint(SAMPLES[0]).sketches
    monkeypatch.setattr("workers.steps.fingerprint._SCHEME_KEY", np.uint64(1))
    assert not set(before) & set(fingerprint(SAMPLES[0]).sketches)


def test_a_fingerprint_has_the_size_that_its_scheme_tells() -> None:
    prints = fingerprint(SAMPLES[0])
    assert (len(prints.minhash), len(prints.sketches)) == (PERMUTATIONS * BITS // 8, BANDS)


@pytest.mark.parametrize("changed", [0, 10, 30, 60, 120, 400])
def test_similarity_estimates_the_share_of_common_shingles(changed: int) -> None:
    one = text_of(1)
    other = list(one)
    for place in random.Random(2).sample(range(len(one)), changed):
        other[place] = f"new{place}"
    estimate = similarity(fingerprint(" ".join(one)).minhash, fingerprint(" ".join(other)).minhash)
    assert estimate == pytest.approx(jaccard(one, other), abs=0.08)


def test_case_and_punctuation_do_not_tell_texts_apart() -> None:
    one, other = fingerprint("Storm hits the coast: ferries stay in."), fingerprint("STORM hits the coast - ferries stay in")
    assert one.minhash == other.minhash
    assert one.text != other.text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "caf\u00e9 na\u00efve r\u00e9sum\u00e9 d\u00e9j\u00e0 vu",
            "cafe\u0301 nai\u0308ve re\u0301sume\u0301 de\u0301ja\u0300 vu",
        ),
        ("全长800米,共2座桥", "全长８００米，共２座桥"),
        ("ＴＯＫＹＯ ｶﾒﾗ 東京", "tokyo カメラ 東京"),
    ],
)
def test_width_and_how_accents_are_written_do_not_tell_texts_apart(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)


def test_vowel_signs_belong_to_their_word() -> None:
    assert tokens("हिन्दी में किताब") == ["हिन्दी", "में", "किताब"]
    assert tokens("தமிழ் நூல்") == ["தமிழ்", "நூல்"]


def test_without_spaces_a_token_is_each_letter_and_those_after_it() -> None:
    assert tokens("東京の橋が開通 in 2026") == ["東京の", "京の橋", "の橋が", "橋が開", "が開通", "開通", "通", "in", "2026"]
    assert tokens("สะพานใหม่ข้ามคลอง")[0] == "สะพานใหม"


@pytest.mark.parametrize("text", ["", "!", "– – –", "one", "one two", "A video.", "Read on below.", "动画", "\ud800"])
def test_a_text_that_says_too_little_is_nobodys_copy(text: str) -> None:
    assert fingerprint(text).sketches == []


@given(st.text(max_size=300), st.text(max_size=300))
def test_similarity_is_symmetric_and_one_for_a_text_itself(one: str, other: str) -> None:
    a, b = fingerprint(one), fingerprint(other)
    assert similarity(a.minhash, b.minhash) == similarity(b.minhash, a.minhash)
    assert 0 <= similarity(a.minhash, b.minhash) <= 1
    assert similarity(a.minhash, fingerprint(one).minhash) == 1


@given(st.lists(st.sampled_from(WORDS), min_size=3, max_size=60))
def test_equal_sets_of_shingles_are_wholly_similar(words: list[str]) -> None:
    """A text told twice holds the same shingles, but for those where it begins again."""
    once, twice = words, [*words, *words[:2]]
    assert similarity(fingerprint(" ".join(once * 2)).minhash, fingerprint(" ".join([*once, *twice])).minhash) == 1


def test_of_an_endless_text_the_beginning_is_looked_at() -> None:
    text = " ".join(text_of(4, 50_000))
    one, other = fingerprint(text), fingerprint(text[:MOST_LETTERS])
    assert len(text) > MOST_LETTERS
    assert (one.minhash, one.sketches) == (other.minhash, other.sketches)
    assert one.text != other.text


def test_chunks_change_nothing() -> None:
    hashes = shingles(" ".join(text_of(3, 2000)))
    parts = np.minimum.reduce([minima(hashes[start : start + 100]) for start in range(0, len(hashes), 100)])
    assert (minima(hashes) == parts).all()
