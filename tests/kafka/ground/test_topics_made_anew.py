"""Kafka topics that were deleted and made anew: offsets begin at 0 again, and what has them is not what had them."""

import pytest

from testing.ground import recreate_topics
from tests.kafka.ground.conftest import Newsroom
from workers.kafka.client.roles import OUTCOMES, Role

pytestmark = pytest.mark.kafka


def test_raw_pages_made_anew_are_refused_until_accepted_and_then_are_recrawls(newsroom: Newsroom) -> None:
    worker = newsroom.start()
    newsroom.feed(range(20))
    newsroom.closes()
    before = newsroom.articles()
    newsroom.stop(worker)
    recreate_topics(newsroom.settings, Role.RAW)
    newsroom.feed(range(20))
    found = newsroom.audit(0)
    assert (found["exit"], found["missing"], found["earlier_life"]) == (1, 20, 20), "outcomes of the earlier life are no proof"
    newsroom.start()
    newsroom.refused(newsroom.place(Role.RAW).topic, "deleted and made anew", "newsmill rewind")
    asked = newsroom.newsmill("rewind")
    assert asked.returncode == 1
    assert "--new-life" in asked.stderr
    rewound = newsroom.newsmill("rewind", "--new-life")
    assert rewound.returncode == 0, rewound.stderr
    found = newsroom.closes()
    assert found["outcomes"]["duplicates"] == {"recrawl": 20}
    assert newsroom.articles() == before


def test_a_topic_made_anew_under_a_worker_is_seen(newsroom: Newsroom) -> None:
    worker = newsroom.start()
    newsroom.feed(range(10))
    newsroom.closes()
    recreate_topics(newsroom.settings, Role.RAW)
    newsroom.feed(range(10, 20))
    if newsroom.audit(30)["exit"] == 0:
        pytest.fail("pages of a topic that nobody has accepted were worked on")
    if worker.poll() is not None:
        newsroom.start()
    newsroom.refused(newsroom.place(Role.RAW).topic, "deleted and made anew")
    assert newsroom.newsmill("rewind", "--new-life").returncode == 0
    newsroom.closes()
    published = newsroom.articles()
    assert len(published) == len(set(published)) == 20


def test_all_made_anew_but_the_outcomes(newsroom: Newsroom) -> None:
    """Articles on their way and claims are gone with the raw pages, and offsets with them: outcomes tell what was claimed."""
    worker = newsroom.start()
    newsroom.feed(range(10))
    newsroom.closes()
    newsroom.stop(worker)
    recreate_topics(newsroom.settings, Role.RAW, Role.EXTRACTED, Role.CLAIMS)
    newsroom.start()
    newsroom.refused(
        "has no offset for", newsroom.place(Role.RAW).topic, "newsmill rewind"
    )  # Kafka deletes them with their topics
    assert newsroom.newsmill("rewind", "--new-life").returncode == 0
    newsroom.feed(range(5, 30))
    found = newsroom.closes()
    assert found["outcomes"] == {"articles": {"created": 20}, "duplicates": {"recrawl": 5}, "rejected": {}, "dead_letter": {}}
    assert len(newsroom.articles()) == 30


def test_outcomes_made_anew_let_pages_be_published_again(newsroom: Newsroom) -> None:
    """What was published is lost: claims know it, and a rewind has the very events published again."""
    worker = newsroom.start()
    newsroom.feed(range(10))
    newsroom.feed(range(5), "second", day=3)
    newsroom.closes()
    before = newsroom.events()
    newsroom.stop(worker)
    recreate_topics(newsroom.settings, *OUTCOMES)
    assert newsroom.audit(0)["missing"] == 15
    rewound = newsroom.newsmill("rewind", "--publish-again")
    assert rewound.returncode == 0, rewound.stderr
    newsroom.start()
    found = newsroom.closes()
    assert found["read_again"] == {"articles": {"created": 10, "revised": 5}}
    assert newsroom.events() == before
