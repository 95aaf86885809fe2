import random

import numpy as np
import pytest

from workers.fingerprint import BANDS, PERMUTATIONS, fingerprint, minima, shingles, similarity

WORDS = "the of harbour council bridge mayor vote budget school storm ferry island road report minister police court".split()


def text_of(seed: int, words: int = 400) -> list[str]:
    rng = random.Random(seed)
    return [f"{rng.choice(WORDS)}{rng.randrange(60)}" for _ in range(words)]


def jaccard(one: list[str], other: list[str]) -> float:
    a, b = (set(zip(text, text[1:], text[2:], strict=False)) for text in (one, other))
    return len(a & b) / len(a | b)


def test_a_fingerprint_never_changes_from_process_to_process() -> None:
    """Literal values: claims on disk would otherwise lose their meaning."""
    prints = fingerprint("The ferry to the island will not sail on Sunday.")
    assert prints.text == "cd430c5a2f9fe23d572c5db70e82c198"
    assert prints.sketches[0] == "41625605152dcb45"
    assert prints.minhash[:4].hex() == "41157f22"
    assert (len(prints.minhash), len(prints.sketches)) == (PERMUTATIONS, BANDS)


@pytest.mark.parametrize("changed", [0, 10, 30, 60, 120, 400])
def test_similarity_estimates_the_share_of_common_shingles(changed: int) -> None:
    one = text_of(1)
    other = list(one)
    for place in random.Random(2).sample(range(len(one)), changed):
        other[place] = f"new{place}"
    estimate = similarity(fingerprint(" ".join(one)).minhash, fingerprint(" ".join(other)).minhash)
    assert estimate == pytest.approx(jaccard(one, other), abs=0.1)


def test_case_and_punctuation_do_not_tell_texts_apart() -> None:
    one, other = fingerprint("Storm hits the coast: ferries stay in."), fingerprint("STORM hits the coast - ferries stay in")
    assert one.minhash == other.minhash
    assert one.text != other.text


@pytest.mark.parametrize("text", ["東京で新しい橋が開通した", "กรุงเทพเปิดสะพานใหม่", "北京新桥今天正式通车"])
def test_scripts_without_spaces_give_a_token_for_each_character(text: str) -> None:
    assert len(shingles(text)) == len(text) - 2


@pytest.mark.parametrize("text", ["", "!", "one", "one two"])
def test_a_text_shorter_than_a_shingle_is_one_shingle(text: str) -> None:
    assert len(shingles(text)) == 1


def test_chunks_change_nothing() -> None:
    hashes = shingles(" ".join(text_of(3, 2000)))
    parts = np.minimum.reduce([minima(hashes[start : start + 100]) for start in range(0, len(hashes), 100)])
    assert (minima(hashes) == parts).all()
