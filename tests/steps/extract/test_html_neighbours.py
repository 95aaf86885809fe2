"""Several articles on one page: the text is the page's own, the others are named; teasers are no articles."""

import pytest

from tests.steps.extract.html_pages import OTHER_PARAGRAPHS, OTHER_TITLE, PARAGRAPHS, TITLE, URL, blocks, extracted, page

pytestmark = pytest.mark.usefixtures("reader")

OWN = f"<h1>{TITLE}</h1><div class='article-body'>{blocks()}</div>"
OTHER = f"<h1>{OTHER_TITLE}</h1><div class='article-body'>{blocks(OTHER_PARAGRAPHS)}</div>"


def titles(html: str, url: str = URL) -> list[str]:
    return [other.title for other in extracted(html, url).also_on_page]


@pytest.mark.parametrize(
    "body", [f"<article>{OWN}</article><article>{OTHER}</article>", f"<article>{OTHER}</article><article>{OWN}</article>"]
)
def test_the_own_article_has_the_pages_title_wherever_it_stands(body: str) -> None:
    found = extracted(page(body))
    assert found.text.split("\n") == list(PARAGRAPHS)
    assert [other.title for other in found.also_on_page] == [OTHER_TITLE]


def test_the_other_article_is_measured() -> None:
    (other,) = extracted(page(f"<article>{OWN}</article><article>{OTHER}</article>")).also_on_page
    assert other.characters == pytest.approx(sum(map(len, OTHER_PARAGRAPHS)), abs=100)


def test_articles_in_plain_blocks_are_told_apart_by_their_headlines() -> None:
    body = f"<div id='feed'><div>{OWN}</div><div>{OTHER}{blocks(OTHER_PARAGRAPHS[:4])}</div></div>"
    long_own = body.replace("</div></div>", f"{blocks(OTHER_PARAGRAPHS[4:])}</div></div>", 1)
    assert titles(page(long_own)) == []  # the own one is too short for a block of its own
    assert titles(page(long_own.replace(PARAGRAPHS[0], " ".join(PARAGRAPHS * 2)))) == [OTHER_TITLE]


def test_a_short_article_in_a_block_with_its_headline_is_told_apart() -> None:
    own = f"<section><h1>{TITLE}</h1><article>{blocks()}</article></section>"
    other = f"<section><h1>{OTHER_TITLE}</h1><p>By Rory Flett</p><article>{blocks(OTHER_PARAGRAPHS[:3])}</article></section>"
    assert titles(page(own + other)) == [OTHER_TITLE]
    assert titles(page(own + other.replace("article>", "div>"))) == []


def test_where_no_title_fits_the_own_article_is_the_one_at_the_pages_url() -> None:
    body = f"<article data-url='/2026/03/wood-ovens'>{OTHER}</article><article data-url='/2026/03/ferry-returns'>{OWN}</article>"
    assert titles(page(body, title="Quay")) == [OTHER_TITLE]


def test_where_nothing_fits_the_first_of_several_that_are_dated_is_the_own() -> None:
    dated = f"<article><time>1 May</time>{OWN}</article><article><time>2 May</time>{OTHER}</article>"
    assert titles(page(dated, title="Quay")) == [OTHER_TITLE]


def test_chapters_of_a_page_that_is_called_otherwise_are_its_sections() -> None:
    chapters = (
        f"<section><h1>Why watch?</h1>{blocks()}</section><section><h1>What to watch</h1>{blocks(OTHER_PARAGRAPHS)}</section>"
    )
    found = extracted(page(chapters, title="Handbook of Quays"))
    assert found.also_on_page == ()
    assert PARAGRAPHS[4] in found.text


def test_teaser_cards_are_no_articles() -> None:
    cards = "".join(
        f"<article><h2><a href='/{n}'>Card {n} of the day</a></h2><p>{OTHER_PARAGRAPHS[n]}</p></article>" for n in range(5)
    )
    found = extracted(page(f"<article>{OWN}</article><section>{cards}</section>"))
    assert found.also_on_page == ()
    assert found.text.split("\n") == list(PARAGRAPHS)


def test_parts_below_the_pages_headline_are_its_sections() -> None:
    parts = f"<article><h2>14:05 The boat sails</h2>{blocks(OTHER_PARAGRAPHS)}</article><article><h2>13:40 Fog</h2>{blocks()}</article>"
    found = extracted(page(f"<main><h1>{TITLE}</h1>{parts}</main>"))
    assert found.also_on_page == ()


def test_sections_of_one_article_with_first_headings_of_their_own_stay() -> None:
    sections = f"<section><h1>The boat</h1>{blocks(PARAGRAPHS[:3])}</section><section><h1>The cost</h1>{blocks(PARAGRAPHS[3:])}</section>"
    found = extracted(page(f"<article><h1>{TITLE}</h1>{sections}</article>"))
    assert found.also_on_page == ()
    assert PARAGRAPHS[4] in found.text


def test_short_articles_headed_as_pages_are_neighbours_too() -> None:
    short = f"<h1>{OTHER_TITLE}</h1>{blocks(OTHER_PARAGRAPHS[:3])}"
    assert titles(page(f"<article>{OWN}</article><article>{short}</article>")) == [OTHER_TITLE]


def test_a_short_article_beside_its_like_is_a_neighbour() -> None:
    whole = f"<h2>{OTHER_TITLE}</h2>{blocks(OTHER_PARAGRAPHS)}"
    own = f"<h2>{TITLE}</h2>{blocks()}"
    short = "<h2>Choir cancels its tour of the south</h2><p>Eleven singers lost their voices.</p><p>At a match.</p><p>It was drawn.</p>"
    html = "".join(f"<article class='entry'>{text}</article>" for text in (own, whole, short))
    assert titles(page(html)) == [OTHER_TITLE, "Choir cancels its tour of the south"]


def test_a_list_of_other_articles_is_not_one_itself() -> None:
    more = f"<h1>Read more</h1><div>{blocks(OTHER_PARAGRAPHS)}</div>"
    assert titles(page(f"<article>{OWN}</article><article>{more}</article>")) == []


def test_the_same_article_twice_has_no_neighbour() -> None:
    assert titles(page(f"<article>{OWN}</article><article>{OWN}</article>")) == []
