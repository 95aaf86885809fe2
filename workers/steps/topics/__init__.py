"""The step `topics`: which IPTC Media Topics an article is about, told by its publisher and by its text."""

from workers.steps.topics.model import TopicModel
from workers.steps.topics.tag import tag_topics

__all__ = ["TopicModel", "tag_topics"]
