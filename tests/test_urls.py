"""URLs are normalised, claims to another URL are weighed, and sites are named."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.urls import PATH_EITHER, QUERY_EITHER, canonical_url, former_identity, host_of, identity, normalise, site_of

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
        ("https://paper.example/caf%c3%a9?q=%e4%b8%ad", "https://paper.example/caf%C3%A9?q=%E4%B8%AD"),
        ("https://paper.example/%7Eanna/%61-%2D%5F%2e?%78=%31", "https://paper.example/~anna/a--_.?x=1"),
        ("https://paper.example/it's,(so)%27%2C%28%2F", "https://paper.example/it's,(so)%27%2C%28%2F"),
        ("https://paper.example/a?b=%26%3d%2B+%27", "https://paper.example/a?b=%26%3D%2B+%27"),
        ("https://paper.example/a/./b/../c/%2E%2e/d/.", "https://paper.example/a/d/"),
        ("https://paper.example/../../a/..", "https://paper.example/"),
        ("https://paper.example/a/..b/.c/...", "https://paper.example/a/..b/.c/..."),
        ("https://paper.example/a//../b", "https://paper.example/a/b"),
        ("https://paper.example/100%/%%34%31?a=%zz", "https://paper.example/100%25/%2541?a=%25zz"),
    ],
)
def test_what_does_not_name_the_article_is_taken_off(url: str, expected: str) -> None:
    assert normalise(url) == expected
    assert normalise(expected) == expected


def test_schemes_and_default_ports_are_one_article() -> None:
    assert identity("http://paper.example:80/a") == identity("https://paper.example:443/a") == identity("https://paper.example/a")
    assert identity("https://paper.example/a") != identity("https://paper.example:8443/a")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/news/skipper's-boat", "/news/skipper%27s-boat"),
        ("/caf%c3%a9", "/caf%C3%A9"),
        ("/caf%c3%a9", "/café"),
        ("/a(b)!*,;:@$&=+c", "/a%28b%29%21%2A%2c%3B%3a%40%24%26%3D%2Bc"),
        ("/a;jsessionid=0A1B", "/a%3Bjsessionid=0A1C"),
        ("/a?b=it's,(so):/@", "/a?b=it%27s%2C%28so%29%3A%2F%40"),
        ("/a/b/../c", "/a/c"),
        ("/a?%75tm_source=x&b=1", "/a?b=1"),
    ],
)
def test_two_ways_to_write_a_url_are_one_article(one: str, other: str) -> None:
    assert identity(f"https://paper.example{one}") == identity(f"http://paper.example{other}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/a?b=1%262", "/a?b=1&2"),
        ("/a?b%3D1", "/a?b=1"),
        ("/a?b=1%2B2", "/a?b=1+2"),
        ("/a?b=1%3B2", "/a?b=1;2"),
        ("/a?b=1%232", "/a?b=1#2"),
        ("/a%2Fb", "/a/b"),
        ("/a%3Fb", "/a?b"),
        ("/a%23b", "/a#b"),
        ("/a%2541", "/a%41"),
        ("/a", "/A"),
        ("/a", "/a/"),
    ],
)
def test_what_may_mean_another_page_stays_another(one: str, other: str) -> None:
    assert identity(f"https://paper.example{one}") != identity(f"https://paper.example{other}")


@pytest.mark.parametrize(
    "url", [PAGE, f"{PAGE}?a=1&b=it's", "https://bücher.example/ä b", "https://paper.example/it's,(so);a=1@b"]
)
def test_the_identity_of_most_urls_is_what_it_was(url: str) -> None:
    assert identity(url) == former_identity(url)


@given(st.lists(st.tuples(st.sampled_from(string.ascii_letters + string.digits + "!$&'()*+,;=:@-._~/é中 \""), st.integers(0, 2))))
def test_however_characters_are_written_it_is_one_url(written: list[tuple[str, int]]) -> None:
    """Each raw, or escaped in upper or lower case, where that is known to make no difference; é, 中 and the like always."""

    def write(character: str, way: int, either: frozenset[str]) -> str:
        if way == 0 or (character.isascii() and character not in either | {" ", '"'}):
            return character
        escaped = "".join(f"%{byte:02X}" for byte in character.encode())
        return escaped if way == 1 else escaped.lower()

    for start, either in (("https://paper.example/", PATH_EITHER), ("https://paper.example/a?b=", QUERY_EITHER)):
        raw = start + "".join(character for character, _ in written) + "z"
        mixed = start + "".join(write(character, way, either) for character, way in written) + "z"
        assert identity(raw) == identity(mixed) == identity(normalise(mixed))


@given(st.from_regex(r"https://p\.example/[%./;?&=+a'2-7eE\\ é]{0,30}", fullmatch=True) | st.text())
def test_the_normal_form_of_any_url_is_its_own(url: str) -> None:
    assert normalise(normalise(url)) == normalise(url)
    assert identity(normalise(url)) == identity(url)
    assert isinstance(former_identity(url), str)


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
