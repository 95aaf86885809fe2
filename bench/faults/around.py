"""Faults around the workers: their folders, what crawlers send, clocks, transactions of others, a host that is starved."""

import asyncio
import os
import random
import signal
import time
from contextlib import suppress
from pathlib import Path

from aiokafka import AIOKafkaProducer

from bench.faults.campaign import Campaign
from bench.faults.pages import editions, line_of, poison, texts
from workers.kafka.client.roles import Role, kafka_topic

WRONG_TIMES = ("2126-01-01T00:00:00Z", "0001-01-01T00:00:00Z")
YEAR = 365 * 86_400
WRONG_CLOCKS = (100 * YEAR, -50 * YEAR, 3600, -86_400)
OPEN_SECONDS = 6
STARVED_SECONDS, HALTED_SECONDS, RUNS_SECONDS = 6, 0.4, 0.1


def stale(campaign: Campaign) -> None:
    """Give a worker the folder of another one, whose claims are of an earlier time, and the other way round."""
    _down(campaign)
    one, other, between = (campaign.home / name for name in ("data0", "data1", "between"))
    for path in (one, other):
        path.mkdir(exist_ok=True)
    one.rename(between)
    other.rename(one)
    between.rename(other)


def swapped(campaign: Campaign) -> None:
    """Swap the databases of two partitions in the folders of all workers."""
    for claims in _down(campaign):
        places = sorted(path for path in claims.iterdir() if path.name.isdigit())
        for one, other in zip(places[::2], places[1::2], strict=False):
            one.rename(claims / "between")
            other.rename(one)
            (claims / "between").rename(other)


def corrupt(campaign: Campaign) -> None:
    """Write garbage into files of the databases."""
    pattern = campaign.rng.choice(["CURRENT", "MANIFEST-*", "*.log", "*.sst"])
    for claims in _down(campaign):
        for path in claims.glob(f"[0-9]*/{pattern}"):
            path.write_bytes(b"garbage" * 100)


def _down(campaign: Campaign) -> list[Path]:
    """Kill all workers; return the folders of their claims. They are started again as ever."""
    for worker in campaign.workers.values():
        worker.end(signal.SIGKILL)
    return [path for path in campaign.home.glob("data*/claims") if path.is_dir()]


def poisoned(campaign: Campaign) -> None:
    """Put records on raw pages that no crawler should send."""
    records = dict(poison(campaign.befallen["poison"]))
    campaign.put(records)


def crawler_clock(campaign: Campaign) -> None:
    """Feed an article that its crawler fetched in another century; its later edition comes at the end."""
    number = len(campaign.dated)
    url, first, _ = editions(number)
    with campaign.feeder.held():
        campaign.feeder.feed([(url, line_of(url, first, WRONG_TIMES[number % len(WRONG_TIMES)]))])
    campaign.dated.append(number)


def host_clock(campaign: Campaign) -> None:
    """Start a worker again on a host whose clock is wrong, as after a battery's end; the others' clocks are right again."""
    slot = campaign.rng.choice(list(campaign.workers))
    campaign.clocks = {slot: campaign.rng.choice(WRONG_CLOCKS)}
    campaign.workers[slot].end(signal.SIGKILL)
    campaign.tend()


def upstream(campaign: Campaign) -> None:
    """Have a crawler leave a transaction open for a while, and end it in one way or the other."""
    number = campaign.befallen["upstream"]
    rng = random.Random(f"upstream {number}")  # no secret depends on it
    pages = {url: line_of(url, texts(rng)[0]) for place in range(4) for url in [f"https://upstream.example/u{number}-{place}"]}
    is_committed = campaign.rng.random() < 0.5  # as often as not

    async def send() -> None:
        producer = AIOKafkaProducer(bootstrap_servers=campaign.kafka.servers, transactional_id="crawler")
        await producer.start()
        try:
            await producer.begin_transaction()
            for place, line in enumerate(pages.values()):
                await producer.send(kafka_topic(campaign.settings, Role.RAW), line.strip(), partition=place % campaign.partitions)
            await producer.flush()
            await asyncio.sleep(OPEN_SECONDS)
            await (producer.commit_transaction() if is_committed else producer.abort_transaction())
        finally:
            await producer.stop()

    asyncio.run(send())
    if is_committed:
        campaign.feeder.note(pages)


def starved(campaign: Campaign) -> None:
    """Leave the workers a fifth of their time, in bursts, as a host that has none does."""
    groups = [worker.process.pid for worker in campaign.workers.values() if worker.process.poll() is None]
    end = time.monotonic() + STARVED_SECONDS
    while time.monotonic() < end:
        _signal(groups, signal.SIGSTOP)
        time.sleep(HALTED_SECONDS)
        _signal(groups, signal.SIGCONT)
        time.sleep(RUNS_SECONDS)


def _signal(groups: list[int], number: int) -> None:
    for group in groups:
        with suppress(ProcessLookupError):
            os.killpg(group, number)
