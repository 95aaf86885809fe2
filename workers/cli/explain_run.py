"""The run of `newsmill explain`: pages from files, standard input or Kafka, explained one by one."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
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
from workers.explain.labels import to_labels, wrong
from workers.inputs import Input, Item, read_inputs
from workers.inputs.files import STANDARD_INPUT
from workers.limits import DEFAULT_LIMITS
from workers.models.load import load_tools
from workers.records import RawPage, Source, Step
from workers.settings import Settings, read_settings
from workers.steps.read.message import RawMessage
from workers.steps.read.raw_page import raw_page_message

Page = tuple[RawMessage, Source]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is wanted of explanations: a page for a browser, JSON, labels in a file, else what a terminal shows; and which reader's."""

    html: str | None = None
    labels: Path | None = None
    json: bool = False
    every: bool = False
    reader: str | None = None


def run(pages: tuple[str, ...], place: tuple[str, int, int] | None, wanted: Wanted) -> int:
    """Explain pages. Returns the exit code: 1 where there was none, or where its labels say otherwise."""
    settings = read_settings(os.environ)
    require_distinct(pages, {"html": wanted.html, "labels": str(wanted.labels) if wanted.labels else None})
    found = _on_kafka(settings, place) if place else _in_files(pages)
    tools = load_tools(DEFAULT_LIMITS, ReaderName(wanted.reader or settings.reader))
    explanations = (explain(message, source, tools) for message, source in found)
    if wanted.labels:
        return _label(wanted.labels, [*explanations])
    count = _show(explanations, wanted)
    if not count:
        say("there was no page to explain")
    return int(not count)


def _show(explanations: Iterable[Explanation], wanted: Wanted) -> int:
    """Show explanations one by one, and count them."""
    count = 0

    def counted() -> Iterator[Explanation]:
        nonlocal count
        for explanation in explanations:
            count += 1
            yield explanation

    if wanted.html:
        _write(wanted.html, to_html(counted()))
        say(f"{count} page{'s' * (count != 1)} explained in {wanted.html}")
    elif wanted.json:
        sys.stdout.buffer.writelines(msgspec.json.encode(explanation) + b"\n" for explanation in counted())
    else:
        show = Shown(every=wanted.every).show
        for explanation in counted():
            show(explanation)
    return count


def _label(path: Path, explanations: Sequence[Explanation]) -> int:
    """Write a page's labels, to be corrected; where they are there, tell of which blocks they say otherwise."""
    if len(explanations) != 1:
        raise InputError(f"labels are of one page, not of {len(explanations)}")
    (told,) = explanations
    if not path.exists():
        _write(str(path), [to_labels(told)])
        say(f"the labels of {len(told.blocks)} blocks are in {path}: correct their signs, and call this again")
        return 0
    try:
        blocks = wrong(told, path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    shown = Shown(every=True)
    for block in blocks:
        shown.show_block(block, told.cut)
    say(f"{len(blocks)} of {len(told.blocks)} blocks are labelled otherwise in {path}")
    return int(bool(blocks))


def _write(path: str, pieces: Iterable[str]) -> None:
    """Write a file, or standard output."""
    if path == STANDARD_OUTPUT:
        sys.stdout.writelines(pieces)
        return
    try:
        with Path(path).open("w", encoding="utf-8") as file:
            file.writelines(pieces)
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror}; check the path") from error


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
