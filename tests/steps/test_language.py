"""The language step: the model's word beside the page's, and none where the model only guesses."""

import pytest

from workers.page import Found
from workers.records import Language, Origin
from workers.steps.language import LEAST_CONFIDENCE, SAMPLE_CHARACTERS, UNDETERMINED, detect_language


class Model:
    """Says the same of every text, and keeps what it was shown."""

    def __init__(self, code: str = "de", confidence: float = 0.9) -> None:
        self.shown = ""
        self._told = code, confidence

    def classify(self, text: str, /) -> tuple[str, float]:
        self.shown = text
        return self._told


def test_what_the_page_declares_stands_beside_what_its_text_shows() -> None:
    declared = Found("en-GB", Origin.HTML)
    assert detect_language(Model("de", 0.99999), "Text", declared) == Language(code="de", confidence=1.0, declared="en-GB")
    assert detect_language(Model("de", 0.98765), "Text", None) == Language(code="de", confidence=0.9877, declared=None)


@pytest.mark.parametrize(("confidence", "code"), [(0.007, UNDETERMINED), (LEAST_CONFIDENCE, "de")])
def test_a_guess_is_no_language_however_sure_the_page_is(confidence: float, code: str) -> None:
    declared = Found("de", Origin.HTML)
    assert detect_language(Model("de", confidence), "…", declared) == Language(code=code, confidence=confidence, declared="de")


def test_a_long_text_is_told_by_its_beginning() -> None:
    model = Model()
    detect_language(model, "a" * SAMPLE_CHARACTERS + "b" * 100, None)
    assert model.shown == "a" * SAMPLE_CHARACTERS
