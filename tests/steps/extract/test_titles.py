"""The headline is chosen where a page's titles agree, and sites' names are taken off it, never a part of it."""

import pytest

from workers.page import Found
from workers.records import Origin
from workers.steps.extract.titles import Titles, choose_title, strip_site

SITES = {"thepaper", "paperexample", "paper"}


@pytest.mark.parametrize(
    "title",
    [
        "Bridge opens again - The Paper",
        "Bridge opens again | The Paper",
        "Bridge opens again — paper.example",
        "Bridge opens again|The Paper",
        "Bridge opens again | City | The Paper",
        "Bridge opens again - The Paper - News and more",
        "Bridge opens again - Paper Online",
        "The Paper: Bridge opens again",
        "The Paper - Bridge opens again",
        "Bridge opens again",
    ],
)
def test_the_site_s_name_is_taken_off_both_ends(title: str) -> None:
    assert strip_site(title, SITES) == "Bridge opens again"


def test_a_section_beside_the_site_s_name_goes_with_it() -> None:
    assert strip_site("Bridge opens again - City - The Paper", SITES, sections={"city"}) == "Bridge opens again"
    assert strip_site("Bridge opens again - City", SITES, sections={"city"}) == "Bridge opens again - City"


@pytest.mark.parametrize(
    "title",
    [
        "Bridge opens again - at last",
        "Mayor on the harbour: Bridge opens again",
        "BUDGET | Bridge opens again",
        "“Bridge opens again” - a comment on what the paper wrote about it",
        "What the bridge means for - paper mills along the river bank",
        "«Bridge opens again»",
    ],
)
def test_a_part_of_the_headline_stays(title: str) -> None:
    assert strip_site(title, SITES) == title


def test_what_ends_another_title_too_is_part_of_the_headline() -> None:
    assert strip_site("Bridge opens - Paper thin", SITES, others=["bridgeopenspaperthin"]) == "Bridge opens - Paper thin"
    assert strip_site("Bridge opens - Paper thin", SITES) == "Bridge opens"


def chosen(sites: set[str] = SITES, **titles: str | tuple[str, ...]) -> Found | None:
    return choose_title(Titles(**titles), sites)  # type: ignore[arg-type]


def test_titles_that_agree_are_one_and_keep_the_best_origin() -> None:
    found = chosen(open_graph="Bridge opens again | The Paper", headings=("Bridge opens again",), json_ld="Bridge opens again")
    assert found == Found("Bridge opens again", Origin.JSON_LD)


def test_an_unknown_site_s_name_is_cut_where_another_title_ends() -> None:
    found = chosen(set(), open_graph="Bridge opens again - News from Town", headings=("Bridge opens again",))
    assert found == Found("Bridge opens again", Origin.OPENGRAPH)


def test_the_writing_for_search_engines_is_not_the_headline() -> None:
    found = chosen(
        element="Bridge traffic dates 2026", json_ld="Bridge traffic dates 2026", open_graph="It moves", headings=("It moves",)
    )
    assert found == Found("It moves", Origin.OPENGRAPH)


def test_a_cut_title_is_restored_from_another() -> None:
    found = chosen(open_graph="Bridge opens and the mayor", headings=('Bridge opens and the mayor "is glad"',))
    assert found == Found('Bridge opens and the mayor "is glad"', Origin.OPENGRAPH)


@pytest.mark.parametrize("cut", ["Bridge opens again after ye", "Bridge opens again …", "Bridge opens again..."])
def test_a_title_cut_in_a_word_or_at_an_ellipsis_is_restored(cut: str) -> None:
    assert chosen(open_graph=cut, json_ld="Bridge opens again after years") == Found(
        "Bridge opens again after years", Origin.JSON_LD
    )


def test_a_heading_that_names_the_site_is_no_headline() -> None:
    assert chosen(headings=("The Paper", "Bridge opens again"), element="Bridge opens again – The Paper") == Found(
        "Bridge opens again", Origin.HTML
    )
    assert chosen(set(), headings=("Harbour Notes",), element="Bridge opens again | Harbour Notes") == Found(
        "Bridge opens again", Origin.HTML
    )


def test_a_heading_that_fits_no_other_title_is_no_headline() -> None:
    assert chosen(headings=("Log in",), element="Bridge opens again") == Found("Bridge opens again", Origin.HTML)


def test_an_address_is_no_headline() -> None:
    assert chosen(open_graph="bridge-opens-again", element="Bridge opens") == Found("Bridge opens", Origin.HTML)


def test_other_meta_elements_stand_in_for_opengraph() -> None:
    assert chosen(other="Bridge opens again", element="The Paper") == Found("Bridge opens again", Origin.META)


def test_where_all_titles_name_the_site_the_heading_is_taken_as_it_is() -> None:
    assert chosen(headings=("The Paper",), element="Paper") == Found("The Paper", Origin.HTML)


def test_a_page_without_titles_has_none() -> None:
    assert chosen() is None
    assert chosen(element="–") is None
