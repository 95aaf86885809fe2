"""What the text of an HTML page holds, and what stands around it and does not."""

import pytest

from tests.steps.extract.html_pages import PARAGRAPHS, TITLE, URL, article, blocks, extracted, lines, page

pytestmark = pytest.mark.usefixtures("reader")

SENTENCE = "The boat was painted in the colours of the old line, which some islanders like less than others do, it is said."


def test_the_text_is_the_paragraphs_each_on_a_line() -> None:
    assert lines(article()) == list(PARAGRAPHS)


def test_metadata_is_read_from_the_same_page() -> None:
    title = extracted(article()).metadata.title
    assert title is not None
    assert title.value == TITLE


def test_a_heading_stands_on_its_own_line() -> None:
    assert lines(article(inside="<h2>Half of it paid by the council</h2>"))[2] == "Half of it paid by the council"


def test_lists_and_quotes_of_the_article_stay() -> None:
    inside = f"<ul><li>Fridays at ten</li><li>Sundays at eleven</li></ul><blockquote><p>{SENTENCE}</p></blockquote>"
    assert lines(article(inside=inside))[2:5] == ["- Fridays at ten", "- Sundays at eleven", SENTENCE]


def test_a_table_is_its_cells() -> None:
    table = "<table><tr><th>Day</th><th>Boat</th></tr><tr><td>Friday</td><td>Alken</td></tr></table>"
    assert lines(article(inside=table))[2:4] == ["Day | Boat", "Friday | Alken"]


@pytest.mark.parametrize("headline", [TITLE, f"Islands {TITLE}", f"{TITLE} "])
def test_the_title_is_not_repeated_in_the_text(headline: str) -> None:
    html = page(f"<div class='article-body'><h1>{headline}</h1>{blocks()}</div>")
    assert lines(html) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "first",
    [
        f"{TITLE}, the council decided on Monday.",
        f"A {TITLE[0].lower()}{TITLE[1:]} and nobody asks when,",
        "Night ferry returns to the outer islands: 首班船周五启航。",
    ],
)
def test_a_first_sentence_that_says_more_than_the_title_stays(first: str) -> None:
    text = extracted(page(f"<article><h1>{TITLE}</h1><p>{first}</p>{blocks()}</article>")).text
    assert text == "\n".join((first, *PARAGRAPHS))


@pytest.mark.parametrize(
    "noise",
    [
        "<div class='related-articles'><h3>Storm holds up the post</h3><p>Two villages waited for three days.</p></div>",
        "<div class='newsletterBox'><p>News of the harbour in your inbox every morning.</p></div>",
        "<section id='comments'><p>I always knew that they would bring it back, and told my neighbour so.</p></section>",
        "<div class='share-bar'><span>Share</span><span>143 people like this</span></div>",
        "<div class='ad'><p>Two nights for the price of one at the Anchor Hotel.</p></div>",
        "<div class='cookie-notice'><p>We and our partners store what you read here.</p></div>",
        "<div class='author-bio'><p>Edda Holm has written about boats for twenty years.</p></div>",
        "<p class='image-caption'>The ferry in the harbour of Vik on Tuesday evening.</p>",
        "<p class='tags'>ferries, islands, transport, harbour, council</p>",
        "<p><a href='/storm'>Storm holds up the post for three days in a row</a></p>",
        "<h3><a href='/storm'>Storm holds up the post for three days in a row</a></h3>",
        "<ul><li>Storm: <a href='/a'>Post waits for days</a></li><li>Fog: <a href='/b'>Airport closed again</a></li></ul>",
        "<p>Read also: Storm holds up the post for three days</p>",
        "<p>[ Read more: The night in which the storm held up the post ]</p>",
        "<p>Lesen Sie auch: Sturm hält die Post drei Tage auf</p>",
        "<p>À lire aussi : La tempête retient le courrier</p>",
        "<p>Photo: Edda Holm</p>",
        "<p>© 2026 Harbour Press</p>",
        "<p>Advertisement</p>",
        "<script>var boats = 'the script of the page';</script><style>p { color: red }</style>",
    ],
)
def test_what_is_no_part_of_the_article_is_left_out(noise: str) -> None:
    assert lines(article(inside=noise)) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "content",
    [
        "<p>The shipyard has put <a href='/plans'>the plans of the vessel</a> on its pages for all to read and to copy.</p>",
        "<h2><a name='cost'>What the council pays</a></h2>",
        "<p><a href='#cost'>What the council pays for it in a year</a></p>",
        "<p>Share prices of the company rose by four per cent on the news, before they fell again in the late afternoon.</p>",
        "<p>He said 'Read more books', and the ferry's library has taken him by his word ever since that winter.</p>",
    ],
)
def test_what_only_resembles_noise_stays(content: str) -> None:
    assert len(lines(article(inside=content))) == len(PARAGRAPHS) + 1


@pytest.mark.parametrize("name", ["related-content", "commentary", "newsletter-edition", "sharing-economy"])
def test_a_name_like_noise_does_not_cost_the_body(name: str) -> None:
    html = page(f"<h1>{TITLE}</h1><div class='{name}'>{blocks()}</div>")
    assert lines(html) == list(PARAGRAPHS)


def test_a_paragraph_that_the_page_repeats_stands_once() -> None:
    assert lines(article(inside=f"<blockquote><p>{PARAGRAPHS[0]}</p></blockquote>")) == list(PARAGRAPHS)


def test_the_same_page_gives_the_same_text_whatever_was_read_before() -> None:
    first = extracted(article())
    for _ in range(4):
        extracted(article(inside=f"<p>{SENTENCE}</p>"))
    assert extracted(article()) == first


def test_the_text_does_not_depend_on_the_url() -> None:
    assert extracted(article(), "https://other.example/").text == extracted(article(), URL).text
