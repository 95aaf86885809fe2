"""Bylines are names only: without what introduces them, offices, places, addresses and dates."""

import pytest
from lxml.html import document_fromstring

from testing.words import LINE_WORDS
from workers.steps.extract.authors import credited, is_person, names_in
from workers.steps.extract.bylines import read_byline


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Ann Bell", ["Ann Bell"]),
        ("By Ann Bell and Ben Carr", ["Ann Bell", "Ben Carr"]),
        ("Von Ann Bell und Ben Carr, Berlin", ["Ann Bell", "Ben Carr"]),
        ("Ann Bell, Ben Carr & Cy Dunn", ["Ann Bell", "Ben Carr", "Cy Dunn"]),
        ("Par Anne Belle et Benoît Carré", ["Anne Belle", "Benoît Carré"]),
        ("Ana Bello y Juan Carro", ["Ana Bello", "Juan Carro"]),
        ("Текст: Анна Белова", ["Анна Белова"]),
        ("Written by Ann Bell", ["Ann Bell"]),
        ("Ann Bell, Staff Reporter", ["Ann Bell"]),
        ("Ann Bell | Political Editor", ["Ann Bell"]),
        ("Ann Bell, 3 May 2024, 15:30", ["Ann Bell"]),
        ("Ann Bell in Lisbon", ["Ann Bell"]),
        ("Ann Bell (dpa)", ["Ann Bell"]),
        ("Ann Bell ann@paper.example @annbell", ["Ann Bell"]),
        ("Ann Bell, Reuters", ["Ann Bell", "Reuters"]),
        ("dpa/AFP", ["dpa", "AFP"]),
        ("Bell, Ann", ["Ann Bell"]),
        ("ann-bell", ["Ann Bell"]),
        ("김철수 기자", ["김철수"]),
        ("Sam Bell Jr.", ["Sam Bell Jr."]),
        ("Ann Bell; ANN BELL", ["Ann Bell"]),
    ],
)
def test_a_byline_is_its_names(byline: str, names: list[str]) -> None:
    assert names_in(byline) == names


@pytest.mark.parametrize(
    "name", ["José Ortega y Gasset", "Ursula von der Leyen", "Bread & Roses", "Kirche und Welt", "Town Desk"]
)
def test_words_inside_names_part_nothing(name: str) -> None:
    assert names_in(name) == [name]


@pytest.mark.parametrize(
    "text",
    ["", "admin", "By", "https://paper.example/authors/ann", "ann@paper.example", "3 May 2024", "12:30", "© The Paper", "-"],
)
def test_accounts_addresses_and_dates_are_nobody(text: str) -> None:
    assert names_in(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Bell", True),
        ("Ludwig van Beethoven", True),
        ("王 小明", True),
        ("Ann", False),
        ("read more", False),
        ("News Editor", False),
    ],
)
def test_a_person_has_two_words_that_begin_like_names(text: str, expected: bool) -> None:  # noqa: FBT001 - a table
    assert is_person(text) is expected


def test_the_site_is_no_author_where_somebody_else_is_known() -> None:
    assert credited(["The Paper", "Ann Bell", "ann bell"], {"thepaper"}) == ["Ann Bell"]
    assert credited(["The Paper"], {"thepaper"}) == ["The Paper"]


def byline(html: str) -> list[str]:
    return read_byline(document_fromstring(f"<html><body>{html}</body></html>"), {"thepaper"}, LINE_WORDS)


@pytest.mark.parametrize(
    "html",
    [
        '<p class="byline">By <b>Ann Bell</b>, Reporter</p>',
        '<a rel="author" href="/ann">Ann Bell</a>',
        '<span itemprop="author">Ann Bell</span>',
        '<div class="article-author"><style>.x {}</style><span>Ann Bell</span><span>City Reporter</span></div>',
        '<span class="author">The Paper</span><span class="author">Ann Bell</span>',
    ],
)
def test_markup_names_the_byline(html: str) -> None:
    assert byline(html) == ["Ann Bell"]


def test_the_byline_s_like_beside_it_belong_to_it() -> None:
    assert byline("<ul><li class=author>Ann Bell<li class=author>Ben Carr</ul><p class=author>Cy Dunn</p>") == [
        "Ann Bell",
        "Ben Carr",
    ]


@pytest.mark.parametrize(
    "html",
    [
        '<div class="comment"><span class="author">Ann Bell</span></div>',
        '<aside><span class="author">Ann Bell</span></aside>',
        '<div class="related-teaser"><span class="author">Ann Bell</span></div>',
        '<p class="author-bio">Ann Bell</p>',
        f'<div class="author-list"><b>Ann Bell</b>{"<br>" * 60}</div>',
        f'<div class="author-article"><b>Ann Bell</b>{"<p>and more of her</p>" * 40}</div>',
    ],
)
def test_other_people_s_names_are_no_byline(html: str) -> None:
    assert byline(html) == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("<span class='author vcard'>Von Jule Harms</span>", "Jule Harms"),
        ("<span class='author vcard'>Jule Harms</span>", "Jule Harms"),
        ("<span>Von Jule Harms</span><time>17. März 2026</time>", "Jule Harms"),
        ("<span>Di Piera Valdosti</span><time>17/03/2026</time>", "Piera Valdosti"),
        ("<span>Di Stefano</span><time>17/03/2026</time>", "Di Stefano"),
        ("<div class='author card'>Jule Harms</div>", None),
    ],
)
def test_a_byline_below_the_headline_is_the_name_without_what_introduces_it(line: str, name: str | None) -> None:
    tree = document_fromstring(f"<body><h1>Night ferry</h1><div>{line}</div></body>")
    assert read_byline(tree, (), LINE_WORDS) == ([] if name is None else [name])
