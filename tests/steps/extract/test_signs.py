"""What a page's signs are: which of its text is teasers, what it calls itself, its markup and its forms."""

import pytest

from testing.words import WORDS
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.json_ld import read_nodes
from workers.steps.extract.signs import Part, Signs, find_teasers, key, line_signs, page_signs

HEADLINE = "Harbour bridge reopens after two years"
OTHER = "Ferry company adds night boats"
LEAD = "Drivers can use the bridge again from Monday."


def signs_of(body: str, head: str = "") -> Signs:
    tree = parse_html(f"<html><head>{head}</head><body>{body}</body></html>")
    assert tree is not None
    return page_signs(tree, read_nodes(tree), WORDS.pages.read_more)


def test_a_key_is_the_beginning_of_a_text_whatever_its_case_and_spaces() -> None:
    assert key(" The  Long\nWALL ") == key("the long wall") == "thelongwall"
    assert key("ab" * 16 + "c") == key("ab" * 16 + "d") != key("ab" * 15 + "cd")


def test_what_stands_below_a_headline_is_its_teaser() -> None:
    found = find_teasers(
        [(Part.HEADLINE, "one"), (Part.PROSE, "first"), (Part.LINK, "tag"), (Part.HEADLINE, "two"), (Part.PROSE, "second")],
        longest=9,
    )
    assert found.of == {"one": 1, "tag": 1, "first": 1, "two": 2, "second": 2}
    assert (found.count, found.longest_run) == (2, 6)


def test_prose_too_long_for_a_teaser_is_none() -> None:
    found = find_teasers([(Part.HEADLINE, "one"), (Part.PROSE, "first"), (Part.PROSE, "second")], longest=10)
    assert found.of == {"one": 1}
    assert found.longest_run == 11


def test_a_heading_begins_what_is_no_teaser() -> None:
    found = find_teasers([(Part.HEADLINE, "one"), (Part.HEADING, "more"), (Part.PROSE, "text")], longest=10)
    assert found.of == {"one": 1}


def test_read_more_makes_a_teaser_of_what_stands_before_it_but_not_of_the_page_s_own_beginning() -> None:
    assert find_teasers([(Part.HEADING, "one"), (Part.PROSE, "text"), (Part.MORE, "")], longest=10).of == {"one": 1, "text": 1}
    assert find_teasers([(Part.TITLE, "one"), (Part.PROSE, "text"), (Part.MORE, "")], longest=10).of == {}


def test_prose_that_stands_elsewhere_too_is_no_teaser() -> None:
    found = find_teasers([(Part.TITLE, "own"), (Part.PROSE, "text"), (Part.HEADLINE, "one"), (Part.PROSE, "text")], longest=10)
    assert found.of == {"one": 1}
    assert found.headed_run == 4


@pytest.mark.parametrize(
    ("body", "known"),
    [
        (f"<h2><a href='/1'>{HEADLINE}</a></h2><p>{LEAD}</p>", True),
        (f"<h2>{HEADLINE}</h2><p>{LEAD}</p>", False),
        (f"<h2><a href='#1'>{HEADLINE}</a></h2><p>{LEAD}</p>", False),
        (f"<h2><a name='1'>{HEADLINE}</a></h2><p>{LEAD}</p>", False),
        (f"<a href='/1'>{HEADLINE}</a><div>{LEAD}</div>", True),
        (f"<a href='/1'>{HEADLINE}</a><br>{LEAD}", True),
        (f"<a href='/1'>{HEADLINE[:24]}</a><p>{LEAD}</p>", False),
        (f"<a href='/1'><h3>Ferry</h3><p>{LEAD}</p></a>", True),
        (f"<a href='/1'>{HEADLINE * 16}</a><p>{LEAD}</p>", False),
        (f"<p>See <a href='/1'>{HEADLINE}</a></p><p>{LEAD}</p>", True),
        (f"<p>See, with all that was said before, <a href='/1'>{HEADLINE}</a></p><p>{LEAD}</p>", False),
        (f"<h2>{HEADLINE}</h2><p>{LEAD} <a href='/1'>Read more »</a></p>", True),
        (f"<h2>{HEADLINE}</h2><p>{LEAD}</p><a href='/1'>[Weiterlesen …]</a>", True),
        (f"<h2><a href='/1'>{HEADLINE}</a></h2><p>{LEAD * 16}</p>", False),
    ],
)
def test_what_makes_a_teaser_in_html(*, body: str, known: bool) -> None:
    assert (key(LEAD) in signs_of(body).teasers) is known


def test_a_link_in_a_sentence_is_no_headline() -> None:
    signs = signs_of(f"<p>{LEAD} In the meantime, the <a href='/1'>{OTHER}</a> and the mayor is glad of it.</p><p>{LEAD}</p>")
    assert signs.teaser_count == 0


def test_runs_are_measured_between_headlines_and_below_the_page_s_own() -> None:
    signs = signs_of(f"<h1>{HEADLINE}</h1><p>{'a' * 90}</p><h2><a href='/'>{OTHER}</a></h2><p>{'b' * 120}</p>")
    assert (signs.headed_run, signs.longest_run, signs.teaser_count) == (90, 120, 1)


def test_a_label_is_no_headline_of_its_own() -> None:
    assert signs_of(f"<h1>Politics and more</h1><p>{'a' * 90}</p>").headed_run == 0


def test_the_only_heading_of_the_first_order_is_a_title_and_titles_of_graphics_are_none() -> None:
    signs = signs_of("<svg><title>Search</title></svg><h1>Bridge</h1><h2>Ferry</h2>", "<title>Quay</title>")
    assert (signs.titles, signs.headings) == (("Quay", "Bridge"), ("Bridge", "Ferry"))
    assert signs_of("<h1>Bridge</h1><h1>Tags</h1>", "<title>Quay</title>").titles == ("Quay",)


@pytest.mark.parametrize(
    ("head", "article", "listing"),
    [
        ("", False, False),
        ('<script type="application/ld+json">{"@type": "NewsArticle"}</script>', True, False),
        ('<script type="application/ld+json">{"@graph": [{"@type": "WebPage"}, {"@type": "BlogPosting"}]}</script>', True, False),
        ('<script type="application/ld+json">{"@type": "Recipe"}</script>', True, False),
        ('<script type="application/ld+json">[{"@type": "CollectionPage"}]</script>', False, True),
        ('<script type="application/ld+json">{"@type": "WebPage", "mainEntity": {"@type": "ItemList"}}</script>', False, True),
        ('<script type="application/ld+json">[{"@type": "ItemList"}, {"@type": "Article"}]</script>', True, False),
        (
            '<script type="application/ld+json">{"@type": "ItemList", "itemListElement": [{"@type": "Article"}]}</script>',
            False,
            True,
        ),
        ('<script type="application/ld+json">{"@type": broken</script>', False, False),
        ("<div itemprop='articleBody'></div>", True, False),
    ],
)
def test_markup_says_what_a_page_is(*, head: str, article: bool, listing: bool) -> None:
    signs = signs_of("<p>x</p>", head)
    assert (signs.article_markup, signs.listing_markup) == (article, listing)


def test_open_graph_says_it_too() -> None:
    assert signs_of("<p>x</p>", '<meta property="og:type" content="Article">').open_graph_article
    assert not signs_of("<p>x</p>", '<meta property="og:type" content="website">').open_graph_article


def test_fields_for_passwords_are_counted() -> None:
    assert signs_of("<form><p><input type='Password'></p><input type=text></form>").passwords == 1


def test_lines_without_a_full_stop_are_headlines_of_plain_text() -> None:
    signs = line_signs(f"{HEADLINE}\n{LEAD}\n{OTHER}\n{'Long ' * 40}\nMore\n", WORDS)
    assert signs.teasers[key(LEAD)] == 1
    assert (signs.teaser_count, signs.longest_run) == (2, 199)
    assert signs.titles == (HEADLINE,)


def test_prose_of_plain_text_above_the_length_of_a_lead_is_no_teaser() -> None:
    assert key(LEAD) in line_signs(f"{HEADLINE}\n" + f"{LEAD}\n" * 7, WORDS).teasers
    assert key(LEAD) not in line_signs(f"{HEADLINE}\n" + f"{LEAD}\n" * 8, WORDS).teasers


def test_a_single_word_is_no_title_of_plain_text() -> None:
    assert line_signs(f"Home\n{HEADLINE}", WORDS).titles == ()


@pytest.mark.parametrize(
    ("line", "count"),
    [("Password", 1), ("User name Password Log in", 1), ("Your password was changed by the harbour office, it says here now", 0)],
)
def test_short_lines_about_passwords_are_a_form(line: str, count: int) -> None:
    assert line_signs(f"{HEADLINE}\n{line}", WORDS).passwords == count
