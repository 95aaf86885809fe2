"""A version without notes beside offsets, and with folders that do not say whose they are, is taken over: nothing is published anew."""

import asyncio

import pytest

from testing.ground import set_offsets, sources
from tests.kafka.ground.conftest import Newsroom
from tests.kafka.running import wait_for
from workers.kafka.client.connection import admin_client, group_offsets
from workers.kafka.client.notes import read_note
from workers.kafka.client.roles import Role

pytestmark = pytest.mark.kafka

PAGES = 12
FORMER_NOTE = '{"at":1764554400.0,"least":100,"pages":12,"bits":"0"}'
"""What that version wrote beside offsets of raw pages: the circuit breaker's window. Beside those of articles on their way it wrote nothing."""


def offsets(newsroom: Newsroom) -> dict[str, tuple[int, str]]:
    """The group's offsets, and what stands beside them, by Kafka topic."""

    async def work() -> dict[str, tuple[int, str]]:
        async with admin_client(newsroom.settings) as admin:
            found = await group_offsets(admin, newsroom.settings.group, sources(newsroom.settings))
        return {place.topic: (each.offset, each.note) for place, each in found.items()}

    return asyncio.run(work())


def test_claims_offsets_and_topics_are_taken_over(newsroom: Newsroom) -> None:
    worker = newsroom.start()
    newsroom.feed(range(PAGES))
    newsroom.closes()
    newsroom.stop(worker)
    before = offsets(newsroom)
    raw = newsroom.place(Role.RAW).topic
    set_offsets(newsroom.settings, {place: before[place.topic][0] for place in sources(newsroom.settings)}, {raw: FORMER_NOTE})
    tables = newsroom.folder / "worker" / "v1" / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    (newsroom.folder / "worker" / "claims" / "0").rename(tables / "claims-0.db")
    newsroom.start()
    wait_for(lambda: newsroom.ready()[0] == 200)
    taken = offsets(newsroom)
    assert {name: offset for name, (offset, _) in taken.items()} == {name: offset for name, (offset, _) in before.items()}
    assert all(read_note(note) for _, note in taken.values()), "all are signed, worked on or not"
    newsroom.feed(range(PAGES))
    found = newsroom.closes()
    assert (found["outcomes"]["articles"], found["outcomes"]["duplicates"]) == ({"created": PAGES}, {"recrawl": PAGES})
    assert newsroom.log().count("are not used") == 1


def test_offsets_of_that_version_that_were_set_by_hand_are_not_taken_over(newsroom: Newsroom) -> None:
    worker = newsroom.start()
    newsroom.feed(range(PAGES))
    newsroom.closes()
    newsroom.stop(worker)
    set_offsets(newsroom.settings, dict.fromkeys(sources(newsroom.settings), 0))
    newsroom.start()
    newsroom.refused("set by hand")
