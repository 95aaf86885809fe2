"""The sections an article stands in, as the breadcrumbs beside its title say."""

import re
from collections.abc import Collection, Sequence

from workers.steps.extract.plain.lines import Line
from workers.steps.extract.strings import distinct, folded

_ABOVE, _BELOW = 6, 2  # lines around a title
_MOST_WEIGHT = 80
_CRUMB = re.compile(r" ?[»›>→|｜] ?| / | & ")
_MOST_WORDS = 3  # of a section's name


def find_crumbs(lines: Sequence[Line], title: int, front_page: Collection[str]) -> tuple[str, ...]:
    """The parts of the short lines around a title that have parts; most of what is found elsewhere would be menus."""
    near = [*lines[max(0, title - _ABOVE) : title], *lines[title + 1 : title + 1 + _BELOW]]
    parts = (_CRUMB.split(line.text) for line in near if line.weight <= _MOST_WEIGHT and not line.stop)
    names = (name.strip() for path in parts if len(path) > 1 for name in path if len(name.split()) <= _MOST_WORDS)
    return tuple(name for name in distinct(names) if folded(name) not in front_page)
