"""Identifiers, all deterministic: a replay makes the same ones."""

import hashlib

from workers.records import Source


def digest(*parts: str) -> str:
    """Hash parts to 128 bits in hexadecimal; the parts' borders count."""
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()


def article_id(identity: str) -> str:
    """Name an article by its URL's identity (`workers.urls.identity`)."""
    return digest("article", identity)


def article_event_id(article: str, revision: int, text_digest: str) -> str:
    """Name the publication of a revision; the revision tells a text that comes back from its first publication."""
    return digest("event", article, str(revision), text_digest)


def duplicate_event_id(article: str, source: Source, text_digest: str) -> str:
    """Name the sighting of a duplicate: one for each raw page."""
    return digest("duplicate", article, source_key(source), text_digest)


def source_key(source: Source) -> str:
    """Write a source as one string: no two raw pages have the same, in whichever life of its Kafka topic each lies."""
    if source.life is None:
        return place_key(source)
    return f"{source.kafka_topic}@{source.life}/{source.partition}/{source.offset}"


def place_key(source: Source) -> str:
    """Write for people where a raw page lay."""
    if source.kafka_topic is not None:
        return f"{source.kafka_topic}/{source.partition}/{source.offset}"
    return f"{source.file}:{source.record or ''}"
