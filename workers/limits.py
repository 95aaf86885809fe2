"""How large what comes from outside may be: larger is a dead letter, never cut in silence."""

import msgspec


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How large a page may be. What is larger is a dead letter: no page is cut in silence, and none takes a process long.

    max_message_bytes, max_body_bytes: bytes as a message or a line of a file, and expanded or as a file or record of its own. A message of the first size holds a body of the second.
    max_elements: of HTML (start tags, and any other "<"); ten times the largest page seen.
    max_attributes: of one element; parsers take quadratic time for them.
    max_lines, max_line_characters: of plain text; twenty times the largest page seen.
    """

    max_message_bytes: int = 32 * 1024 * 1024
    max_body_bytes: int = 20 * 1024 * 1024
    max_elements: int = 100_000
    max_attributes: int = 1_000
    max_lines: int = 20_000
    max_line_characters: int = 1_000_000


DEFAULT_LIMITS = Limits()

LONGEST_URL = 10_000
"""Characters of a URL that a dead letter for size keeps: the page's bytes have it anyway."""

KEPT_BYTES = 64 * 1024
"""How much of a page or of bytes that are no record is kept as the original where it is too large to be kept whole."""
