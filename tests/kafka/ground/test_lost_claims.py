"""Claims that Kafka has lost: a rewind makes them again from what it still holds, so that nothing is published twice."""

import asyncio
from collections.abc import Callable

import pytest
from aiokafka import TopicPartition

from testing.ground import batches_of, cut_log, log_folder, recreate_topics
from tests.kafka.ground.conftest import Newsroom
from tests.kafka.running import article, page, read
from workers.kafka.client.notes import Mark
from workers.kafka.client.roles import Role
from workers.kafka.rewind import claims
from workers.kafka.rewind.plan import Wish
from workers.kafka.rewind.rewind import rewind
from workers.kafka.worker.batches import Batches

pytestmark = pytest.mark.kafka

FED, PARTITIONS = 40, 3

Lose = Callable[[Newsroom], tuple[str, ...]]
"""Loses claims; returns how an operator calls the rewind then."""


def copies(newsroom: Newsroom, numbers: range) -> None:
    """Send nearly the same articles, as another site prints them."""
    file = newsroom.folder / "copies.jsonl"
    file.write_text(
        "".join(page(f"https://gazette{n}.example/a/{n}", f"{article(n)}\n\nPrinted by the gazette.") for n in numbers)
    )
    fed = newsroom.newsmill("feed", file)
    assert fed.returncode == 0, fed.stderr


def worked_on(newsroom: Newsroom) -> list[tuple[str, str]]:
    """Have articles published, some of them revised, and some crawled again; returns what came out."""
    worker = newsroom.start()
    for number in range(0, FED, 4):  # batches of four, so that there is something to cut between
        newsroom.feed(range(number, number + 4))
    newsroom.closes()  # else a second edition may pass the first
    newsroom.feed(range(5), "second", day=3)
    newsroom.feed(range(10, 15), day=4)
    assert newsroom.closes()["raw_pages"] == FED + 10
    newsroom.stop(worker)
    return newsroom.articles()


def lose_claims_by_cut(newsroom: Newsroom) -> tuple[str, ...]:
    """Cut the log of each partition's claims, behind the end of a transaction: messages and markers take turns."""
    newsroom.broker.kill()
    for number in range(PARTITIONS):
        place = newsroom.place(Role.CLAIMS, number)
        (path,) = log_folder(newsroom.broker, place).glob("*.log")
        batches = len([*batches_of(path.read_bytes())])
        assert cut_log(newsroom.broker, place, keep=(batches // 10 * 2 + 0.5) / batches) > 0
    newsroom.broker.start()
    return ()


def lose_claims_anew(newsroom: Newsroom) -> tuple[str, ...]:
    """Make the claims' Kafka topic anew."""
    recreate_topics(newsroom.settings, Role.CLAIMS)
    return ("--new-life",)


def claims_made(stderr: str) -> int:
    """Read how many claims a rewind says that it has made."""
    (line,) = [line for line in stderr.splitlines() if "claims again" in line]
    return int(line.split(" claims again")[0].rsplit(" ", 1)[1])


@pytest.mark.parametrize("lose", [lose_claims_by_cut, lose_claims_anew], ids=["cut", "made anew"])
def test_nothing_is_published_twice_once_a_rewind_has_made_lost_claims_again(newsroom: Newsroom, lose: Lose) -> None:
    newsroom = newsroom.elsewhere(PARTITIONS)
    before = worked_on(newsroom)
    how = lose(newsroom)
    newsroom.start()
    newsroom.refused(newsroom.place(Role.CLAIMS).topic, "newsmill rewind")
    asked = newsroom.newsmill("rewind", *how, "--dry-run")
    assert asked.returncode == 0, asked.stderr
    assert newsroom.ready()[0] == 503, "a dry run makes none"
    rewound = newsroom.newsmill("rewind", *how)
    assert rewound.returncode == 0, rewound.stderr
    assert claims_made(rewound.stderr) == claims_made(asked.stderr) > FED

    newsroom.feed(range(5, FED))
    newsroom.feed(range(5), "second", day=3)
    copies(newsroom, range(5, FED))
    newsroom.closes()
    assert newsroom.articles() == before, "nothing is created, and nothing revised"
    kinds = [event["kind"] for event in read(newsroom.settings)[Role.DUPLICATES]]
    assert (kinds.count("copy"), kinds.count("recrawl")) == (FED - 5, 5 + FED)

    newsroom.feed(range(3, 8), "third", day=5)
    newsroom.closes()
    revised = [event for event in read(newsroom.settings)[Role.ARTICLES] if event["fetched_at"].startswith("2026-03-05")]
    assert sorted((event["event"], event["revision"]) for event in revised) == [("revised", 2)] * 3 + [("revised", 3)] * 2
    assert all(event["previous_event_id"] for event in revised)


class Interrupted(Batches):
    """Claims are sent, until something interrupts it."""

    left = 3

    async def send(self) -> dict[TopicPartition, Mark]:
        Interrupted.left -= 1
        if not Interrupted.left:
            raise InterruptedError
        return await super().send()


@pytest.mark.parametrize("lose", [lose_claims_by_cut, lose_claims_anew], ids=["cut", "made anew"])
def test_a_rewind_that_is_interrupted_leaves_workers_refusing_and_the_next_one_does_the_rest(
    newsroom: Newsroom, lose: Lose, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom = newsroom.elsewhere(PARTITIONS)
    before = worked_on(newsroom)
    how = lose(newsroom)
    asked = newsroom.newsmill("rewind", *how, "--dry-run")
    with monkeypatch.context() as patch:
        patch.setattr(claims, "AT_ONCE", 30)
        patch.setattr(claims, "Batches", Interrupted)
        Interrupted.left = 3
        with pytest.raises(InterruptedError):
            asyncio.run(rewind(newsroom.settings, Wish(new_life=bool(how))))
    newsroom.start()
    newsroom.refused(newsroom.place(Role.CLAIMS).topic, "newsmill rewind")
    rewound = newsroom.newsmill("rewind", *how)
    assert rewound.returncode == 0, rewound.stderr
    assert claims_made(rewound.stderr) == claims_made(asked.stderr) - 60, "two transactions stand"
    newsroom.feed(range(5, FED))
    newsroom.closes()
    assert newsroom.articles() == before
