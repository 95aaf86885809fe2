"""When a page was published and changed: told, else shown, else in its URL, else searched for."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice

from htmldate import find_date

from workers.page import Found
from workers.records import Origin
from workers.steps.extract.datelines import read_dateline
from workers.steps.extract.dates import EARLIEST, LATEST, date_in_url, is_believable, parse_date
from workers.steps.extract.head import MAX_VALUES
from workers.steps.extract.json_ld import values_of
from workers.steps.extract.sources import Page

PUBLISHED_KEYS = ("datePublished", "dateCreated", "uploadDate")
PUBLISHED_METAS = tuple(
    """
    article:published_time mediator_published_time og:article:published_time article:published og:published_time datepublished og:pubdate
    parsely-pub-date sailthru.date cxenseparse:recs:publishtime publish-date publish_date publishdate published_time
    publication_date pubdate date.issued dcterms.issued dcterms.created dc.date.created date.created citation_publication_date
    citation_online_date originalpublicationdate last-published article_date_original rnews:datepublished datecreated uploaddate
    """.split()
)
# Names that some publishers give to the time of publication and some to that of the last change.
DATE_METAS = ("date", "dc.date", "dcterms.date", "dc.date.issued", "article_date")
MODIFIED_KEYS = ("dateModified",)
MODIFIED_METAS = tuple(
    """
    article:modified_time og:article:modified_time article:modified og:updated_time og:modified_time datemodified dcterms.modified
    dc.date.modified lastmod last-modified modified_time revised article_updatetime
    """.split()
)
PUBLISHED_MARK = re.compile(r"pubdate|publi[sc]|datecreated|entry-date|post-date|article-date|date-posted|dateline|veröffentlich")
OTHER_MARK = re.compile(r"modif|update|aktualis|comment|related|teaser|duration|event")


def read_published(page: Page, title: str) -> Found | None:
    """Return the time of publication from the most trusted source that has one; the page's text is searched last."""
    return _first_believable(page, published_offers(page, title))


def read_modified(page: Page) -> Found | None:
    """Return the time of the last change that the page's metadata tells."""
    return _first_believable(page, modified_offers(page))


def published_offers(page: Page, title: str) -> Iterator[Found]:
    """Yield the times that may be that of publication, as they stand there, the most trusted first; a source is read when it is asked for."""
    document = page.document
    yield from _told(page, PUBLISHED_KEYS, PUBLISHED_METAS)
    yield from _marked(page)
    yield from _found(document.hints.published_at, Origin.HINT)
    for url in (document.url, document.final_url):
        yield from _found(date_in_url(url), Origin.URL)
    yield from _shown(page, title)
    yield from _told(page, (), DATE_METAS)
    yield from _searched(page)


def modified_offers(page: Page) -> Iterator[Found]:
    """Yield the times that may be that of the last change, as they stand there, the most trusted first."""
    return _told(page, MODIFIED_KEYS, MODIFIED_METAS)


def believed(page: Page, offer: Found) -> str | None:
    """Return a time as RFC 3339 where it can be read and believed."""
    value = parse_date(offer.value)
    return value if value and is_believable(value, page.document.fetched_at) else None


def _first_believable(page: Page, offers: Iterable[Found]) -> Found | None:
    """Return the first of several times that can be read and believed, made RFC 3339."""
    return next((Found(value, offer.origin) for offer in offers if (value := believed(page, offer))), None)


def _found(value: str | None, origin: Origin) -> Iterator[Found]:
    if value:
        yield Found(value, origin)


def _told(page: Page, keys: Iterable[str], metas: Iterable[str]) -> Iterator[Found]:
    """Yield the times that JSON-LD and meta elements tell under these names, the article's before the page's."""
    for nodes in (page.articles, page.web_pages):
        for key in keys:
            yield from (Found(value, Origin.JSON_LD) for node in nodes for value in values_of(node.get(key)))
    for name in metas:
        origin = Origin.OPENGRAPH if name.startswith(("og:", "article:")) else Origin.META
        yield from (Found(value, origin) for value in page.head.all(name))


def _marked(page: Page) -> Iterator[Found]:
    """Yield the page's `time` elements that are marked as the time of publication."""
    for time in page.head.times:
        if PUBLISHED_MARK.search(time.marks) and not OTHER_MARK.search(time.marks):
            yield Found(time.value, Origin.HTML)


def _shown(page: Page, title: str) -> Iterator[Found]:
    yield from _found(read_dateline(page.tree, title), Origin.HTML)


def _searched(page: Page) -> Iterator[Found]:
    """Yield the day that htmldate finds anywhere on the page.

    Slow (some milliseconds), and one in five is wrong. Its extensive search is off: that makes days of the years in copyright
    notices, and its first use takes a process seconds. htmldate copies the tree before it cuts in it, and takes quadratic time for
    titles and headings.
    """
    if next(islice(page.tree.iter("title", "h1"), MAX_VALUES, None), None) is not None:
        return
    with suppress(ValueError, OverflowError):
        latest = (page.document.fetched_at + LATEST).date().isoformat()
        day = find_date(
            page.tree, extensive_search=False, original_date=True, url="", min_date=EARLIEST.isoformat(), max_date=latest
        )
        yield from _found(day, Origin.TEXT)
