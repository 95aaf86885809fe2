"""Where the fast way finds too little, what the page itself says of its text decides."""

import json

import pytest

from tests.steps.extract.html_pages import OTHER_PARAGRAPHS, PARAGRAPHS, TITLE, article, blocks, extracted, lines, page
from workers.enums import ReaderName
from workers.steps.extract.html.evidence import prose_length
from workers.steps.extract.html.tree import parse_html

pytestmark = pytest.mark.usefixtures("reader")


def json_ld(body: str, headline: str = TITLE) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": headline, "articleBody": body}
    return f"<script type='application/ld+json'>{json.dumps(node)}</script>"


def test_a_body_in_several_blocks_is_found_whole() -> None:
    first, second = blocks(PARAGRAPHS[:1]), blocks(PARAGRAPHS[1:])
    html = page(f"<main><h1>{TITLE}</h1><div class='article-body'>{first}</div><div class='article-body'>{second}</div></main>")
    assert lines(html) == list(PARAGRAPHS)


def test_the_json_ld_speaks_where_the_page_has_no_body() -> None:
    html = page(f"<div id='app'></div><h1>{TITLE}</h1>", json_ld("\n".join(PARAGRAPHS)))
    assert lines(html) == list(PARAGRAPHS)


def test_markup_and_entities_in_the_json_ld_are_read() -> None:
    html = page(
        "<div id='app'>…</div>",
        json_ld("".join(f"&lt;p&gt;{text}&lt;/p&gt;" for text in PARAGRAPHS).replace("ferry", "f&amp;eacute;rry")),
    )
    assert lines(html) == [text.replace("ferry", "férry") for text in PARAGRAPHS]


def test_the_json_ld_of_another_article_is_not_the_text() -> None:
    html = page(
        f"<article><h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p></article>",
        json_ld(" ".join(OTHER_PARAGRAPHS * 3), "Another headline of the day") + json_ld("", TITLE),
    )
    assert OTHER_PARAGRAPHS[0] not in extracted(html).text


def test_a_summary_in_the_json_ld_does_not_replace_the_text() -> None:
    html = page(f"<article><h1>{TITLE}</h1>{blocks()}</article>", json_ld(PARAGRAPHS[0]))
    assert lines(html) == list(PARAGRAPHS)


@pytest.mark.readers(ReaderName.TRAFILATURA)  # labels keep what is like the text beside it
def test_lines_around_the_text_that_its_json_ld_lacks_are_cut() -> None:
    before, after = (
        "The boat is named after a bird of the northern shores.",
        "Inga Lunde has kept the harbour for eleven years now.",
    )
    body = f"<article><h1>{TITLE}</h1><div class='article-body'><p>{before}</p>{blocks()}<p>{after}</p></div></article>"
    assert lines(page(body)) == [before, *PARAGRAPHS, after]
    assert after not in lines(page(body, json_ld(" ".join(PARAGRAPHS))))


def test_broken_json_ld_is_no_obstacle() -> None:
    head = "<script type='application/ld+json'>{\"articleBody\": \"</script><script type='application/ld+json'>[[[</script>"
    assert lines(page(f"<article><h1>{TITLE}</h1>{blocks()}</article>", head)) == list(PARAGRAPHS)


def test_a_body_that_is_shown_without_scripts_is_read_where_there_is_no_other() -> None:
    shown = f"<article><h1>{TITLE}</h1><div id='root'></div><noscript>{blocks()}</noscript></article>"
    assert lines(page(shown)) == list(PARAGRAPHS)
    assert lines(
        article(after="<noscript><p>This page is nicer with scripts, which your browser does not run, it seems.</p></noscript>")
    ) == list(PARAGRAPHS)


def test_a_paragraph_that_lies_in_another_counts_once() -> None:
    unclosed = "".join(f"<p><font>{paragraph}" for paragraph in PARAGRAPHS)
    tree = parse_html(page(f"<div>{unclosed}</div>"))
    assert tree is not None
    assert prose_length(tree) == sum(map(len, PARAGRAPHS))
