"""What came out, counted by URL and content: a count that shares no idea with the audit, neither offsets nor lives nor ids.

It reads as a consumer of committed messages does, and keeps what it has read: what a Kafka topic loses later was there.
"""

import base64
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer

URL = re.compile(r"https://[a-z0-9.-]+/[a-z0-9/-]+")
KAFKA_TOPICS = ("articles", "articles.duplicates", "pages.rejected", "pages.dead-letter")
REMEMBERED_BY = ("articles", "articles.duplicates")
READ_AGAIN = "newsmill-reading"
QUIET_MS = 3000


class Counted:
    """Everything that was read so far."""

    def __init__(self) -> None:
        self._seen: set[tuple[object, ...]] = set()
        self._values: set[bytes] = set()
        self.outcomes: Counter[str] = Counter()
        """Outcomes of each URL, but for those of pages that were read again."""
        self.told: dict[str, list[str]] = defaultdict(list)
        """What was read of each URL, for people."""
        self.urls: set[str] = set()
        """URLs that have an outcome of any kind."""
        self.created: dict[str, list[str]] = defaultdict(list)
        """Texts with which an article was created, by URL: one that was published again on purpose counts once."""
        self.published: dict[str, list[str]] = defaultdict(list)
        """Texts that were published, by URL, whatever the event."""

    def add(self, record: Any) -> None:
        """Count a message, unless it was read before."""
        digest = hashlib.sha256(record.value).digest()
        place = (record.topic, record.partition, record.offset, record.timestamp, digest)
        if place in self._seen:
            return
        self._seen.add(place)
        is_again = any(name == READ_AGAIN for name, _ in record.headers)
        is_known, event = digest in self._values, json.loads(record.value)
        self._values.add(digest)
        url = url_of(event)
        self.urls.add(url)
        kind = event.get("kind") or event.get("event") or event.get("reason")
        again = " read again" if is_again else ""
        self.told[url].append(
            f"{record.topic}/{record.partition}/{record.offset} at {record.timestamp}: {kind}{again} of {event.get('source')}"
        )
        self.outcomes[url] += not is_again
        if record.topic == "articles" and not (is_again and is_known):
            self.published[url].append(event["text"])
            if event["event"] == "created":
                self.created[url].append(event["text"])


def url_of(event: Mapping[str, Any]) -> str:
    """Say which page an outcome is of: by its URL, else by the one that stands somewhere in the bytes that came."""
    if event.get("url"):
        return str(event["url"])
    original = base64.b64decode(event.get("original_base64", "")).decode("utf-8", "replace")
    found = URL.search(original)
    return found[0] if found else original[:80]


class Faults(NamedTuple):
    """What is wrong with it."""

    missing: int
    double: int
    groups_wrong: int


def faults_of(
    counted: Counted,
    fed: Mapping[str, int],
    groups: Mapping[str, Iterable[str]],
    editions: Mapping[str, str],
    forgotten: Collection[str] = (),
) -> Faults:
    """Hold what came out against what was fed: so many times each URL; the URLs of each group; the text that an article has to end with.

    Missing is a URL without any outcome, and a last edition that was not published. Double is an article that was created twice, by URL
    or by content, a URL with more outcomes than times that it was fed, and a text published twice in a row. A group is wrong where
    not exactly one of its articles was created. Of `forgotten` articles Kafka has lost all that tells of them: they may be created again.
    """
    lost = sum(url not in counted.urls for url in fed)
    stale = sum(not counted.published[url] or not is_of(counted.published[url][-1], text) for url, text in editions.items())
    created = {url: texts for url, texts in counted.created.items() if url not in forgotten}
    twice = sum(len(texts) > 1 for texts in created.values())
    contents = Counter(text for texts in created.values() for text in texts)
    copied = sum(number > 1 for number in contents.values())
    more = sum(max(0, number - fed.get(url, 0)) for url, number in counted.outcomes.items())
    repeated = sum(
        one == other for url, texts in counted.published.items() if url not in forgotten for one, other in pairwise(texts)
    )
    judged = [urls for urls in groups.values() if not any(url in forgotten for url in urls)]
    wrong = sum(sum(bool(counted.created.get(url)) for url in urls) != 1 for urls in judged)
    return Faults(lost + stale, max(twice, copied) + more + repeated, wrong)


def is_of(published: str, text: str) -> bool:
    """Whether what was published is of this text, however it was laid out."""
    return " ".join(text.split()[60:80]) in " ".join(published.split())


def told_of(counted: Counted, fed: Mapping[str, int], editions: Mapping[str, str]) -> Iterator[str]:
    """Tell of each page that is missing or double, for people."""
    for url in sorted(fed.keys() | counted.urls):
        last = {url: editions[url]} if url in editions else {}
        one = {url: fed[url]} if url in fed else {}
        part = Counted()
        part.urls = counted.urls & {url}
        part.outcomes[url] = counted.outcomes[url]
        part.created[url], part.published[url] = counted.created.get(url, []), counted.published.get(url, [])
        if any(faults_of(part, one, {}, last)):
            yield f"{url}, fed {fed.get(url, 0)} times: {'; '.join(counted.told[url]) or 'nothing'}"


async def read_into(counted: Counted, servers: str) -> None:
    """Read all committed outcomes."""
    async for record in _committed(servers, KAFKA_TOPICS):
        counted.add(record)


async def forgotten_without_claims(counted: Counted, servers: str) -> set[str]:
    """Find articles that no event tells of any more, and no copy's: but for their raw pages only claims know them."""
    events = {url_of(json.loads(record.value)) async for record in _committed(servers, REMEMBERED_BY)}
    return {url for url, texts in counted.created.items() if texts} - events


async def _committed(servers: str, kafka_topics: Sequence[str]) -> AsyncIterator[Any]:
    async with AIOKafkaConsumer(
        *kafka_topics, bootstrap_servers=servers, auto_offset_reset="earliest", isolation_level="read_committed"
    ) as consumer:
        while records := await consumer.getmany(timeout_ms=QUIET_MS, max_records=5000):
            for record in (record for batch in records.values() for record in batch):
                yield record
