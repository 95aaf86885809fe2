"""docs/quality.md shows the figures that were noted, for each set and group."""

from docs.quality import TITLES, tables

FIGURE = {
    "set": "news",
    "group": "all",
    "pages": 40,
    "readers": {
        "newsmill": {"f1": 0.9512, "precision": 0.95, "recall": 1.0},
        "other": {"f1": 0.9604, "precision": 0.9, "recall": 0.9, "ours_better_from": -0.02, "ours_better_to": 0.0002},
    },
}


def test_a_figure_is_a_row_below_the_name_of_its_set() -> None:
    drawn = tables([FIGURE, {**FIGURE, "set": "articles", "pages": 7}]).splitlines()
    row = drawn.index(f"### {TITLES['news']}") + 4
    assert drawn[row] == "| 40 | all | **.951** | .950 | 1.000 | .960 | −.009 [−.020, +.000] |"
    assert drawn[drawn.index(f"### {TITLES['articles']}") + 4].startswith("| 7 | all |")


def test_sets_without_figures_are_named_still() -> None:
    assert [line for line in tables([]).splitlines() if line.startswith("###")] == [f"### {title}" for title in TITLES.values()]
