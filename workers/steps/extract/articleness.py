"""Whether a page is an article: refuses errors, logins, listings, empty pages and fragments.

A page wrongly refused is lost, one wrongly kept is noise: a rule wants several signs to agree, and little text of the page's own.
"""

import re
from collections.abc import Callable

import msgspec

from workers.page import Document, Extracted, Format, NotAnArticle
from workers.records import Origin, RejectReason
from workers.steps.extract.page_words import PageWords
from workers.steps.extract.place import Place, read_place
from workers.steps.extract.plain.lines import weigh
from workers.steps.extract.signs import Signs, key

# Weights of text (see `lines.weigh`).
_SHORTEST = 100  # an article has as much text
_SHORTEST_MARKED = 80  # one whose markup says that it is one
_ERROR = 400  # an error page says less, with its help
_ERROR_CERTAIN = 600  # where both its title and its text tell
_ERROR_HEADED = 150  # where only some heading tells
_ERROR_MARKED = 200  # where both tell, but its markup says that it is an article
_LOGIN = 600
_LOGIN_DOUBTFUL = 200
_LISTING_OWN = 150  # prose that belongs to no teaser, for each point that speaks for a listing
_ARTICLE_RUN = 1_200  # so much prose in a row is an article, whatever stands around it
_BRIEF = 80  # so much right below a page's own headline is one too
_SENTENCE = 40  # a shorter piece is a label, a date, a name

_TEASERS = 3  # so many teasers make a text a listing's
_MANY_TEASERS = 8  # so many make a page one, if its URL, markup or title says so too
_MANY_SHORT = 5  # so many in plain text, none of them longer than the next
_SHORT_RUN = 250

_SHORT_PIECE = 200  # a piece that may hold a headline and something beside it
_HEADLINE = 20
_WORDS_BEFORE = 6
_WORDS_OF_HEADLINE = 20
_FIRST_LINES = 3

_PIECES = re.compile(r"[\n|]")
_DECLARED = (Origin.JSON_LD, Origin.OPENGRAPH, Origin.META)


class Page(msgspec.Struct, frozen=True):
    """A page as the rules see it. Of its text, `known` lies in so many `teasers`, and `own` is the other prose."""

    signs: Signs
    words: PageWords
    place: Place
    titles: tuple[str, ...]
    lines: tuple[str, ...]
    is_plain: bool
    is_dated: bool
    is_credited: bool
    total: float
    own: float
    known: float
    teasers: int

    @property
    def is_marked(self) -> bool:
        """Whether its markup says that it is an article."""
        return self.signs.article_markup or self.signs.open_graph_article

    @property
    def size(self) -> float:
        """The weight of what may be an article's text: all of it, without its teasers where it is certain that they are."""
        is_certain = self.teasers >= _TEASERS and not self.is_plain and self.signs.longest_run <= _ARTICLE_RUN
        return self.own if is_certain else self.total


def _teaser_of(piece: str, teasers: dict[str, int]) -> int | None:
    """Return the teaser that a piece of text belongs to. In a short one a date or a name may come first, or the lead after."""
    found = teasers.get(key(piece))
    if found is not None or weigh(piece) > _SHORT_PIECE:
        return found
    spaces = [at for at, character in enumerate(piece) if character == " "]
    ends = (piece[at + 1 :] for at in spaces[:_WORDS_BEFORE])
    beginnings = (piece[:at] for at in reversed(spaces[:_WORDS_OF_HEADLINE]))
    return next((teasers[key(part)] for part in (*ends, *beginnings) if weigh(part) >= _HEADLINE and key(part) in teasers), None)


def _view(document: Document, extracted: Extracted, signs: Signs, words: PageWords) -> Page:
    total = own = known = 0.0
    teasers: set[int] = set()
    for text in _PIECES.split(extracted.text):
        piece = text.strip(" \t-•")
        weight = weigh(piece)
        total += weight
        teaser = _teaser_of(piece, signs.teasers)
        if teaser is not None:
            known += weight
            teasers.add(teaser)
        elif weight >= _SENTENCE:
            own += weight
    title, published = extracted.metadata.title, extracted.metadata.published_at
    titles = tuple(dict.fromkeys(" ".join(text.split()) for text in (*signs.titles, title.value if title else "") if text))
    return Page(
        signs=signs,
        words=words,
        place=read_place(document.final_url),
        titles=titles,
        lines=tuple(line for text in extracted.text.split("\n") if (line := text.strip()) and line not in titles),
        is_plain=document.format is Format.PLAIN,
        is_dated=published is not None and published.origin in _DECLARED,
        is_credited=published is not None and bool(extracted.metadata.authors),
        total=total,
        own=own,
        known=known,
        teasers=len(teasers),
    )


def _error(page: Page) -> str | None:
    """See a page that says that there is none, or that stands between the reader and it."""
    if page.size >= _ERROR_CERTAIN:
        return None
    first = page.lines[:_FIRST_LINES]
    title = page.words.not_found.named(page.titles) or page.words.obstacle_titles.named(page.titles)
    heading = page.words.not_found.named(page.signs.headings)
    notice = page.words.not_found.said(first) or page.words.obstacles.said(first)
    if notice and (title or heading):
        longest = _ERROR_MARKED if page.is_marked else _ERROR_CERTAIN
    elif page.is_marked:
        longest = 0
    elif title or notice:
        longest = _ERROR
    else:
        longest = _ERROR_HEADED if heading else 0
    return f"it says {(title or heading or notice)!r}" if page.size < longest else None


def _wall(page: Page) -> str | None:
    """See a page that says nothing but that it wants a login or a subscription."""
    wall = page.words.walls.said(page.lines)
    if wall and all(weigh(line) < _SENTENCE or page.words.walls.begins(line) for line in page.lines):
        return wall
    if page.total < _SHORTEST and not page.is_plain:
        return page.words.walls.said(page.signs.headings)
    return None


def _login(page: Page) -> str | None:
    """See a page that asks who the reader is, or for a subscription, and shows nothing else."""
    if page.size >= _LOGIN:
        return None
    wall = _wall(page)
    if wall:
        return f"it only says {wall!r}"
    title = page.words.login_titles.named(page.titles[:1])
    form = page.signs.passwords > 0
    if page.signs.article_markup:
        longest = 0
    elif page.is_plain or page.signs.open_graph_article:  # the first line of plain text may be a menu's
        longest = _LOGIN_DOUBTFUL if form and (title or page.place.login) else 0
    elif title:
        longest = _LOGIN if form or page.place.login else _LOGIN_DOUBTFUL
    else:
        longest = _LOGIN_DOUBTFUL if form and page.place.login else _SHORTEST if form else 0
    if page.size >= longest:
        return None
    return f"it is called {title!r}" if title else "it has a login form and little else"


# What speaks for a listing and what against, in points.
_EVIDENCE: tuple[tuple[int, str, Callable[[Page], bool]], ...] = (
    (3, "the site's home", lambda page: page.place.home),
    (2, "the URL of a listing", lambda page: page.place.listing and not page.place.home),
    (1, "the URL of a section", lambda page: page.place.section and not page.place.listing),
    (2, "the markup of a listing", lambda page: page.signs.listing_markup),
    (2, "the title of a listing", lambda page: not page.is_plain and page.words.listing_titles.named(page.titles) is not None),
    (1, "the first line of a listing", lambda page: page.is_plain and page.words.listing_titles.named(page.titles) is not None),
    (2, "a text of teasers", lambda page: page.teasers >= _TEASERS and not page.is_plain),
    (1, "a text like teasers", lambda page: page.teasers >= _TEASERS and page.is_plain),
    (1, "all of them short", lambda page: page.teasers >= _MANY_SHORT and page.is_plain and page.signs.longest_run <= _SHORT_RUN),
    (1, "nothing but headlines", lambda page: page.total == 0 and page.signs.teaser_count >= _MANY_TEASERS),
    (-3, "the markup of an article", lambda page: page.signs.article_markup),
    (-2, "a headline with text below it", lambda page: page.signs.headed_run >= _BRIEF),
    (-1, "og:type article", lambda page: page.signs.open_graph_article),
    (-1, "the URL of an article", lambda page: page.place.article and not page.place.listing),
    (-1, "a date of its own", lambda page: page.is_dated),
    (-1, "a byline with a date", lambda page: page.is_plain and page.is_credited),
)
_ENOUGH = 2


def _listing(page: Page) -> str | None:
    """See a page whose text is teasers, or that has many, and that is a listing by its URL, markup or title."""
    # In plain text headlines are only guessed at, so many of them say nothing of a page that has a text.
    has_many = page.signs.teaser_count >= _MANY_TEASERS and (not page.is_plain or page.total == 0)
    if page.signs.longest_run > _ARTICLE_RUN or not (has_many or page.teasers >= _TEASERS):
        return None
    if page.own > page.known and not (has_many and page.place.home):
        return None
    seen = [(points, what) for points, what, is_seen in _EVIDENCE if is_seen(page)]
    total = sum(points for points, _ in seen)
    if total < _ENOUGH or page.own > _LISTING_OWN * total:
        return None
    return "it has " + ", ".join(what for points, what in seen if points > 0)


def _empty(page: Page) -> str | None:
    return None if any(map(str.isalnum, "".join(page.lines))) else "no text came out"


def _short(page: Page) -> str | None:
    shortest = _SHORTEST_MARKED if page.is_marked else _SHORTEST
    return f"its text is as long as {page.total:.0f} letters, not {shortest}" if page.total < shortest else None


# In this order: the first that is seen says most of the page.
_REFUSALS: tuple[tuple[RejectReason, Callable[[Page], str | None]], ...] = (
    (RejectReason.SOFT_404, _error),
    (RejectReason.LOGIN, _login),
    (RejectReason.LISTING, _listing),
    (RejectReason.EMPTY, _empty),
    (RejectReason.TOO_SHORT, _short),
)


def require_article(document: Document, extracted: Extracted, signs: Signs, words: PageWords) -> None:
    """Make sure that a page is an article, by its signs, its words and what was extracted from it.

    Raises NotAnArticle with the reason, naming what was seen.
    """
    page = _view(document, extracted, signs, words)
    for reason, see in _REFUSALS:
        seen = see(page)
        if seen is not None:
            raise NotAnArticle(reason, seen)
