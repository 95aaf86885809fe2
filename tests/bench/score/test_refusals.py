"""Page words are taken away by purpose, and what is refused without them is counted."""

import msgspec

from bench.score.refusals import ALL_WORDS, OF_SIGNS, PURPOSES, figures_of, refusals_of
from tests.train.reader.pages import HTML

ERROR = (
    "<html><head><title>Page not found</title></head><body><h1>Page not found</h1>"
    "<p>Sorry, we could not find what you were looking for on our site. It may have moved to another address since then.</p></body></html>"
)


def raw(html: str, url: str = "https://paper.example/a") -> bytes:
    """A raw page, as a line."""
    page = {"url": url, "fetched_at": "2026-01-01T00:00:00Z", "content_type": "text/html", "body": html}
    return msgspec.json.encode(page)


def test_an_error_page_is_refused_for_its_words_alone() -> None:
    found = refusals_of(raw(ERROR))
    assert found is not None
    assert [name for name, is_refused in zip((ALL_WORDS, *PURPOSES), found, strict=True) if not is_refused] == ["not_found"]


def test_teasers_that_end_in_a_link_are_seen_by_its_words_alone() -> None:
    teasers = "".join(
        f"<p>At the harbour of town {number} ships came in that had been out for some days.</p><a href='/{number}'>Read more</a>"
        for number in range(12)
    )
    found = refusals_of(
        raw(f"<html><head><title>All ships</title></head><body><div>{teasers}</div></body></html>", "https://paper.example/")
    )
    assert found is not None
    assert [name for name, is_refused in zip((ALL_WORDS, *PURPOSES), found, strict=True) if not is_refused] == ["read_more"]


def test_an_article_is_never_refused_and_what_has_nothing_to_read_is_not_judged() -> None:
    assert refusals_of(raw(HTML)) == [False] * (1 + len(PURPOSES))
    assert refusals_of(b"{}") is None


def test_refused_pages_are_counted_by_kind() -> None:
    none, some = [False] * (1 + len(PURPOSES)), [purpose != OF_SIGNS for purpose in (ALL_WORDS, *PURPOSES)]
    figures = figures_of({"articles": [none], "others": [some, none, some]})
    assert [figure["refused"]["others"] for figure in figures] == [2 * is_refused for is_refused in some]
    assert all(figure["pages"] == {"articles": 1, "others": 3} and figure["refused"]["articles"] == 0 for figure in figures)
    assert [figure["name"] for figure in figures[:2]] == [ALL_WORDS, f"without `{PURPOSES[0]}`"]
