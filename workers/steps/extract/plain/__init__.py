"""The article of a plain text page: all of its text in lines, as WET and text/plain hold it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from workers.enums import ReaderName
from workers.page import Document, Doubt, Extracted, Format, Found, HowRead, Metadata
from workers.records import Origin, OtherArticle
from workers.steps.extract.blocks.lines import read_lines
from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.choose import choose, index_of
from workers.steps.extract.columns.arrays import Floats
from workers.steps.extract.columns.matrix import Witness
from workers.steps.extract.head import Head
from workers.steps.extract.labeller import Labeller
from workers.steps.extract.plain.body import select_body, without_loose_headings
from workers.steps.extract.plain.credits import find_authors, find_dates
from workers.steps.extract.plain.crumbs import find_crumbs
from workers.steps.extract.plain.kinds import Kind
from workers.steps.extract.plain.lines import Line, split_lines
from workers.steps.extract.plain.reading import Reading, read_by_rules
from workers.steps.extract.plain.regions import find_regions
from workers.steps.extract.plain.words import LineWords
from workers.steps.extract.sources import host_names
from workers.steps.extract.strings import folded
from workers.steps.extract.titles import strip_site

_UNSURE = 0.6
"""An expected index below which a page on which the rules find nothing is no article."""
_A_LINE = 100
"""Characters: where the labels expect their own text to be better by less than that, the rules are right more often."""
_DIGEST, _DIGEST_PARTS, _DIGEST_COVERED, _BEGINNING = 300, 3, 0.5, 40
"""A line so long that holds so many likely lines below it, and such a share of its text in them, says them once more."""
_LIKELY, _UNLIKELY = 0.5, 0.01
_OPENING = 3  # paragraphs
_NAMED_CHARACTERS = 200  # what is shorter is a teaser: cut away, but no article


class Looked(NamedTuple):
    """A page before its lines are judged: all of them, what the rules make of them, and those above the next article as blocks."""

    document: Document
    said: LineWords
    lines: Sequence[Line]
    sites: set[str]
    found: Reading | None
    blocks: Blocks
    witness: Witness


def look(document: Document, said: LineWords) -> Looked:
    """Look at all of a page once."""
    lines = split_lines(document.text, said.months)
    sites = {folded(name) for name in host_names((document.url, document.final_url))}
    found = read_by_rules(lines, said, document.final_url, document.hints.title or "", sites)
    own = lines[: found.others[0]] if found and found.others else lines
    return Looked(document, said, lines, sites, found, read_lines(own), witness_of(document))


def witness_of(document: Document) -> Witness:
    """Say what is known of a page beside its lines: its address, and the title that a feed gave."""
    return Witness(Head(document.hints.title or "", [], {}, {}, [], ""), (), "", document.final_url, Format.PLAIN)


def extract_plain(document: Document, labeller: Labeller | None, said: LineWords) -> Extracted:
    """The article of a plain text document, its text by labels of lines, by rules without a labeller; empty where nothing is one."""
    looked = look(document, said)
    found = looked.found
    body, how_read = [] if found is None else found.body, HowRead(ReaderName.PLAIN_TEXT)
    if labeller is not None:
        body, how_read = _read_by_labels(looked, labeller)
    return Extracted(
        text="\n".join(looked.lines[place].text for place in body),
        metadata=Metadata() if found is None else _metadata(looked, found),
        how_read=how_read,
        also_on_page=() if found is None else _also_on_page(looked.lines, found),
    )


def _read_by_labels(looked: Looked, labeller: Labeller) -> tuple[Sequence[int], HowRead]:
    """The places of the lines that are likely to be the article's; of those that the rules find where these are about as likely."""
    lines, texts, found = looked.lines, looked.blocks.texts, looked.found
    body = [] if found is None else found.body
    title = None if found is None or found.title is None else lines[found.title].key
    titles = [place for place in range(len(texts)) if lines[place].key == title]
    likely = _without_digests(texts, labeller(looked.blocks, looked.witness))
    likely[titles] = _UNLIKELY
    choice, by_rules = choose(texts, likely, looked.blocks.kinds), index_of(texts, likely, body)
    kept = without_loose_headings(lines, choice.kept)
    if not kept:
        return body, HowRead(ReaderName.PLAIN_TEXT, choice.expected, Doubt.NOTHING_FOUND)
    if not body and choice.expected < _UNSURE:
        return body, HowRead(ReaderName.PLAIN_TEXT, choice.expected, Doubt.UNSURE)
    if body and (choice.expected - by_rules) * sum(len(texts[place]) for place in kept) < _A_LINE:
        return body, HowRead(ReaderName.PLAIN_TEXT, by_rules)
    return kept, HowRead(ReaderName.LEARNED, choice.expected)


def _without_digests(texts: Sequence[str], likely: Floats) -> Floats:
    """Hold lines for unlikely that run together what stands below them, as some pages do with their head and first paragraphs for machines."""
    found = likely.copy()
    for place in [place for place, text in enumerate(texts) if len(text) >= _DIGEST and likely[place] > _LIKELY]:
        below = [text for text, share in zip(texts[place + 1 :], likely[place + 1 :], strict=True) if share > _LIKELY]
        parts = [text for text in below if len(text) >= _BEGINNING and text[:_BEGINNING] in texts[place]]
        if len(parts) >= _DIGEST_PARTS and sum(map(len, parts)) >= _DIGEST_COVERED * len(texts[place]):
            found[place] = _UNLIKELY
    return found


def _metadata(looked: Looked, found: Reading) -> Metadata:
    """What the lines around the article say of it."""
    document, said, lines, kinds = looked.document, looked.said, looked.lines, found.kinds
    headline = None if found.title is None else Found(strip_site(lines[found.title].text, looked.sites), Origin.TEXT)
    own, hint = lines[: len(looked.blocks.texts)], document.hints.section
    opening = range(found.head, _end_of_opening(kinds, found.first, found.end))
    dates = find_dates(own, kinds, opening, found.end, document, said)
    authors = find_authors(own, kinds, range(found.start, opening.stop), found.end, said)
    return Metadata(
        title=headline,
        published_at=dates.published,
        modified_at=dates.modified,
        authors=authors,
        authors_origin=Origin.TEXT if authors else None,
        sections=(*find_crumbs(lines, found.head, said.front_page), *([hint] if hint else [])),
    )


def _end_of_opening(kinds: Sequence[Kind], body: int, end: int) -> int:
    """The line below a body's first paragraphs: some sites set the byline there."""
    prose = [place for place in range(body, end) if kinds[place] is Kind.PROSE][:_OPENING]
    return prose[-1] + 1 if prose else body


def _also_on_page(lines: Sequence[Line], found: Reading) -> tuple[OtherArticle, ...]:
    bounds = pairwise([*found.others, len(lines)])
    cut_away = (_other(lines[top:stop], found.kinds[top:stop], found.scores[top:stop]) for top, stop in bounds)
    return tuple(other for other in cut_away if other.characters >= _NAMED_CHARACTERS)


def _other(lines: Sequence[Line], kinds: Sequence[Kind], scores: Sequence[float]) -> OtherArticle:
    """What is said of an article that is cut away, of the lines from its title on."""
    end = max(find_regions(scores), key=lambda region: region.score).end
    body = select_body(lines[1:end], kinds[1:end], lines[0].key)
    return OtherArticle(title=lines[0].text, characters=len("\n".join(lines[1 + place].text for place in body)))
