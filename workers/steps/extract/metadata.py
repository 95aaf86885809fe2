"""What a page says of its article beside the text, each from the most trusted source."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from workers.page import Found, Metadata
from workers.records import Origin
from workers.steps.extract.authors import credited, is_site
from workers.steps.extract.bylines import read_byline
from workers.steps.extract.json_ld import urls_of, values_of
from workers.steps.extract.labels import keywords_of, sections_of
from workers.steps.extract.sources import Page
from workers.steps.extract.strings import folded, one_line
from workers.steps.extract.times import read_modified, read_published
from workers.steps.extract.titles import Titles, choose_title
from workers.urls import canonical_url, normalise

TITLE_METAS = tuple("twitter:title sailthru.title parsely-title cxenseparse:title headline dcterms.title dc.title title".split())
AUTHOR_METAS = tuple(
    """
    author byl mediator_author parsely-author sailthru.author cxenseparse:author dcsext.author dc.creator dcterms.creator dable:author
    citation_author creator twitter:data1
    """.split()
)
DESCRIPTION_METAS = ("og:description", "description", "twitter:description", "dcterms.description", "dc.description")
IMAGE_METAS = ("og:image:secure_url", "og:image", "og:image:url")
LANGUAGE_METAS = ("content-language", "dc.language", "dcterms.language", "language")
# Language, script and region of BCP 47 in lower case.
LANGUAGE = re.compile(r"^[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?![a-z0-9])")
MAX_CLAIMS = 10


def read_metadata(page: Page) -> Metadata:
    """Read what a page says of its article; its tree stays as it is."""
    sections = sections_of(page)
    title = _title(page, {folded(section) for section in sections})
    own = page.sites | ({folded(title.value)} if title else set())
    authors, authors_origin = _authors(page)
    return Metadata(
        title=title,
        authors=tuple(authors),
        authors_origin=authors_origin,
        published_at=read_published(page, title.value if title else ""),
        modified_at=read_modified(page),
        description=_first([*page.head.all(*DESCRIPTION_METAS), *page.linked("description")]),
        image=_image(page),
        canonical_url=_claim(page),
        site_name=_first([*page.head.all("og:site_name"), *page.linked("publisher"), *page.head.all("application-name")]),
        language=_language(page),
        sections=tuple(section for section in sections if folded(section) not in own),
        keywords=tuple(keywords_of(page)),
    )


def _first(values: Iterable[str]) -> str | None:
    return next(iter(values), None)


def _title(page: Page, sections: set[str]) -> Found | None:
    hint = one_line(page.document.hints.title or "")
    return choose_title(titles_of(page), page.sites, sections) or (Found(hint, Origin.HINT) if hint else None)


def titles_of(page: Page) -> Titles:
    """Gather what a page's sources give as its title."""
    told = (value for node in page.articles for value in values_of(node.get("headline") or node.get("name")))
    return Titles(
        json_ld=_first(told) or "",
        open_graph=page.head.first("og:title") or "",
        other=page.head.first(*TITLE_METAS) or "",
        headings=tuple(page.head.headings),
        element=page.head.title,
    )


def _authors(page: Page) -> tuple[list[str], Origin | None]:
    """Return who is credited by the first source that names somebody else than the site, else by the first that names anybody."""
    fallback: tuple[list[str], Origin | None] = ([], None)
    for origin, names in author_offers(page):
        if any(not is_site(name, page.sites) for name in names):
            return names, origin
        if names and not fallback[0]:
            fallback = names, origin
    return fallback


def author_offers(page: Page) -> Iterator[tuple[Origin, list[str]]]:
    """Yield who is credited by each source, the most trusted first; a source is read when it is asked for."""
    yield Origin.JSON_LD, credited(page.linked("author"), page.sites)
    yield Origin.OPENGRAPH, credited(page.head.all("article:author", "og:article:author"), page.sites)
    yield Origin.META, credited(page.head.all(*AUTHOR_METAS), page.sites)
    yield Origin.JSON_LD, credited(page.linked("creator"), page.sites)
    yield Origin.HTML, read_byline(page.tree, page.sites, page.said, page.head.first(*DESCRIPTION_METAS) or "")


def _image(page: Page) -> str | None:
    """Return the address of the article's picture."""
    linked = [url for node in page.articles for url in _image_urls(node.get("image"), page)]
    told = [*page.head.all(*IMAGE_METAS), *linked, *page.head.all("twitter:image", "twitter:image:src")]
    return _first(url for value in told if (url := _absolute(page, value)))


def _image_urls(value: Any, page: Page) -> list[str]:
    urls: list[str] = []
    for image in value if isinstance(value, list) else [value]:
        key = image.get("@id") if isinstance(image, dict) else None
        thing = page.index.get(key, image) if isinstance(key, str) else image
        url = (thing.get("url") or thing.get("contentUrl") or key) if isinstance(thing, dict) else thing
        urls += [url] if isinstance(url, str) else []
    return urls


def _absolute(page: Page, url: str) -> str | None:
    """Return a URL on the page as an absolute one of the web, None where it is none."""
    try:
        parts = urlsplit(urljoin(page.document.final_url, url.strip()))
    except ValueError:
        return None
    return parts.geturl() if parts.scheme in ("http", "https") and parts.hostname else None


def _claim(page: Page) -> str | None:
    """Return the URL that the page gives as its own: the first of its claims that is plausible, else its first."""
    linked = [url for node in page.articles for url in urls_of(node)]
    told = [page.head.links.get("canonical", ""), *page.head.all("og:url"), *linked]
    claims = [url for value in dict.fromkeys(told[:MAX_CLAIMS]) if value and (url := _absolute(page, value))]
    fetched = page.document.final_url
    return _first([*(url for url in claims if canonical_url(url, fetched) == normalise(url)), *claims])


def _language(page: Page) -> Found | None:
    """Return the language that the page declares, in lower case: its code with its script and region."""
    for found in language_offers(page):
        if match := LANGUAGE.match(found.value.lower().replace("_", "-")):
            return Found(match[0], found.origin)
    return None


def language_offers(page: Page) -> list[Found]:
    """List the languages that a page declares, as they stand there, the most trusted first."""
    head, hint = page.head, page.document.hints.language
    return [
        Found(head.language, Origin.HTML),
        *(Found(value, Origin.META) for value in head.all(*LANGUAGE_METAS)),
        *(Found(value, Origin.JSON_LD) for value in page.linked("inLanguage")),
        *(Found(value, Origin.OPENGRAPH) for value in head.all("og:locale")),
        Found(hint or "", Origin.HINT),
    ]
