"""Every limit of size and time on what comes from outside: what is beyond it is a dead letter."""

import msgspec

_KIB = 1024
_MIB = 1024 * 1024


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How large a page may be. What is larger is a dead letter: no page is cut in silence, and none takes a process long.

    max_message_bytes, max_body_bytes: bytes as a message or a line of a file, and expanded or as a file or record of its own.
    A message of the first size holds a body of the second.
    max_elements: of HTML (start tags, and any other "<"); ten times the largest page seen.
    max_attributes: of one element; parsers take quadratic time for them.
    max_lines, max_line_characters: of plain text; twenty times the largest page seen.
    """

    max_message_bytes: int = 32 * _MIB
    max_body_bytes: int = 20 * _MIB
    max_elements: int = 100_000
    max_attributes: int = 5_000
    max_lines: int = 20_000
    max_line_characters: int = 1_000_000


DEFAULT_LIMITS = Limits()


class ProcessLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What one process of the pool may use.

    page_seconds: processor time that one page may take, however busy the host is.
    wall_seconds: time by the clock that one page may take: for one that waits, and takes no processor time.
    memory_bytes: resident memory; models and libraries take some 150 MB of it. Data that is not resident may be twice as much.
    pages: after which it is renewed; what leaks or fragments in it goes with it.
    """

    page_seconds: float = 10.0
    wall_seconds: float = 40.0
    memory_bytes: int = 1024 * _MIB
    pages: int = 5_000


DEFAULT_PROCESS_LIMITS = ProcessLimits()

MAX_CODINGS = 4
"""How many content encodings a body may have in a row. More is an attack."""

MAX_ZSTD_WINDOW = 8 * _MIB
"""Bytes. What a zstd body may ask for (RFC 9659)."""

MAX_LINE_BYTES = 64 * _KIB
MAX_HEAD_BYTES = 1024 * _KIB
"""Of one line of an archive's record, and of all lines that begin it."""

MAX_BATCH_BYTES = 128 * _MIB
"""What a batch of records from Kafka may expand to: twice the largest message. A broker bounds only what it has compressed."""

MAX_HEADER_BYTES = 128 * _KIB
"""What the headers of a dead letter's original may take, their values apart. Crawlers write some hundred bytes."""

KEPT_BYTES = 64 * _KIB
"""How much of a page or of bytes that are no record is kept as the original where it is too large to be kept whole."""

MAX_URL = 10_000
"""Characters of a URL that a dead letter for size keeps: the page's bytes have it anyway."""

MAX_HOST = 253
"""Characters of a host's name, as DNS allows (RFC 1035)."""
