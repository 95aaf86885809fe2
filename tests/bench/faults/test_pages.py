"""A campaign's pages: the same for a seed, and each told by its URL."""

import json
from base64 import b64encode

from bench.faults.pages import MEMBERS, editions, group_of, pages, poison
from bench.lib.counted import url_of


def test_pages_are_the_same_for_a_seed_and_lie_in_groups() -> None:
    made = list(pages(4, 1))
    assert made == list(pages(4, 1))
    assert made != list(pages(4, 2))
    assert sorted(group_of(url) for url, _ in made) == sorted(str(group) for group in range(4) for _ in range(MEMBERS))
    assert all(json.loads(line)["url"] == url for url, line in made)


def test_editions_of_an_article_differ() -> None:
    url, first, second = editions(3)
    assert (url, first, second) == editions(3)
    assert first != second


def test_each_poisoned_record_is_told_by_the_url_in_it() -> None:
    for url, record in poison(2):
        assert url_of({"url": None, "original_base64": b64encode(record.value or b"").decode()}) == url
