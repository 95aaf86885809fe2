"""The article of a plain text page: all of its text in lines, as WET and text/plain hold it."""

from collections.abc import Sequence
from itertools import pairwise

from workers.enums import ReaderName
from workers.page import Document, Extracted, Found, HowRead, Metadata
from workers.records import Origin, OtherArticle
from workers.steps.extract.plain.body import select_body
from workers.steps.extract.plain.credits import find_authors, find_dates
from workers.steps.extract.plain.crumbs import find_crumbs
from workers.steps.extract.plain.kinds import Kind, classify
from workers.steps.extract.plain.lines import Line, split_lines
from workers.steps.extract.plain.others import find_others
from workers.steps.extract.plain.regions import Region, find_regions, line_scores
from workers.steps.extract.plain.repeats import mark_repeats
from workers.steps.extract.plain.sections import body_starts, listed_lines
from workers.steps.extract.plain.titles import find_title
from workers.steps.extract.sources import host_names
from workers.steps.extract.strings import folded
from workers.steps.extract.titles import strip_site

_ALMOST = 0.5  # a region worth so much of the best one is the page's own article where it comes first

_OPENING = 3  # paragraphs
_NAMED_CHARACTERS = 200  # what is shorter is a teaser: cut away, but no article


def _sections(lines: Sequence[Line], head: int, hint: str | None) -> tuple[str, ...]:
    return (*find_crumbs(lines, head), *([hint] if hint else []))


def _own_region(regions: Sequence[Region]) -> Region:
    """The region of the page's own article: the first of those that are about as good as the best."""
    best = max(region.score for region in regions)
    return next(region for region in regions if region.score >= _ALMOST * best)


def _end_of_opening(kinds: Sequence[Kind], body: int, end: int) -> int:
    """The line below a body's first paragraphs: some sites set the byline there."""
    prose = [place for place in range(body, end) if kinds[place] is Kind.PROSE][:_OPENING]
    return prose[-1] + 1 if prose else body


def _other(lines: Sequence[Line], kinds: Sequence[Kind], scores: Sequence[float]) -> OtherArticle:
    """What is said of an article that is cut away, of the lines from its title on."""
    end = max(find_regions(scores), key=lambda region: region.score).end
    body = select_body(lines[1:end], kinds[1:end], lines[0].key)
    return OtherArticle(title=lines[0].text, characters=len("\n".join(line.text for line in body)))


def extract_plain(document: Document) -> Extracted:
    """The article of a plain text document; its text is empty where nothing on the page is one."""
    lines = split_lines(document.text)
    kinds = mark_repeats(lines, [classify(line) for line in lines])
    scores = line_scores(lines, kinds, listed_lines(lines, kinds))
    regions = find_regions(scores)
    if not regions:
        return Extracted(text="", metadata=Metadata(), how_read=HowRead(ReaderName.PLAIN_TEXT))
    region = _own_region(regions)
    sites = {folded(name) for name in host_names((document.url, document.final_url))}
    title = find_title(lines, kinds, scores, region, document, sites)
    head = region.start if title is None else title
    first = body_starts(lines, kinds)[head]
    first = region.start if first is None or first >= region.end else first
    others = list(find_others(lines, kinds, head, first))
    end = min([region.end, *others])
    headline = None if title is None else Found(strip_site(lines[title].text, sites), Origin.TEXT)
    start = head if title is None else head + 1
    body = select_body(lines[start:end], kinds[start:end], "" if title is None else lines[title].key)
    own = lines[: others[0]] if others else lines
    opening = range(head, _end_of_opening(kinds, first, end))
    dates = find_dates(own, kinds, opening, end, document)
    authors = find_authors(own, kinds, range(start, opening.stop), end)
    bounds = pairwise([*others, len(lines)])
    cut_away = (_other(lines[top:stop], kinds[top:stop], scores[top:stop]) for top, stop in bounds)
    return Extracted(
        text="\n".join(line.text for line in body),
        metadata=Metadata(
            title=headline,
            published_at=dates.published,
            modified_at=dates.modified,
            authors=authors,
            authors_origin=Origin.TEXT if authors else None,
            sections=_sections(lines, head, document.hints.section),
        ),
        how_read=HowRead(ReaderName.PLAIN_TEXT),
        also_on_page=tuple(other for other in cut_away if other.characters >= _NAMED_CHARACTERS),
    )
