"""The way of a page, step by step: the map of Newsmill.

Every step is a pure function. A page ends as a candidate for the relay, as rejected, or as a dead letter with its bytes.
"""

import itertools
from collections.abc import Callable
from importlib.metadata import version
from typing import ParamSpec, TypeVar

import msgspec
from py3langid.langid import LanguageIdentifier

from workers import __version__
from workers.ids import article_id
from workers.limits import Limits
from workers.page import Document, Extracted, NotAnArticle, RawMessage, Unprocessable
from workers.records import (
    Candidate,
    DeadLetter,
    DeadLetterReason,
    Fingerprint,
    Header,
    Language,
    Origin,
    Provenance,
    RawPage,
    Rejected,
    Source,
    Step,
    Topic,
)
from workers.relay.claims import claims_of
from workers.steps.decode.decode import decode
from workers.steps.extract import extract
from workers.steps.fingerprint import fingerprint
from workers.steps.language import detect_language, load_language_model
from workers.steps.read.newsmill_headers import attempts_before, reason_of
from workers.steps.read.read import read_page
from workers.steps.topics import TopicModel, load_model, tag_topics
from workers.urls import canonical_url, identity, site_of

MAX_HEADER_BYTES = 128 * 1024
"""What the headers of a dead letter's original may take, their values apart. Crawlers write some hundred bytes."""

_HEADER_BYTES = 40

Prepared = Candidate | Rejected | DeadLetter

Clock = Callable[[], float]
"""Tells seconds: the time that steps take is for whoever runs them to measure."""

P = ParamSpec("P")
T = TypeVar("T")


class Tools(msgspec.Struct, frozen=True, kw_only=True):
    """What the steps work with: models and limits, loaded once for each process."""

    limits: Limits
    language: LanguageIdentifier
    topics: TopicModel
    extractor: str


def load_tools(limits: Limits) -> Tools:
    """Load the models."""
    return Tools(
        limits=limits,
        language=load_language_model(),
        topics=load_model(),
        extractor=f"trafilatura {version('trafilatura')}",
    )


class Way:
    """Where on its way a page is: which step a failure belongs to, and the seconds that each step took."""

    def __init__(self, clock: Clock = lambda: 0.0) -> None:
        self.step = Step.DECODE
        self.page: RawPage | None = None
        self.seconds: dict[Step, float] = {}
        self._clock = clock

    def at(self, step: Step, run: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a step."""
        self.step = step
        begin = self._clock()
        try:
            return run(*args, **kwargs)
        finally:
            self.seconds[step] = self.seconds.get(step, 0.0) + self._clock() - begin


def prepare(message: RawMessage, source: Source, tools: Tools, way: Way | None = None) -> Prepared:
    """Turn a raw page into what the relay takes; never raises. `way` is told what each step took."""
    if no_page := reason_of(message):
        return dead_letter(message, source, Step.READ, DeadLetterReason.BROKEN_RECORD, no_page.message, url=no_page.url)
    way = way or Way()
    try:
        return walk(message, source, tools, way)
    except NotAnArticle as no:
        assert way.page is not None  # noqa: S101 # only a page that was read can be no article
        return Rejected(url=way.page.url, reason=no.reason, detail=no.detail, fetched_at=way.page.fetched_at, source=source)
    except Unprocessable as cannot:
        reason, why = cannot.reason, cannot.message
    except MemoryError:
        reason, why = DeadLetterReason.OUT_OF_MEMORY, "the page needs more memory than a process may have"
    except Exception as error:  # noqa: BLE001 # a page must never harm another: whatever fails, its bytes are kept
        reason, why = DeadLetterReason.STEP_FAILED, f"{type(error).__name__}: {error}"
    return dead_letter(message, source, way.step, reason, why, url=way.page.url if way.page else None)


def walk(message: RawMessage, source: Source, tools: Tools, way: Way) -> Candidate:
    """Make every step in order. Raises NotAnArticle and Unprocessable."""
    page = way.page = way.at(Step.DECODE, read_page, message, tools.limits)
    document = way.at(Step.DECODE, decode, page, tools.limits)
    extracted = way.at(Step.EXTRACT, extract, document)
    found = extracted.metadata
    language = way.at(Step.LANGUAGE, detect_language, tools.language, extracted.text, found.language)
    topics = way.at(
        Step.TOPICS,
        tag_topics,
        tools.topics,
        title=found.title.value if found.title else None,
        text=extracted.text,
        sections=found.sections,
        keywords=found.keywords,
        url=document.final_url,
    )
    prints = way.at(Step.FINGERPRINT, fingerprint, extracted.text)
    return way.at(Step.CLAIMS, candidate, document, extracted, language, topics, prints, source, tools.extractor)


def candidate(
    document: Document,
    extracted: Extracted,
    language: Language,
    topics: list[Topic],
    prints: Fingerprint,
    source: Source,
    extractor: str,
) -> Candidate:
    """Gather what the steps found, with the claims that the article has to visit."""
    found = extracted.metadata
    canonical = canonical_url(found.canonical_url, document.final_url)
    article = article_id(identity(canonical))
    return Candidate(
        article_id=article,
        url=document.url,
        canonical_url=canonical,
        site=site_of(canonical),
        title=found.title.value if found.title else None,
        text=extracted.text,
        description=found.description,
        image=found.image,
        authors=list(found.authors),
        published_at=found.published_at.value if found.published_at else None,
        modified_at=found.modified_at.value if found.modified_at else None,
        fetched_at=document.fetched_at,
        language=language,
        topics=topics,
        tags=list(found.keywords),
        also_on_page=list(extracted.also_on_page),
        fingerprint=prints,
        provenance=Provenance(
            title=found.title.origin if found.title else None,
            published_at=found.published_at.origin if found.published_at else None,
            authors=found.authors_origin,
            language=Origin.MODEL,
            newsmill=__version__,
            extractor=extractor,
        ),
        source=source,
        claims=claims_of(article, prints),
    )


def dead_letter(
    original: RawMessage,
    source: Source,
    step: Step,
    reason: DeadLetterReason,
    message: str,
    *,
    url: str | None = None,
    attempts: int = 1,
) -> DeadLetter:
    """Keep a page that could not be processed, with all that it takes to send it again as it came."""
    headers = [Header(name=name, value_base64=value) for name, value in original.headers[: _fitting(original.headers)]]
    if len(headers) < len(original.headers):
        message = f"{message} (of {len(original.headers)} headers the first {len(headers)} are kept)"
    return DeadLetter(
        url=url,
        step=step,
        reason=reason,
        message=message,
        attempts=attempts + attempts_before(original),
        source=source,
        original_base64=original.value,
        original_key_base64=original.key,
        original_headers=headers,
    )


def original_of(letter: DeadLetter) -> RawMessage:
    """Give the message back that a dead letter keeps."""
    headers = tuple((header.name, header.value_base64) for header in letter.original_headers)
    return RawMessage(letter.original_base64, headers, letter.original_key_base64)


def _fitting(headers: tuple[tuple[str, bytes | None], ...]) -> int:
    """Count the headers that a dead letter can keep: a hundred thousand empty ones would take far more bytes there than they had."""
    taken = itertools.accumulate(_HEADER_BYTES + 6 * len(name) for name, _ in headers)
    return sum(1 for _ in itertools.takewhile(lambda size: size <= MAX_HEADER_BYTES, taken))
