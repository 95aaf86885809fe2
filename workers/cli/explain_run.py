"""The run of `newsmill explain`: pages from files, standard input or Kafka, explained one by one."""

import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import msgspec

from workers.cli.clean import require_distinct
from workers.cli.common import say, say_passed_over
from workers.cli.explained import Shown
from workers.dead_letter import letter_in, original_of
from workers.embedded import STANDARD_OUTPUT
from workers.enums import ReaderName
from workers.errors import InputError, OutputError
from workers.explain.explain import explain
from workers.explain.explanation import Explanation
from workers.explain.html import to_html
from workers.inputs import Input, Item, read_inputs
from workers.inputs.files import STANDARD_INPUT
from workers.limits import DEFAULT_LIMITS
from workers.models.load import load_tools
from workers.records import RawPage, Source, Step
from workers.settings import Settings, read_settings
from workers.steps.read.message import RawMessage
from workers.steps.read.raw_page import raw_page_message

Page = tuple[RawMessage, Source]


def run(pages: tuple[str, ...], place: tuple[str, int, int] | None, out: str | None, *, every: bool, as_json: bool) -> int:
    """Explain pages, on standard output or as a page for a browser. Returns the exit code: 1 where there was none."""
    settings = read_settings(os.environ)
    if out:
        require_distinct(pages, {"html": out})
    found = _on_kafka(settings, place) if place else _in_files(pages)
    tools = load_tools(DEFAULT_LIMITS, ReaderName(settings.reader))
    count = 0

    def explained() -> Iterator[Explanation]:
        nonlocal count
        for message, source in found:
            yield explain(message, source, tools)
            count += 1

    if out:
        _write(out, explained())
        say(f"{count} page{'s' * (count != 1)} explained in {out}")
    elif as_json:
        for explanation in explained():
            sys.stdout.buffer.write(msgspec.json.encode(explanation) + b"\n")
    else:
        shown = Shown(every=every)
        for explanation in explained():
            shown.show(explanation)
    if not count:
        say("there was no page to explain")
    return int(not count)


def _write(out: str, explanations: Iterable[Explanation]) -> None:
    """Write the page for a browser."""
    if out == STANDARD_OUTPUT:
        sys.stdout.writelines(to_html(explanations))
        return
    try:
        with Path(out).open("w", encoding="utf-8") as file:
            file.writelines(to_html(explanations))
    except OSError as error:
        raise OutputError(f"{out}: {error.strerror}; check the path") from error


def _on_kafka(settings: Settings, place: tuple[str, int, int]) -> Iterator[Page]:
    """Give the raw page that a message on Kafka is or tells of."""
    from workers.kafka.client.connection import run_on_kafka  # noqa: PLC0415 # files need no Kafka
    from workers.kafka.explain.page import page_at  # noqa: PLC0415 # as above

    yield run_on_kafka(settings, page_at(settings, *place))


def _in_files(paths: tuple[str, ...]) -> Iterator[Page]:
    """Give the raw pages of inputs, and those that dead letters keep."""
    typed = sys.stdin.buffer.read(DEFAULT_LIMITS.max_message_bytes) if STANDARD_INPUT in paths else b""
    for path in paths:
        if path == STANDARD_INPUT and not typed.lstrip().startswith(b"{"):
            page = RawPage(url="stdin:", fetched_at=datetime.now(UTC), body_base64=typed)
            yield raw_page_message(page), Source(file=STANDARD_INPUT)
            continue
        source = read_inputs([path], stdin=BytesIO(typed))
        yield from map(_kept, source)
        say_passed_over(source)


def _kept(item: Item) -> Page:
    """Give an input's raw page; where it is a dead letter, the one that this keeps. Raises InputError."""
    letter = letter_in(item.message.value) if isinstance(item, Input) else None
    if letter is None:
        return item.message, item.source
    if letter.step is Step.RELAY:
        where = f"{item.source.file}, record {item.source.record}"
        raise InputError(f"{where}: keeps an article on its way; its raw page: {_asked(letter.source)}")
    return original_of(letter), letter.source


def _asked(source: Source) -> str:
    """Say how to ask for the page at a source."""
    if source.file is not None:
        return f"newsmill explain {source.file}"
    return f"newsmill explain --kafka {source.kafka_topic} {source.partition} {source.offset}"
