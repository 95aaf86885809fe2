"""Damaged raw pages through a worker: it lives, and each has one outcome. `make fuzz` sends many more, and watches memory."""

import asyncio
from collections import Counter

import pytest

from testing.fuzz import AROUND, Fuzz, put_elsewhere, put_raw_pages
from tests.kafka.fixtures import Newsmill, Start
from tests.kafka.running import read
from workers.kafka.client.roles import Role
from workers.kafka.lag.service import look
from workers.settings import Settings

MESSAGES = 400


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
def test_each_damaged_record_has_one_outcome_and_the_worker_lives(settings: Settings, newsmill: Newsmill, start: Start) -> None:
    fuzz = Fuzz(MESSAGES, 2, settings.partitions)
    asyncio.run(put_raw_pages(settings, fuzz))
    asyncio.run(put_elsewhere(settings, fuzz, [Role.EXTRACTED, Role.REPLAYED], 10))
    assert all(fuzz.damaged[name] for name in AROUND)
    worker = start(NEWSMILL_DEAD_LETTER_LIMIT="1")
    audit = newsmill("audit", "--wait", 90)
    assert audit.stdout.startswith(f"{MESSAGES} raw pages = ")
    assert (audit.returncode, worker.poll()) == (0, None)
    events = read(settings)
    assert all(events[role] for role in (Role.ARTICLES, Role.REJECTED, Role.DEAD_LETTER))
    reasons = Counter(letter["reason"] for letter in events[Role.DEAD_LETTER])
    assert reasons["broken_record"] >= fuzz.damaged["odd_names"]
    assert not reasons.keys() & {"step_failed", "crashed", "out_of_memory"}
    assert sum(each.expired for each in asyncio.run(look(settings)).behind.values()) == 0
