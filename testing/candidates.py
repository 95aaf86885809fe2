"""Candidates for the relay, made without extraction."""

from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import urlsplit

import msgspec

from workers.ids import article_id
from workers.records import Candidate, Fingerprint, Language, Provenance, Reader, Source
from workers.relay.claims import claims_of
from workers.steps.fingerprint import BANDS, SCHEME, fingerprint
from workers.steps.similarity import BITS, PERMUTATIONS

READER = Reader(name="trafilatura", version="2.3.1")
PROSE = bytes(range(45))
"""As long as that of fifteen paragraphs, which the usual page has."""
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def candidate_of(
    text: str,
    *,
    url: str = "https://paper.example/a",
    record: int = 1,
    day: float = 0,
    file: str = "pages.jsonl",
    prints: Fingerprint | None = None,
    source: Source | None = None,
) -> Candidate:
    """Make a candidate of a text, fetched so many days after START, as the pipeline would.

    `prints` stand in for the text's own fingerprint, `source` for a record of a file.
    """
    prints = prints or fingerprint(text)
    article = article_id(url)
    return Candidate(
        article_id=article,
        url=url,
        canonical_url=url,
        site=urlsplit(url).hostname or "",
        title="A headline of the usual length",
        text=text,
        description=None,
        image=None,
        authors=[],
        published_at=None,
        modified_at=None,
        fetched_at=START + timedelta(days=day),
        language=Language(code="en", confidence=1.0, declared=None),
        topics=[],
        tags=[],
        also_on_page=[],
        fingerprint=prints,
        provenance=Provenance(title=None, published_at=None, authors=None, language=None, newsmill="0", extractor="0"),
        source=source or Source(file=file, record=record),
        claims=claims_of(article, prints),
    )


def numbered_candidate(number: int, text: str, prints: Fingerprint) -> Candidate:
    """Make the candidate of page `number` of a stream: a URL of its own, ten a second."""
    url = f"https://paper{number % 997}.example/news/{number}"
    source = Source(kafka_topic="pages.raw", partition=number % 16, offset=number)
    page = candidate_of(text, url=url, day=number / 864_000, prints=prints, source=source)
    provenance = msgspec.structs.replace(page.provenance, reader=READER)
    return msgspec.structs.replace(page, provenance=provenance, prose=PROSE, received_at=page.fetched_at)


def random_print(rng: Random) -> Fingerprint:
    """Make the fingerprint of a text that is like no other."""
    return Fingerprint(
        scheme=SCHEME,
        text=rng.randbytes(16).hex(),
        minhash=rng.randbytes(PERMUTATIONS * BITS // 8),
        sketches=[rng.randbytes(8).hex() for _ in range(BANDS)],
    )
