"""What docs/quality.md shows of the figures that `make score NAME=reader` has noted."""

from collections.abc import Sequence
from typing import Any

HTML, PLAIN = "reader", "plain_reader"
"""What scores them, and notes the figures under that name."""
BEGIN = "<!-- The figures: made by `make docs` from bench/score/figures/{0}.json, which `make score NAME={0}` writes. -->\n"
END = "<!-- The end of the figures. -->\n"

TITLES = {
    "news": "News of many countries",
    "articles": "Articles of all kinds, some gold texts cut short",
    "readability": "The pages that mozilla/readability is tested on",
    "snippets": "Web pages with snippets that the text must and must not hold",
}
"""The sets, by what they are."""
_OURS = "newsmill"


def tables(figures: Sequence[dict[str, Any]]) -> str:
    """Draw a table for each set: a row for all its pages, then one for each group of languages."""
    return "\n".join(_table(title, [figure for figure in figures if figure["set"] == name]) for name, title in TITLES.items())


def _table(title: str, figures: Sequence[dict[str, Any]]) -> str:
    peers = [name for name in figures[0]["readers"] if name != _OURS] if figures else []
    heads = [
        "pages",
        "",
        "Newsmill",
        "precision",
        "recall",
        *(head for peer in peers for head in (peer, "Newsmill is better by")),
    ]
    rows = [heads, ["---"] * len(heads), *(_row(figure, peers) for figure in figures)]
    return f"### {title}\n\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(figure: dict[str, Any], peers: Sequence[str]) -> list[str]:
    ours = figure["readers"][_OURS]
    cells = [
        str(figure["pages"]),
        figure["group"],
        f"**{_short(ours['f1'])}**",
        _short(ours["precision"]),
        _short(ours["recall"]),
    ]
    for peer in peers:
        found = figure["readers"][peer]
        difference, low, high = ours["f1"] - found["f1"], found["ours_better_from"], found["ours_better_to"]
        cells += [_short(found["f1"]), f"{_signed(difference)} [{_signed(low)}, {_signed(high)}]"]
    return cells


def _short(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _signed(value: float) -> str:
    sign = "−" if round(value, 3) < 0 else "+"
    return sign + _short(abs(value))
