"""URLs are normalised, claims to another URL are weighed, and sites are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.urls import canonical_url, host_of, identity, normalise, site_of

PAGE = "https://paper.example/news/harbour-bridge-opens-again-48213"
NOT_OF_THE_WEB = [
    "",
    " ",
    "file:///tmp/page.html",
    "urn:isbn:1",
    "mailto:a@paper.example",
    "http://",
    "http://[::1",
    "http://a:port/",
]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Paper.Example/News", "https://paper.example/News"),
        ("https://paper.example", "https://paper.example/"),
        ("https://paper.example:443/a", "https://paper.example/a"),
        ("http://paper.example:80/a", "http://paper.example/a"),
        ("http://paper.example:8080/a", "http://paper.example:8080/a"),
        ("https://paper.example/a#comments", "https://paper.example/a"),
        ("https://reader:secret@paper.example/a", "https://paper.example/a"),
        ("https://paper.example/a?utm_source=x&id=7&fbclid=y", "https://paper.example/a?id=7"),
        ("https://paper.example/a?48213", "https://paper.example/a?48213"),
        ("https://paper.example/a?cid=7&UTM_Medium=x", "https://paper.example/a?cid=7"),
        ("https://paper.example/a?b=1&copy=2", "https://paper.example/a?b=1&copy=2"),
        ("https://paper.example/a;jsessionid=0A1B?b=1", "https://paper.example/a?b=1"),
        ("https://bücher.example/ä b", "https://xn--bcher-kva.example/%C3%A4%20b"),
        ("https://archive.example/2020/https://paper.example/a", "https://archive.example/2020/https://paper.example/a"),
    ],
)
def test_what_does_not_name_the_article_is_taken_off(url: str, expected: str) -> None:
    assert normalise(url) == expected
    assert normalise(expected) == expected


def test_schemes_and_default_ports_are_one_article() -> None:
    assert identity("http://paper.example:80/a") == identity("https://paper.example:443/a") == identity("https://paper.example/a")
    assert identity("https://paper.example/a") != identity("https://paper.example:8443/a")


@pytest.mark.parametrize(
    "claim",
    [
        PAGE,
        "https://www.paper.example/news/harbour-bridge-opens-again-48213",
        "http://paper.example/news/harbour-bridge-opens-again-48213/",
        "https://paper.example/48213",
        "https://paper.example/city/harbour-bridge-opens-again",
        "https://paper.example/city/bridge-at-the-harbour-opens-again-48213.html",
    ],
)
def test_a_claim_that_keeps_the_id_or_the_slug_is_believed(claim: str) -> None:
    assert canonical_url(claim, PAGE) == normalise(claim)


@pytest.mark.parametrize(
    "claim",
    [
        None,
        "",
        "/news/harbour-bridge-opens-again-48213",
        "javascript:void(0)",
        "file:///news/harbour-bridge-opens-again-48213",
        "https://paper.example/",
        "https://paper.example/news",
        "https://paper.example/news/council-votes-for-tram-48213000",
        "https://paper.example/news/harbour-bridge-opens-again-50000",
        "https://other.example/news/harbour-bridge-opens-again-48213",
    ],
)
def test_a_claim_to_another_page_is_not_believed(claim: str | None) -> None:
    assert canonical_url(claim, PAGE + "?utm_source=feed") == PAGE


@pytest.mark.parametrize(
    ("claim", "fetched", "is_believed"),
    [
        ("https://paper.example/a-b-c-d", "https://paper.example/amp/a-b-c-d", True),
        ("https://paper.example/a-b-c-d", "https://paper.example/a-b-c-d/amp", True),
        ("https://paper.example/2024/05/a-b-c-d", "https://paper.example/?p=48213", True),
        ("https://paper.example/view?id=7", "https://paper.example/view?id=7&sort=up", True),
        ("https://paper.example/view", "https://paper.example/view?id=7", False),
        ("https://paper.example/view?id=8", "https://paper.example/view?id=7", False),
        ("https://paper.example/2024/05/03", "https://paper.example/2024/05/03/a-b-c-d", False),
        ("https://paper.example/sport", "https://paper.example/sport/football", False),
    ],
)
def test_what_tells_a_page_from_others_must_stay(claim: str, fetched: str, is_believed: bool) -> None:  # noqa: FBT001 - a table
    assert canonical_url(claim, fetched) == (claim if is_believed else fetched)


def test_a_page_from_a_file_is_called_as_it_claims_unless_that_is_a_front_page() -> None:
    assert canonical_url("https://paper.example/a", "file:///tmp/a.html") == "https://paper.example/a"
    assert canonical_url("https://paper.example/", "file:///tmp/a.html") == "file:///tmp/a.html"


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.news.paper.co.uk/a", "paper.co.uk"),
        ("https://anna.blogspot.com/a", "anna.blogspot.com"),
        ("https://www.paper.example/a", "paper.example"),
        ("http://localhost:8000/", "localhost"),
        ("http://127.0.0.1/", "127.0.0.1"),
        ("http://[::1]/", "::1"),
        ("https://paper.de./a", "paper.de"),
        ("file:///tmp/a.html", "file"),
        ("nothing", ""),
    ],
)
def test_the_site_is_the_registrable_domain_or_the_next_best(url: str, site: str) -> None:
    assert site_of(url) == site


@pytest.mark.parametrize("url", NOT_OF_THE_WEB)
def test_what_is_no_url_of_the_web_stays_as_it_is(url: str) -> None:
    assert normalise(url) == url.strip()
    assert canonical_url(url, PAGE) == PAGE
    assert host_of(url) == ""
    assert isinstance(site_of(url), str)


@given(
    st.text(max_size=40) | st.from_regex(r"https?://[a-zß.:@%\[\]]{0,20}[/?#][ -~é]{0,30}", fullmatch=True), st.text(max_size=40)
)
def test_any_text_has_a_canonical_form_of_its_own(url: str, other: str) -> None:
    canonical = canonical_url(other, url)
    assert canonical_url(canonical, canonical) == normalise(canonical) == canonical
    assert isinstance(site_of(url) + identity(url) + host_of(url), str)
