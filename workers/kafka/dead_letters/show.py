"""`newsmill dead-letters`: the newest as a table or JSON, and their raw pages as files."""

import sys
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition
from rich.console import Console
from rich.table import Table
from rich.text import Text

from workers.dead_letter import original_of
from workers.errors import WriteError
from workers.ids import place_key
from workers.kafka.client.connection import consumer
from workers.kafka.client.permissions import require_permissions
from workers.kafka.client.reader import Ranges, ranges_of, read_ranges
from workers.kafka.client.roles import Role
from workers.kafka.client.topics import require_topics
from workers.kafka.dead_letters.read import Selection, read_letter, since
from workers.page import Unprocessable
from workers.printable import printable
from workers.records import DeadLetter, DeadLetterReason, Source, Step
from workers.settings import Settings
from workers.steps.read.message import RawMessage
from workers.steps.read.read import read_page

PAGE_WIDTH = 200
"""Columns of a table that goes to no terminal."""

LEAST_READ = 100
"""Messages of a partition that are read at a time at least, from its end backwards."""

LATEST_MS = 253_370_764_800_000
"""The last time that is shown, in the year 9999: a message's time is whatever its producer says, unless its Kafka topic has LogAppendTime."""

KINDS = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", None: ".html"}
ENCODINGS = {"gzip": ".gz", "br": ".br", "zstd": ".zst", "deflate": ".zz"}


class LetterSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A dead letter without its bytes: `partition` and `offset` are its own, `source` is where the raw page lay."""

    time: datetime
    reason: DeadLetterReason
    step: Step
    url: str | None
    source: Source
    size: int
    attempts: int
    message: str
    partition: int
    offset: int


async def newest(settings: Settings, selection: Selection, last: int, save: Path | None = None) -> list[LetterSummary]:
    """Find the newest dead letters that are asked for, oldest first. Read from the end backwards, and no more than it takes.

    With a folder, their raw pages are written there. Raises KafkaFailure, WriteError.
    """
    await require_permissions(settings, "dead-letters")
    (spec,) = await require_topics(settings, Role.DEAD_LETTER)
    async with consumer(settings, isolation_level="read_committed", auto_offset_reset="earliest") as client:
        left = await since(client, await ranges_of(client, [spec]), selection)
        found: dict[TopicPartition, list[LetterSummary]] = {place: [] for place in left}
        span = max(last, LEAST_READ)
        while left := {place: (begin, end) for place, (begin, end) in left.items() if begin < end and len(found[place]) < last}:
            chunk = {place: (max(begin, end - span), end) for place, (begin, end) in left.items()}
            for place, earlier in (await _read(settings, client, chunk, selection, last)).items():
                found[place] = [*earlier, *found[place]][-last:]
            left = {place: (begin, chunk[place][0]) for place, (begin, _) in left.items()}
            span *= 2
        every = sorted((letter for letters in found.values() for letter in letters), key=lambda letter: letter.time)[-last:]
        if save:
            await _save(settings, client, spec.name, every, save)
    return every


async def _read(
    settings: Settings, client: AIOKafkaConsumer, chunk: Ranges, selection: Selection, last: int
) -> dict[TopicPartition, deque[LetterSummary]]:
    """Read the dead letters of ranges that are asked for, the newest of each."""
    found: dict[TopicPartition, deque[LetterSummary]] = {place: deque(maxlen=last) for place in chunk}
    async for records in read_ranges(settings, client, chunk):
        for record in records:
            letter = read_letter(record)
            if letter and selection.takes(record, letter):
                found[TopicPartition(record.topic, record.partition)].append(_found(record, letter))
    return found


def _found(record: Any, letter: DeadLetter) -> LetterSummary:
    return LetterSummary(
        time=datetime.fromtimestamp(min(max(record.timestamp, 0), LATEST_MS) / 1000, UTC),
        reason=letter.reason,
        step=letter.step,
        url=letter.url,
        source=letter.source,
        size=len(letter.original_base64),
        attempts=letter.attempts,
        message=letter.message,
        partition=record.partition,
        offset=record.offset,
    )


def show(letters: Sequence[LetterSummary], *, as_json: bool) -> None:
    """Write dead letters to standard output."""
    if as_json:
        sys.stdout.buffer.writelines(msgspec.json.encode(letter) + b"\n" for letter in letters)
        return
    console = Console() if sys.stdout.isatty() else Console(width=PAGE_WIDTH)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("time", "reason", "step", "url", "source", "bytes", "tried", "message"):
        table.add_column(name, overflow="fold", justify="right" if name in ("bytes", "tried") else "left")
    for letter in letters:
        time = f"{letter.time:%Y-%m-%d %H:%M:%S}Z"
        cells = (time, letter.reason, letter.step, letter.url or "", place_key(letter.source), letter.size, letter.attempts)
        table.add_row(*(Text(printable(str(cell))) for cell in (*cells, letter.message)))
    console.print(table)


async def _save(settings: Settings, client: AIOKafkaConsumer, topic: str, letters: Sequence[LetterSummary], folder: Path) -> None:
    """Write the raw pages of dead letters to files named by their place."""
    for found in letters:
        ranges = {TopicPartition(topic, found.partition): (found.offset, found.offset + 1)}
        async for records in read_ranges(settings, client, ranges):
            for letter in filter(None, map(read_letter, records)):
                _write(folder, f"{found.partition}-{found.offset}", original_of(letter)._replace(form=settings.raw_format))


def _write(folder: Path, name: str, original: RawMessage) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for suffix, content in _files(original):
            (folder / f"{name}{suffix}").write_bytes(content)
    except OSError as error:
        raise WriteError(f"cannot write to {folder}: {error.strerror}; what was written before stays") from error


def _files(original: RawMessage) -> Iterator[tuple[str, bytes]]:
    """Give what is written of a raw page, its message's value as it came and, where that is another, its body, each with the end of its file's name."""
    try:
        page = read_page(original)
    except Unprocessable:
        yield ".message", original.value
        return
    if page.body_base64 != original.value:
        yield ".json" if original.value.lstrip().startswith(b"{") else ".message", original.value
    headers: Mapping[str, Any] = {name.lower(): value for name, value in (page.headers or {}).items()}
    kind = page.content_type or headers.get("content-type")
    suffix = KINDS.get(kind.split(";")[0].strip().lower() if isinstance(kind, str) else None, ".body")
    if page.body is not None:
        yield suffix, page.body.encode("utf-8", "surrogatepass")
    else:
        encoding = page.content_encoding or headers.get("content-encoding")
        yield suffix + ENCODINGS.get(str(encoding).lower(), ""), page.body_base64 or b""
