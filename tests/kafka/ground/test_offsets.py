"""Offsets that expired, are another group's, or were set by hand: nothing is worked on that was worked on before."""

import pytest

from testing.ground import delete_group, set_offsets, sources
from tests.kafka.ground.conftest import Newsroom
from tests.kafka.running import FAILED, wait_for
from workers.kafka.client.roles import Role
from workers.settings import read_settings

pytestmark = pytest.mark.kafka


def worked(newsroom: Newsroom, pages: int = 20) -> list[tuple[str, str]]:
    """Have pages worked on, and end the worker; returns what was published."""
    worker = newsroom.start()
    newsroom.feed(range(pages))
    newsroom.closes()
    newsroom.stop(worker)
    return newsroom.articles()


def test_offsets_that_are_gone_are_refused_until_a_rewind(newsroom: Newsroom) -> None:
    before = worked(newsroom)
    delete_group(newsroom.settings)
    newsroom.feed(range(20, 30))
    newsroom.start()
    newsroom.refused("has no offset for", "expired or were deleted", "newsmill rewind")
    rewound = newsroom.newsmill("rewind")
    assert rewound.returncode == 0, rewound.stderr
    found = newsroom.closes()
    assert found["double"] == 0
    assert set(before) < set(newsroom.articles())
    assert len(newsroom.articles()) == 30


def test_offsets_that_are_gone_and_a_rewind_to_the_earliest_page_make_recrawls(newsroom: Newsroom) -> None:
    before = worked(newsroom)
    delete_group(newsroom.settings)
    assert newsroom.newsmill("rewind", "--to", "earliest").returncode == 0
    newsroom.start()
    wait_for(lambda: newsroom.audit(0)["read_again"].get("duplicates", {}).get("recrawl", 0) >= 20)
    newsroom.closes()
    assert newsroom.articles() == before


def test_a_group_that_was_renamed_is_refused_and_fences_the_one_that_still_runs(newsroom: Newsroom) -> None:
    old = newsroom.start("old")
    newsroom.feed(range(20))
    newsroom.closes()
    before = newsroom.articles()
    renamed = {**newsroom.environ, "NEWSMILL_GROUP": newsroom.environ["NEWSMILL_GROUP"] + "-renamed"}
    new = newsroom.start("new", **renamed)
    newsroom.refused("-renamed has no offset for", "newsmill rewind", name="new")
    newsroom.feed(range(20, 25))
    newsroom.closes()
    assert old.poll() is None, "who refuses fences nobody"
    assert newsroom.newsmill("rewind", **renamed).returncode == 0
    wait_for(lambda: newsroom.ready()[0] == 200)
    newsroom.feed(range(25, 30))
    assert old.wait(timeout=60) == FAILED
    newsroom.environ, newsroom.settings = renamed, read_settings(renamed)
    newsroom.closes()
    assert set(before) < set(newsroom.articles())
    assert len(newsroom.articles()) == 30
    assert new.poll() is None


@pytest.mark.parametrize("offset", [0, 15, 500], ids=["earliest", "back", "ahead"])
def test_an_offset_that_was_set_by_hand_is_refused_until_a_rewind(newsroom: Newsroom, offset: int) -> None:
    before = worked(newsroom)
    set_offsets(newsroom.settings, {newsroom.place(Role.RAW): offset})
    newsroom.feed(range(20, 30))
    newsroom.start()
    newsroom.refused(newsroom.place(Role.RAW).topic, "set by hand", "newsmill rewind")
    found = newsroom.audit(0)
    assert found["exit"] == 1
    assert "set by hand" in found["moved"][0]
    assert newsroom.newsmill("rewind").returncode == 0
    newsroom.closes()
    assert set(before) < set(newsroom.articles())
    assert len(newsroom.articles()) == 30


def test_all_offsets_reset_to_earliest_by_hand_publish_nothing_again(newsroom: Newsroom) -> None:
    before = worked(newsroom)
    set_offsets(newsroom.settings, dict.fromkeys(sources(newsroom.settings), 0))
    newsroom.start()
    newsroom.refused("set by hand")
    assert newsroom.newsmill("rewind").returncode == 0
    newsroom.closes()
    assert newsroom.articles() == before


def test_a_rewind_by_offset_and_time_reads_again_and_the_audit_says_so(newsroom: Newsroom) -> None:
    before = worked(newsroom)
    place = newsroom.place(Role.RAW)
    rewound = newsroom.newsmill("rewind", "--to", 5, "--partition", f"{place.topic}/0")
    assert rewound.returncode == 0, rewound.stderr
    assert rewound.stdout.endswith("-> 5, 15 offsets of it again\n")
    newsroom.start()
    wait_for(lambda: newsroom.audit(0)["read_again"] == {"duplicates": {"recrawl": 15}})
    found = newsroom.closes()
    assert (found["double"], found["published_twice"]) == (0, 0)
    assert newsroom.articles() == before
