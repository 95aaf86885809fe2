"""Columns in plain words: what each is about, and how that is said of a block."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from workers.steps.extract.blocks.elements import Inside
from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Floats
from workers.steps.extract.columns.evidence import WORD, Evidence
from workers.steps.extract.columns.names import PURPOSES, words_of
from workers.steps.extract.plain.kinds import Kind

_LEVELS = 5  # boxes around a block whose names are named
_NEAR = 4  # boxes above, up to which a purpose is a block's
_AROUND = (
    *(Inside.FIGURE, Inside.TABLE, Inside.ASIDE, Inside.FOOTER, Inside.LINK, Inside.UL, Inside.ARTICLE, Inside.MAIN),
    Inside.SECTION,
)  # the first of these that a block lies in is named
_SEEN = 400  # characters of a block whose words are looked at
_ORDINARY = 0.3  # log-odds of a word up to which it says nothing

KINDS = {
    Kind.PROSE: "sentences",
    Kind.TEXT: "a short line",
    Kind.FURNITURE: "a button or label",
    Kind.SECTION: "the head of a list of articles",
    Kind.TEASER: "a teaser",
    Kind.STAMP: "a date or byline",
    Kind.CREDIT: "a caption or credit",
    Kind.BOILERPLATE: "the site about itself",
    Kind.COMMENTS: "the head of comments",
}
"""What a line of each kind reads like."""


class Values(NamedTuple):
    """What a block's columns hold, by their names."""

    number: Mapping[str, int]
    row: Floats

    def of(self, name: str) -> float:
        """Look one up; what pages of this format have no column for is 0."""
        return float(self.row[self.number[name]]) if name in self.number else 0.0


class Facts(NamedTuple):
    """A block, and what its columns hold: what wording is made of. `moved` is how much the concept at hand moves it."""

    blocks: Blocks
    place: int
    values: Values
    evidence: Evidence
    moved: float

    @property
    def text(self) -> str:
        """Its text."""
        return self.blocks.texts[self.place]

    @property
    def boxes(self) -> list[int]:
        """The boxes that it stands in, innermost first."""
        box, found = self.blocks.box[self.place], list[int]()
        while box > 0 and len(found) < _LEVELS:
            found.append(box)
            box = self.blocks.parent[box]
        return found


def _length(facts: Facts) -> str:
    end = "" if facts.values.of("ends") else ", not ended as sentences are"
    return f"{len(facts.text):,} characters{end}"


def _links(facts: Facts) -> str:
    linked = facts.values.of("linked")
    if linked > 0.5:
        return "mostly links"
    around = facts.values.of("linked_around4")
    return "no links, among links" if around > 0.5 else "a few links" if linked > 0 else "no links, hardly any around it"


def _called(facts: Facts) -> str:
    """Name the word of a box's name that speaks most in the direction in which the names move a block."""
    sign = 1 if facts.moved > 0 else -1
    words = {
        word: (sign * facts.evidence.names.get(word, 0.0), -level)
        for level, box in reversed([*enumerate(facts.boxes)])
        for word in words_of(facts.blocks.names[box])
    }
    best = max(words, key=lambda word: words[word], default=None)
    if best is None:
        return "in boxes without names"
    return f"in a box called “{best}”" if words[best][0] > 0 else "its boxes' names say little"


def _purpose(facts: Facts) -> str:
    near = {name: facts.values.of(f"to_{name}") for name in PURPOSES}
    name = min(near, key=lambda name: near[name])
    return f"in a box that is named for {_PURPOSES[name]}" if near[name] <= _NEAR else "in no box that is named for a purpose"


_PURPOSES = {
    "comment": "comments",
    "related": "other articles",
    "ad": "advertisements",
    "letter": "subscriptions",
    "caption": "pictures",
    "nav": "navigation",
    "content": "content",
    "quote": "quotations",
}


def _elements(facts: Facts) -> str:
    box = facts.blocks.box[facts.place]
    tag = facts.blocks.tags[box] or "box"
    inside = [flag.name.lower() for flag in _AROUND if facts.blocks.inside[box] & flag and flag.name]
    around = next((f" inside {name}" for name in inside if name != tag), "")
    return f"in a {tag} element{around}"


def _alike(facts: Facts) -> str:
    others = int(facts.values.of("like_texts")) - 1
    if others < 1:
        return "no box like its own on the page"
    return f"like {others} other{'s' * (others > 1)} on the page"


def _beside(facts: Facts) -> str:
    level = max(range(1, _LEVELS + 1), key=lambda level: facts.values.of(f"beside{level}"))
    others = int(facts.values.of(f"beside{level}")) - 1
    return f"its box has {others} like it beside it" if others else "its boxes stand alone"


def _prose(facts: Facts) -> str:
    if facts.values.of("in_most"):
        but = "" if facts.moved > 0 else ", but apart from it"
        return f"in the main box of prose{but}"
    but = "near" if facts.moved > 0 else "away from"
    return f"{but} the main box of prose"


def _around(facts: Facts) -> str:
    return "prose around it" if facts.values.of("prose_around4") >= 60 else "little prose around it"


def _words(facts: Facts) -> str:
    """Name the word that speaks most in the direction in which the words move a block."""
    sign = 1 if facts.moved > 0 else -1
    odds = {word: sign * facts.evidence.words.get(word, 0.0) for word in WORD.findall(facts.text[:_SEEN].lower())}
    best = max(odds, key=lambda word: odds[word], default=None)
    return f"words like “{best}”" if best is not None and odds[best] > _ORDINARY else "ordinary words"


def _kind(facts: Facts) -> str:
    kind = next((kind for kind in Kind if facts.values.of(f"is_{kind.name.lower()}")), Kind.TEXT)
    return f"reads like {KINDS[kind]}"


def _neighbours(facts: Facts) -> str:
    return "beside noise" if facts.values.of("aside_around") > 0.3 else "beside lines that are no noise"


def _heading(facts: Facts) -> str:
    since = int(facts.values.of("heading_since"))
    heading = facts.place - since
    if not 0 <= heading < facts.place:
        return "no heading above it"
    return f"below the heading “{facts.blocks.texts[heading][:40]}”"


def _title(facts: Facts) -> str:
    if facts.values.of("is_title"):
        return "the page's own title"
    since = facts.values.of("title_since")
    return "no headline on the page" if since == -99 else f"{'above' if since < 0 else 'below'} the headline"


def _topical(facts: Facts) -> str:
    return "shares words with the article" if facts.values.of("shared_words") > 0.5 else "shares few words with the article"


def _repeated(facts: Facts) -> str:
    return (
        f"stands {int(facts.values.of('repeated'))} times on the page" if facts.values.of("repeated") > 1 else "stands there once"
    )


def _described(facts: Facts) -> str:
    return f"{'is' if facts.values.of('is_description') else 'is not'} the page's own description"


def _place(facts: Facts) -> str:
    return f"{facts.values.of('place'):.0%} down the page"


def _ruled(facts: Facts) -> str:
    return f"the rules for plain text {'take' if facts.values.of('rule_body') else 'drop'} it"


def _run(facts: Facts) -> str:
    beside = int(facts.values.of("run_lines")) - 1
    return f"{beside} line{'s' * (beside > 1)} right beside it" if beside > 0 else "blank lines around it"


def _written(facts: Facts) -> str:
    return "written as a list's item" if facts.values.of("bullet") else "labels, digits, capitals and signs in it"


class Concept(NamedTuple):
    """What columns are about, and how it is said of a block."""

    columns: str
    say: Callable[[Facts], str]


CONCEPTS = (
    Concept(r"rule_\w+(?:@-?\d)?", _ruled),
    Concept(r"run_\w+(?:@-?\d)?|gap\w*(?:@-?\d)?", _run),
    Concept(r"bullet|digits|upper|lower|colon|quote|stop|full_stop|label|sign|addressed", _written),
    Concept(r"is_title|title_\w+|prose_since_title", _title),
    Concept(r"is_description", _described),
    Concept(r"repeated|seen", _repeated),
    Concept(r"length|words|weight|ends|sentences|strong|prose", _length),
    Concept(r"heading_\w+|head_\w+|under_head", _heading),
    Concept(r"linked|box_linked\d|linked_around\d+|linked@-?\d", _links),
    Concept(r"names?_(?:least|most|mean)\d?", _called),
    Concept(r"to_\w+", _purpose),
    Concept(r"tag\d|in_(?!most)\w+|hidden|depth", _elements),
    Concept(r"(?:own_)?like_\w+|(?:noise|prose)_in_\w+|same_\w+", _alike),
    Concept(r"beside\w*|box_children\d|box_texts\d|share_of_box\d", _beside),
    Concept(r"in_most|main_\w+|prose_share\d|box_prose\d|box_average\d|region\w*", _prose),
    Concept(r"prose_\w+|weight_\w+|score_\w+|pictures_\w+|rules_\w+", _around),
    Concept(r"word_\w+|first_word|text", _words),
    Concept(r"is_\w+|listed|score", _kind),
    Concept(r"kind@-?\d|\w+@-?\d|comments_\w+|boilerplate_\w+|stamp_\w+|aside_around", _neighbours),
    Concept(r"shared_words|long_words|address_\w+", _topical),
    Concept(r"place|from_end", _place),
    Concept(r"page_\w+", lambda _: "the page as a whole"),
)
"""The first whose pattern a column's whole name matches is what the column is about."""


def concepts_of(columns: Sequence[str]) -> list[int]:
    """Say for each column which concept it belongs to; -1 (counted with the last) for one without words of its own."""
    patterns = [re.compile(concept.columns) for concept in CONCEPTS]
    return [next((place for place, pattern in enumerate(patterns) if pattern.fullmatch(name)), -1) for name in columns]
