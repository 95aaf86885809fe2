"""What a URL says of its page."""

import pytest

from workers.steps.extract.place import Place, read_place

NOTHING = Place(home=False, listing=False, login=False, section=False, article=False)


@pytest.mark.parametrize(
    "path",
    ["", "/", "/index.html", "/de/", "/en-gb", "/de/start.php", "/HOME/"],
)
def test_a_home_page_has_no_path_but_a_language_or_an_index(path: str) -> None:
    assert read_place(f"https://quay.example{path}").home


@pytest.mark.parametrize("path", ["/?p=7", "/news", "/index/7", "/indexes.html"])
def test_other_paths_are_no_home(path: str) -> None:
    assert not read_place(f"https://quay.example{path}").home


@pytest.mark.parametrize(
    "path",
    [
        "/tag/harbour", "/thema/hafen-quay", "/politik/archiv/", "/autor/jo-reed", "/news/page/12", "/news/seite-3/", "/?s=wall",
        "/suche?q=hafen", "/find?page=2&query=wall", "/sitemap.xml", "/news/category/sport", "/topic-wall",
    ],
)  # fmt: skip
def test_tags_authors_archives_later_pages_and_searches_are_listings(path: str) -> None:
    assert read_place(f"https://quay.example{path}").listing


@pytest.mark.parametrize(
    "path",
    [
        "/topics/the-wall-held-again",
        "/category/sport/2026/rovers",
        "/story?id=7",
        "/pages/7",
        "/a/archive-of-the-wall-found",
        "/?" + "q" * 2001,
    ],
)
def test_an_article_below_such_words_is_no_listing(path: str) -> None:
    assert not read_place(f"https://quay.example{path}").listing


@pytest.mark.parametrize("path", ["/politics", "/news/world/", "/de/sport/fussball", "/long-reads"])
def test_a_short_path_of_plain_words_is_a_section(path: str) -> None:
    assert read_place(f"https://quay.example{path}").section


@pytest.mark.parametrize("path", ["", "/", "/a/b/c/d", "/wall-held-again", "/news/7", "/news?id=x"])
def test_numbers_queries_deep_paths_and_headlines_make_no_section(path: str) -> None:
    assert not read_place(f"https://quay.example{path}").section


@pytest.mark.parametrize(
    "path", ["/the-wall-held-again", "/news/12345", "/2026/03/wall", "/2026-03-12/wall", "/das_wetter_wird_gut.html"]
)
def test_headlines_numbers_and_dates_name_an_article(path: str) -> None:
    assert read_place(f"https://quay.example{path}").article


@pytest.mark.parametrize("path", ["/wall-held-again", "/news/1234", "/2026/", "/politics"])
def test_less_names_none(path: str) -> None:
    assert not read_place(f"https://quay.example{path}").article


@pytest.mark.parametrize("path", ["/login", "/user/sign-in?next=/", "/wp-login.php", "/account/", "/de/anmelden"])
def test_paths_to_a_login(path: str) -> None:
    assert read_place(f"https://quay.example{path}").login


@pytest.mark.parametrize("url", ["", "no url", "http://[::1", "mailto:jo@quay.example?subject=x"])
def test_of_what_is_no_url_little_is_known(url: str) -> None:
    place = read_place(url)
    assert (place.home, place.listing, place.login, place.article) == (False, False, False, False)
