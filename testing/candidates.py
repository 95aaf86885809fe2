"""Candidates for the relay, made without extraction."""

from datetime import UTC, datetime, timedelta

from workers.ids import article_id
from workers.records import Candidate, Fingerprint, Language, Provenance, Source
from workers.relay.claims import claims_of

START = datetime(2026, 3, 1, tzinfo=UTC)


def candidate_of(number: int, text: str, prints: Fingerprint) -> Candidate:
    """Make the candidate of page `number`, with a URL of its own, fetched so many seconds after the first."""
    url = f"https://paper{number % 997}.example/news/{number}"
    article = article_id(url)
    return Candidate(
        article_id=article,
        url=url,
        canonical_url=url,
        site=f"paper{number % 997}.example",
        title="A headline of the usual length",
        text=text,
        description=None,
        image=None,
        authors=[],
        published_at=None,
        modified_at=None,
        fetched_at=START + timedelta(seconds=number / 10),
        language=Language(code="en", confidence=1.0, declared=None),
        topics=[],
        tags=[],
        also_on_page=[],
        fingerprint=prints,
        provenance=Provenance(title=None, published_at=None, authors=None, language=None, newsmill="0", extractor="0"),
        source=Source(kafka_topic="pages.raw", partition=number % 16, offset=number),
        claims=claims_of(article, prints),
    )
