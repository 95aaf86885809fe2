"""Reading by rules: trafilatura, and what Newsmill knows of boxes and lines around it."""

from lxml.html import HtmlElement

from workers.page import Metadata
from workers.steps.extract.html.body import extract_body
from workers.steps.extract.html.evidence import prose, trim_to
from workers.steps.extract.html.headline import find_headline
from workers.steps.extract.html.lines import clean_lines, drop_headings, drop_noise, drop_titles
from workers.steps.extract.html.prune import prune
from workers.steps.extract.html.scripts import find_scripted_article
from workers.steps.extract.html.standfirst import find_standfirst
from workers.steps.extract.html.tree import is_huge, text_of
from workers.steps.extract.sources import Page
from workers.steps.extract.strings import folded

_MAX_KICKER = 60  # characters


def read_by_rules(page: Page, metadata: Metadata, article_body: str) -> list[str]:
    """Read a page's article, a line for each block; nothing where it has none. The tree is taken apart."""
    tree, title = page.tree, metadata.title.value if metadata.title else ""
    kickers, headings = _kickers(tree, title), {text_of(heading) for heading in tree.iter("h2", "h3", "h4", "h5", "h6")}
    lines = clean_lines(_read_body(page, article_body))
    lines = drop_titles(lines, {folded(title), *(folded(text_of(heading)) for heading in tree.iter("h1"))} - {""})
    lines = trim_to(lines, article_body)
    lines = find_standfirst(tree, title, metadata.description or "", lines) + lines
    return drop_headings(drop_noise(lines, page.said), kickers, headings)


def _kickers(tree: HtmlElement, title: str) -> set[str]:
    """What stands right above the headline, in the same element."""
    headline = find_headline(tree, title)
    above = [] if headline is None else [text_of(sibling) for sibling in headline.itersiblings(preceding=True)]
    return {text for text in above if len(text) <= _MAX_KICKER}


def _read_body(page: Page, article_body: str) -> str:
    tree = page.tree
    if is_huge(tree):
        return article_body or "\n".join(text_of(paragraph) for paragraph, _ in prose(tree))
    prune(tree, page.said)
    return extract_body(tree, article_body) or _scripted(page)


def _scripted(page: Page) -> str:
    tree = find_scripted_article(page.document.text)
    if tree is None:
        return ""
    prune(tree, page.said)
    return extract_body(tree, "")
