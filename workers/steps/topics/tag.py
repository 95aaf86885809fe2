"""Evidence for topics, strongest first: the publisher's section and keywords, URL, text."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from workers.records import Topic, TopicEvidence
from workers.steps.topics.model import TopicModel, text_probabilities
from workers.urls import path_of

MOST_TOPICS = 5
LEAST_BY_TEXT = 0.3
"""How likely the text alone has to make a topic."""
_CONFIDENCE = {TopicEvidence.SECTION: 0.9, TopicEvidence.KEYWORDS: 0.7, TopicEvidence.URL: 0.75}
"""By hand: how far a publisher's own word is to be trusted."""
_STRENGTH = list(TopicEvidence)
_SEPARATORS = re.compile(r"[\W_]+")


class TopicOffer(NamedTuple):
    """A topic that a source speaks for: how surely, what kind of source, and the name that it gives; the text gives none."""

    topic: str
    confidence: float
    evidence: TopicEvidence
    name: str = ""


def fold(name: str) -> str:
    """Fold a section's name so that spellings agree."""
    return _SEPARATORS.sub(" ", name.casefold()).strip()


def tag_topics(
    model: TopicModel, *, title: str | None, text: str, sections: tuple[str, ...], keywords: tuple[str, ...], url: str
) -> list[Topic]:
    """Tell an article's topics, best first, at most MOST_TOPICS."""
    offers = topic_offers(model, title=title, text=text, sections=sections, keywords=keywords, url=url)
    best: dict[str, tuple[float, TopicEvidence]] = {}
    for topic, confidence, evidence, _ in offers:
        if evidence is TopicEvidence.TEXT and confidence < LEAST_BY_TEXT:
            continue
        known = best.get(topic)
        best[topic] = (max(confidence, known[0]), known[1]) if known else (confidence, evidence)
    ranked = sorted(best.items(), key=lambda item: (-item[1][0], _STRENGTH.index(item[1][1]), item[0]))
    return [
        Topic(id=topic, label=model.labels[topic], confidence=round(confidence, 4), evidence=evidence)
        for topic, (confidence, evidence) in ranked[:MOST_TOPICS]
    ]


def topic_offers(
    model: TopicModel, *, title: str | None, text: str, sections: tuple[str, ...], keywords: tuple[str, ...], url: str
) -> list[TopicOffer]:
    """List what each source says for topics, strongest evidence first; of the text, how likely it makes each."""
    chances = text_probabilities(model, title, text)
    path = unquote(path_of(url)).split("/")[1:-1]
    return [
        *_named(model, sections, TopicEvidence.SECTION, chances),
        *_named(model, keywords, TopicEvidence.KEYWORDS, chances),
        *_named(model, path, TopicEvidence.URL, chances),
        *(TopicOffer(topic, chance, TopicEvidence.TEXT) for topic, chance in chances.items()),
    ]


def _named(model: TopicModel, names: Iterable[str], evidence: TopicEvidence, chances: dict[str, float]) -> Iterator[TopicOffer]:
    """Find the topics that names name, each with its top-level parent; a text that agrees makes them surer."""
    for name in names:
        topic = model.sections.get(fold(name))
        if topic is None:
            continue
        top = _top(model, topic)
        trust = _CONFIDENCE[evidence]
        confidence = trust + (1 - trust) * chances.get(top, 0.0)
        yield TopicOffer(top, confidence, evidence, name)
        if topic != top:
            yield TopicOffer(topic, confidence * 0.95, evidence, name)


def _top(model: TopicModel, topic: str) -> str:
    while parent := model.parents.get(topic):
        topic = parent
    return topic
