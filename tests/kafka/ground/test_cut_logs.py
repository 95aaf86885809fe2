"""Logs that were cut, as a power loss does where nothing was fsynced: nothing goes on as if nothing had been, and nothing is lost."""

import pytest

from testing.ground import cut_before_end, cut_log, delete_group
from tests.kafka.ground.conftest import Newsroom
from workers.kafka.client.roles import Role

pytestmark = pytest.mark.kafka

FED = 40


def fed_and_cut(newsroom: Newsroom, role: Role, *, more: int = 0) -> None:
    """Have pages worked on, and cut a log; feed so many more before a worker comes back."""
    worker = newsroom.start()
    for number in range(0, FED, 4):  # batches of four, so that there is something to cut between
        newsroom.feed(range(number, number + 4))
    assert newsroom.closes()["raw_pages"] == FED
    newsroom.stop(worker)
    newsroom.broker.kill()
    assert cut_log(newsroom.broker, newsroom.place(role), keep=0.6) > 0
    newsroom.broker.start()
    if more:
        newsroom.feed(range(100, 100 + more))


@pytest.mark.parametrize("more", [0, 6, 60], ids=["shorter", "growing", "grown past the offset"])
def test_raw_pages_cut_are_refused_until_a_rewind(newsroom: Newsroom, more: int) -> None:
    fed_and_cut(newsroom, Role.RAW, more=more)
    newsroom.start()
    newsroom.refused(newsroom.place(Role.RAW).topic, "partition 0", "cut", "newsmill rewind")
    found = newsroom.audit(0)
    assert found["exit"] == 1
    assert found["moved"]
    rewound = newsroom.newsmill("rewind")
    assert rewound.returncode == 0, rewound.stderr
    newsroom.feed(range(300, 310))
    found = newsroom.closes()
    published = newsroom.articles()
    assert len(published) == len(set(published)) == FED + more + 10
    assert found["earlier_life"] > 0
    assert newsroom.ready()[0] == 200


def test_offsets_that_are_gone_after_a_cut_do_not_make_a_rewind_forget_which_pages_are_new(newsroom: Newsroom) -> None:
    """Offsets after the cut were given twice, and the note that says from where on is lost: outcomes say it."""
    fed_and_cut(newsroom, Role.RAW, more=10)
    assert newsroom.newsmill("rewind").returncode == 0
    worker = newsroom.start()
    before = newsroom.closes()
    newsroom.stop(worker)
    delete_group(newsroom.settings)
    assert newsroom.newsmill("rewind").returncode == 0
    newsroom.feed(range(300, 305))
    newsroom.start()
    after = newsroom.closes()
    assert after["outcomes"]["articles"]["created"] == before["outcomes"]["articles"]["created"] + 5
    assert after["read_again"] == before["read_again"]
    assert len(newsroom.articles()) == FED + 10 + 5


@pytest.mark.parametrize("more", [0, 10])
def test_offsets_that_are_gone_before_anything_came_of_what_followed_a_cut_lose_no_page(newsroom: Newsroom, more: int) -> None:
    """Nothing names the life that the rewind has begun: but the pages are younger than the outcomes that name their places."""
    fed_and_cut(newsroom, Role.RAW, more=more)
    assert newsroom.newsmill("rewind").returncode == 0
    delete_group(newsroom.settings)
    assert newsroom.newsmill("rewind").returncode == 0
    newsroom.feed(range(300, 305))
    newsroom.start()
    newsroom.closes()
    published = newsroom.articles()
    assert len(published) == len(set(published)) == FED + more + 5


@pytest.mark.parametrize("more", [0, 60])
def test_articles_on_their_way_cut_are_refused_until_a_rewind(newsroom: Newsroom, more: int) -> None:
    fed_and_cut(newsroom, Role.EXTRACTED, more=more)
    newsroom.start()
    newsroom.refused(newsroom.place(Role.EXTRACTED).topic, "partition 0", "cut", "newsmill rewind")
    assert newsroom.newsmill("rewind").returncode == 0
    newsroom.feed(range(300, 310))
    newsroom.closes()
    published = newsroom.articles()
    assert len(published) == len(set(published)) == FED + more + 10


@pytest.mark.parametrize("role", [Role.EXTRACTED, Role.CLAIMS])
def test_a_transaction_whose_end_was_cut_off_is_ended_by_a_rewind(newsroom: Newsroom, role: Role) -> None:
    """Kafka takes it for open, and hides all that is committed behind it."""
    worker = newsroom.start()
    newsroom.feed(range(FED))
    newsroom.closes()
    newsroom.stop(worker)
    newsroom.broker.kill()
    cut_before_end(newsroom.broker, newsroom.place(role))
    newsroom.broker.start()
    refused = newsroom.newsmill("rewind", "--dry-run")
    assert refused.returncode == 1
    assert "a transaction that nobody ends holds back" in refused.stderr
    rewound = newsroom.newsmill("rewind")
    assert rewound.returncode == 0, rewound.stderr
    newsroom.start()
    newsroom.feed(range(300, 310))
    newsroom.closes()
    published = newsroom.articles()
    assert len(published) == len(set(published)) == FED + 10


def test_a_log_cut_under_a_worker_is_seen(newsroom: Newsroom) -> None:
    worker = newsroom.start()
    for number in range(0, FED, 4):
        newsroom.feed(range(number, number + 4))
    newsroom.closes()
    newsroom.broker.kill()
    cut_log(newsroom.broker, newsroom.place(Role.RAW), keep=0.6)
    newsroom.broker.start()
    newsroom.feed(range(100, 160))
    if worker.poll() is None:
        worker.wait(timeout=60)  # a supervisor starts it again
    newsroom.start()
    newsroom.refused(newsroom.place(Role.RAW).topic, "cut")
    assert newsroom.newsmill("rewind").returncode == 0
    newsroom.closes()
    published = newsroom.articles()
    assert len(published) == len(set(published)) == FED + 60
