"""Sample pages, events and archives, damaged at random: nothing raises, and each item has one outcome that is valid."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.schemas.test_schemas import validator
from workers.embedded.clean import settle
from workers.inputs import Input, Unreadable, read_inputs
from workers.limits import DEFAULT_LIMITS
from workers.models.load import load_tools
from workers.pipeline import Tools, prepare
from workers.records import Article, DeadLetter, DeadLetterReason, Duplicate, Prepared, RawPage, Rejected, Source
from workers.relay.relay import WINDOW
from workers.steps.read.message import RawFormat, RawMessage
from workers.steps.read.raw_page import BINARY
from workers.steps.read.scrapy_cluster import FAILED

SAMPLES = Path(__file__).parents[2] / "samples" / "pages"
PAGES = [path.read_bytes() for path in sorted(SAMPLES.iterdir()) if path.suffix in (".html", ".txt")]
EVENTS = (SAMPLES / "crawl.jsonl").read_bytes().splitlines()
ARCHIVES = {path.name: path.read_bytes() for path in sorted(SAMPLES.iterdir()) if ".w" in path.name}
FILES = {**ARCHIVES, **{name.removesuffix(".gz"): gzip.decompress(content) for name, content in ARCHIVES.items()}}
SOURCE = Source(file="damaged.jsonl", record=1)
SCHEMAS = {Article: "article.v1", Duplicate: "duplicate.v1", Rejected: "rejected.v1", DeadLetter: "dead-letter.v1"}
VALIDATORS = {kind: validator(name) for kind, name in SCHEMAS.items()}

TOKENS = [
    b"<", b">", b"</", b"<!--", b"-->", b"<p>", b"</div>", b"<script>", b"<article>", b"<h1>", b"]]>", b"&#0;", b"&#xD800;", b'"', b"'", b"\\",
    b"\\ud800", b"\\u0000", b"{", b"}", b"[", b"]", b",", b":", b"null", b"1e999", b"-1", b'{"a":', b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf",
    b"\xed\xa0\x80", b"\r\n", b"\r\n\r\n", b"\n", b"\x1f\x8b\x08", b"WARC/1.0\r\n", b"Content-Length: 9", b"HTTP/1.1 200", b"0\r\n", "\u202e\u0301".encode(),
]  # fmt: skip

Edit = tuple[int, int, bytes]
"""Where, of 10,000 parts; how many bytes are cut out there; and what is put in their place."""

EDITS = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 200), st.sampled_from(TOKENS) | st.binary(max_size=20)),
    min_size=1,
    max_size=6,
)
BOUNDED = settings(
    derandomize=True, max_examples=120, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def damaged(content: bytes, edits: list[Edit]) -> bytes:
    for part, size, token in edits:
        at = len(content) * part // 10_000
        content = content[:at] + token + content[at + size :]
    return content


@pytest.fixture(scope="module")
def tools() -> Tools:
    return load_tools(DEFAULT_LIMITS)


def require_valid(prepared: Prepared, message: RawMessage) -> None:
    """What became of a page can be written, is what its schema says, can be read again, and holds the bytes if it is dead."""
    outcome = settle(prepared, {}, "", WINDOW)
    line = msgspec.json.encode(outcome)
    assert b"\n" not in line
    VALIDATORS[type(outcome)].validate(json.loads(line.decode("utf-8")))
    assert msgspec.json.decode(line, type=type(outcome)) == outcome
    if isinstance(outcome, DeadLetter):
        assert outcome.original_base64 == message.value
        assert [(header.name, header.value_base64) for header in outcome.original_headers] == list(message.headers)
        assert outcome.message
        assert outcome.reason is not DeadLetterReason.STEP_FAILED, outcome.message


@pytest.mark.parametrize("content_type", ["text/html", "text/plain", None])
@BOUNDED
@given(page=st.sampled_from(PAGES), edits=EDITS)
def test_a_damaged_page_has_one_valid_outcome(tools: Tools, content_type: str | None, page: bytes, edits: list[Edit]) -> None:
    raw = RawPage(
        url="https://paper.example/news/damaged-page",
        fetched_at=datetime(2026, 3, 2, tzinfo=UTC),
        body_base64=damaged(page, edits),
        content_type=content_type,
    )
    event = msgspec.json.encode(raw)
    require_valid(prepare(RawMessage(event), SOURCE, tools), RawMessage(event))


@BOUNDED
@given(event=st.sampled_from(EVENTS), edits=EDITS)
def test_a_damaged_event_has_one_valid_outcome(tools: Tools, event: bytes, edits: list[Edit]) -> None:
    event = damaged(event, edits)
    require_valid(prepare(RawMessage(event), SOURCE, tools), RawMessage(event))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@BOUNDED
@given(
    event=st.sampled_from(EVENTS),
    changes=st.dictionaries(st.sampled_from(RawPage.__struct_fields__), JSON, min_size=1, max_size=3),
)
def test_an_event_with_other_values_has_one_valid_outcome(tools: Tools, event: bytes, changes: dict[str, object]) -> None:
    try:
        fields = json.loads(event)
    except ValueError:
        fields = {}
    event = json.dumps({**fields, **changes}).encode()
    require_valid(prepare(RawMessage(event), SOURCE, tools), RawMessage(event))


HEADERS = {
    "content-type": BINARY.encode(),
    "url": b"https://paper.example/news/a",
    "fetched_at": b"2026-03-02T08:00:00Z",
    "status": b"200",
    "content_type": b"text/html; charset=utf-8",
    "content_encoding": b"",
    "final_url": b"https://paper.example/news/b",
    "headers": b'{"Content-Type": "text/html", "Set-Cookie": ["a", "b"]}',
    "hints": b'{"title": "a", "section": "b"}',
}


@BOUNDED
@given(header=st.sampled_from(sorted(HEADERS)), edits=EDITS, copies=st.integers(0, 2))
def test_a_damaged_header_of_the_binary_form_leaves_one_valid_outcome(
    tools: Tools, header: str, edits: list[Edit], copies: int
) -> None:
    headers = (*HEADERS.items(), *[(header, damaged(HEADERS[header], edits))] * copies, ("newsmill-url", b"\xff"))
    message = RawMessage(b"<p>A page of one paragraph.</p>", headers, b"key")
    require_valid(prepare(message, SOURCE, tools), message)


CRAWLED = {
    "url": "https://paper.example/a",
    "response_url": "https://paper.example/b",
    "timestamp": "2026-03-02T08:00:00.123456",
    "status_code": 200,
    "body": PAGES[0].decode("utf-8", "replace"),
    "response_headers": {"Content-Type": ["text/html"]},
}
RECORDS = [b"WARC/1." + record for record in FILES["archive.warc"].split(b"WARC/1.")[1:]]
FOREIGN = {RawFormat.SCRAPY_CLUSTER: [json.dumps(CRAWLED).encode(), FAILED], RawFormat.WARC: RECORDS}


@pytest.mark.parametrize("form", FOREIGN)
@BOUNDED
@given(number=st.integers(0, 99), edits=EDITS)
def test_a_damaged_message_of_another_format_has_one_valid_outcome(
    tools: Tools, form: RawFormat, number: int, edits: list[Edit]
) -> None:
    message = RawMessage(damaged(FOREIGN[form][number % len(FOREIGN[form])], edits), form=form)
    require_valid(prepare(message, SOURCE, tools), message)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@BOUNDED
@given(name=st.sampled_from(sorted(FILES)), edits=EDITS)
def test_a_damaged_file_gives_items_that_each_have_one_valid_outcome(
    tools: Tools, tmp_path: Path, pack: Callable[[bytes], bytes], name: str, edits: list[Edit]
) -> None:
    path = tmp_path / name
    path.write_bytes(pack(damaged(FILES[name], edits)))

    items = list(read_inputs([str(path)]))

    assert len({item.source.record for item in items}) == len(items)
    for item in items:
        if isinstance(item, Input):
            require_valid(prepare(item.message, item.source, tools), item.message)
        else:
            assert isinstance(item, Unreadable)
            assert item.why
