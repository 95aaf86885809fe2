"""What became of a page, as labels of metrics: closed sets, whatever a page says."""

from datetime import datetime

import msgspec

from workers.records import (
    Article,
    DeadLetter,
    DeadLetterReason,
    Duplicate,
    DuplicateKind,
    Event,
    Outcome,
    Rejected,
    RejectReason,
)
from workers.steps.language import UNDETERMINED

REASONS: dict[str, tuple[str, ...]] = {
    "article": tuple(Event),
    "duplicate": tuple(DuplicateKind),
    "rejected": tuple(RejectReason),
    "dead_letter": tuple(DeadLetterReason),
}
"""Every outcome with its reasons."""

LANGUAGES = frozenset(
    "ace af am an ar ary arz as az ba bcl be bg bn br bs ca crh cs cy da de dz el en eo es et eu ext fa fi fo fr fuv fy ga gcf gcr gd"
    " gl gom grc gu gug guw ha hbo he hi hr ht hu hy id ig is it ja jv ka kab kik kk km kn ko ku ky la lb lg lij ln lo lt ltg lv mg"
    " mk ml mn mr ms mt my ne nl nn no nso oc om or pa pcm pl ps pt qu ro ru rw sa sdh se si sk sl sn so sq sr st sv sw ta te tg th"
    " tk tl tr tt ug uk ur uz uzs vec vi vo wa wuu xh yo yue zh zu zxx".split()
) | {UNDETERMINED}
"""The languages that the model tells; a test holds them together."""

TOPICS = {
    "medtop:01000000": "arts, culture, entertainment and media",
    "medtop:02000000": "crime, law and justice",
    "medtop:03000000": "disaster, accident and emergency incident",
    "medtop:04000000": "economy, business and finance",
    "medtop:05000000": "education",
    "medtop:06000000": "environment",
    "medtop:07000000": "health",
    "medtop:08000000": "human interest",
    "medtop:09000000": "labour",
    "medtop:10000000": "lifestyle and leisure",
    "medtop:11000000": "politics and government",
    "medtop:12000000": "religion",
    "medtop:13000000": "science and technology",
    "medtop:14000000": "society",
    "medtop:15000000": "sport",
    "medtop:16000000": "conflict, war and peace",
    "medtop:17000000": "weather",
}
"""The top level of IPTC Media Topics."""

OTHER = "other"
NONE = "none"


class OutcomeLabels(msgspec.Struct, frozen=True):
    """How a page ended. Language and topic are an article's only; a dead letter does not know when it was fetched."""

    outcome: str
    reason: str
    fetched_at: datetime | None = None
    language: str | None = None
    topic: str | None = None


def labels_of(outcome: Outcome) -> OutcomeLabels:
    """Tell how a page ended; an article's topic is its best one of the top level."""
    match outcome:
        case Article():
            language = outcome.language.code if outcome.language.code in LANGUAGES else OTHER
            topic = next((TOPICS[topic.id] for topic in outcome.topics if topic.id in TOPICS), NONE)
            return OutcomeLabels("article", outcome.event, outcome.fetched_at, language, topic)
        case Duplicate():
            return OutcomeLabels("duplicate", outcome.kind, outcome.fetched_at)
        case Rejected():
            return OutcomeLabels("rejected", outcome.reason, outcome.fetched_at)
        case DeadLetter():
            return OutcomeLabels("dead_letter", outcome.reason)
