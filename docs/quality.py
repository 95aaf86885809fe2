"""What docs/quality.md shows of the figures that `make score` has noted."""

from collections.abc import Callable, Sequence
from typing import Any

BEGIN = "<!-- The figures: made by `make docs` from {0}.json in bench/score/figures/, which `{1}` writes. -->\n"
END = "<!-- The end of the figures. -->\n"
NOT_YET = "Not measured yet.\n"

TITLES = {
    "news": "News of many countries",
    "articles": "Articles of all kinds, some gold texts cut short",
    "readability": "The pages that mozilla/readability is tested on",
    "snippets": "Web pages with snippets that the text must and must not hold",
    "no articles": "Pages that are no articles: products, forums, listings, services, documentation",
    "fields": "The pages that postlight/parser is tested on, of which only fields are known",
}
"""The sets, by what they are."""
GROUPS = {
    "columns": "Columns, by the file that makes them or what they know",
    "word lists": "Word lists, by which kinds of lines are told",
    "teachers": "What labels the blocks that are learned from",
    "choosing": "What becomes of likelihoods",
    "more": "What more of the same would bring",
    "chance": "To compare with",
}
"""The groups of trials, by what they are."""
_WHOLE = "whole"
_OURS, _REFUSING, _TEXT = "newsmill", "refusing pages", "text"
_FIELDS = ("title", "day", "authors")
_COMPARED = "Newsmill is better by"
Figure = dict[str, Any]
Rows = Sequence[Sequence[str]]


def tables(figures: Sequence[Figure]) -> str:
    """Draw two tables for each set: a row for the text on all its pages, then one for each group of languages; and the same for its fields."""
    return "\n".join(
        f"### {title}\n\n" + "\n".join(_table(some) for some in _parts([each for each in figures if each["set"] == name]))
        for name, title in TITLES.items()
        if any(each["set"] == name for each in figures)
    )


def _parts(figures: Sequence[Figure]) -> list[list[Figure]]:
    """Part figures of the text from those of fields, which stand in their order."""
    text = [figure for figure in figures if figure["what"] == _TEXT]
    fields = [figure for what in _FIELDS for figure in figures if figure["what"] == what]
    return [some for some in (text, fields) if some]


def _table(figures: Sequence[Figure]) -> str:
    readers = figures[0]["readers"]
    peers = [name for name in readers if name not in (_OURS, _REFUSING)]
    heads = ["pages", "", "Newsmill", "precision", "recall", *(head for peer in peers for head in (peer, _COMPARED))]
    if _REFUSING in readers:
        heads += ["pages refused", "then"]
    return _drawn([heads, *(_row(figure, peers) for figure in figures)])


def _row(figure: Figure, peers: Sequence[str]) -> list[str]:
    readers, what, group = figure["readers"], figure["what"], figure["group"]
    ours = readers[_OURS]
    cells = [str(figure["pages"]), group if what == _TEXT else f"{what}, {group}"]
    cells += [f"**{_short(ours['f1'])}**", _short(ours["precision"]), _short(ours["recall"])]
    for peer in peers:
        cells += [_short(readers[peer]["f1"]), _difference(ours["f1"], readers[peer])]
    return [*cells, str(figure["refused"]), _short(readers[_REFUSING]["f1"])] if _REFUSING in readers else cells


def ablation(trials: Sequence[Figure]) -> str:
    """Draw a table of what each part brings on each set; first how good the whole is."""
    (whole,) = (trial["sets"] for trial in trials if trial["group"] == _WHOLE)
    rows = [["", *whole], ["pages", *(str(found["pages"]) for found in whole.values())]]
    rows.append(["F1 of the whole", *(_short(found["with"]) for found in whole.values())])
    for group, title in GROUPS.items():
        of_group = [trial for trial in trials if trial["group"] == group]
        rows += [[f"**{title}**", *("" for _ in whole)]] * bool(of_group)
        rows += [[trial["name"], *(_difference(found["with"], found) for found in trial["sets"].values())] for trial in of_group]
    return _drawn(rows)


def refusals(lists: Sequence[Figure]) -> str:
    """Draw a table of what is refused with all page words, and how much less without one list."""
    kinds = list(lists[0]["refused"])
    rows = [["", *(f"{kind}: refused of {lists[0]['pages'][kind]}" for kind in kinds)]]
    rows.append([lists[0]["name"], *(str(lists[0]["refused"][kind]) for kind in kinds)])
    for each in lists[1:]:
        fewer = (each["refused"][kind] - lists[0]["refused"][kind] for kind in kinds)
        rows.append([each["name"], *(f"{'−' if number < 0 else '+'}{abs(number)}" if number else "0" for number in fewer)])
    return _drawn(rows)


def _drawn(rows: Rows) -> str:
    heads, *others = rows
    return "".join(f"| {' | '.join(row)} |\n" for row in (heads, ["---"] * len(heads), *others))


def _difference(ours: float, other: dict[str, float]) -> str:
    """Write a difference with its interval."""
    low, high = other["ours_better_from"], other["ours_better_to"]
    return f"{_signed(ours - other['f1'])} [{_signed(low)}, {_signed(high)}]"


def _short(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _signed(value: float) -> str:
    sign = "−" if round(value, 3) < 0 else "+"
    return sign + _short(abs(value))


SHOWN: dict[str, tuple[str, Callable[[Sequence[Figure]], str]]] = {
    "html": ("make score", tables),
    "plain_text": ("make score", tables),
    "ablation": ("make score NAME=ablation", ablation),
    "refusals": ("make score NAME=refusals", refusals),
}
"""The files of figures: what writes each, and how it is drawn."""
