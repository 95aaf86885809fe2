"""Which lines are lists of other articles: below "Also read" and the like, until it goes on."""

from collections.abc import Sequence

from workers.steps.extract.plain.kinds import Kind
from workers.steps.extract.plain.lines import Line

_AHEAD = 5  # content lines that say whether the article goes on here
_PROSE_AHEAD = 3  # so many of them are prose if it does; summaries of other articles alternate with their headlines
_LONG_WEIGHT = 260.0  # no summary is so long
_STATEMENT_WEIGHT = 60.0  # below headlines without summaries so long a statement belongs to the article
BESIDE = frozenset({Kind.FURNITURE, Kind.CREDIT, Kind.TEASER})  # may stand between paragraphs anywhere


def content_places(kinds: Sequence[Kind]) -> list[int]:
    """The places of the lines that are neither buttons nor captions, which may stand anywhere."""
    return [place for place, kind in enumerate(kinds) if kind not in BESIDE]


def _goes_on(lines: Sequence[Line], kinds: Sequence[Kind]) -> set[int]:
    """The places of prose in the midst of an article: long, or with more prose right below it."""
    places = content_places(kinds)
    prose = [kinds[place] is Kind.PROSE for place in places]
    return {
        place
        for index, place in enumerate(places)
        if prose[index]
        and (lines[place].full_stop or lines[place].sentences > 1)
        and (lines[place].weight >= _LONG_WEIGHT or sum(prose[index : index + _AHEAD]) >= _PROSE_AHEAD)
    }


def next_places(kinds: Sequence[Kind]) -> list[int | None]:
    """For each line, the place of the next line that is neither a button nor a caption."""
    following: list[int | None] = []
    nearest: int | None = None
    for place in range(len(kinds) - 1, -1, -1):
        following.append(nearest)
        nearest = place if kinds[place] not in BESIDE else nearest
    return following[::-1]


def _is_statement(line: Line, kind: Kind) -> bool:
    return kind is Kind.PROSE and line.full_stop and line.weight >= _STATEMENT_WEIGHT


def listed_lines(lines: Sequence[Line], kinds: Sequence[Kind]) -> list[bool]:
    """For each line, whether it is a section's head or stands in the list below it."""
    goes_on = _goes_on(lines, kinds)
    following = next_places(kinds)
    listed: list[bool] = []
    inside = bare = False
    headlines = 0
    for place, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        if kind in (Kind.SECTION, Kind.COMMENTS):
            inside, bare, headlines = True, kind is Kind.SECTION, 0
        elif inside:
            below = following[place]
            is_headed = below is not None and kinds[below] is Kind.TEXT and not lines[below].stop
            ends = bare and headlines and _is_statement(line, kind) and not is_headed
            inside = place not in goes_on and not ends
            headlines += kind in (Kind.TEXT, Kind.BOILERPLATE)
            bare = bare and kind not in (Kind.PROSE, Kind.STAMP)
        listed.append(inside)
    return listed


def body_starts(lines: Sequence[Line], kinds: Sequence[Kind]) -> list[int | None]:
    """For each line, the place of the next prose below it that is in the midst of an article."""
    goes_on = _goes_on(lines, kinds)
    starts: list[int | None] = []
    start: int | None = None
    for place in range(len(kinds) - 1, -1, -1):
        starts.append(start)
        start = place if place in goes_on else start
    return starts[::-1]
