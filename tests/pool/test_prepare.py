"""What a process of the pool does with a page: the whole pipeline within the limits it was given, and what each step took."""

import json
from random import Random

import pytest

from testing.made_pages import made_words, sentences_of
from workers.limits import DEFAULT_LIMITS, Limits
from workers.pool.prepare import load_prepare
from workers.records import Candidate, DeadLetter, DeadLetterReason, Rejected, Source, Step
from workers.steps.read.message import RawMessage

SOURCE = Source(file="pages.jsonl", record=1)
TEXT = "A title\n\n" + "\n\n".join(sentences_of(made_words(Random(1), 132)))


def message(body: str, status: int = 200) -> RawMessage:
    page = {"url": "https://paper.example/a", "fetched_at": "2026-03-02T08:00:00Z", "content_type": "text/plain", "body": body}
    return RawMessage(json.dumps({**page, "status": status}).encode())


def test_an_article_went_through_every_step_and_each_took_its_time() -> None:
    prepared, report = load_prepare(DEFAULT_LIMITS)(message(TEXT), SOURCE)
    assert isinstance(prepared, Candidate)
    assert report.seconds.keys() >= {Step.DECODE, Step.EXTRACT, Step.FINGERPRINT}
    assert all(0 <= took < 60 for took in report.seconds.values())


@pytest.mark.parametrize("again", [False, True], ids=["the first page", "a page after another"])
def test_a_step_that_a_page_never_came_to_took_no_time(*, again: bool) -> None:
    prepare = load_prepare(DEFAULT_LIMITS)
    if again:
        prepare(message(TEXT), SOURCE)
    prepared, report = prepare(message(TEXT, status=410), SOURCE)
    assert isinstance(prepared, Rejected)
    assert Step.FINGERPRINT not in report.seconds
    assert report.how_read is None, "nor was an article found on it"


def test_the_limits_are_those_that_it_was_given() -> None:
    prepared, _ = load_prepare(Limits(max_body_bytes=100))(message(TEXT), SOURCE)
    assert isinstance(prepared, DeadLetter)
    assert prepared.reason is DeadLetterReason.TOO_LARGE
