"""What the two forms of raw-page.v1 cost: JSON with the bytes in base64, and binary, over the same pages on a real Kafka.

`--count` of `--pages`, 400 unless told. The forms take turns, ROUNDS times; processor time is that of this process, so other programs change little of it.
The last line is JSON: for each figure the binary form's, by the JSON form's.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import msgspec

from bench.lib.arguments import dev_pages, parser_of_pages
from testing.broker import Broker
from workers.inputs import Input, read_inputs
from workers.kafka.client.messages import keyed
from workers.kafka.client.topics import create_topics
from workers.kafka.feed.producer import RawProducer
from workers.records import RawPage
from workers.settings import Settings
from workers.steps.read.message import RawMessage
from workers.steps.read.raw_page import JSON_HEADERS, raw_page_message
from workers.steps.read.read import read_page

ROUNDS = 3
PAGES = 400


def in_json(page: RawPage) -> RawMessage:
    """Write a page in the JSON form, as a crawler does that holds its bytes."""
    return RawMessage(msgspec.json.encode(page), JSON_HEADERS)


FORMS: dict[str, Callable[[RawPage], RawMessage]] = {"json": in_json, "binary": raw_page_message}


def pages_of(paths: Sequence[Path], count: int) -> list[RawPage]:
    """Read so many pages, each with its body as bytes."""
    pages: list[RawPage] = []
    for item in read_inputs(list(map(str, paths))):
        if isinstance(item, Input) and len(pages) < count:
            page = read_page(item.message)
            body = page.body_base64 if page.body is None else page.body.encode()
            pages.append(msgspec.structs.replace(page, body=None, body_base64=body))
    return pages


async def send(settings: Settings, messages: Sequence[RawMessage]) -> None:
    """Send messages as `newsmill feed` does."""
    producer = RawProducer(settings)
    await producer.open()
    for message in messages:
        await producer.send(message)
    await producer.settle()
    await producer.close()


def stored(broker: Broker, prefix: str) -> int:
    """Bytes of a form's pages in the broker's log."""
    return sum(file.stat().st_size for file in (broker.folder / "data").glob(f"{prefix}pages.raw-*/*.log"))


def measure(broker: Broker, name: str, number: int, pages: Sequence[RawPage]) -> dict[str, float]:
    """Take one form's costs for a page."""
    settings = Settings(kafka=broker.servers, topic_prefix=f"{name}{number}.", partitions=3)
    asyncio.run(create_topics(settings))
    begin = time.process_time()
    messages = [keyed(FORMS[name](page)) for page in pages]
    written = time.process_time()
    asyncio.run(send(settings, messages))
    sent = time.process_time()
    for message in messages:
        read_page(message)
    read = time.process_time()
    figures = {"write_ms": written - begin, "send_ms": sent - written, "read_ms": read - sent}
    return {
        "kb": sum(message.size for message in messages) / len(pages) / 1000,
        "stored_kb": stored(broker, settings.topic_prefix) / len(pages) / 1000,
        **{figure: seconds / len(pages) * 1000 for figure, seconds in figures.items()},
    }


def main() -> None:
    """Measure and print."""
    options = parser_of_pages(__doc__, count=PAGES).parse_args()
    pages = pages_of(options.pages or dev_pages(options.shared)[:1], options.count)
    rounds: dict[str, list[dict[str, float]]] = {name: [] for name in FORMS}
    with tempfile.TemporaryDirectory() as folder, Broker(Path(folder) / "kafka") as broker:
        for number in range(ROUNDS):
            for name, found in rounds.items():
                found.append(measure(broker, name, number, pages))
    medians = {name: {key: median(each[key] for each in found) for key in found[0]} for name, found in rounds.items()}
    print(f"{len(pages)} pages, {ROUNDS} rounds, for each page\n\n{'':10}" + "".join(f"{key:>12}" for key in medians["json"]))
    for name, figures in medians.items():
        print(f"{name:10}" + "".join(f"{value:12.3f}" for value in figures.values()))
    ratios = {key: round(medians["binary"][key] / medians["json"][key], 3) for key in medians["json"]}
    print(f"{'ratio':10}" + "".join(f"{value:12.3f}" for value in ratios.values()))
    print(json.dumps(ratios))


if __name__ == "__main__":
    main()
