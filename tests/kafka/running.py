"""Workers under test: what they are fed, and what is read of what they made."""

import asyncio
import json
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from testing.made_pages import made_words, sentences_of
from tests.kafka.fixtures import NEWSMILL
from workers.kafka.client.connection import consumer
from workers.kafka.client.reader import ranges_of, read_ranges
from workers.kafka.client.roles import OUTCOMES, Role, kafka_topic
from workers.kafka.client.topics import topic_specs
from workers.kafka.lag.service import look
from workers.settings import Settings

NAMES = {Role.ARTICLES: "articles", Role.DUPLICATES: "duplicates", Role.REJECTED: "rejected", Role.DEAD_LETTER: "dead-letters"}
FAILED = 70
WAIT_SECONDS = 120

Event = dict[str, Any]
Worker = subprocess.Popen[str]


def stop(worker: Worker) -> float:
    """Ask a worker to end; returns the seconds that it took."""
    begin = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=30) == 0
    return time.monotonic() - begin


def committed(settings: Settings, roles: Iterable[Role]) -> list[Any]:
    """Read all committed records of Kafka topics, up to where they end: none is waited for that does not come."""

    async def work() -> list[Any]:
        names = {kafka_topic(settings, role) for role in roles}
        specs = [spec for spec in topic_specs(settings) if spec.name in names]
        async with consumer(settings, isolation_level="read_committed", auto_offset_reset="earliest") as client:
            batches = read_ranges(settings, client, await ranges_of(client, specs))
            return [record async for batch in batches for record in batch]

    return asyncio.run(work())


def read(settings: Settings) -> dict[Role, list[Event]]:
    """Read all committed outcomes."""
    events: dict[Role, list[Event]] = {role: [] for role in OUTCOMES}
    names = {kafka_topic(settings, role): role for role in OUTCOMES}
    for record in committed(settings, OUTCOMES):
        events[names[record.topic]].append(json.loads(record.value))
    return events


def members(settings: Settings) -> int:
    """Count the members of the workers' group, as Kafka knows them."""
    return asyncio.run(look(settings)).members


def behind(settings: Settings) -> int:
    """Count the messages that the group has not committed yet; what only numbers transactions is none."""
    return sum(each.messages for each in asyncio.run(look(settings)).behind.values())


def outcomes(settings: Settings) -> int:
    """Count the messages of the four outcomes; where they are sent in transactions, their markers too."""
    found = asyncio.run(look(settings))
    return sum(end for partition, end in found.ends.items() if found.roles[partition.topic] in OUTCOMES)


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)


def told(event: Event) -> tuple[str, str]:
    """What an outcome says of its page, whatever way the page came: only Kafka has keys and headers, a duplicate's own id goes by the
    source, and each way has its own time of arrival."""
    apart = {"source", "original_key_base64", "original_headers", *(("event_id",) if "duplicate_of" in event else ())}
    apart |= {"fetched_at"} if event.get("fetched_at_origin") == "received" else set()
    return str(event["url"]), json.dumps({key: value for key, value in event.items() if key not in apart}, sort_keys=True)


def cleaned(inputs: Sequence[Path], folder: Path) -> dict[Role, list[Event]]:
    """What `newsmill clean` makes of pages."""
    folder.mkdir()
    outputs = [f"--{name}={folder / name}" for name in NAMES.values()]
    subprocess.run([str(NEWSMILL), "clean", *map(str, inputs), *outputs], check=True, capture_output=True, timeout=120)
    return {role: [json.loads(line) for line in (folder / name).read_text().splitlines()] for role, name in NAMES.items()}


def page(url: str, body: str, fetched_at: str = "2026-03-02T08:00:00Z") -> str:
    return json.dumps({"url": url, "fetched_at": fetched_at, "content_type": "text/plain", "body": body}) + "\n"


def article(number: int, edition: str = "first") -> str:
    """An article of made words, like no other number's; its editions are different texts too."""
    rng = random.Random(f"{edition} {number}")
    sentences = sentences_of(made_words(rng, 132))
    return f"Island school number {number} stays open\n\n" + "\n\n".join(sentences)
