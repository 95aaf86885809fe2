"""The article's headline: chosen where a page's sources agree, without the site's name."""

import re
from collections.abc import Collection, Iterable, Sequence

import msgspec

from workers.page import Found
from workers.records import Origin
from workers.steps.extract.strings import folded

# Between a headline and what stands around it; without white space only signs that stand in no word.
SEPARATOR = re.compile(r"\s+[-–—―|‖•·∙»«›‹/:~<>*]{1,3}\s+|\s*[|‖｜ㅣ│：]\s*|[:,]\s+")
# These join the parts of a sentence as often as they part a headline from a site's name.
WEAK = frozenset(":,")
# These part nothing but a headline from sections and sites.
STRONG = frozenset("|‖｜ㅣ│»›•·∙")
MIN_SITE = 4  # folded characters of a site's name that is looked for inside a segment
MAX_BESIDE_SITE = 12  # folded characters beside it there, where it is shorter than that
MAX_SECTION_WORDS = 3
MIN_HEADLINE = 8  # folded characters
MAX_TITLE = 500  # characters
SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+){2,}")  # what an address calls a page, not its headline
# How much each source says for a writing of the headline. A `title` element that differs from the others is written for search
# engines: the writing it shares is the less likely to be the headline. Weighed on 66 pages, held on 66 others.
WEIGHTS = {"json_ld": 3, "open_graph": 3, "heading": 1, "element": -2}
ORIGINS = {"json_ld": Origin.JSON_LD, "open_graph": Origin.OPENGRAPH, "heading": Origin.HTML, "element": Origin.HTML}
MIN_OVERLAP = 0.5  # of the words of a heading with some other title of the page


class Titles(msgspec.Struct, frozen=True, kw_only=True):
    """What a page's sources give as its title, each as it stands there ("" where it is missing)."""

    json_ld: str = ""
    open_graph: str = ""
    other: str = ""
    headings: tuple[str, ...] = ()
    element: str = ""


def split(title: str) -> list[str]:
    """Return a title's segments with its separators between them."""
    parts: list[str] = []
    start = 0
    for match in SEPARATOR.finditer(title):
        parts += [title[start : match.start()], match[0]]
        start = match.end()
    return [*parts, title[start:]]


def _resembles(segment: str, sites: Collection[str]) -> bool:
    """Whether a segment holds a site's name at one end and little beside it."""
    name = folded(segment)
    named = [site for site in sites if len(site) >= MIN_SITE and (name.startswith(site) or name.endswith(site))]
    return any(len(name) - len(site) <= max(len(site), MAX_BESIDE_SITE) for site in named)


def strip_site(title: str, sites: Collection[str], sections: Collection[str] = (), others: Collection[str] = ()) -> str:
    """Take the site's name, and sections beside it, off both ends of a title.

    Names, sections and the page's other titles are folded. What ends or begins another title too is part of the headline, unless
    it is the site's very name.
    """
    parts = split(title)
    names = [folded(part) for part in parts]
    end = _site_at(parts, names, sites, others)
    if end < len(parts):
        end = _sections_at(parts, names, end, sections, others)
    start = 0
    while start < end - 2 and names[start] in sites and not any(other.startswith(names[start]) for other in others):
        start += 2
    return "".join(parts[start:end]).strip()


def _site_at(parts: list[str], names: list[str], sites: Collection[str], others: Collection[str]) -> int:
    """Return the index of the separator before the site's name in the latter half of a title; where it has none, its end."""
    size = sum(map(len, names))
    for at in range(2, len(parts), 2):
        if names[at] in sites and parts[at - 1].strip() not in WEAK and sum(map(len, names[at + 1 :])) * 2 < size:
            return at - 1
    is_real = any(other.endswith(names[-1]) for other in others)
    if len(parts) > 1 and parts[-2].strip() not in WEAK and not is_real and _resembles(parts[-1], sites):
        return len(parts) - 2
    return len(parts)


def _sections_at(parts: list[str], names: list[str], end: int, sections: Collection[str], others: Collection[str]) -> int:
    """Return the index from which the segments before the site's name are sections: known, or few words between equal bars."""
    bar = parts[end].strip()
    while end > 1 and parts[end - 2].strip() not in WEAK and not any(other.endswith(names[end - 1]) for other in others):
        between_bars = bar in STRONG and parts[end - 2].strip() == bar and len(parts[end - 1].split()) <= MAX_SECTION_WORDS
        if names[end - 1] not in sections and not between_bars:
            break
        end -= 2
    return end


def _cut_where_agreed(title: str, others: Collection[str]) -> str:
    """Return the part of a title, from its start to a separator, that another source gives as the whole."""
    parts = split(title)
    for end in range(len(parts) - 2, 0, -2):
        part = "".join(parts[:end])
        if len(folded(part)) >= MIN_HEADLINE and folded(part) in others:
            return part.strip()
    return title


def _restored(title: str, others: Iterable[str]) -> str:
    """Return the whole of a title that was cut: at an ellipsis, in a word, or at the quotation mark that ended its attribute."""
    stem = title.removesuffix("…").removesuffix("...").rstrip()
    for other in others:
        if len(stem) >= MIN_HEADLINE and other.startswith(stem) and len(other) > len(title):
            behind = other[len(stem) :]
            if stem != title or behind[0].isalnum() or behind.lstrip().startswith('"'):
                return other
    return title


def _overlap(one: str, other: str) -> float:
    """Return the share of the shorter title's words that the other has; 1 where one holds the other."""
    if folded(one) in folded(other) or folded(other) in folded(one):
        return 1.0
    words, others = set(one.casefold().split()), set(other.casefold().split())
    return len(words & others) / (min(len(words), len(others)) or 1)


def _names_site(heading: str, title: str) -> bool:
    """Whether a heading is the last segment of a title and shorter than what stands before it: then it is the site's name."""
    parts = split(title)
    ends = len(parts) > 1 and parts[-2].strip() not in WEAK and folded(parts[-1]) == folded(heading)
    return ends and len(parts[-1]) < len("".join(parts[:-2]))


def _best_heading(headings: Iterable[str], rest: Sequence[str], sites: Collection[str]) -> str:
    """Return the heading that fits the page's other titles best: the first one may name the site, a section or a form."""
    own = [heading for heading in headings if folded(heading) and folded(heading) not in sites]
    fits = [max((_overlap(heading, title) for title in rest), default=1.0) for heading in own]
    best = max(fits, default=0.0)
    return own[fits.index(best)] if best >= MIN_OVERLAP else ""


class Vote(msgspec.Struct, frozen=True):
    """What one source says for a writing of the headline: its title as it stands there, how it is written without the site, and how much."""

    origin: Origin
    title: str
    writing: str
    weight: int


def choose_title(titles: Titles, sites: Collection[str], sections: Collection[str] = ()) -> Found | None:
    """Choose the headline among a page's titles, without the site's name; `sites` and `sections` are folded names."""
    votes = title_votes(titles, sites, sections)
    if not votes:
        return _last_resort(titles)
    tally: dict[str, int] = {}
    for vote in votes:
        key = folded(vote.writing)
        tally[key] = tally.get(key, 0) + vote.weight
    best = max(tally, key=lambda key: tally[key])
    return next(Found(vote.writing, vote.origin) for vote in votes if folded(vote.writing) == best)


def title_votes(titles: Titles, sites: Collection[str], sections: Collection[str] = ()) -> list[Vote]:
    """Say what each source votes for; those that only name the site have no vote."""
    raw = _sources(titles, sites)
    if raw.keys() == {"heading", "element"} and _names_site(raw["heading"], raw["element"]):
        sites = {*sites, folded(raw["heading"])}
    writings: dict[str, str] = {}
    for source, title in raw.items():
        others = [folded(raw[key]) for key in ("json_ld", "heading") if key != source and key in raw]
        stripped = strip_site(title, sites, sections, others)
        if folded(stripped) and folded(stripped) not in sites:
            writings[source] = stripped
    votes: list[Vote] = []
    for source, title in writings.items():
        others = [other for key, other in writings.items() if key != source]
        whole = _restored(_cut_where_agreed(title, {folded(other) for other in others}), others)
        is_other = source == "open_graph" and not titles.open_graph
        votes.append(Vote(Origin.META if is_other else ORIGINS[source], raw[source], whole, WEIGHTS[source]))
    return votes


def _sources(titles: Titles, sites: Collection[str]) -> dict[str, str]:
    """Return the titles that take part in the choice, by source."""
    open_graph = next((title for title in (titles.open_graph, titles.other) if title and not SLUG.fullmatch(title)), "")
    rest = [title for title in (titles.json_ld, open_graph, titles.element) if title]
    heading = _best_heading(titles.headings, rest, sites)
    raw = {"json_ld": titles.json_ld, "open_graph": open_graph, "heading": heading, "element": titles.element}
    return {source: title[:MAX_TITLE] for source, title in raw.items() if title}


def _last_resort(titles: Titles) -> Found | None:
    """Return a title as it stands where all of them seem to name the site."""
    title = next((title for title in (*titles.headings, titles.element) if folded(title)), "")
    return Found(title, Origin.HTML) if title else None
