"""The topics of an article: what told each, and the words of the text that made it likely."""

from collections import Counter
from typing import Any

from workers.explain.explanation import Field, Offer
from workers.records import Topic, TopicEvidence
from workers.steps.topics.features import buckets_of, features, words_of
from workers.steps.topics.model import TopicModel
from workers.steps.topics.tag import LEAST_BY_TEXT, topic_offers

_BY_TEXT = 4
_WORDS = 5
RULE = f"the publisher's section, keywords and address, and what the text makes likelier than {LEAST_BY_TEXT:g}"


def topics_field(model: TopicModel, topics: list[Topic], asked: dict[str, Any]) -> Field:
    """Tell what spoke for which topic; `asked` is what the step was asked with."""
    offers = topic_offers(model, **asked)
    named = [offer for offer in offers if offer.evidence is not TopicEvidence.TEXT]
    by_text = sorted((offer for offer in offers if offer.evidence is TopicEvidence.TEXT), key=lambda offer: -offer.confidence)
    told = {topic.id for topic in topics}
    return Field(
        name="topics",
        value=", ".join(f"{topic.label} ({topic.confidence:.2f}, {topic.evidence})" for topic in topics),
        why=RULE,
        offers=tuple(
            Offer(
                source=offer.evidence,
                value=model.labels[offer.topic],
                note=f"{offer.confidence:.2f}{f' by “{offer.name}”' if offer.name else _spoken(model, offer.topic, asked)}",
                taken=offer.topic in told and (bool(offer.name) or offer.confidence >= LEAST_BY_TEXT),
            )
            for offer in (*named, *by_text[:_BY_TEXT])
        ),
    )


def _spoken(model: TopicModel, topic: str, asked: dict[str, Any]) -> str:
    """Name the words that speak most for a topic."""
    values = features(asked["title"], asked["text"])
    words = Counter(words_of(asked["title"], asked["text"]))
    weights = model.weights[model.classes.index(topic)]
    buckets = {word: buckets_of(word) for word in words}
    shared = Counter(bucket for word, count in words.items() for bucket in buckets[word] * count)
    spoken = {
        word: sum(float(weights[bucket] * model.idf[bucket]) * values[bucket] * words[word] / shared[bucket] for bucket in own)
        for word, own in buckets.items()
    }
    best = sorted((word for word in spoken if spoken[word] > 0), key=lambda word: -spoken[word])[:_WORDS]
    return f" by {', '.join(best)}" if best else ""
