"""The words that lines are told by, as training has them: those of the product."""

from workers.models.words import load_words

LINE_WORDS = load_words().lines
