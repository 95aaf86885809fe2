"""Explain a page: it goes the way of the pipeline, which is listened to, and that is told."""

from collections.abc import Callable
from typing import Any

import msgspec

from workers.explain.blocks import Listening, blocks_of
from workers.explain.explanation import Explanation, Field
from workers.explain.fields import fields_of, language_field, page_of
from workers.explain.topics import topics_field
from workers.page import Document, Extracted
from workers.pipeline import Tools, prepare
from workers.records import Candidate, DeadLetter, Prepared, Source, Step
from workers.steps.decode.decode import decode
from workers.steps.extract import extract
from workers.steps.extract.choose import cut_at
from workers.steps.extract.sources import Page
from workers.steps.language import detect_language
from workers.steps.read.message import RawMessage
from workers.steps.topics import tag_topics
from workers.trace import P, StepTrace, T


class Heard(StepTrace):
    """A trace that keeps what each step was asked with, by name, and what it gave."""

    def __init__(self) -> None:
        super().__init__()
        self.gave: dict[Callable[..., Any], Any] = {}
        self.asked: dict[Callable[..., Any], dict[str, Any]] = {}

    def at(self, step: Step, run: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a step."""
        self.asked[run] = dict(kwargs)
        given = super().at(step, run, *args, **kwargs)
        self.gave[run] = given
        return given


def explain(message: RawMessage, source: Source, tools: Tools) -> Explanation:
    """Tell how a page is read: the steps are those of `prepare`, made once more in the same way."""
    listening = Listening(tools.labeller) if tools.labeller else None
    heard = Heard()
    outcome = prepare(message, source, msgspec.structs.replace(tools, labeller=listening), heard)
    named = _named(outcome)
    document: Document | None = heard.gave.get(decode)
    if document is None:
        return named
    labelled = listening.heard if listening else None
    page = page_of(document, tools.words.lines)
    choice = labelled.choice if labelled and labelled.blocks.texts else None
    extracted: Extracted | None = heard.gave.get(extract)
    return msgspec.structs.replace(
        named,
        reader=str(extracted.reader) if extracted else None,
        cut=round(cut_at(choice.expected), 3) if choice else None,
        expected=round(choice.expected, 3) if choice else None,
        blocks=tuple(blocks_of(document, extracted, labelled, tools.words.lines)),
        fields=(*fields_of(page, extracted), *_told(heard, tools, page, extracted)),
        characters=len(extracted.text) if extracted else 0,
    )


def _named(outcome: Prepared) -> Explanation:
    """Say what a page becomes."""
    if isinstance(outcome, Candidate):
        what, detail = "article", f"goes to the relay as {outcome.article_id}"
        return Explanation(
            source=outcome.source,
            url=outcome.url,
            outcome=what,
            detail=detail,
            topics=tuple(outcome.topics),
            claims=tuple(outcome.claims),
        )
    if isinstance(outcome, DeadLetter):
        what, detail = "dead letter", f"{outcome.step}, {outcome.reason}: {outcome.message}"
    else:
        what, detail = "rejected", f"{outcome.reason}: {outcome.detail}"
    return Explanation(source=outcome.source, url=outcome.url, outcome=what, detail=detail)


def _told(heard: Heard, tools: Tools, page: Page | None, extracted: Extracted | None) -> list[Field]:
    """Tell what the later steps chose, as far as the page came."""
    fields: list[Field] = []
    if extracted and detect_language in heard.gave:
        declared = extracted.metadata.language
        fields.append(language_field(tools.language, extracted.text, declared, heard.gave[detect_language], page))
    if tag_topics in heard.gave:
        fields.append(topics_field(tools.topics, heard.gave[tag_topics], heard.asked[tag_topics]))
    return fields
