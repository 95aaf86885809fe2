"""The language step: which language the text is in, told from its first characters."""

from typing import Protocol

from workers.page import Found
from workers.records import Language

SAMPLE_CHARACTERS = 600
"""How much of the text is looked at: design measured 300; twice that costs 0.2 ms more and gets past a dateline."""

UNDETERMINED = "und"
"""ISO 639-3 for a text whose language cannot be told."""

LEAST_CONFIDENCE = 0.1
"""Below this the model has seen nothing that it knows: over its 138 languages, a guess is worth 0.007."""


class LanguageModel(Protocol):
    """Tells a text's language: its code, and how sure that is, 0 to 1."""

    def classify(self, text: str, /) -> tuple[str, float]: ...


def detect_language(model: LanguageModel, text: str, declared: Found | None) -> Language:
    """Tell the text's language (ISO 639-1, else 639-3, `und` where it cannot be told) beside what the page declares."""
    code, confidence = model.classify(text[:SAMPLE_CHARACTERS])
    return Language(
        code=code if confidence >= LEAST_CONFIDENCE else UNDETERMINED,
        confidence=round(confidence, 4),
        declared=declared.value if declared else None,
    )
