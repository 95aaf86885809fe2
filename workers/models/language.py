"""The language model, loaded: it alone takes as long as all else, and can be loaded beside it."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier


@cache
def load_language_model() -> LanguageIdentifier:
    """Load py3langid's bundled model; confidences are probabilities."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
