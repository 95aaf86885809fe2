"""What the rules for plain text make of each line, as evidence."""

from collections.abc import Sequence

import numpy as np

from workers.steps.extract.columns.arrays import Columns, before_and_behind, floats, shift, since, until
from workers.steps.extract.plain.kinds import Kind
from workers.steps.extract.plain.lines import Line
from workers.steps.extract.plain.reading import read_by_rules
from workers.steps.extract.plain.words import LineWords
from workers.steps.extract.sources import host_names
from workers.steps.extract.strings import folded

_FAR = 60


def rule_columns(lines: Sequence[Line], kinds: Sequence[Kind], said: LineWords, url: str, hint: str) -> Columns:
    """Say what the rules make of lines of these kinds."""
    places, body = np.arange(len(lines)), np.zeros(len(lines))
    found = read_by_rules(lines, said, url, hint, {folded(name) for name in host_names((url,))})
    marked, head, first, end = np.array(kinds), -1, -1, len(lines)
    if found is not None:
        body[list(found.body)] = 1
        marked, head, first, end = np.array(found.kinds), found.head, found.first, found.end
    is_body = body > 0
    columns: Columns = {
        "rule_body": body,
        "rule_kind": marked,
        "rule_marked": marked != np.array(kinds),
        "rule_head": places - head,
        "rule_first": places - first,
        "rule_end": end - places,
        "rule_body_since": since(is_body, _FAR),
        "rule_body_until": until(is_body, _FAR),
    }
    for reach in (1, 2, 5, 15):
        before, behind = before_and_behind(body, reach)
        columns |= {f"rule_body_before{reach}": before, f"rule_body_behind{reach}": behind}
    return columns | {f"rule_kind@{-step}": shift(floats(marked), step, -1) for step in (1, 2, 3, -1, -2, -3)}
