"""Scrapy's item pipeline to Newsmill: puts the pages of a crawl onto Kafka.

A page's item is done when Kafka has confirmed it: until then its response counts as being scraped, so a Kafka that is slow holds the
crawl back (SCRAPER_SLOT_MAX_ACTIVE_SIZE, 5 MB of pages unless set otherwise), and the spider closes after its last page is delivered.
"""

import asyncio
import logging
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

import msgspec
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.http import Response

from workers.errors import KafkaFailure, SettingsError
from workers.kafka.client.connection import quiet
from workers.kafka.client.messages import keyed
from workers.kafka.feed.producer import RawProducer
from workers.records import Hints, RawPage
from workers.settings import PREFIX, read_settings
from workers.steps.read.raw_page import raw_page_message

UNDELIVERED = "newsmill_undelivered"
"""Why a spider is closed when Kafka no longer takes its pages."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, repr=False)
class PageItem:
    """A page of a crawl, as a spider yields it."""

    page: RawPage

    def __repr__(self) -> str:
        """Name the page, and leave out what Scrapy's log of items need not hold."""
        return f"<PageItem {self.page.status} {self.page.url}>"


def page_item(response: Response, *, hints: Hints | None = None) -> PageItem:
    """Make an item of any response: yield it from a callback beside whatever else is made of it.

    `hints` is what a feed or sitemap said of the page. The URL is that of the first request; where it led to is `final_url`.
    """
    requested = response.meta.get("redirect_urls", [response.request.url if response.request else response.url])[0]
    headers: dict[str, str | list[str]] = {
        name.decode("latin-1"): [value.decode("latin-1") for value in response.headers.getlist(name)] for name in response.headers
    }
    return PageItem(
        RawPage(
            url=requested,
            fetched_at=datetime.now(UTC),
            body_base64=response.body,
            status=response.status,
            final_url=response.url if response.url != requested else None,
            headers=headers or None,
            hints=hints,
        )
    )


class NewsmillPipeline:
    """Delivers page items and lets all others pass. Counts them in the crawl's stats, as `newsmill/delivered` and `newsmill/undelivered`.

    Newsmill's settings are read from Scrapy's own (NEWSMILL_KAFKA and so on), and where they are not set there from the environment.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Take the crawler. Raises SettingsError for a NEWSMILL_* setting that is unknown or has a bad value."""
        own = {name: str(value) for name, value in crawler.settings.items() if name.startswith(PREFIX) and value is not None}
        self._crawler = crawler
        self._producer = RawProducer(read_settings({**os.environ, **own}))
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline, as Scrapy does."""
        return cls(crawler)

    async def open_spider(self, spider: Spider | None = None) -> None:  # noqa: ARG002 # Scrapy's signature
        """Reach Kafka. Raises KafkaFailure, which ends the crawl before it begins: its pages would be lost."""
        quiet()
        try:
            asyncio.get_running_loop()
        except RuntimeError as error:
            raise SettingsError(
                "NewsmillPipeline needs Scrapy's asyncio reactor; leave TWISTED_REACTOR as it is by default"
            ) from error
        await self._producer.open()

    async def process_item(self, item: Any, spider: Spider | None = None) -> Any:  # noqa: ARG002 # Scrapy's signature
        """Deliver a page; it is dropped, with an error in the log, where Kafka does not take it."""
        if not isinstance(item, PageItem):
            return item
        name = self._crawler.spider.name if self._crawler.spider else None
        message = keyed(raw_page_message(msgspec.structs.replace(item.page, crawler=item.page.crawler or name)))
        if why := self._producer.too_large(message):
            raise self._undelivered(item, f"too large: {why}")
        try:
            await self._producer.deliver(message)
        except KafkaFailure as failure:
            self._close_spider()
            raise self._undelivered(item, str(failure)) from failure
        self._count("delivered")
        self._count("delivered_bytes", message.size)
        return item

    async def close_spider(self, spider: Spider | None = None) -> None:  # noqa: ARG002 # Scrapy's signature
        """Leave Kafka; Scrapy has waited for every item by now."""
        await self._producer.close()
        stats = self._crawler.stats
        lost = stats.get_value("newsmill/undelivered", 0) if stats else 0
        if lost:
            log.error("%d pages were fetched and not delivered to Kafka; each is named above", lost)

    def _undelivered(self, item: PageItem, why: str) -> DropItem:
        self._count("undelivered")
        return DropItem(f"not delivered to Kafka: {item.page.url}: {why}", log_level="ERROR")

    def _count(self, name: str, by: int = 1) -> None:
        if self._crawler.stats:
            self._crawler.stats.inc_value(f"newsmill/{name}", by)

    def _close_spider(self) -> None:
        """End the crawl: pages that it fetched from here on would be lost. It closes once the items under way are done."""
        if self._closing is None and self._crawler.engine:
            self._closing = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason=UNDELIVERED))
