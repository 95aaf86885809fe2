"""`newsmill replay`: dead letters' raw pages sent back, each once, whatever ends the sending.

The pages and a note of each dead letter that they come from go in one transaction. Opening the producer fences an earlier replay and
ends its transaction, so the notes that are read after it are final.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
import zstandard
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import IllegalOperation, ProducerFenced

from workers.dead_letter import kept_header
from workers.errors import KafkaFailure
from workers.kafka.client.connection import COMPRESSION, admin_client, client_arguments, consumer, reached
from workers.kafka.client.messages import RawHeaders, replayed
from workers.kafka.client.notes import topic_id_of
from workers.kafka.client.permissions import require_permissions
from workers.kafka.client.reader import Ranges, ranges_of, read_ranges
from workers.kafka.client.records import SentBatch
from workers.kafka.client.roles import Role
from workers.kafka.client.topic_ids import identities
from workers.kafka.client.topics import TopicSpec, require_topics
from workers.kafka.dead_letters.read import Selection, place_of, read_letter, since
from workers.records import Source, Step
from workers.settings import Settings
from workers.steps.read.message import is_utf8, message_size

BATCH_PAGES = 200
BATCH_BYTES = 4 * 1024 * 1024
"""Pages, and their bytes, from which a transaction is committed."""

TRANSACTION_SECONDS = 15
"""How long Kafka waits for a replay that was killed: until then workers do not see what comes after its pages."""

MOST_BYTES = 2**30
"""What aiokafka lets through: it does not know how small a page becomes."""

RECORD_BYTES = 1024
"""What a message takes at most beside value, key and headers."""

SENT, SENT_BEFORE, PASSED_OVER, TOO_LARGE, UNREADABLE = "sent", "sent before", "passed over", "too large", "unreadable"
EXPIRED = "of a raw page that has expired"
NOT_SENT = (TOO_LARGE, UNREADABLE, EXPIRED)

_PLACE = re.compile(rb"([^@/]+)(?:@([^@/]+))?/([0-9]{1,9})/([0-9]{1,18})")


class ReplayAccounting(msgspec.Struct):
    """How many dead letters were read, and what became of them."""

    outcomes: Counter[str] = msgspec.field(default_factory=lambda: Counter({SENT: 0}))

    @property
    def complete(self) -> bool:
        """Whether every dead letter that was asked for is sent, now or before."""
        return not any(self.outcomes[name] for name in NOT_SENT)

    def __str__(self) -> str:
        """Write the accounting as one line."""
        parts = [f"{count} {name}" for name, count in self.outcomes.items() if count or name == SENT]
        return f"read {self.outcomes.total()} dead letters = {' + '.join(parts)}"


class _RawPage(NamedTuple):
    place: bytes
    partition: int | None
    value: bytes
    key: bytes | None
    headers: RawHeaders

    @property
    def size(self) -> int:
        return message_size(self)


async def replay(
    settings: Settings, selection: Selection, tell: Callable[[str], None], stopped: Callable[[], bool]
) -> ReplayAccounting:
    """Send the raw pages of the dead letters that lie in Kafka now back, but for those that were sent before.

    `tell` tells people of one that cannot be sent; once `stopped`, no further transaction is begun. Raises KafkaFailure.
    """
    await require_permissions(settings, "replay")
    letters, replays = await require_topics(settings, Role.DEAD_LETTER, Role.REPLAYED)
    (raw,) = await require_topics(settings, Role.RAW, configured=True)
    producer = _producer(settings)
    accounting = ReplayAccounting()
    try:
        await reached(settings, producer)
        how = {"isolation_level": "read_committed", "auto_offset_reset": "earliest"}
        async with consumer(settings, **how) as client, consumer(settings, **how) as beside:
            async with admin_client(settings) as admin:
                ids = (await identities(admin, [letters.name, raw.name])).topics
            pages = _RawPages(settings, beside, raw, await ranges_of(beside, [raw]), ids.get(raw.name, ""))
            ranges = await ranges_of(client, [letters])
            sent = await _sent_before(settings, client, replays, ranges, ids.get(letters.name, ""))
            batch: list[_RawPage] = []
            async for records in read_ranges(settings, client, await since(client, ranges, selection)):
                for record in records:
                    page, outcome = await _page_of(record, selection, sent, pages)
                    if page:
                        batch.append(page)
                    else:
                        accounting.outcomes[outcome] += 1
                        if outcome in NOT_SENT:
                            tell(f"{outcome}: {place_of(record)}")
                    if len(batch) >= BATCH_PAGES or sum(page.size for page in batch) >= BATCH_BYTES:
                        accounting.outcomes[SENT] += await _send(producer, raw, replays, batch)
                        batch = []
                if stopped():
                    return accounting
            accounting.outcomes[SENT] += await _send(producer, raw, replays, batch)
    except ProducerFenced as error:
        raise KafkaFailure("another newsmill replay has taken over; this one sends nothing more") from error
    finally:
        await producer.stop()
    return accounting


def _producer(settings: Settings) -> AIOKafkaProducer:
    return AIOKafkaProducer(
        **client_arguments(settings),
        transactional_id=f"{settings.group}-replay",
        transaction_timeout_ms=TRANSACTION_SECONDS * 1000,
        max_request_size=MOST_BYTES,
        compression_type=COMPRESSION,
    )


class _Sent:
    """Which dead letters were sent: a byte for each offset of each partition that can be read, of the life that their Kafka topic has."""

    def __init__(self, letters: Ranges, topic_id: str) -> None:
        self._life = f"@{topic_id}" if topic_id else ""
        self._begins = {partition.partition: begin for partition, (begin, _) in letters.items()}
        self._marks = {partition.partition: bytearray(max(end - begin, 0)) for partition, (begin, end) in letters.items()}

    def note(self, partition: int, offset: int) -> None:
        """Take down that one was sent; those that have expired are passed over."""
        place = offset - self._begins.get(partition, 0)
        if 0 <= place < len(self._marks.get(partition, b"")):
            self._marks[partition][place] = 1

    def key_of(self, record: Any) -> bytes:
        """Name a dead letter's place as it is noted: with the Kafka topic's id, since one that is made anew has the same places."""
        return f"{record.topic}{self._life}/{record.partition}/{record.offset}".encode()

    def __contains__(self, record: Any) -> bool:
        return bool(self._marks[record.partition][record.offset - self._begins[record.partition]])


async def _sent_before(settings: Settings, client: AIOKafkaConsumer, replays: TopicSpec, letters: Ranges, topic_id: str) -> _Sent:
    """Read the notes of earlier replays: those of the dead letters' Kafka topic as it is, or that name none, as the version before did."""
    sent = _Sent(letters, topic_id)
    names = {partition.topic.encode() for partition in letters}
    async for records in read_ranges(settings, client, await ranges_of(client, [replays])):
        for record in records:
            told = _PLACE.fullmatch(record.key or b"")
            if told and told[1] in names and (told[2] or topic_id.encode()) == topic_id.encode():
                sent.note(int(told[3]), int(told[4]))
    return sent


async def _page_of(record: Any, selection: Selection, sent: _Sent, raw: "_RawPages") -> tuple[_RawPage | None, str]:
    """Make a dead letter's raw page again, or say why not."""
    if record in sent:
        return None, SENT_BEFORE
    if (letter := read_letter(record)) is None:
        return None, UNREADABLE
    if not selection.takes(record, letter):
        return None, PASSED_OVER
    if letter.step is Step.RELAY:  # its bytes are those of an article on its way
        if (lying := await raw.lying_at(letter.source)) is None:
            return None, EXPIRED
        letter = msgspec.structs.replace(letter, **lying)
    partition = letter.source.partition
    known = partition if partition is not None and partition < raw.spec.partitions else None
    page = _RawPage(sent.key_of(record), known, *replayed(letter, place_of(record)))
    return (page, SENT) if raw.takes(page) else (None, TOO_LARGE)


class _RawPages:
    """The Kafka topic of raw pages: what it takes, and what lies there."""

    def __init__(self, settings: Settings, client: AIOKafkaConsumer, spec: TopicSpec, ranges: Ranges, topic_id: str) -> None:
        self.spec = spec
        self._topic_id = topic_id
        self._ranges = ranges
        self._settings = settings
        self._client = client
        self._largest = int(spec.configuration["max.message.bytes"])

    def takes(self, page: _RawPage) -> bool:
        """Whether a page fits. What the broker refuses would end the transaction, so it must not be sent."""
        size = page.size + RECORD_BYTES
        return size <= self._largest or size - len(page.value) + len(zstandard.compress(page.value)) <= self._largest

    async def lying_at(self, source: Source) -> dict[str, Any] | None:
        """Read the raw page at a source, as a dead letter keeps it; None where it has expired, was of an earlier life, or never was."""
        if source.life and self._topic_id and topic_id_of(source.life) != self._topic_id:
            return None
        if source.kafka_topic is None or source.partition is None or source.offset is None:
            return None
        place = TopicPartition(source.kafka_topic, source.partition)
        begin, end = self._ranges.get(place, (0, 0))
        if not begin <= source.offset < end:
            return None
        async for records in read_ranges(self._settings, self._client, {place: (source.offset, source.offset + 1)}):
            for record in records:
                if record.offset == source.offset:
                    headers = [kept_header(name, value) for name, value in record.headers]
                    value = record.value or b""
                    return {"original_base64": value, "original_key_base64": record.key, "original_headers": headers}
        return None


async def _send(producer: AIOKafkaProducer, raw: TopicSpec, replays: TopicSpec, batch: list[_RawPage]) -> int:
    """Send pages back, and note their dead letters, in one transaction; returns how many."""
    if batch:
        sends: list[asyncio.Future[Any]] = []
        try:
            async with producer.transaction():
                for page in batch:
                    sends.append(await _send_page(producer, raw, page))
                    sends.append(await producer.send(replays.name, None, page.place))
                await asyncio.gather(*sends)
        except IllegalOperation:  # the transaction has ended meanwhile: those that were sent before know why
            await asyncio.gather(*sends)
            raise
    return len(batch)


async def _send_page(producer: AIOKafkaProducer, raw: TopicSpec, page: _RawPage) -> "asyncio.Future[Any]":
    """Send a page; one with a header's name that aiokafka's own batches cannot hold, in a batch of its own."""
    sent: asyncio.Future[Any]
    if all(is_utf8(name) for name, _ in page.headers):
        sent = await producer.send(raw.name, page.value, page.key, page.partition, headers=page.headers)
    else:
        batch = SentBatch(page.size)
        batch.append(timestamp=None, key=page.key, value=page.value, headers=page.headers)
        sent = await producer.send_batch(batch, raw.name, partition=page.partition or 0)
    return sent
