"""The step `topics`: which IPTC Media Topics an article is about, by publisher and text."""

from workers.steps.topics.model import TopicModel
from workers.steps.topics.tag import tag_topics

__all__ = ["TopicModel", "tag_topics"]
