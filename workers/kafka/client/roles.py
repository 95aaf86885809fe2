"""The Kafka topics by the part they play; what they are called is a setting."""

from enum import StrEnum

from workers.settings import Settings


class Role(StrEnum):
    """The part that a Kafka topic plays."""

    RAW = "raw"
    EXTRACTED = "extracted"
    CLAIMS = "claims"
    ARTICLES = "articles"
    DUPLICATES = "duplicates"
    REJECTED = "rejected"
    DEAD_LETTER = "dead_letter"
    REPLAYED = "replayed"


SOURCES = (Role.RAW, Role.EXTRACTED)
"""What the workers' group reads."""

OUTCOMES = (Role.ARTICLES, Role.DUPLICATES, Role.REJECTED, Role.DEAD_LETTER)
"""Where raw pages end: each on exactly one of these."""


def kafka_topic(settings: Settings, role: Role) -> str:
    """Name the Kafka topic that plays a part."""
    name: str = getattr(settings, f"kafka_topic_{role}")
    return settings.topic_prefix + name
