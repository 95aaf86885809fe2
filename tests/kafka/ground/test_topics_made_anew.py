"""Kafka topics that were deleted and made anew: offsets begin at 0 again, and what has them is not what had them."""

import asyncio

import pytest
from msgspec.structs import replace

from testing.candidates import candidate_of
from testing.ground import recreate_topics
from tests.kafka.ground.conftest import Newsroom
from tests.kafka.worker.stand_ins import message
from workers.kafka.client.notes import Note, Signed
from workers.kafka.client.roles import OUTCOMES, Role
from workers.kafka.worker.batches import Output
from workers.kafka.worker.partition_task import PartitionTask
from workers.kafka.worker.processed import Processed
from workers.kafka.worker.supervision import Admission, Supervision
from workers.metrics.worker import EventReport

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


def test_a_task_whose_partition_is_gone_can_be_given_up(newsroom: Newsroom) -> None:
    """Kafka takes no offset of it, and the client asks again for ever, while it aborts too: a worker hung in its rebalance."""
    room = newsroom.elsewhere(partitions=2)
    place = room.place(Role.RAW, 1)
    output = Output(room.place(Role.REJECTED).topic, 0, None, b"{}")
    event = Processed(candidate_of("text"), output, {}, EventReport(2, {}, {}))

    async def work() -> None:
        task = PartitionTask(
            room.settings, place, room.place(Role.CLAIMS).topic, Supervision(lambda _: Admission(1), print, failed.append)
        )
        await task.open()
        task.begin(Signed(0, Note(topics={"raw": "one"}, partitions=2)))
        await asyncio.to_thread(recreate_topics, replace(room.settings, partitions=1), Role.RAW)
        task.add(message(place.topic, 0, partition=1), event)
        async with asyncio.timeout(20):
            while not task._committing.locked():  # noqa: ASYNC110, SLF001 # its own state, which nothing tells of
                await asyncio.sleep(0.01)
            await task.close()
        assert task.committed == 0

    failed: list[BaseException] = []
    asyncio.run(work())
    assert not failed


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
