"""Each value comes from the most trusted source that has it, and says which that was."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from testing.words import LINE_WORDS
from workers.page import Document, Format, Found, Metadata
from workers.records import Hints, Origin
from workers.steps.extract.metadata import read_metadata
from workers.steps.extract.sources import read_sources

URL = "https://www.paper.example/city/bridge-opens-again-48213"
HEADLINE = "Bridge opens again"


def document(html: str, url: str = URL, hints: Hints | None = None) -> Document:
    fetched = datetime(2024, 5, 4, 12, tzinfo=UTC)
    return Document(url=url, final_url=url, fetched_at=fetched, format=Format.HTML, text=html, headers={}, hints=hints or Hints())


def tree_of(html: str) -> HtmlElement:
    return document_fromstring(html)


def read(html: str, url: str = URL, hints: Hints | None = None) -> Metadata:
    page = f"<html>{html}</html>"
    return read_metadata(read_sources(tree_of(page), document(page, url, hints), LINE_WORDS))


def linked(**values: Any) -> str:
    node = {"@type": "NewsArticle", "headline": HEADLINE, **values}
    return f'<script type="application/ld+json">{orjson.dumps(node).decode()}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def test_a_page_that_says_nothing_has_no_metadata() -> None:
    assert read("<body><p>Text</p></body>", url="https://paper.example/") == Metadata()


def test_the_tree_stays_as_it_is() -> None:
    page = f"<html><head><title>{HEADLINE}</title></head><body><h1>{HEADLINE}</h1><p>It was on 3 May 2024 that</p></body></html>"
    tree = tree_of(page)
    before = etree.tostring(tree)
    read_metadata(read_sources(tree, document(page), LINE_WORDS))
    assert etree.tostring(tree) == before


def test_title_without_the_site_s_name() -> None:
    html = f"<title>{HEADLINE} | City | Paper Daily</title>{meta('og:site_name', 'Paper Daily')}"
    assert read(html).title == Found(HEADLINE, Origin.HTML)


@pytest.mark.parametrize("name", ["paper.example", "www.paper.example", "Paper", "PAPER"])
def test_the_domain_is_a_site_s_name(name: str) -> None:
    assert read(f"<title>{HEADLINE} on Sunday - {name}</title>").title == Found(f"{HEADLINE} on Sunday", Origin.HTML)


def test_the_feed_s_title_stands_in_for_a_missing_one() -> None:
    assert read("<p>Text</p>", hints=Hints(title=HEADLINE)).title == Found(HEADLINE, Origin.HINT)


@pytest.mark.parametrize(
    ("html", "origin"),
    [
        (linked(author={"@type": "Person", "name": "Ann Bell"}) + meta("author", "Ben Carr"), Origin.JSON_LD),
        (linked(author={"@id": "#a"}) + linked(**{"@type": "Person", "@id": "#a", "name": "Ann Bell"}), Origin.JSON_LD),
        (meta("article:author", "Ann Bell") + meta("author", "Ben Carr"), Origin.OPENGRAPH),
        (meta("article:author", "https://social.example/paper") + meta("author", "Ann Bell"), Origin.META),
        (meta("parsely-author", "ann-bell"), Origin.META),
        (linked(creator=["Ann Bell"]), Origin.JSON_LD),
        ('<body><h1>x</h1><p class="byline">By Ann Bell</p></body>', Origin.HTML),
        ("<body><header><h1>x</h1><p>By Ann Bell</p></header></body>", Origin.HTML),
        ("<body><h1>x</h1><div><span>von Ann Bell, Bonn</span></div></body>", Origin.HTML),
        ("<body><h1>x</h1><div><span>Ann Bell |</span><span>3 May 2024, 10:00</span></div></body>", Origin.HTML),
        (
            meta("description", "Ann Bell The bridge")
            + f"<h1>x</h1><div><p><b>Ann Bell</b></p><p>{'The bridge opens again. ' * 9}</p></div>",
            Origin.HTML,
        ),
        (
            f"<h1>x</h1><div><p>{'The bridge opens again. ' * 9}</p><p style='text-align:right'><b>Ann Bell</b></p></div>",
            Origin.HTML,
        ),
        (meta("mediator_author", "Ann Bell"), Origin.META),
        (linked(author="Paper", publisher={"name": "Paper"}) + '<p class="byline">By Ann Bell</p>', Origin.HTML),
    ],
)
def test_authors_come_from_the_first_source_that_names_a_person(html: str, origin: Origin) -> None:
    found = read(html)
    assert (found.authors, found.authors_origin) == (("Ann Bell",), origin)


def test_the_site_is_the_author_where_nobody_else_is_named() -> None:
    found = read(linked(author={"@type": "Organization", "name": "Paper"}))
    assert (found.authors, found.authors_origin) == (("Paper",), Origin.JSON_LD)


@pytest.mark.parametrize(
    ("html", "value", "origin"),
    [
        (
            linked(datePublished="2024-05-03T10:00Z") + meta("article:published_time", "2024-05-02"),
            "2024-05-03T10:00:00Z",
            Origin.JSON_LD,
        ),
        (meta("article:published_time", "2024-05-03T10:00:00+02:00"), "2024-05-03T10:00:00+02:00", Origin.OPENGRAPH),
        (meta("parsely-pub-date", "2024-05-03"), "2024-05-03", Origin.META),
        ('<time class="published" datetime="2024-05-03">today</time>', "2024-05-03", Origin.HTML),
        ('<time class="updated" datetime="2024-05-04">today</time>' + meta("date", "2024-05-03"), "2024-05-03", Origin.META),
        (f"<h1>{HEADLINE}</h1><p>3 May 2024, 10:00</p>" + meta("date", "2024-05-04"), "2024-05-03T10:00:00", Origin.HTML),
    ],
)
def test_published_is_told_then_marked_then_shown(html: str, value: str, origin: Origin) -> None:
    assert read(html).published_at == Found(value, origin)


def test_the_feed_and_the_address_tell_a_time_that_the_page_does_not() -> None:
    url = "https://paper.example/2024/05/03/bridge"
    assert read("<p>Text</p>", url=url).published_at == Found("2024-05-03", Origin.URL)
    hints = Hints(published_at="Fri, 03 May 2024 10:00:00 GMT")
    assert read("<p>Text</p>", url=url, hints=hints).published_at == Found("2024-05-03T10:00:00Z", Origin.HINT)


def test_the_text_is_searched_last() -> None:
    html = "<body><div class='info'><p>Posted on 2024-05-03 by the harbour, where everybody who lives there came to see</p></div></body>"
    assert read(html).published_at == Found("2024-05-03", Origin.TEXT)


def test_a_time_after_the_fetch_is_passed_over() -> None:
    html = linked(datePublished="2034-05-03") + meta("article:published_time", "2024-05-03")
    assert read(html).published_at == Found("2024-05-03", Origin.OPENGRAPH)


def test_modified_is_what_metadata_tells() -> None:
    assert read(linked(dateModified="2024-05-04T09:00:00Z")).modified_at == Found("2024-05-04T09:00:00Z", Origin.JSON_LD)
    assert read(meta("og:updated_time", "1714751262")).modified_at == Found("2024-05-03T15:47:42Z", Origin.OPENGRAPH)


def test_description_and_site_name() -> None:
    found = read(meta("og:description", "After two years &amp; a day") + linked(publisher={"name": "Paper Daily"}))
    assert (found.description, found.site_name) == ("After two years & a day", "Paper Daily")


@pytest.mark.parametrize(
    "html",
    [
        meta("og:image", "/bridge.jpg"),
        linked(image={"@type": "ImageObject", "url": "https://www.paper.example/bridge.jpg"}),
        linked(image=["//www.paper.example/bridge.jpg"]),
        meta("og:image", "data:image/png;base64,AAAA") + meta("twitter:image", "/bridge.jpg"),
    ],
)
def test_the_image_is_an_absolute_url_of_the_web(html: str) -> None:
    assert read(html).image == "https://www.paper.example/bridge.jpg"


@pytest.mark.parametrize(
    ("html", "claim"),
    [
        ('<link rel="canonical" href="/city/bridge-opens-again-48213">', URL),
        (meta("og:url", URL), URL),
        (linked(mainEntityOfPage={"@id": URL}), URL),
        (f'<link rel="canonical" href="/">{meta("og:url", URL)}', URL),
        ('<link rel="canonical" href="/">', "https://www.paper.example/"),
        ('<link rel="canonical" href="http://[::1">', None),
    ],
)
def test_the_claim_is_the_first_that_is_plausible_else_the_first(html: str, claim: str | None) -> None:
    assert read(html).canonical_url == claim


@pytest.mark.parametrize(
    ("html", "hints", "found"),
    [
        ('<html lang="pt-BR">', None, Found("pt-br", Origin.HTML)),
        ('<html lang="en_US.UTF-8">', None, Found("en-us", Origin.HTML)),
        ('<html lang="German">' + meta("og:locale", "de_DE"), None, Found("de-de", Origin.OPENGRAPH)),
        ('<meta http-equiv="Content-Language" content="fr, en">', None, Found("fr", Origin.META)),
        (linked(inLanguage={"@type": "Language", "name": "zh-Hans-CN"}), None, Found("zh-hans-cn", Origin.JSON_LD)),
        ("<p>Text</p>", Hints(language="sw"), Found("sw", Origin.HINT)),
        ('<html lang="x-default">', None, None),
    ],
)
def test_the_declared_language_in_lower_case(html: str, hints: Hints | None, found: Found | None) -> None:
    assert (
        read_metadata(read_sources(tree_of(html + "<body><p>Text</p></body>"), document(html, hints=hints), LINE_WORDS)).language
        == found
    )


def test_sections_are_the_article_s_then_the_breadcrumbs_then_the_feed_s() -> None:
    crumbs = {"@type": "BreadcrumbList", "itemListElement": [{"item": {"name": "Home"}}, {"name": "Region"}, {"name": HEADLINE}]}
    html = linked(articleSection="City, Traffic") + meta("article:section", "city") + linked(**crumbs)
    assert read(html, hints=Hints(section="Local")).sections == ("City", "Traffic", "Region", "Local")


def test_breadcrumbs_in_markup_are_sections_where_nothing_else_names_one() -> None:
    html = '<nav class="breadcrumbs"><a href="/">Home</a> <a href="/city">City</a></nav>'
    assert read(html).sections == ("City",)


@pytest.mark.parametrize("sign", [" > ", " &raquo; ", "›"])
def test_breadcrumbs_without_names_are_told_by_their_words(sign: str) -> None:
    html = f'<font><a href="/">Home</a>{sign}<a href="/city">City</a>{sign}Article</font>'
    assert read(html).sections == ("City",)


def test_a_menu_is_no_breadcrumbs() -> None:
    assert read('<div><a href="/">Home</a> | <a href="/city">City</a> | <a href="/sport">Sport</a></div>').sections == ()


def test_keywords_of_every_source_each_once() -> None:
    html = linked(keywords="bridge, harbour, Mayor") + meta("article:tag", "Bridge") + meta("article:tag", "tram, old and new")
    assert read(html).keywords == ("bridge", "harbour", "Mayor", "tram, old and new")


def test_keywords_are_bounded_and_of_words() -> None:
    html = meta(
        "keywords", ",".join(["12", "x" * 100, "0af3b2c1-1111-2222-3333-444455556666", *(f"word {n}" for n in range(99))])
    )
    assert len(read(html).keywords) == 50
    assert read(html).keywords[0] == "word 0"


@pytest.mark.parametrize("url", ["file:///tmp/page.html", "odd:thing", "http://[::1", "http://paper.example:port/", ""])
def test_an_odd_address_does_no_harm(url: str) -> None:
    assert read(f"<title>{HEADLINE}</title><link rel=canonical href={URL}>", url=url).title == Found(HEADLINE, Origin.HTML)


def test_odd_json_ld_does_no_harm() -> None:
    odd = {
        "@type": ["Article", 7],
        "@id": 5,
        "author": [[[5]], None],
        "image": [None, {"url": 5}],
        "breadcrumb": [1],
        "publisher": 7,
    }
    assert read(linked(**odd)).title == Found(HEADLINE, Origin.JSON_LD)


def test_a_bold_line_is_no_byline_by_itself() -> None:
    text = "The bridge opens again. " * 9
    assert read(f"<h1>x</h1><div><p><b>More Bridges</b></p><p>{text}</p><p><b>Further Reading</b></p></div>").authors == ()
