"""The way of a page, as a whole: `prepare` never raises, and never reaches out."""

import json
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import msgspec
import pytest

from workers.dead_letter import original_of
from workers.ids import article_id
from workers.inputs import Input, Unreadable, read_inputs
from workers.limits import DEFAULT_LIMITS, MAX_HEADER_BYTES
from workers.models.load import load_tools
from workers.pipeline import Tools, prepare
from workers.records import (
    Access,
    Candidate,
    DeadLetter,
    DeadLetterReason,
    FetchedAtOrigin,
    Genre,
    Reader,
    Rejected,
    RejectReason,
    Source,
    Step,
)
from workers.relay.claims import url_key
from workers.steps.read.message import RawMessage
from workers.urls import former_identity, identity

SAMPLES = Path(__file__).parent.parent / "samples" / "pages"
SOURCE = Source(file="pages.jsonl", record=1)
LINKS = "".join(f'<script src="https://cdn{n}.example/x.js"></script><img src="//img{n}.example/a.png">' for n in range(20))
PARAGRAPHS = [
    "The council of the island voted on Tuesday to keep the school open, after a long debate with parents and teachers.",
    "Four hundred people had signed a petition, more than live on the island in winter, the mayor said with a smile.",
    "The building needs a new roof, which is to be paid for out of the harbour fees of the next three summers.",
    "Critics call the plan too dear, and want the eleven pupils to take the ferry to the mainland instead.",
]
HTML = f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.example/xhtml1-strict.dtd">
<html><head><title>Island school stays open</title>{LINKS}<link rel="stylesheet" href="https://cdn.example/style.css">
<base href="https://base.example/"><link rel="canonical" href="https://paper.example/news/island-school"></head>
<body><article><h1>Island school stays open</h1>{"".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)}</article>
<iframe src="https://frame.example/"></iframe></body></html>"""


@pytest.fixture(scope="module")
def tools() -> Tools:
    return load_tools(DEFAULT_LIMITS)


def event(**keys: object) -> RawMessage:
    page = {"url": "https://paper.example/news/island-school", "fetched_at": "2026-03-02T08:00:00Z", "content_type": "text/html"}
    return RawMessage(json.dumps({**page, **keys}).encode())


def test_a_sound_page_becomes_a_candidate(tools: Tools) -> None:
    page = prepare(event(body=HTML), SOURCE, tools)
    assert isinstance(page, Candidate)
    assert page.title == "Island school stays open"
    assert page.language.code == "en"
    assert page.site == "paper.example"
    assert page.canonical_url == "https://paper.example/news/island-school"
    assert page.claims[0] == page.claims[-1] == f"url:{page.article_id}"
    assert page.text == "\n".join(PARAGRAPHS)
    assert (page.access, page.genre, page.fetched_at_origin) == (Access.UNKNOWN, Genre.UNKNOWN, FetchedAtOrigin.CRAWLER)
    assert (page.bylines, page.page_type, page.language.others) == (None, None, None)


@pytest.mark.parametrize(
    ("body", "content_type", "name", "version_of"),
    [(HTML, "text/html", "trafilatura", "trafilatura"), ("\n".join(PARAGRAPHS), "text/plain", "plain_text", "newsmill")],
)
def test_provenance_says_which_reader_gave_the_text(
    tools: Tools, body: str, content_type: str, name: str, version_of: str
) -> None:
    page = prepare(event(body=body, content_type=content_type), SOURCE, tools)
    assert isinstance(page, Candidate)
    assert page.provenance.reader == Reader(name=name, version=version(version_of))
    assert page.provenance.extractor == f"{name} {version(version_of)}"


def test_a_page_that_is_no_article_is_rejected(tools: Tools) -> None:
    page = prepare(event(body="gone", status=404), SOURCE, tools)
    assert isinstance(page, Rejected)
    assert (page.reason, page.detail) == (RejectReason.HTTP_STATUS, "status 404")
    assert page.fetched_at_origin is FetchedAtOrigin.CRAWLER


@pytest.mark.parametrize("fetched_at", ["2126-03-02T08:00:00Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_a_page_that_cannot_have_been_fetched_when_it_says_was_when_it_was_received(tools: Tools, fetched_at: str) -> None:
    received = datetime(2026, 12, 1, 8, tzinfo=UTC)
    article = prepare(event(body=HTML, fetched_at=fetched_at)._replace(received=received), SOURCE, tools)
    gone = prepare(event(body="gone", status=404, fetched_at=fetched_at)._replace(received=received), SOURCE, tools)
    assert isinstance(article, Candidate)
    assert isinstance(gone, Rejected)
    assert (article.fetched_at, article.fetched_at_origin, article.received_at) == (received, FetchedAtOrigin.RECEIVED, received)
    assert (gone.fetched_at, gone.fetched_at_origin) == (received, FetchedAtOrigin.RECEIVED)


def test_what_cannot_be_read_is_a_dead_letter_with_its_bytes(tools: Tools) -> None:
    page = prepare(RawMessage(b"{not json"), SOURCE, tools)
    assert isinstance(page, DeadLetter)
    assert (page.step, page.reason, page.url, page.original_base64) == (
        Step.DECODE,
        DeadLetterReason.INVALID_JSON,
        None,
        b"{not json",
    )


def test_what_could_not_be_read_in_the_first_place_is_a_dead_letter_that_says_so(tools: Tools) -> None:
    for url in (None, "https://a.example/é"):
        message = Unreadable(SOURCE, url, b"\xff\0", "the record ends early").message
        page = prepare(message, SOURCE, tools)
        assert isinstance(page, DeadLetter)
        assert (page.url, page.step, page.reason, page.message, page.original_base64) == (
            url,
            Step.READ,
            DeadLetterReason.BROKEN_RECORD,
            "the record ends early",
            b"\xff\0",
        )


def test_a_dead_letter_has_all_that_its_message_had(tools: Tools) -> None:
    headers = (("b", b"\xff"), ("a", None), ("b", b""), ("newsmill-url", b"x"))
    page = prepare(RawMessage(b"{", headers, b"key"), SOURCE, tools)
    assert isinstance(page, DeadLetter)
    assert (page.original_base64, page.original_key_base64) == (b"{", b"key")
    assert tuple((header.name, header.value_base64) for header in page.original_headers) == headers


def test_a_header_whose_name_is_no_utf_8_comes_back_from_a_dead_letter_with_its_bytes(tools: Tools) -> None:
    names = [b"caf\xe9", b"\xff", b"", "für".encode(), b"\xed\xa0\x80", "\N{NEWSPAPER}".encode() + b"\x80"]
    headers = tuple((name.decode("utf-8", "surrogateescape"), b"x") for name in names)
    page = prepare(RawMessage(b"{", headers, None), SOURCE, tools)
    assert isinstance(page, DeadLetter)
    letter = msgspec.json.decode(msgspec.json.encode(page), type=DeadLetter)
    told = [(header.name, header.name_base64) for header in letter.original_headers]
    assert told == [(None, names[0]), (None, names[1]), ("", None), ("für", None), (None, names[4]), (None, names[5])]
    assert original_of(letter) == RawMessage(b"{", headers, None)


@pytest.mark.parametrize("name", ["\0", "\udcff", "\N{NEWSPAPER}\udcff"])
def test_a_dead_letter_is_not_much_larger_than_its_message_whatever_headers_that_has(tools: Tools, name: str) -> None:
    message = RawMessage(b"{", (("first", b"x" * 1_000_000), *[(name, None)] * 100_000))
    page = prepare(message, SOURCE, tools)
    assert isinstance(page, DeadLetter)
    assert len(msgspec.json.encode(page)) < 1_000_000 * 4 / 3 + MAX_HEADER_BYTES + 1000
    kept = len(page.original_headers)
    assert page.message.endswith(f" (of 100001 headers the first {kept} are kept)")
    assert kept > 1000


@pytest.mark.parametrize(
    ("error", "reason"),
    [(RuntimeError("broken"), DeadLetterReason.STEP_FAILED), (MemoryError(), DeadLetterReason.OUT_OF_MEMORY)],
)
def test_a_step_that_fails_makes_a_dead_letter(
    tools: Tools, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: DeadLetterReason
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("workers.pipeline.tag_topics", fail)
    page = prepare(event(body=HTML), SOURCE, tools)
    assert isinstance(page, DeadLetter)
    assert (page.step, page.reason, page.url) == (Step.TOPICS, reason, "https://paper.example/news/island-school")


@pytest.mark.usefixtures("no_network")
def test_no_page_makes_the_pipeline_reach_out(tools: Tools) -> None:
    pages = [Input(SOURCE, event(body=HTML)), *(item for item in read_inputs([str(SAMPLES)]) if isinstance(item, Input))]
    prepared = [prepare(page.message, page.source, tools) for page in pages]
    assert sum(isinstance(page, Candidate) for page in prepared) >= 10
    assert not [page for page in prepared if isinstance(page, DeadLetter) and page.reason is DeadLetterReason.STEP_FAILED]


@pytest.mark.usefixtures("no_network")
def test_the_socket_block_would_be_noticed() -> None:
    import urllib.request  # noqa: PLC0415 # only this test reaches out

    with pytest.raises(AssertionError, match="reach out"):
        urllib.request.urlopen("http://127.0.0.1:9/")


def test_what_travels_can_be_written_and_read_again(tools: Tools) -> None:
    page = prepare(event(body=HTML), SOURCE, tools)
    assert msgspec.json.decode(msgspec.json.encode(page), type=Candidate) == page


@pytest.mark.parametrize(("path", "changed"), [("island-school", False), ("island's-school", False), ("island%27s-school", True)])
def test_a_page_looks_under_the_former_identity_of_its_url_first(tools: Tools, path: str, *, changed: bool) -> None:
    url = f"https://paper.example/news/{path}"
    page = prepare(event(url=url, body=HTML.replace('rel="canonical"', "")), SOURCE, tools)
    assert isinstance(page, Candidate)
    assert page.canonical_url == url
    assert (page.article_id, page.new_id) == (
        article_id(former_identity(url)),
        article_id(identity(url)) if changed else None,
    )
    assert page.claims[0] == url_key(page.article_id)
