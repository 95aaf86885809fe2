"""Whether a page is an article: refuses errors, logins, listings, empty pages and fragments.

A page wrongly refused is lost, one wrongly kept is noise: each rule wants several signs to agree, and little text of the page's own.
"""

import re
from collections.abc import Callable, Iterable

import msgspec

from workers.extract import page_words as words
from workers.extract.place import Place, read_place
from workers.extract.plain.lines import fold
from workers.extract.plain.phrases import Phrases
from workers.extract.signs import Signs, key, weigh
from workers.page import Document, Extracted, Format, NotAnArticle
from workers.records import Origin, RejectReason

# Weights of text (`signs.weigh`: characters, an ideograph counted more).
_SHORTEST = 100  # an article has as much text
_SHORTEST_MARKED = 80  # one whose markup says that it is one
_ERROR = 400  # what an error page says, with its help
_ERROR_CERTAIN = 600  # where both its title and its text tell
_ERROR_HEADED = 150  # where only some heading tells
_ERROR_MARKED = 200  # where all tell, but its markup says that it is an article
_LOGIN = 600
_LOGIN_DOUBTFUL = 200
_LISTING_OWN = 150  # prose that belongs to no teaser, for each point that speaks for a listing
_ARTICLE_RUN = 1_200  # so much prose in a row is an article, whatever stands around it
_SENTENCE = 40  # a shorter piece is a label, a date, a name

_SITE_NAME = 5  # words that a title may hold beside what it says of the page
_CLEAR_WORDS = 2  # a line begins as a notice does by so many words
_CLEAR_LETTERS = 3  # or by so many letters of a script without spaces
_FIRST_LINES = 3
_TEASERS = 3  # so many teasers in a text make it a listing's
_MANY_TEASERS = 8  # so many on a page make it one, if its URL, markup or title says so too
_MANY_PARTS = 5  # in plain text, of which none has more than the next
_SHORT_RUN = 250
_BRIEF = 80  # so much prose right below a page's own headline makes a brief
_SHORT_PIECE = 200
_HEADLINE = 20
_HEADLINE_WORDS = 20
_LEADING_WORDS = 6  # of a piece that may stand before a known one: a date, a name

_PIECES = re.compile(r"\n|\|")
_TITLE_PARTS = re.compile(r"\s+[–—·•»«›:|-]+\s+|\s*[|｜]\s*")


class Page(msgspec.Struct, frozen=True):
    """A page as the rules see it: of its text, `own` is the prose outside of teasers, `known` what lies in `parts` teasers."""

    signs: Signs
    place: Place
    titles: tuple[str, ...]
    lines: tuple[str, ...]
    is_plain: bool
    is_dated: bool
    own: int
    known: int
    total: int
    parts: int

    @property
    def size(self) -> int:
        """The weight of the text that may be an article's: without teasers, if there are several; in plain text they are guesses."""
        return self.own if self.parts >= _TEASERS and not self.is_plain else self.total

    @property
    def is_marked(self) -> bool:
        """Whether its markup says that it is an article."""
        return self.signs.article_markup or self.signs.open_graph_article


def _teaser_of(piece: str, teasers: dict[str, int]) -> int | None:
    """Return the teaser that a piece of text belongs to. In a short one a date or a name may come first, or the lead after."""
    found = teasers.get(key(piece))
    if found is not None or weigh(piece) > _SHORT_PIECE:
        return found
    spaces = [at for at, character in enumerate(piece) if character == " "]
    ends = (piece[at + 1 :] for at in spaces[:_LEADING_WORDS])
    beginnings = (piece[:at] for at in reversed(spaces[:_HEADLINE_WORDS]))
    for part in (*ends, *beginnings):
        if weigh(part) >= _HEADLINE and key(part) in teasers:
            return teasers[key(part)]
    return None


def _view(document: Document, extracted: Extracted, signs: Signs) -> Page:
    own = known = total = 0
    parts: set[int] = set()
    for raw in _PIECES.split(extracted.text):
        piece = raw.strip(" \t-•")
        weight = weigh(piece)
        total += weight
        teaser = _teaser_of(piece, signs.teasers) if piece else None
        if teaser is not None:
            known += weight
            parts.add(teaser)
        elif weight >= _SENTENCE:
            own += weight
    title, published = extracted.metadata.title, extracted.metadata.published_at
    titles = tuple(dict.fromkeys(" ".join(text.split()) for text in (*signs.titles, title.value if title else "") if text))
    return Page(
        signs=signs,
        place=read_place(document.final_url),
        titles=titles,
        lines=tuple(line for line in extracted.text.split("\n") if line.strip() and line.strip() not in titles),
        is_plain=document.format is Format.PLAIN,
        is_dated=published is not None and published.origin in (Origin.JSON_LD, Origin.OPENGRAPH, Origin.META),
        own=own,
        known=known,
        total=total,
        parts=len(parts),
    )


def _stripped(phrase: str) -> Iterable[str]:
    """Yield a folded phrase and what is left of it as fillers are taken from its beginning."""
    left = phrase.split(" ")
    while left and left[0]:
        yield " ".join(left)
        if left[0] not in words.FILLERS:
            return
        left = left[1:]


def _is_called(title: str, names: Phrases) -> bool:
    """Whether a title is one of these names, fillers and a site's name aside."""
    parts = [part for part in map(fold, _TITLE_PARTS.split(title[:300])) if part]
    for at, part in enumerate(parts):
        others = sum(other.count(" ") + 1 for other in parts[:at] + parts[at + 1 :])
        if others <= _SITE_NAME and any(_trimmed(rest) in names.whole for rest in _stripped(part)):
            return True
    return False


def _trimmed(phrase: str) -> str:
    """Return a folded phrase without the fillers at its end; one of fillers alone stays."""
    left = phrase.split(" ")
    while len(left) > 1 and left[-1] in words.FILLERS:
        left.pop()
    return " ".join(left)


def _begins(line: str, phrases: Phrases) -> bool:
    """Whether a line begins as a notice does, and clearly so: by several words; or says just that."""
    for rest in _stripped(fold(line[:200])):
        start = phrases.start(rest)
        if start and (start == rest or " " in start or (not start.isascii() and len(start) >= _CLEAR_LETTERS)):
            return True
    return False


def _named(titles: Iterable[str], names: Phrases) -> str | None:
    return next((title for title in titles if _is_called(title, names)), None)


def _said(lines: Iterable[str], phrases: Phrases) -> str | None:
    return next((line for line in lines if _begins(line, phrases)), None)


def _error(page: Page) -> str | None:
    """See a page that says that there is none, or that stands between the reader and it."""
    if page.size >= _ERROR_CERTAIN:
        return None
    title = _named(page.titles, words.NOT_FOUND) or _named(page.titles, words.OBSTACLE_TITLES)
    heading = _named(page.signs.headings, words.NOT_FOUND)
    notice = _said(page.lines[:_FIRST_LINES], words.NOT_FOUND) or _said(page.lines[:_FIRST_LINES], words.OBSTACLES)
    match title, heading, notice:
        case None, None, None:
            return None
        case (None, None, str()) | (str(), _, None):
            longest = _ERROR
        case (None, str(), None):
            longest = _ERROR_HEADED
        case _:
            longest = _ERROR_CERTAIN
    if page.is_marked:
        longest = _ERROR_MARKED if notice and (title or heading) else 0
    return f"it says {(title or heading or notice or '')[:80]!r}" if page.size < longest else None


def _login(page: Page) -> str | None:
    """See a page that asks who the reader is, or for a subscription, and shows nothing else."""
    if page.size >= _LOGIN:
        return None
    wall = _said(page.lines, words.WALLS)
    if wall is None and page.total < _SHORTEST and not page.is_plain:
        wall = _said(page.signs.headings, words.WALLS)
    if wall and page.total < _LOGIN and all(weigh(line) < _SENTENCE or _begins(line, words.WALLS) for line in page.lines):
        return f"it only asks {wall[:80]!r}"
    if page.signs.article_markup:
        return None
    title = _named(page.titles, words.LOGIN_TITLES)
    form = page.signs.passwords > 0
    if page.is_plain or page.signs.open_graph_article:  # the first line of plain text may be a link
        longest = _LOGIN_DOUBTFUL if form and (title or page.place.login) else 0
    else:
        longest = (
            _LOGIN if title and (form or page.place.login) else _LOGIN_DOUBTFUL if title else _SHORTEST if form and wall else 0
        )
    return f"it is called {(title or wall or page.place.login)!r}" if page.size < longest else None


# What speaks for a listing, and what against: points, and what was seen.
_EVIDENCE: tuple[tuple[int, str, Callable[[Page], bool]], ...] = (
    (3, "the site's home", lambda page: page.place.home),
    (2, "the URL of a listing", lambda page: page.place.listing and not page.place.home),
    (1, "the URL of a section", lambda page: page.place.section and not page.place.home and not page.place.listing),
    (2, "the markup of a listing", lambda page: page.signs.listing_markup),
    (2, "the title of a listing", lambda page: not page.is_plain and _named(page.titles, words.LISTING_TITLES) is not None),
    (1, "the first line of a listing", lambda page: page.is_plain and _named(page.titles, words.LISTING_TITLES) is not None),
    (2, "a text of teasers", lambda page: page.parts >= _TEASERS and not page.is_plain),
    (1, "a text like teasers", lambda page: page.parts >= _TEASERS and page.is_plain),
    (1, "many, and all short", lambda page: page.parts >= _MANY_PARTS and page.is_plain and page.signs.longest_run <= _SHORT_RUN),
    (1, "nothing but headlines", lambda page: page.total == 0 and page.signs.teaser_count >= _MANY_TEASERS),
    (-3, "the markup of an article", lambda page: page.signs.article_markup),
    (-1, "og:type article", lambda page: page.signs.open_graph_article),
    (-1, "the URL of an article", lambda page: page.place.article and not page.place.listing),
    (-2, "a headline with text below it", lambda page: page.signs.headed_run >= _BRIEF),
    (-1, "a date", lambda page: page.is_dated),
)
_ENOUGH = 2


def _listing(page: Page) -> str | None:
    """See a page whose text is teasers, and that is a listing by its URL, markup or title."""
    has_many = page.signs.teaser_count >= _MANY_TEASERS and (not page.is_plain or not page.total)
    if page.signs.longest_run > _ARTICLE_RUN or not (has_many or page.parts >= _TEASERS):
        return None
    if page.own > page.known and not (has_many and page.place.home):
        return None
    seen = [(points, what) for points, what, is_seen in _EVIDENCE if is_seen(page)]
    total = sum(points for points, _ in seen)
    if total < _ENOUGH or page.own > _LISTING_OWN * total:
        return None
    return ", ".join(what for points, what in seen if points > 0)


def _empty(page: Page) -> str | None:
    return None if any(map(str.isalnum, "".join(page.lines))) else "no text came out"


def _short(page: Page) -> str | None:
    shortest = _SHORTEST_MARKED if page.is_marked else _SHORTEST
    return f"its text has the length of {page.total} letters, {shortest} make an article" if page.total < shortest else None


# In this order: the first that is seen says most of the page.
_REFUSALS: tuple[tuple[RejectReason, Callable[[Page], str | None]], ...] = (
    (RejectReason.SOFT_404, _error),
    (RejectReason.LOGIN, _login),
    (RejectReason.LISTING, _listing),
    (RejectReason.EMPTY, _empty),
    (RejectReason.TOO_SHORT, _short),
)


def require_article(document: Document, extracted: Extracted, signs: Signs) -> None:
    """Make sure that a page is an article, by what was extracted from it and its signs. Raises NotAnArticle, naming what was seen."""
    page = _view(document, extracted, signs)
    for reason, see in _REFUSALS:
        seen = see(page)
        if seen is not None:
            raise NotAnArticle(reason, seen)
