"""What is said on pages, by purpose, in all languages: of whole pages, and on lines."""

import msgspec

from workers.steps.extract.page_words import PageWords
from workers.steps.extract.plain.words import LineWords


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """The word lists that the step goes by."""

    pages: PageWords
    lines: LineWords
