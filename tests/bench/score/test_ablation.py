"""Each part is taken out of what it is a part of, and of nothing else."""

import numpy as np
import pytest
from lxml.html import HtmlElement

from bench.lib.figures import OURS
from docs.quality import GROUPS as SHOWN_GROUPS
from tests.train.reader.pages import HTML, LINES, TEXT, labelled
from train.reader.pages import SETS, Labelled
from train.reader.rows import Rows, matrices
from workers.steps.extract.columns.arrays import Floats
from workers.steps.extract.columns.evidence import Evidence

pytest.importorskip("lightgbm", reason="it is installed by `make train`")
from bench.score import ablation
from bench.score.ablation import (
    GROUPS,
    MORE,
    TREES,
    WHOLE,
    Base,
    Trial,
    figures_of,
    likelihoods,
    matrices_without,
    read,
    trials_of,
    with_others,
)


def pages() -> list[Labelled]:
    """Pages of many sites, the text of which is told by boxes' names."""
    return [labelled(f"https://paper{number}.example/a") for number in range(20)]


@pytest.fixture(scope="module")
def base() -> Base:
    return Base(pages())


def test_no_page_is_tried_whose_site_teaches(base: Base) -> None:
    assert {page.fold for page in base.tried} == set(ablation.TRIED)
    assert len(base.rows["whole"]) == len(pages()) - len(base.tried)
    assert [len(matrix) for matrix in base.matrices] == [len(page.labels) for page in base.tried]


def test_columns_and_teachers_are_left_out_of_the_fit_alone(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    fitted: list[tuple[Rows, int, int]] = []

    class Nothing:
        def log_odds(self, matrix: Floats) -> Floats:
            return np.zeros(len(matrix), np.float32)

    def fit_trees(rows: Rows, trees: int, seed: int) -> Nothing:
        fitted.append((rows, trees, seed))
        return Nothing()

    monkeypatch.setattr(ablation, "fit_trees", fit_trees)
    assert base.labels()[0][0] == 0.5
    base.labels(but=[0, 3])
    base.labels(teachers=["made", "small"], seeds=(1, 2), trees=5)
    (whole, trees, _), (without, _, _), (untaught, fewer, seed), (_, _, other) = fitted
    assert [*np.flatnonzero((whole.matrix != without.matrix).any(axis=0))] == [0, 3]
    assert not without.matrix[:, [0, 3]].any()
    assert len(untaught.matrix) == sum(len(each.labels) for each in base.rows["whole"]) < len(whole.matrix)
    assert (trees, fewer, seed, other) == (TREES, 5, 1, 2)


def test_made_and_small_pages_are_told_apart(base: Base) -> None:
    assert base.rows["made"]
    assert len(base.rows["small"]) == 2 * len(base.rows["whole"])


def test_a_page_is_read_by_the_likelihoods_of_each_trial() -> None:
    page = labelled()
    know = np.array([0.99 if text in TEXT else 0.01 for text in page.blocks.texts], np.float32)
    half = np.where([text in LINES[:3] for text in page.blocks.texts], 0.99, 0.01).astype(np.float32)
    trials = [Trial(WHOLE, WHOLE, list), Trial("columns", "some", list)]
    right, part = read(trials, (page, [know, half]))
    assert right == (1, 0, 0)
    assert 0.2 < part[0] < 0.6


def test_what_choosing_does_is_left_out_where_that_is_tried() -> None:
    twice = HTML.replace("</article>", '<div class="other"><p>' + LINES[0] + "</p></div></article>")
    page = labelled(html=twice)
    sure = np.array([0.99 if text in TEXT else 0.01 for text in page.blocks.texts], np.float32)
    trials = [Trial(WHOLE, WHOLE, list), Trial("choosing", "repetitions go", list)]
    once, repeated = read(trials, (page, [sure, sure]))
    assert once == (1, 0, 0)
    assert repeated[1] > 0.05


def test_the_second_reader_leaves_the_tree_as_it_was_for_the_next_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def read_and_take_apart(tree: HtmlElement) -> str:
        asked.append(tree.text_content())
        tree.clear()
        return TEXT

    monkeypatch.setattr(ablation, "read_with_trafilatura", read_and_take_apart)
    page = labelled()
    unsure = np.full(len(page.blocks.texts), 0.2, np.float32)
    too_little = np.where([text == LINES[0] for text in page.blocks.texts], 0.99, 0.01).astype(np.float32)
    trials = [Trial(WHOLE, WHOLE, list)] * 2 + [Trial("choosing", "the second reader, where labels are doubted", list)] * 2
    first, again, without, little = read(trials, (page, [unsure, too_little, unsure, too_little]))
    assert first == again == (1, 0, 0)
    assert (1, 0, 0) not in (without, little)
    assert len(asked) == 1


def test_what_brings_something_is_better_than_what_lacks_it_and_more_than_the_whole() -> None:
    right, wrong = (1.0, 0.0, 0.0), (0.5, 0.5, 0.0)
    trials = [Trial(WHOLE, WHOLE, list), Trial("columns", "without", list), Trial(MORE, "more", list)]
    sources = [source for source in SETS for _ in range(4)]
    found = [[right, wrong, wrong] for _ in sources]
    whole, without, more = (figure["sets"]["news"] for figure in figures_of(sources, trials, found))
    assert (whole["pages"], whole["with"], whole["f1"]) == (4, 1, 1)
    assert without["with"] - without["f1"] > 0
    assert without["ours_better_from"] > 0
    assert more["with"] - more["f1"] < 0
    assert OURS not in without


def test_likelihoods_are_kept_and_parted_by_page(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("kept") / "0.json"
    made = [np.array([0.1, 0.2], np.float32), np.array([0.3], np.float32)]
    for trial in (Trial(WHOLE, WHOLE, lambda: made), Trial(WHOLE, WHOLE, lambda: pytest.fail("it is kept"))):
        found = likelihoods(trial, path, [2, 1])
        assert [each.tolist() for each in found] == [each.tolist() for each in made]


def test_a_list_that_is_empty_is_so_for_all_pages() -> None:
    page = labelled(html=HTML.replace("Also of interest today", "Related articles"))
    evidence = {page.fold: Evidence({}, {}, {})}
    (whole,), (without,) = matrices([page], evidence), matrices_without("heads of sections", [page], evidence)
    assert whole.shape == without.shape
    assert (whole[-1] != without[-1]).any()


def test_every_trial_is_of_a_group_and_has_a_name_of_its_own() -> None:
    trials = trials_of(pages())
    assert trials[0].group == WHOLE
    assert {trial.group for trial in trials} == {WHOLE, *GROUPS} == {WHOLE, *SHOWN_GROUPS}
    assert len({trial.name for trial in trials}) == len(trials)


def test_what_is_noted_of_other_groups_stays_while_the_whole_is_the_same() -> None:
    def noted(group: str, f1: float) -> dict[str, object]:
        return {"group": group, "name": group, "sets": {"news": {"f1": f1}}}

    before = [noted(WHOLE, 0.9), noted("columns", 0.8), noted("teachers", 0.7)]
    now = [noted(WHOLE, 0.9), noted("columns", 0.85)]
    assert with_others(now, before) == [*now, before[2]]
    assert with_others([noted(WHOLE, 0.91), now[1]], before) == [noted(WHOLE, 0.91), now[1]]
