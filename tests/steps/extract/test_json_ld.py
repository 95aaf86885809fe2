"""JSON-LD is read by a real parser, whatever publishers put around it, and the page's own article is found in it."""

import time
from typing import Any

import orjson
import pytest
from lxml.html import HtmlElement, document_fromstring

from workers.steps.extract.json_ld import (
    Node,
    by_id,
    is_article,
    own_articles,
    own_pages,
    parse_json,
    read_nodes,
    types_of,
    values_of,
)
from workers.urls import identity

PAGE = "https://paper.example/bridge"
PAGES = {identity(PAGE)}


def page(*scripts: Any) -> HtmlElement:
    texts = (script if isinstance(script, str) else orjson.dumps(script).decode() for script in scripts)
    return document_fromstring("<html>" + "".join(f'<script type="application/ld+json">{text}</script>' for text in texts))


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "b"}',
        '<!-- {"a": "b"} -->',
        '//<![CDATA[\n{"a": "b"}\n//]]>',
        '/* data */ {"a": "b"};',
        '{"a": "b",\n}',
        "\ufeff" + '{"a": "b"}',
    ],
)
def test_what_stands_around_json_does_not_matter(text: str) -> None:
    assert parse_json(text) == {"a": "b"}


def test_line_breaks_in_strings_and_wrong_escapes_are_mended() -> None:
    assert parse_json('{"a": "two\nlines", "b": "it\\\'s", "c": ["x", ]}') == {"a": "two lines", "b": "it\\'s", "c": ["x"]}


@pytest.mark.parametrize("text", ["", "no json", '{"a": "b"', "[" * 100_000 + "]" * 100_000, '{"a": ' * 5_000])
def test_what_is_no_json_is_nothing(text: str) -> None:
    assert parse_json(text) is None


@pytest.mark.parametrize(
    "text", ['{"a":"' + "," * 200_000, '{"a":"' + "\\" * 200_001 + '"}', " " * 200_000 + "x", "[,  " * 50_000]
)
def test_cleaning_is_linear(text: str) -> None:
    start = time.process_time()
    parse_json(text)
    assert time.process_time() - start < 1


def test_nodes_lie_in_lists_graphs_and_main_entities_of_every_script() -> None:
    tree = page([{"@id": "1"}], {"@graph": [{"@id": "2", "mainEntity": {"@id": "4"}}]}, "broken", {"@id": "3"})
    assert [node["@id"] for node in read_nodes(tree) if "@id" in node] == ["1", "2", "4", "3"]


def test_other_pages_nodes_are_not_the_page_s() -> None:
    tree = page({"@type": "WebPage", "isPartOf": {"@type": "Article"}, "itemListElement": [{"@type": "Article"}]})
    assert [types_of(node) for node in read_nodes(tree)] == [{"webpage"}]


def test_types_are_compared_without_case_and_vocabulary() -> None:
    assert types_of({"@type": ["http://schema.org/NewsArticle", "Thing", 7]}) == {"newsarticle", "thing"}
    assert is_article({"@type": "LiveBlogPosting"})
    assert not is_article({"@type": "Person"})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Jo &amp; <b>Co</b>", ["Jo & Co"]),
        (["Ann", {"name": "Ben"}, [{"name": ["Cy", "Di"]}]], ["Ann", "Ben", "Cy", "Di"]),
        ({"givenName": "Ann", "familyName": "Bell"}, ["Ann Bell"]),
        ({"@value": "x"}, ["x"]),
        ({"@id": "#ann"}, ["Ann Bell"]),
        ({"@id": "#nobody"}, []),
        (None, []),
        (7, []),
    ],
)
def test_values_are_strings_and_names_of_things(value: Any, expected: list[str]) -> None:
    assert values_of(value, by_id([{"@id": "#ann"}, {"@id": "#ann", "name": "Ann Bell"}])) == expected


def article(headline: str = "", url: str = "", **more: Any) -> Node:
    return {"@type": "NewsArticle", "headline": headline, "url": url, **more}


def test_of_several_articles_the_one_with_the_page_s_url_is_its_own() -> None:
    others = [article("Tram line planned", f"https://paper.example/{n}") for n in range(3)]
    own = article("A headline that nobody else has", PAGE)
    assert own_articles([*others, own], PAGES, ["bridgeopens"]) == [own]


def test_else_the_one_with_the_page_s_headline() -> None:
    own = article("Bridge opens again")
    assert own_articles([article("Tram line planned"), own], PAGES, ["bridgeopensagainpaper"]) == [own]


def test_an_article_described_twice_is_both_best_first() -> None:
    first, second = article("Bridge opens again"), article("Bridge opens again", mainEntityOfPage={"@id": PAGE})
    assert own_articles([first, second], PAGES, ["bridgeopensagain"]) == [second, first]


def test_a_lone_article_is_believed_but_not_one_of_a_list() -> None:
    other = article("Tram line planned", "https://paper.example/tram")
    assert own_articles([other], PAGES, ["bridgeopensagain"]) == [other]
    assert own_articles([other, article("Ferry delayed", "https://paper.example/ferry")], PAGES, ["bridgeopensagain"]) == []


def test_another_page_s_web_page_is_not_its_own() -> None:
    own, other = {"@type": "WebPage", "url": PAGE}, {"@type": "WebPage", "url": "https://paper.example/"}
    assert own_pages([other, own], PAGES) == [own]
