"""Boxes around an article, told by what they say rather than by their names."""

import pytest

from tests.steps.extract.html_pages import PARAGRAPHS, TITLE, article, blocks, lines, page

pytestmark = pytest.mark.usefixtures("reader")

LONG = "The line ran for ninety years, and nobody on the islands remembers a winter in which the boat did not come at all. "


@pytest.mark.parametrize(
    "box",
    [
        "<div><p>If you like what you read here, the Harbour Press costs you a euro for four weeks</p><a href='/subscribe'>Try it</a></div>",
        "<div><p>You have read what there is for free this month. The rest costs less than a coffee.</p><p><a href='/abo/'>To the offers</a></p></div>",
        "<section><h2>Related stories</h2><p>Storm holds up the post</p><p>Two villages waited for three days.</p></section>",
        "<div><h3>Newsletter</h3><p>What happens in the harbour, every morning at seven.</p></div>",
        "<aside><h4>Comments</h4><div>Olaf: I knew that they would bring it back.</div></aside>",
    ],
)
def test_a_box_that_sells_or_stands_under_a_label_is_left_out(box: str) -> None:
    assert lines(article(inside=box)) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "content",
    [
        f"<div><p>{LONG}Whoever wants to keep it can <a href='/subscribe'>sign the list</a> in the harbour office.</p></div>",
        f"<div><h2>What the council pays</h2><p>{LONG}</p></div>",
    ],
)
def test_a_box_of_the_article_stays(content: str) -> None:
    assert len(lines(article(inside=content))) > len(PARAGRAPHS)


def test_a_box_that_holds_the_article_stays() -> None:
    assert lines(page(f"<div><h1>{TITLE}</h1>{blocks()}<a href='/subscribe'>Subscribe</a></div>")) == list(PARAGRAPHS)


def test_what_stands_above_the_headline_in_its_element_is_left_out() -> None:
    html = page(f"<div><div><p>Interview</p><h1>{TITLE}</h1></div>{blocks()}</div>")
    assert lines(html) == list(PARAGRAPHS)


def test_a_heading_below_which_nothing_follows_is_left_out() -> None:
    assert lines(page(f"<article><h1>{TITLE}</h1>{blocks()}<h3>Voices from the harbour</h3></article>")) == list(PARAGRAPHS)


def test_headings_stay_on_a_page_whose_names_say_nothing() -> None:
    html = page(
        f"<div class='x1'><h1>{TITLE}</h1>{blocks(PARAGRAPHS[:2])}<h2>Paid by the islands</h2>{blocks(PARAGRAPHS[2:])}</div>"
    )
    assert lines(html) == [*PARAGRAPHS[:2], "Paid by the islands", *PARAGRAPHS[2:]]


@pytest.mark.not_learned
def test_a_short_article_is_its_paragraphs() -> None:
    html = page(f"<main><article><h1>{TITLE}</h1><div>Play 0:41</div><p>It sails on Friday.</p><p>At ten.</p></article></main>")
    assert lines(html) == ["It sails on Friday.", "At ten."]
