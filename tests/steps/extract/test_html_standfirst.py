"""The sentences between headline and body belong to the text, wherever their element lies."""

import pytest

from tests.steps.extract.html_pages import PARAGRAPHS, TITLE, blocks, lines, page
from workers.enums import ReaderName

pytestmark = pytest.mark.usefixtures("reader")

STANDFIRST = "After three years without a boat at night the islanders will get a new one, and pay for half of it themselves."


def with_header(header: str, head: str = "") -> list[str]:
    body = f"<main><header>{header}</header><div class='article-body'>{blocks()}</div></main>"
    return lines(page(body, head))


@pytest.mark.parametrize(
    "markup",
    [
        "<p class='standfirst'>{}</p>",
        "<div class='article__lead'>{}</div>",
        "<h2 class='subtitle'>{}</h2>",
        "<div class='teaser-text'><p>{}</p></div>",
        "<div itemprop='description'>{}</div>",
        "<p>{}</p>",
    ],
)
def test_a_standfirst_outside_of_the_body_comes_first(markup: str) -> None:
    assert with_header(f"<h1>{TITLE}</h1>{markup.format(STANDFIRST)}") == [STANDFIRST, *PARAGRAPHS]


def test_what_the_page_gives_as_its_description_is_a_standfirst_whatever_its_name() -> None:
    head = f"<meta name='description' content='{STANDFIRST}'>"
    assert with_header(f"<h1>{TITLE}</h1><div class='x7f'>{STANDFIRST}</div>", head) == [STANDFIRST, *PARAGRAPHS]


@pytest.mark.parametrize(
    "markup",
    [
        "<figure><figcaption>{}</figcaption></figure>",
        pytest.param("<p class='image-text'>{}</p>", marks=pytest.mark.not_learned),
        "<p class='lead'><a href='/other'>{}</a></p>",
        "<p class='lead'>Updated today</p>",
    ],
)
def test_captions_links_and_labels_are_no_standfirst(markup: str) -> None:
    assert with_header(f"<h1>{TITLE}</h1>{markup.format(STANDFIRST)}") == list(PARAGRAPHS)


@pytest.mark.readers(ReaderName.TRAFILATURA)  # labels read what it says
@pytest.mark.parametrize("markup", ["<h1>{1}</h1><div class='x7f'>{0}</div>", "<p class='lead'>{0}</p><h1>{1}</h1>"])
def test_what_is_not_named_or_stands_above_the_headline_is_no_standfirst(markup: str) -> None:
    assert with_header(markup.format(STANDFIRST, TITLE)) == list(PARAGRAPHS)


@pytest.mark.readers(ReaderName.LEARNED)
def test_sentences_that_begin_the_article_are_a_standfirst_whatever_the_name_of_their_box() -> None:
    assert with_header(f"<h1>{TITLE}</h1><div class='x7f'>{STANDFIRST}</div>") == [STANDFIRST, *PARAGRAPHS]


def test_a_standfirst_inside_the_body_is_not_doubled() -> None:
    html = page(f"<h1>{TITLE}</h1><div class='article-body'><p class='lead'>{STANDFIRST}</p>{blocks()}</div>")
    assert lines(html) == [STANDFIRST, *PARAGRAPHS]


def test_a_headline_of_lower_order_will_do() -> None:
    assert with_header(f"<h1>Quay</h1><h2>{TITLE}</h2><p class='lead'>{STANDFIRST}</p>") == [STANDFIRST, *PARAGRAPHS]
