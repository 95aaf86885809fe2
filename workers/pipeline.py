"""The way of a page, step by step: the map of Newsmill.

Every step is a pure function. A page ends as a candidate for the relay, as rejected, or as a dead letter with its bytes.
"""

import msgspec

from workers import __version__
from workers.dead_letter import dead_letter
from workers.enums import ReaderName
from workers.ids import article_id
from workers.limits import Limits
from workers.page import Document, Extracted, NotAnArticle, Unprocessable
from workers.records import (
    Candidate,
    DeadLetterReason,
    Fingerprint,
    Language,
    Origin,
    Prepared,
    Provenance,
    Reader,
    Rejected,
    Source,
    Step,
    Topic,
)
from workers.relay.claims import claims_of
from workers.steps.decode.decode import decode
from workers.steps.extract import extract
from workers.steps.extract.labeller import Labeller
from workers.steps.extract.words import Words
from workers.steps.fingerprint import fingerprint
from workers.steps.language import LanguageModel, detect_language
from workers.steps.prose import prose
from workers.steps.read.fetched import bounded
from workers.steps.read.message import RawMessage
from workers.steps.read.newsmill_headers import reason_of
from workers.steps.read.read import read_page
from workers.steps.topics import TopicModel, tag_topics
from workers.trace import StepTrace
from workers.urls import believed_url, former_identity, identity, normalise, site_of


class Tools(msgspec.Struct, frozen=True, kw_only=True):
    """What the steps work with: models, words and limits, loaded once for each process."""

    limits: Limits
    language: LanguageModel
    topics: TopicModel
    readers: dict[ReaderName, Reader]
    labeller: Labeller | None
    words: Words


def prepare(message: RawMessage, source: Source, tools: Tools, trace: StepTrace | None = None) -> Prepared:
    """Turn a raw page into what the relay takes; never raises. `trace` is told what each step took, and how the text was found."""
    if no_page := reason_of(message):
        return dead_letter(message, source, Step.READ, DeadLetterReason.BROKEN_RECORD, no_page.message, url=no_page.url)
    trace = trace or StepTrace()
    try:
        return walk(message, source, tools, trace)
    except NotAnArticle as no:
        assert trace.page is not None  # noqa: S101 # only a page that was read can be no article
        return Rejected(
            url=trace.page.url,
            reason=no.reason,
            detail=no.detail,
            fetched_at=trace.page.fetched_at,
            fetched_at_origin=trace.fetched_at_origin,
            source=source,
        )
    except Unprocessable as cannot:
        reason, why = cannot.reason, cannot.message
    except MemoryError:
        reason, why = DeadLetterReason.OUT_OF_MEMORY, "the page needs more memory than a process may have"
    except Exception as error:  # noqa: BLE001 # a page must never harm another: whatever fails, its bytes are kept
        reason, why = DeadLetterReason.STEP_FAILED, f"{type(error).__name__}: {error}"
    return dead_letter(message, source, trace.step, reason, why, url=trace.page.url if trace.page else None)


def walk(message: RawMessage, source: Source, tools: Tools, trace: StepTrace) -> Candidate:
    """Make every step in order. Raises NotAnArticle and Unprocessable."""
    trace.page = trace.at(Step.DECODE, read_page, message, tools.limits)
    page, trace.fetched_at_origin = trace.at(Step.DECODE, bounded, trace.page, message.received)
    trace.page = page
    document = trace.at(Step.DECODE, decode, page, tools.limits)
    extracted = trace.at(Step.EXTRACT, extract, document, tools.labeller, tools.words)
    trace.how_read = extracted.how_read
    found = extracted.metadata
    language = trace.at(Step.LANGUAGE, detect_language, tools.language, extracted.text, found.language)
    topics = trace.at(
        Step.TOPICS,
        tag_topics,
        tools.topics,
        title=found.title.value if found.title else None,
        text=extracted.text,
        sections=found.sections,
        keywords=found.keywords,
        url=document.final_url,
    )
    prints = trace.at(Step.FINGERPRINT, fingerprint, extracted.text)
    reader = tools.readers[extracted.reader]
    gathered = trace.at(Step.CLAIMS, candidate, document, extracted, language, topics, prints, source, reader)
    return msgspec.structs.replace(
        gathered,
        fetched_at_origin=trace.fetched_at_origin,
        received_at=message.received,
        prose=trace.at(Step.FINGERPRINT, prose, document),
    )


def candidate(
    document: Document,
    extracted: Extracted,
    language: Language,
    topics: list[Topic],
    prints: Fingerprint,
    source: Source,
    reader: Reader,
) -> Candidate:
    """Gather what the steps found, with the claims that the article has to visit."""
    found = extracted.metadata
    page_url = believed_url(found.canonical_url, document.final_url)
    canonical = normalise(page_url)
    article, former = article_id(identity(page_url)), article_id(former_identity(page_url))
    return Candidate(
        article_id=former,
        new_id=article if article != former else None,
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
            extractor=f"{reader.name} {reader.version}",
            reader=reader,
        ),
        source=source,
        claims=claims_of(former, prints),
    )
