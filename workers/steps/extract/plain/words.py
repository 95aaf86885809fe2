"""The words that lines and dates are told by, in all languages, by purpose: data."""

from collections.abc import Mapping

import msgspec

from workers.steps.extract.plain.phrases import Phrases


class LineWords(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What lines say, by purpose. Phrases and words are folded (`lines.fold`) unless it says otherwise.

    They are loaded once, and equal to themselves alone: what was told by them can be remembered.
    """

    sections: frozenset[str]
    """Heads of what follows an article or interrupts it: the headlines below them belong to other articles."""
    comments: frozenset[str]
    """Heads of what readers say: below them the page has nothing of its article any more."""
    teasers: frozenset[str]
    """Heads of other articles when a headline follows on their line, behind a colon or a dash; a section's are some too."""
    furniture: frozenset[str]
    """What a page says of itself: buttons, counters, players, accounts, advertising labels. Nothing below them is affected."""
    furniture_starts: frozenset[str]
    """Short lines that begin so are the page's own, whatever follows: the same in longer words."""
    boilerplate: Phrases
    """Sentences of the page about itself. Each phrase is rare in news prose."""
    credits: Phrases
    """A caption's credit: who took the picture. As a line's start, or behind a caption."""
    bylines: Phrases
    """What a byline begins with."""
    by: frozenset[str]
    """The one of these words that stands in the middle of a byline: "An analysis by"."""
    updates: tuple[str, ...]
    """What stands before the date of a change."""
    not_names: frozenset[str]
    """Words that are capitalised like names beside an article but are none."""
    particles: frozenset[str]
    """Words within a name that have no capitals. As they are written."""
    agencies: frozenset[str]
    """News agencies. As they are written."""
    ago: frozenset[str]
    """The word that says that a time is past: "3 hours ago"."""
    this_day: frozenset[str]
    day_before: frozenset[str]
    """The words for today and yesterday."""
    hours: Mapping[str, float]
    """The hours of each unit of time."""
    months: Mapping[str, int]
    """The number of each month's name and short name, in lower case."""
    front_page: frozenset[str]
    """How sites call their front page in a breadcrumb, folded by `strings.folded`."""
    starts: Phrases
    """What the short lines of a page begin with: furniture's starts, and the heads of sections."""
