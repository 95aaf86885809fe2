"""docs/quality.md shows the figures that were noted, for each set and group."""

import json
from pathlib import Path
from typing import Any

from docs.generate import QUALITY, with_figures
from docs.quality import BEGIN, END, GROUPS, NOT_YET, SHOWN, TITLES, ablation, refusals, tables

FIGURE = {
    "set": "news",
    "what": "text",
    "group": "all",
    "pages": 40,
    "refused": 2,
    "readers": {
        "newsmill": {"f1": 0.9512, "precision": 0.95, "recall": 1.0},
        "refusing pages": {"f1": 0.94, "precision": 0.95, "recall": 0.99, "ours_better_from": 0.0, "ours_better_to": 0.02},
        "other": {"f1": 0.9604, "precision": 0.9, "recall": 0.9, "ours_better_from": -0.02, "ours_better_to": 0.0002},
    },
}
ALONE = {**FIGURE, "what": "authors", "readers": {"newsmill": FIGURE["readers"]["newsmill"]}}  # type: ignore[index] # a dict


def test_a_figure_is_a_row_below_the_name_of_its_set() -> None:
    drawn = tables([FIGURE, {**FIGURE, "set": "articles", "pages": 7}]).splitlines()
    row = drawn.index(f"### {TITLES['news']}") + 2
    assert drawn[row] == "| pages |  | Newsmill | precision | recall | other | Newsmill is better by | pages refused | then |"
    assert drawn[row + 2] == "| 40 | all | **.951** | .950 | 1.000 | .960 | −.009 [−.020, +.000] | 2 | .940 |"
    assert drawn[drawn.index(f"### {TITLES['articles']}") + 4].startswith("| 7 | all |")


def test_fields_have_a_table_of_their_own_below_the_text() -> None:
    drawn = tables([ALONE, FIGURE, {**ALONE, "what": "title", "group": "German"}]).splitlines()
    assert drawn[5:7] == ["", "| pages |  | Newsmill | precision | recall |"]
    assert [line.split(" | ")[1] for line in drawn[8:]] == ["title, German", "authors, all"]


def test_sets_without_figures_are_not_named() -> None:
    assert [line for line in tables([FIGURE]).splitlines() if line.startswith("###")] == [f"### {TITLES['news']}"]


def test_an_ablation_says_what_each_part_brings_below_the_name_of_its_group() -> None:
    def trial(group: str, name: str, f1: float) -> dict[str, Any]:
        found = {"pages": 40, "with": 0.95, "f1": f1, "ours_better_from": -0.001, "ours_better_to": 0.02}
        return {"group": group, "name": name, "sets": {"news": found}}

    drawn = ablation([trial("whole", "whole", 0.95), trial("columns", "`boxes.py`", 0.941)]).splitlines()
    assert drawn[0] == "|  | news |"
    assert drawn[2:] == [
        "| pages | 40 |",
        "| F1 of the whole | .950 |",
        f"| **{GROUPS['columns']}** |  |",
        "| `boxes.py` | +.009 [−.001, +.020] |",
    ]


def test_refusals_are_counted_and_how_many_fewer_there_are() -> None:
    pages = {"articles": 40, "other pages": 30}
    lists = [(3, 20), (3, 12), (4, 20)]
    figures = [
        {"name": f"n{place}", "pages": pages, "refused": dict(zip(pages, some, strict=True))} for place, some in enumerate(lists)
    ]
    assert refusals(figures).splitlines()[2:] == ["| n0 | 3 | 20 |", "| n1 | 0 | −8 |", "| n2 | +1 | 0 |"]


def test_what_is_measured_stands_between_its_marks_and_what_is_not_is_said(tmp_path: Path) -> None:
    (tmp_path / "html.json").write_text(json.dumps([FIGURE]))
    marks = {name: BEGIN.format(name, made_by) for name, (made_by, _) in SHOWN.items()}
    drawn = with_figures("".join(f"{begin}old\n{END}" for begin in marks.values()), tmp_path)
    assert drawn == "".join(f"{begin}\n{tables([FIGURE]) if name == 'html' else NOT_YET}\n{END}" for name, begin in marks.items())


def test_the_page_has_a_place_for_all_figures() -> None:
    page = QUALITY.read_text(encoding="utf-8")
    assert all(page.count(BEGIN.format(name, made_by)) == 1 for name, (made_by, _) in SHOWN.items())
