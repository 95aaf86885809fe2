"""Boxes around an article, told by what they say: subscriptions, and a page's own labels."""

import re

from lxml.html import HtmlElement

from workers.steps.extract.html.tree import drop, is_box, length_of, text_of
from workers.steps.extract.place import LOGIN_PATHS
from workers.steps.extract.plain.kinds import Kind, classify
from workers.steps.extract.plain.lines import measure
from workers.steps.extract.plain.words import LineWords

_LABELS = frozenset({Kind.SECTION, Kind.COMMENTS})
_OFFER = re.compile(rf"(?:^|[/.])(?:{'|'.join(sorted(word.replace('_', '[-_]') for word in LOGIN_PATHS))})(?:[/?#.]|$)")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")

_MAX_OFFERS = 200
_MAX_OFFER = 400  # characters
_MAX_LABELLED = 1_000
_MAX_HEADING = 60
_BUTTON_SHARE = 0.6  # of a paragraph's text in a link that is a button rather than a part of a sentence


def drop_boxes(body: HtmlElement, limit: float, said: LineWords) -> None:
    """Drop the boxes in a page's body; one with more text than `limit` (characters) may be the article."""
    offers = [link for link in body.iter("a") if _OFFER.search((link.get("href") or "").lower())]
    for box in dict.fromkeys(map(_box_of_button, offers[:_MAX_OFFERS])):
        if box is not None and _can_go(box, min(2 * limit, _MAX_OFFER)):
            drop(box)
    for heading in list(body.iter(*_HEADINGS)):
        box = heading.getparent()
        if box is not None and is_box(box) and _is_label(heading, said) and _is_first(heading, box):
            holds_more = length_of(box) > length_of(heading)
            if holds_more and _can_go(box, min(limit, _MAX_LABELLED)):
                drop(box)


def _box_of_button(link: HtmlElement) -> HtmlElement | None:
    """The box that a link stands in by itself, not in a sentence."""
    holder = link.getparent()
    while holder is not None and not is_box(holder):
        if length_of(link) < _BUTTON_SHARE * length_of(holder):
            return None
        holder = holder.getparent()
    return holder


def _can_go(box: HtmlElement, limit: float) -> bool:
    return length_of(box) <= limit and next(box.iter("h1"), None) is None


def _is_first(heading: HtmlElement, box: HtmlElement) -> bool:
    before = (sibling.text_content() + (sibling.tail or "") for sibling in heading.itersiblings(preceding=True))
    return not (box.text or "").strip() and not any(map(str.strip, before))


def _is_label(heading: HtmlElement, said: LineWords) -> bool:
    text = text_of(heading)
    return 0 < len(text) <= _MAX_HEADING and classify(measure(text, said.months), said) in _LABELS
