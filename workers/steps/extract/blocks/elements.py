"""What HTML's elements are to a reader: part of a line, unseen, a mark between lines, or a box."""

from enum import IntEnum, IntFlag, auto


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


INLINE = _words(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb rp rt ruby s samp small span strike"
    " strong sub sup time tt u var wbr"
    " math semantics menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mroot mrow ms mspace msqrt mstyle msub"
    " msubsup msup mtable mtd mtext mtr munder munderover"
)
STRONG = _words("b strong")
UNSEEN = _words(
    "script style noscript svg template iframe select option textarea object embed video audio canvas map input button head link meta"
    " title param source track picture annotation annotation-xml"
)
SWALLOWS = _words("button source track param picture object embed video audio canvas map")
"""Elements into which libxml2 puts the rest of a page where their end tag is missing."""
HOLDS_TEXT = ("p", "article", "h1")
"""What stands in them then."""


class Mark(IntEnum):
    """What stands between two texts and holds none."""

    PICTURE = 0
    MEDIA = 1
    CONTROL = 2
    SCRIPT = 3
    RULE = 4
    DRAWING = 5


MARKS = {
    **dict.fromkeys(("img", "picture", "amp-img"), Mark.PICTURE),
    **dict.fromkeys(("video", "iframe", "audio", "embed", "object"), Mark.MEDIA),
    **dict.fromkeys(("button", "input", "textarea", "select", "form"), Mark.CONTROL),
    "script": Mark.SCRIPT,
    "hr": Mark.RULE,
    "svg": Mark.DRAWING,
}


class Inside(IntFlag):
    """Which elements a box is or lies in."""

    ARTICLE = auto()
    MAIN = auto()
    ASIDE = auto()
    FOOTER = auto()
    FIGURE = auto()
    FIGCAPTION = auto()
    TABLE = auto()
    UL = auto()
    SECTION = auto()
    HEADING = auto()
    LINK = auto()


HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
INSIDE = {flag.name.lower(): int(flag) for flag in Inside if flag.name and flag not in (Inside.HEADING, Inside.LINK)}
INSIDE |= dict.fromkeys(HEADINGS, int(Inside.HEADING))
"""The bit of each element that has one, as a plain number: those of enums are slow to combine."""

TAGS = {
    name: number
    for number, name in enumerate(
        (
            "p div li h1 h2 h3 h4 h5 h6 td th blockquote figcaption section article main aside header footer nav ul ol dl dt dd table tr"
            " pre body form figure address center details summary fieldset"
        ).split(),
        1,
    )
}
"""Numbers of boxes' elements, as models have learned them: new ones go to the end."""

NAMING = _words("class id role itemprop data-testid data-component data-module data-type data-test itemtype aria-label property")
"""Attributes in which a page says what a box is for."""
