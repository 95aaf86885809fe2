"""The values that keys of events may have: open to more, and none is ever renamed or taken away.

Values are written snake_case. Where a thing can be unknown, `unknown` says so.
"""

import re
from enum import StrEnum
from typing import Self

SNAKE_CASE = "^[a-z][a-z0-9_]*$"


class OpenEnum(StrEnum):
    """An enum that readers of another version can read: a value that it does not name is kept as it is."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str) or not re.match(SNAKE_CASE, value):
            return None
        unnamed = str.__new__(cls, value)
        unnamed._name_, unnamed._value_ = value, value
        return unnamed


class Event(OpenEnum):
    """What an article event says of its article: it is new, its text has changed, or it is no longer there.

    No event says `withdrawn` yet.
    """

    CREATED = "created"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"


class Cause(OpenEnum):
    """Why an article's text has changed: its page has, another version of the reader reads it otherwise, or a rule for its site does.

    Only `page` is said yet.
    """

    PAGE = "page"
    READER = "reader"
    RULE = "rule"
    UNKNOWN = "unknown"


class DuplicateKind(OpenEnum):
    """Why a page is not published again: the same page unchanged, or the same article at another URL."""

    RECRAWL = "recrawl"
    COPY = "copy"


class ReaderName(OpenEnum):
    """What finds the article on a page: labels learned from pages, with the library trafilatura alone where they are unsure; that library
    with rules around it; or rules for lines of plain text.
    """

    LEARNED = "learned"
    TRAFILATURA_ALONE = "trafilatura_alone"
    TRAFILATURA = "trafilatura"
    PLAIN_TEXT = "plain_text"


class RejectReason(OpenEnum):
    """Why a page is no article. `http_status` to `soft_404` are told today; the others are kinds of pages that will be, and
    `forgotten`, an article that was taken down for good. They label metrics.
    """

    HTTP_STATUS = "http_status"
    CONTENT_TYPE = "content_type"
    EMPTY = "empty"
    TOO_SHORT = "too_short"
    LISTING = "listing"
    LOGIN = "login"
    SOFT_404 = "soft_404"
    COLLECTION = "collection"
    PRODUCT = "product"
    SERVICE = "service"
    FORUM = "forum"
    DOCUMENTATION = "documentation"
    GALLERY = "gallery"
    VIDEO = "video"
    SEARCH = "search"
    CONSENT_WALL = "consent_wall"
    BOT_CHECK = "bot_check"
    FORGOTTEN = "forgotten"


class Step(OpenEnum):
    """The stations of a page, in order: where a dead letter stopped."""

    READ = "read"
    DECODE = "decode"
    EXTRACT = "extract"
    LANGUAGE = "language"
    TOPICS = "topics"
    FINGERPRINT = "fingerprint"
    CLAIMS = "claims"
    RELAY = "relay"


class DeadLetterReason(OpenEnum):
    """Why a page could not be processed. They label metrics."""

    BROKEN_RECORD = "broken_record"
    INVALID_JSON = "invalid_json"
    INVALID_PAGE = "invalid_page"
    BAD_CONTENT_ENCODING = "bad_content_encoding"
    BAD_CHARSET = "bad_charset"
    TOO_LARGE = "too_large"
    STEP_FAILED = "step_failed"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"


class PageType(OpenEnum):
    """What a page is."""

    ARTICLE = "article"
    LISTING = "listing"
    COLLECTION = "collection"
    PRODUCT = "product"
    SERVICE = "service"
    FORUM = "forum"
    DOCUMENTATION = "documentation"
    GALLERY = "gallery"
    VIDEO = "video"
    SEARCH = "search"
    LOGIN = "login"
    CONSENT_WALL = "consent_wall"
    BOT_CHECK = "bot_check"
    SOFT_404 = "soft_404"
    UNKNOWN = "unknown"


class Access(OpenEnum):
    """How much of the article its page shows: all, or a teaser before a wall. Always `unknown` as yet."""

    FULL = "full"
    TEASER = "teaser"
    UNKNOWN = "unknown"


class Genre(OpenEnum):
    """What sort of text the page says that it is. Always `unknown` as yet."""

    NEWS = "news"
    LIVE_BLOG = "live_blog"
    OPINION = "opinion"
    ANALYSIS = "analysis"
    INTERVIEW = "interview"
    REVIEW = "review"
    OBITUARY = "obituary"
    PRESS_RELEASE = "press_release"
    FACT_CHECK = "fact_check"
    SATIRE = "satire"
    SPONSORED = "sponsored"
    UNKNOWN = "unknown"


class BylineKind(OpenEnum):
    """Who is credited: somebody, or an agency, a newsroom, a company."""

    PERSON = "person"
    ORGANISATION = "organisation"
    UNKNOWN = "unknown"


class FetchedAtOrigin(OpenEnum):
    """Whose time `fetched_at` is: the raw page's own, or that of its arrival, where its own cannot be: later, or before the web."""

    CRAWLER = "crawler"
    RECEIVED = "received"


class TopicEvidence(OpenEnum):
    """What a topic was told by, strongest first. `section`, `keywords`, `url` and `text` are told today."""

    SECTION = "section"
    KEYWORDS = "keywords"
    BREADCRUMBS = "breadcrumbs"
    JSON_LD_TYPES = "json_ld_types"
    URL = "url"
    HINT = "hint"
    TITLE = "title"
    TEXT = "text"


class Origin(OpenEnum):
    """Where a value was found: JSON-LD, OpenGraph or other meta elements, itemprop and rel (`microdata`), the title element, the
    visible headline or byline, elsewhere in the HTML, the text itself, data that scripts hold (`script`), the response's headers
    (`http_header`), the URL, a feed's hint; or by what: a model, a rule for the site. Some are not told apart yet: what will be
    `microdata`, `title_element`, `headline` or `byline` is `html`.
    """

    JSON_LD = "json_ld"
    OPENGRAPH = "opengraph"
    META = "meta"
    MICRODATA = "microdata"
    TITLE_ELEMENT = "title_element"
    HEADLINE = "headline"
    BYLINE = "byline"
    HTML = "html"
    TEXT = "text"
    SCRIPT = "script"
    HTTP_HEADER = "http_header"
    URL = "url"
    HINT = "hint"
    MODEL = "model"
    SITE_RULE = "site_rule"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        return cls.JSON_LD if value == "json-ld" else super()._missing_(value)  # so a candidate says that was on its way
