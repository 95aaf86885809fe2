"""Pages to explain, made by hand."""

from datetime import UTC, datetime

from tests.explain.labeller import small_tools
from workers.explain.explain import explain
from workers.explain.explanation import Explanation
from workers.records import RawPage, Source
from workers.steps.read.message import RawMessage
from workers.steps.read.raw_page import raw_page_message

URL = "https://paper.example/news/school-stays-open"
SOURCE = Source(file="page.html")
PROSE = "The council voted on Tuesday to keep the school open, and parents who had waited outside said that they were relieved. "
PAGE = f"""<html lang="en-GB"><head><title>School stays open for two years - The Herald</title>
<meta property="og:title" content="School stays open for two years"><meta property="og:site_name" content="The Herald">
<meta name="author" content="The Herald"><meta property="article:published_time" content="soon">
<meta name="date" content="2026-03-01"></head><body>
<nav><ul><li><a href="/a">News</a></li><li><a href="/b">Sport</a></li><li><a href="/c">Tides</a></li></ul></nav>
<article class="story"><h1>School stays open for two years</h1><p class="byline">By Mara Lindqvist</p>
<p>{PROSE * 2}</p><p>{PROSE}Then it rained.</p><p>{PROSE}And then it did not.</p><p>{PROSE}Nobody minded that much.</p>
<div class="related-posts"><p><a href="/x">A long headline of another article that the page would like to be read as well today</a></p></div>
</article></body></html>"""


def message(body: str = PAGE, content_type: str = "text/html") -> RawMessage:
    """A raw page."""
    page = RawPage(url=URL, fetched_at=datetime(2026, 3, 2, tzinfo=UTC), body=body, content_type=content_type)
    return raw_page_message(page)


def explained(body: str = PAGE, content_type: str = "text/html") -> Explanation:
    """Explain a page by the small labeller."""
    return explain(message(body, content_type), SOURCE, small_tools())
