"""HTML: a page's tree → its article's text and metadata."""

from lxml.html import HtmlElement

from workers.extract.html.body import extract_body
from workers.extract.html.evidence import read_article_body, trim_to
from workers.extract.html.lines import clean_lines, drop_noise, drop_titles
from workers.extract.html.prune import prune
from workers.extract.html.standfirst import find_standfirst
from workers.extract.html.tree import parse_html, text_of
from workers.extract.metadata import read_metadata
from workers.extract.plain.dates import latest_day
from workers.extract.strings import folded
from workers.page import Document, Extracted, Metadata


def extract_html(document: Document) -> Extracted:
    """Read a page once for its metadata and its article's text; the text is empty where the page is no HTML or has none."""
    tree = parse_html(document.text)
    if tree is None:
        return Extracted(text="", metadata=Metadata())
    metadata = read_metadata(tree, document)
    title = metadata.title.value if metadata.title else ""
    article_body = read_article_body(tree, document, title)
    prune(tree)
    headline = _find_headline(tree, title)
    titles = {folded(title), *(folded(text_of(heading)) for heading in tree.iter("h1"))} - {""}
    lines = drop_titles(clean_lines(extract_body(tree, article_body)), titles)
    lines = trim_to(lines, article_body)
    lines = drop_noise(
        [*find_standfirst(tree, headline, "\n".join(lines), metadata.description or ""), *lines], latest_day(document.fetched_at)
    )
    return Extracted(text="\n".join(lines), metadata=metadata)


def _find_headline(tree: HtmlElement, title: str) -> HtmlElement | None:
    """The heading of the first order that is the page's title, else the longest."""
    key = folded(title)
    headings = [(heading, folded(text_of(heading))) for heading in tree.iter("h1")]
    own = [heading for heading, text in headings if text and (text in key or key in text)] if key else []
    return own[0] if own else max((heading for heading, _ in headings), key=lambda heading: len(text_of(heading)), default=None)
