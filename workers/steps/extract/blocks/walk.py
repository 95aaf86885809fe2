"""One walk through a page's tree: its texts in order, and the boxes that they stand in."""

import re
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from workers.steps.extract.blocks.elements import (
    HOLDS_TEXT,
    INLINE,
    INSIDE,
    MARKS,
    NAMING,
    STRONG,
    SWALLOWS,
    TAGS,
    UNSEEN,
    Inside,
    Mark,
)
from workers.steps.extract.strings import without_invisible

_BREAK = "\x01"  # no page holds it: controls are gone since it was decoded
_BREAKS = re.compile(rf"{_BREAK}[\s{_BREAK}]*{_BREAK}")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FOR_MACHINES = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-reader|visuallyhidden|hidden|hide)(?:$|[\s_-])", re.IGNORECASE
)
# Names that only sound like these, or that hide a text on paper or on some screens: somebody sees it.
_SEEN = re.compile(
    r"(?:^|(?<=\s))(?:\S*(?:overflow(?:-[xy])?|backface)-hidden|hid(?:e|den)(?:-\w+)*-(?:print|xs|sm|md|lg|xl|small|medium|large|phone|mobile|tablet"
    r"|desktop)\S*|(?:print|mobile|tablet|desktop)-hid(?:e|den))(?=\s|$)",
    re.IGNORECASE,
)
_SHOWN_ON_SOME = re.compile(r"(?:^|\s)(?:sm|md|lg|xl|2xl):(?:inline|block|flex|grid|contents)")
_PARAGRAPH = 20  # characters of what stands behind a drop cap
_LABELS = Inside.HEADING | Inside.TABLE | Inside.UL
NO_MARKS = (0,) * len(Mark)
_PICTURE, _CONTROL, _RULE = int(Mark.PICTURE), int(Mark.CONTROL), int(Mark.RULE)
_LINK = int(Inside.LINK)


@dataclass(slots=True)
class Blocks:
    """The texts of a page in its order, and the boxes that hold them, parents before children: parallel lists.

    Of a text: `linked` and `strong` say how many of its characters are links to other pages, and set strongly; `box` is the number of its
    box; `marks` counts what stands between it and the text before (by `Mark`). Of a box: `names` is what the page calls it, `inside` which
    elements it is and lies in (`Inside`), `likeness` a number that it shares with its likes (element and class, its parent's too),
    `own_likeness` one for element and class alone.
    """

    texts: list[str] = field(default_factory=list)
    linked: list[float] = field(default_factory=list)
    strong: list[float] = field(default_factory=list)
    box: list[int] = field(default_factory=list)
    marks: list[tuple[int, ...]] = field(default_factory=list)

    tags: list[str] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    tag: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    inside: list[int] = field(default_factory=list)
    depth: list[int] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)
    likeness: list[int] = field(default_factory=list)
    own_likeness: list[int] = field(default_factory=list)

    @property
    def kinds(self) -> list[int]:
        """Of each text, a number that it shares with those in boxes like its own."""
        return [self.likeness[box] for box in self.box]


def read_blocks(tree: HtmlElement) -> Blocks:
    """Walk through the body of a page."""
    walk = _Walk()
    body = tree.find("body")
    if body is not None:
        walk.enter(body, -1, "body", is_link=False)
        walk.visit(body, 0, is_link=False, is_strong=False)
        walk.flush(0)
    return walk.blocks


class _Walk:
    """The text that is being gathered, and what was found so far."""

    def __init__(self) -> None:
        self.blocks = Blocks()
        self._text: list[str] = []
        self._linked = self._strong = 0
        self._marks = list(NO_MARKS)
        self._likenesses: dict[tuple[object, object], int] = {}

    def visit(self, element: HtmlElement, box: int, *, is_link: bool, is_strong: bool) -> None:
        """Gather the text of an element in a box. Trees are at most 256 deep: libxml2 reads no deeper ones."""
        if text := element.text:
            self._take(text, is_link=is_link, is_strong=is_strong)
        for child in element:
            tag = child.tag
            if tag in INLINE:
                self._inline(child, box, is_link=is_link, is_strong=is_strong)
            elif tag == "br":
                self._text.append(_BREAK)
            elif tag == "img":
                self._marks[_PICTURE] += 1
            elif tag == "hr":
                self._marks[_RULE] += 1
                self._text.append(_BREAK * 2)
            elif tag in UNSEEN and not _swallows(child):
                if (mark := MARKS.get(tag)) is not None:
                    self._marks[mark] += 1
            else:
                self.flush(box)
                inner = self.enter(child, box, tag, is_link=is_link)
                self.visit(child, inner, is_link=is_link, is_strong=False)
                self.flush(inner)
            if tail := child.tail:
                self._take(tail, is_link=is_link, is_strong=is_strong)

    def _inline(self, element: HtmlElement, box: int, *, is_link: bool, is_strong: bool) -> None:
        if _is_unseen(element):
            return
        if element.tag == "a":
            self.visit(element, box, is_link=is_link or (element.get("href") or "#")[0] != "#", is_strong=is_strong)
        else:
            self.visit(element, box, is_link=is_link, is_strong=is_strong or element.tag in STRONG)

    def _take(self, text: str, *, is_link: bool, is_strong: bool) -> None:
        self._text.append(text)
        if is_link or is_strong:
            length = len(text.strip())
            self._linked += is_link * length
            self._strong += is_strong * length

    def enter(self, element: HtmlElement, parent: int, tag: str, *, is_link: bool) -> int:
        """Note a box; return its number."""
        attributes = dict(element.items())
        style = attributes.get("style")
        hidden = (
            "hidden" in attributes
            or attributes.get("aria-hidden") == "true"
            or (style is not None and _HIDDEN.search(style) is not None)
        )
        blocks = self.blocks
        is_root = parent < 0
        own = self._number((tag, attributes.get("class", "")))
        blocks.tags.append(tag if isinstance(tag, str) else "")
        blocks.parent.append(parent)
        blocks.tag.append(TAGS.get(tag, 0))
        blocks.names.append(" ".join([value for name, value in attributes.items() if name in NAMING]))
        above = 0 if is_root else blocks.inside[parent]
        blocks.inside.append(above | INSIDE.get(tag, 0) | is_link * _LINK)
        blocks.depth.append(0 if is_root else blocks.depth[parent] + 1)
        blocks.hidden.append(hidden or (not is_root and blocks.hidden[parent]))
        blocks.likeness.append(self._number((-1 if is_root else blocks.own_likeness[parent], own)))
        blocks.own_likeness.append(own)
        if tag == "form":
            self._marks[_CONTROL] += 1
        return len(blocks.parent) - 1

    def _number(self, key: tuple[object, object]) -> int:
        return self._likenesses.setdefault(key, len(self._likenesses))

    def flush(self, box: int) -> None:
        """Note the text that was gathered as a box's: two breaks in a row part it."""
        if not self._text:
            return
        text = "".join(self._text)
        self._text.clear()
        if text.isspace():  # as between most elements
            self._linked = self._strong = 0
            return
        text = without_invisible(text)
        parts = [" ".join(part.replace(_BREAK, " ").split()) for part in (_BREAKS.split(text) if _BREAK in text else (text,))]
        parts = [part for part in parts if part]
        if parts and len(parts[0]) >= _PARAGRAPH and self._is_drop_cap(text):
            parts[0] = self.blocks.texts[-1] + parts[0]
            self._forget_last()
        length = sum(map(len, parts))
        for part in parts:
            share = len(part) / length
            self.blocks.texts.append(part)
            self.blocks.linked.append(min(self._linked * share, len(part)))
            self.blocks.strong.append(min(self._strong * share, len(part)))
            self.blocks.box.append(box)
            self.blocks.marks.append(tuple(self._marks))
            self._marks = list(NO_MARKS)
        self._linked = self._strong = 0

    def _is_drop_cap(self, behind: str) -> bool:
        """Whether the last text is the large first letter of the one right behind it, which stands in a box of its own."""
        blocks = self.blocks
        if not blocks.texts or len(blocks.texts[-1]) > 1 or any(self._marks):
            return False
        is_label = blocks.linked[-1] > 0 or blocks.inside[blocks.box[-1]] & _LABELS
        return not is_label and blocks.texts[-1].isupper() and behind[0].islower()

    def _forget_last(self) -> None:
        blocks = self.blocks
        self._marks = list(blocks.marks[-1])
        for column in (blocks.texts, blocks.linked, blocks.strong, blocks.box, blocks.marks):
            del column[-1]


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    return style is not None and _HIDDEN.search(style) is not None


def _is_unseen(element: HtmlElement) -> bool:
    names = element.get("class")
    return (names is not None and _FOR_MACHINES.search(names) is not None and not _is_seen(names)) or _is_hidden(element)


def _is_seen(names: str) -> bool:
    """Whether names that speak of hiding let somebody see the text."""
    return _SHOWN_ON_SOME.search(names) is not None or _FOR_MACHINES.search(_SEEN.sub("", names)) is None


def _swallows(element: HtmlElement) -> bool:
    """Whether an element that is not read holds the rest of a page."""
    return element.tag in SWALLOWS and len(element) > 0 and next(element.iter(*HOLDS_TEXT), None) is not None
