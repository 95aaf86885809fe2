"""The print of a page's prose: what it does not see is what changes without news, and what it sees is news."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testing.made_pages import made_words, sentences_of
from workers.page import Document, Format
from workers.records import Hints
from workers.steps.prose import CELLS, DIGEST_BYTES, alike, news, prose
from workers.steps.read.fetched import FIRST

RNG = random.Random(1)


def paragraph(rng: random.Random = RNG) -> str:
    return " ".join(sentences_of(made_words(rng, 45)))


ARTICLE = [paragraph() for _ in range(12)]
FOOTER = paragraph()


def document(text: str, form: Format = Format.HTML) -> Document:
    url = "https://paper.example/a"
    return Document(url=url, final_url=url, fetched_at=FIRST, format=form, text=text, headers={}, hints=Hints())


def page(paragraphs: list[str], seed: int) -> Document:
    """A page of these paragraphs, and of all that changes from one crawl to the next: teasers, related lists, ads, counters, scripts."""
    rng = random.Random(seed)
    teasers = "".join(
        f"<li><a class=teaser href='/{rng.random()}'><img src=x><h3>{paragraph(rng)[:60]}</h3><p>{paragraph(rng)}</p></a></li>"
        for _ in range(20)
    )
    related = "".join(f"<div><a href=/{n}>{paragraph(rng)}</a></div>" for n in range(5))
    return document(
        f"<html><head><title>A title</title><style>p {{ color: {rng.random()} }}</style></head><body><!-- {paragraph(rng)} -->"
        f"<nav>{teasers}</nav><div>{rng.randrange(10_000)} people read this</div>"
        f"<article>{''.join(f'<p class=x>{each}</p>' for each in paragraphs)}</article>"
        f"<script>var page = ['{paragraph(rng)} <p>{paragraph(rng)}</p>']</script><aside>{related}<div>Advertisement</div></aside>"
        f"<SCRIPT>{paragraph(rng)}</SCRIPT><footer><div>{FOOTER}</div></footer></body></html>"
    )


def test_another_crawl_of_a_page_is_alike_whatever_stands_around_its_prose() -> None:
    assert alike(prose(page(ARTICLE, 1)), prose(page(ARTICLE, 2))) == 1
    assert len(prose(page(ARTICLE, 1))) == DIGEST_BYTES * 13, "the article's paragraphs and the footer"


@pytest.mark.parametrize("place", [0, 5, 12])
def test_one_more_paragraph_shows_and_is_news_where_it_is_of_the_text(place: int) -> None:
    added = paragraph()
    more = [*ARTICLE[:place], added, *ARTICLE[place:]]
    before, now = prose(page(ARTICLE, 1)), prose(page(more, 2))
    assert 0.9 < alike(before, now) < 1
    assert news("\n".join(more), before, now) == 1
    assert news("\n".join(ARTICLE), before, now) == 0, "a reader that leaves it out tells of no news"


def test_another_reader_of_the_same_page_tells_no_news() -> None:
    before, now = prose(page(ARTICLE, 1)), prose(page(ARTICLE, 2))
    assert news("\n".join([*ARTICLE, FOOTER, "A headline", paragraph()]), before, now) == 0


def test_a_paragraph_that_has_changed_shows() -> None:
    changed = [*ARTICLE[:4], f"{ARTICLE[4]} Two were hurt.", *ARTICLE[5:]]
    before, now = prose(page(ARTICLE, 1)), prose(page(changed, 2))
    assert alike(before, now) == pytest.approx(12 / 14)
    assert news("\n".join(changed), before, now) == 1


@pytest.mark.parametrize(
    "written",
    [
        "<p>{}</p>",
        "<div class='a b'>\n  {}\n</div>",
        "<P><Span>{}</Span></P>",
        "<p><b>{}</b> <a href=/x>more</a></p>",
        "<td>{}<br></td>",
        "<li>{}",
    ],
)
def test_how_a_paragraph_is_set_makes_no_difference(written: str) -> None:
    plain, text = ARTICLE[0], ARTICLE[0].replace(",", " –").replace(".", "&nbsp;&hellip; ").replace(" ", " <i>\n</i>", 1)
    one = prose(document(f"<body>{written.format(plain)}</body>"))
    other = prose(document(f"<body>{written.format(text)}</body>"))
    assert len(one) == DIGEST_BYTES
    assert one == other


def test_a_paragraph_with_links_is_prose_and_a_list_of_links_is_none() -> None:
    linked = ARTICLE[0].replace(" ", " <a href=/topic>", 1).replace(".", "</a>.", 1)
    assert prose(document(f"<p>{ARTICLE[1]} {linked}</p>")) == prose(document(f"<p>{ARTICLE[1]} {ARTICLE[0]}</p>"))
    assert prose(document("<p>" + " | ".join(f"<a href=/{n}>{ARTICLE[n]}</a>" for n in range(5)) + "</p>")) == b""


def test_a_line_of_plain_text_is_a_block() -> None:
    one = prose(document("\n".join([*ARTICLE, "A short line"]), Format.PLAIN))
    other = prose(document("\n\n".join(["Menu", *reversed(ARTICLE), "Another"]), Format.PLAIN))
    assert len(one) == DIGEST_BYTES * len(ARTICLE)
    assert one == other


@pytest.mark.parametrize("blocks", [CELLS - 2, CELLS - 1, CELLS, 400])
def test_a_paragraph_more_shows_on_a_long_page_too(blocks: int) -> None:
    rng = random.Random(3)
    many = [paragraph(rng) for _ in range(blocks + 1)]
    before, now = (prose(document("".join(f"<p>{each}</p>" for each in some))) for some in (many[:-1], many))
    assert len(now) == min(blocks + 1, CELLS) * DIGEST_BYTES
    assert 0.9 < alike(before, now) < 1
    assert alike(now, now) == 1
    assert news("\n".join(many), before, now) == 1
    assert news("\n".join(many[:-1]), before, now) == 0


def test_on_a_long_page_where_much_has_changed_some_of_it_shows() -> None:
    rng = random.Random(3)
    many = [paragraph(rng) for _ in range(230)]
    before, now = (prose(document("".join(f"<p>{each}</p>" for each in some))) for some in (many[:200], many))
    assert 10 < news("\n".join(many), before, now) <= 30
    assert news("\n".join(many[:200]), before, now) == 0


def test_pages_without_prose_are_not_alike() -> None:
    assert prose(document("<p>Short</p>")) == b""
    assert alike(b"", b"") == alike(b"", b"abc") == 0
    assert news("\n".join(ARTICLE), b"", b"") == 0


@given(st.text(alphabet="<>ap/ !-scriptéx\n\u2019&;", max_size=400), st.sampled_from(Format))
def test_any_text_has_a_print_of_a_bounded_size(text: str, form: Format) -> None:
    made = prose(document(text * 5, form))
    assert len(made) % DIGEST_BYTES == 0
    assert len(made) <= CELLS * DIGEST_BYTES <= 200


@pytest.mark.parametrize(
    "part",
    [
        "<",
        ">",
        "<a ",
        "<script>",
        "<!--",
        "<p>",
        "</a",
        "<a href=x>" + "x" * 50,
        "<b>" + "x" * 50,
        "x" * 50 + "<i>",
        "&amp",
        "</p" + "x" * 99 + ">",
    ],
)
def test_it_takes_no_page_long(part: str) -> None:
    """A hostile page of two megabytes: in processor time, whatever else the host does."""
    begin = time.process_time()
    prose(document(part * (2_000_000 // len(part))))
    assert time.process_time() - begin < 2
