"""Say what each part of the learned reader brings on HTML pages of sites that it has not seen: columns, word lists, teachers, choosing.

A labeller of fewer trees is fitted to the sites of three folds and reads those of the two others, and then each time without one part. So
differences have intervals, and are those of a smaller reader. `--shared` holds data/; a run that was ended goes on where it was.
`--groups` tries some groups of parts alone, and leaves noted what was tried of others: word lists take longest, as columns are made anew
for each.

Figures go to bench/score/figures/ablation.json, from which `make docs` writes docs/quality.md, as this does. The last line is JSON: `trials`
and `seconds`.
"""

import copy
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np

from bench.lib.arguments import parser
from bench.lib.figures import FOLDER, OURS, against, measured
from bench.lib.kept import folder_of, keep
from bench.lib.shingles import Shares
from bench.lib.switches import CHOOSING, LISTS, Switch, groups_of_columns, switched, without_words
from testing.newsmill import ROOT
from train.reader.boost import fit_trees
from train.reader.evidence import shares_by_site
from train.reader.fit import SEED, made_of, rows_by_teacher
from train.reader.pages import SETS, Labelled, read_pages
from train.reader.rows import Rows, matrices
from train.reader.words import LINE_WORDS
from train.reader.workers import over
from workers.steps.extract import html
from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Floats
from workers.steps.extract.columns.evidence import Evidence
from workers.steps.extract.columns.matrix import Witness, columns_of, matrix_of
from workers.steps.extract.html import look
from workers.steps.extract.html.second_reader import read_with_trafilatura
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.sources import read_sources

NOTED = FOLDER / "ablation.json"
TRIED = (0, 1)
"""The folds whose pages are read."""
TREES = 100
OTHER_SEEDS = (SEED + 1, SEED + 2)
WHOLE = "whole"
"""The trial in which nothing is missing."""
MORE = "more"
"""The group of trials in which more is done than in the whole."""
GROUPS = ("choosing", "columns", "teachers", MORE, "chance", "word lists")
_NO_LETTER = re.compile(r"\W+")


class Known(msgspec.Struct, frozen=True):
    """An answer that is known already, in a labeller's place."""

    likely: Floats

    def __call__(self, blocks: Blocks, witness: Witness) -> Floats:  # noqa: ARG002 # they are known too
        """Give it."""
        return self.likely


class Base:
    """All that trials share: the rows that teach, and the pages that are tried."""

    def __init__(self, pages: Sequence[Labelled], words: str | None = None) -> None:
        """Look at all pages, without a word list if told."""
        self.tried = [page for page in pages if page.fold in TRIED]
        known = [page for page in pages if page.fold not in TRIED]
        see = matrices if words is None else partial(matrices_without, words)
        made = made_of(known)
        evidence, self.rows = rows_by_teacher(known, made, shares_by_site(known), see)
        is_small = [each.page.gold.text == "" for each in made]
        self.rows |= {
            "made": [rows for rows, small in zip(self.rows["made"], is_small, strict=True) if not small],
            "small": [rows for rows, small in zip(self.rows["made"], is_small, strict=True) if small],
        }
        self.matrices = see(self.tried, dict.fromkeys(TRIED, evidence))

    def labels(
        self, *, but: Sequence[int] = (), teachers: Sequence[str] = (), seeds: Sequence[int] = (SEED,), trees: int = TREES
    ) -> list[Floats]:
        """Fit without some columns and teachers; the mean of one for each seed."""
        rows = Rows.of([each for name, some in self.rows.items() if name not in teachers for each in some])
        rows.matrix[:, list(but)] = 0
        fitted = [fit_trees(rows, trees, seed) for seed in seeds]
        odds = (np.mean([each.log_odds(matrix) for each in fitted], axis=0) for matrix in self.matrices)
        return [(1 / (1 + np.exp(-each))).astype(np.float32) for each in odds]


def matrices_without(words: str, pages: Sequence[Labelled], evidence: Mapping[int, Evidence]) -> list[Floats]:
    """Make the matrix of each page as if a word list were empty."""
    tasks = ((words, evidence[page.fold], page.blocks, page.witness) for page in pages)
    return list(over(_matrix_without, tasks, at_once=64))


def _matrix_without(task: tuple[str, Evidence, Blocks, Witness]) -> Floats:
    words, evidence, blocks, witness = task
    return matrix_of(columns_of(blocks, witness, evidence, without_words(LINE_WORDS, LISTS[words])))


def read(trials: Sequence["Trial"], task: tuple[Labelled, Sequence[Floats]]) -> list[Shares]:
    """Measure the texts that are read of a page in all trials, by their likelihoods; what does not depend on these is done once."""
    page, likely = task
    tree = parse_html(page.document.text)
    if tree is None:
        return [measured(page.gold, "")] * len(trials)
    sources = read_sources(tree, page.document, LINE_WORDS)
    looked = look(sources)
    second = cache(lambda: read_with_trafilatura(copy.deepcopy(tree)))
    once: Switch = {
        f"{html.__name__}.look": lambda _: looked,
        f"{html.__name__}.read_with_trafilatura": lambda other: second() if other is tree else read_with_trafilatura(other),
    }
    found = []
    for trial, each in zip(trials, likely, strict=True):
        with switched({**once, **CHOOSING.get(trial.name, {})}):
            found.append(measured(page.gold, html.extract_html(sources, Known(each)).text))
    return found


TEACHERS = {
    "labels by reading": ("read",),
    "pages with snippets, labelled by two readers": ("snippets", "read"),
    "what is made between the paragraphs of labelled pages": ("made",),
    "small pages": ("small",),
    "all made pages": ("made", "small"),
}


class Trial(NamedTuple):
    """What is tried, of which group, and what says how likely each block of the tried pages is text."""

    group: str
    name: str
    labels: Callable[[], list[Floats]]


def trials_of(pages: Sequence[Labelled]) -> list[Trial]:
    """Make all trials; first the one that the others are held against."""
    base = Base(pages)
    whole = cache(base.labels)
    example = base.tried[0]
    return [
        Trial(WHOLE, WHOLE, whole),
        *(Trial("choosing", name, whole) for name in CHOOSING),
        *(
            Trial("columns", name, partial(base.labels, but=columns))
            for name, columns in groups_of_columns(example.blocks, example.witness, LINE_WORDS).items()
        ),
        *(Trial("teachers", name, partial(base.labels, teachers=teachers)) for name, teachers in TEACHERS.items()),
        Trial(MORE, "twice as many trees", partial(base.labels, trees=2 * TREES)),
        Trial(MORE, "the mean of three labellers", partial(base.labels, seeds=(SEED, *OTHER_SEEDS))),
        Trial("chance", "nothing else than other seeds", partial(base.labels, seeds=OTHER_SEEDS[:1])),
        *(Trial("word lists", name, partial(_without_list, pages, name)) for name in LISTS),
    ]


def _without_list(pages: Sequence[Labelled], name: str) -> list[Floats]:
    return Base(pages, name).labels()


def likelihoods(trial: Trial, path: Path, sizes: Sequence[int]) -> list[Floats]:
    """Give what a trial says of the blocks of each page: as an earlier run has kept it, or anew."""
    if not path.exists():
        keep(path, np.concatenate(trial.labels()).tolist())
    found = np.array(msgspec.json.decode(path.read_bytes(), type=list[float]), np.float32)
    return np.split(found, np.cumsum(sizes)[:-1])


def figures_of(sources: Sequence[str], trials: Sequence[Trial], found: Sequence[Sequence[Shares]]) -> Iterator[dict[str, Any]]:
    """Say of each trial by how much what it is without makes the text better, by set; of those with more, how much that does.

    `found` is of each page, of which set `sources` says, what each trial found.
    """
    shares = np.array(found)
    for number, (group, name, _) in enumerate(trials):
        sets = {}
        for source in SETS:
            of_set = shares[[place for place, each in enumerate(sources) if each == source]]
            with_it, without = (number, 0) if group == MORE else (0, number)
            rows = {OURS: of_set[:, with_it], name: of_set[:, without]}
            sets[source] = {"pages": len(of_set), "with": against(rows, OURS)["f1"], **against(rows, name)}
        yield {"group": group, "name": name, "sets": sets}


def with_others(figures: list[dict[str, Any]], noted: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add what is noted of groups that were not tried, if it was held against the same whole."""
    groups = {figure["group"] for figure in figures}
    return [*figures, *(each for each in noted if each["group"] not in groups)] if figures[0] in noted else figures


def show(figure: dict[str, Any]) -> None:
    """Print a line of a figure."""
    parts = [
        f"{name} {of['with'] - of['f1']:+.4f} ({of['ours_better_from']:+.4f} to {of['ours_better_to']:+.4f})"
        for name, of in figure["sets"].items()
    ]
    print(f"{figure['group']:10} {figure['name'][:60]:60} {'  '.join(parts)}", flush=True)


def main() -> None:
    """Fit, keep what was found, read all pages, note and show the figures."""
    start = time.perf_counter()
    arguments = parser(__doc__)
    arguments.add_argument("--groups", nargs="+", choices=GROUPS, default=GROUPS, help="what is tried: all unless told")
    told = arguments.parse_args()
    folder = folder_of(told.shared, "ablation")
    pages = read_pages(told.shared)
    print(f"{len(pages)} pages read: {time.perf_counter() - start:.0f} s; what is found is kept in {folder}", flush=True)
    trials = [trial for trial in trials_of(pages) if trial.group in (WHOLE, *told.groups)]
    tried = [page for page in pages if page.fold in TRIED]
    likely = []
    for trial in trials:
        path = folder / f"{_NO_LETTER.sub('-', trial.name)}.json"
        likely.append(likelihoods(trial, path, [len(page.labels) for page in tried]))
        print(f"{trial.group}: {trial.name}: {time.perf_counter() - start:.0f} s", flush=True)
    named = [trial._replace(labels=list) for trial in trials]  # what processes are told
    found = list(over(partial(read, named), zip(tried, zip(*likely, strict=True), strict=True), at_once=8))
    noted = json.loads(NOTED.read_text("utf-8")) if NOTED.exists() else []
    figures = with_others(list(figures_of([page.source for page in tried], trials, found)), noted)
    NOTED.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    for figure in figures:
        show(figure)
    subprocess.run([sys.executable, "-m", "docs.generate"], cwd=ROOT, check=True)
    print(json.dumps({"trials": len(figures), "seconds": round(time.perf_counter() - start)}))


if __name__ == "__main__":
    main()
