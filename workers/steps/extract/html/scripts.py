"""An article that only scripts put on the page: its HTML is a string in their JSON."""

import re

import orjson
from lxml.html import HtmlElement

from workers.steps.extract.html.tree import parse_html

_STRING = re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_PARAGRAPH = re.compile(r"(?:<|\\+u003[cC])p[\s>\\]")
_MIN_PARAGRAPHS = 3
_MAX_SCRIPT = 4_000_000  # characters
_DEPTH = 2  # JSON in a string of JSON


def find_scripted_article(text: str) -> HtmlElement | None:
    """The HTML with the most paragraphs among the strings of a page's scripts, parsed; None where there is none."""
    page = parse_html(text)
    scripts = [] if page is None else [script.text or "" for script in page.iter("script")]
    found = max((_fragment(script, _DEPTH) for script in scripts if len(script) <= _MAX_SCRIPT), key=_paragraphs, default="")
    return parse_html(f"<article>{found}</article>") if _paragraphs(found) >= _MIN_PARAGRAPHS else None


def _paragraphs(text: str) -> int:
    return len(_PARAGRAPH.findall(text))


def _fragment(script: str, depth: int) -> str:
    """The string with the most paragraphs in a script, with its escapes undone; empty where none has any."""
    if not _PARAGRAPH.search(script):
        return ""
    string = max(_STRING.findall(script), key=_paragraphs, default="")
    try:
        found = str(orjson.loads(f'"{string}"'))
    except orjson.JSONDecodeError:
        return ""
    inner = _fragment(found, depth - 1) if depth > 1 else ""
    return inner if 2 * _paragraphs(inner) >= _paragraphs(found) else found  # else it is HTML, and its quotes are attributes'
