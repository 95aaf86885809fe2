"""The language model, loaded: it alone takes as long as all else, and can be loaded beside it."""

import io
import lzma
from array import array
from functools import cache
from typing import Any

import numpy as np
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier


@cache
def load_language_model() -> LanguageIdentifier:
    """Load py3langid's bundled model; confidences are probabilities.

    It is unpacked in one call, which leaves the interpreter to other threads; py3langid's own way asks for it 600 times.
    """
    unpacked = lzma.decompress((MODEL_DIR / MODEL_FILE).read_bytes())
    with np.load(io.BytesIO(unpacked), allow_pickle=False) as model:
        return LanguageIdentifier(
            model["ptc"],
            model["pc"],
            model["classes"].tolist(),
            _numbers(model["nextmove"]),
            model["out_feat"].tolist(),
            norm_probs=True,
            tk_row=_numbers(model["nextmove_row"]),
        )


def _numbers(of: Any) -> "array[int]":
    """Copy numbers into an array of Python's own, which is read one by one in a fraction of numpy's time."""
    copied = array({2: "H", 4: "I"}[of.dtype.itemsize])
    copied.frombytes(of.tobytes())
    return copied
