"""Bytes → text: which charset a page is written in, whatever it says."""

import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from workers.steps.decode.charset_labels import CODECS

MAX_REPLACED = 0.01
"""Share of characters that may be U+FFFD where no charset fits the bytes wholly."""

_DECLARATION_BYTES = 8 * 1024  # browsers look at 1,024; scripts and comments often stand before the declaration
_SAMPLE_BYTES = 16 * 1024

# "<" beside a NUL is as good as a byte order mark: nothing but UTF-16 begins so.
_MARKS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_UTF_16 = frozenset({"utf-16-le", "utf-16-be"})

_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_DECLARATION = re.compile(
    rb"<(?:meta\s[^>]{0,500}?charset|\?xml\s[^>]{0,100}?encoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:+-]{1,40})", re.IGNORECASE
)
_RUNS = re.compile(rb"[<>\n]")

_DETECTABLE = [
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp866", "cp874", "cp932", "cp949",
    "big5", "euc_jp", "euc_kr", "gb18030", "iso2022_jp", "iso8859_2", "iso8859_5", "iso8859_7", "iso8859_15", "koi8_r", "koi8_u",
    "shift_jis", "tis_620",
]  # fmt: skip


def decode_bytes(data: bytes, declared: str | None, *, markup: bool) -> str:
    """Decode a page, given the charset that its Content-Type names and, in `markup`, the one that it names itself.

    What the bytes show goes before what is declared, for servers declare charsets for pages they have not seen:

    1. a byte order mark (it also goes first in browsers: WHATWG Encoding Standard, 6.1);
    2. UTF-8, if the bytes hold more than ASCII and are valid (nothing else looks like valid UTF-8 by chance);
    3. the declared charsets, the header's first, if all bytes are valid in them;
    4. these and UTF-8, if the invalid bytes are few among the valid ones (a page with an odd byte in an advertisement);
    5. what charset-normalizer detects in a sample;
    6. any of these with up to MAX_REPLACED of the characters replaced.

    Raises UnicodeError if nothing fits.
    """
    for mark, codec in _MARKS.items():
        if data.startswith(mark):
            return data.decode(codec, "replace").removeprefix("\ufeff")
    if not data.isascii() and (text := _strict(data, "utf-8")) is not None:
        return text
    names = [declared or "", _declared_within(data) if markup else ""]
    codecs = [CODECS[name] for name in names if name in CODECS]
    codecs = [codec for codec in codecs if codec not in _UTF_16 or b"\0" in data]
    for codec in codecs:
        if (text := _strict(data, codec)) is not None:
            return text
    return _lenient(data, [*codecs, "utf-8"])


def is_utf_16(head: bytes, declared: str | None) -> bool:
    """Tell whether a body is UTF-16, where NULs are no sign of binary data."""
    return CODECS.get(declared or "") in _UTF_16 or any(
        head.startswith(mark) for mark, codec in _MARKS.items() if codec in _UTF_16
    )


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeError:
        return None


def _declared_within(data: bytes) -> str:
    """Find the charset that a page's meta element or XML declaration names."""
    found = _DECLARATION.search(_COMMENT.sub(b"", data[:_DECLARATION_BYTES]))
    return found[1].decode("ascii").lower() if found else ""


def _lenient(data: bytes, codecs: list[str]) -> str:
    """Decode bytes that no declared charset fits wholly."""
    texts = [data.decode(codec, "replace") for codec in codecs]
    for text in texts:
        replaced = text.count("\ufffd")
        if replaced <= MAX_REPLACED * len(text) and 2 * replaced <= len(text) - _ascii_characters(text):
            return text
    for text in (*_detected(data), *texts):
        if text.count("\ufffd") <= MAX_REPLACED * len(text):
            return text
    raise UnicodeError(f"the bytes are not text in {', '.join(dict.fromkeys(codecs))} or any other charset")


def _ascii_characters(text: str) -> int:
    return len(text.encode("ascii", "ignore"))


def _detected(data: bytes) -> Iterator[str]:
    """Decode by the charset that the runs of text outside ASCII look like, if they look like any."""
    sample = b"\n".join(run for run in _RUNS.split(data) if not run.isascii())
    if len(sample) > _SAMPLE_BYTES:
        sample = sample[:_SAMPLE_BYTES].rsplit(None, 1)[0]  # no character of any charset holds a byte of white space
    best = from_bytes(sample, cp_isolation=_DETECTABLE).best()
    if best is not None:
        yield data.decode(best.encoding, "replace")
