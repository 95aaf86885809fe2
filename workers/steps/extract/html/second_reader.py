"""trafilatura, where the learned reader is unsure or finds too little."""

from lxml.html import HtmlElement
from trafilatura import bare_extraction

ENOUGH = 250
"""Characters from which its fast way is trusted, and its text where another is doubted."""


def read_with_trafilatura(tree: HtmlElement) -> str:
    """Return the text that it finds, a line for each block; the tree may be taken apart."""
    text = run(tree, fast=True)
    return text if len(text) >= ENOUGH else max(text, run(tree, fast=False), key=len)


def run(tree: HtmlElement, *, fast: bool) -> str:
    """Ask trafilatura for the body alone: without comments, and without metadata, which is read by code of ours."""
    found = bare_extraction(tree, fast=fast, include_comments=False, with_metadata=False)
    return (found.text or "") if found is not None else ""
