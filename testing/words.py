"""The words that pages and their lines are told by, as tests have them: those of the product."""

from workers.models.words import load_words

WORDS = load_words()
LINE_WORDS = WORDS.lines
