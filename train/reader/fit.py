"""Fit a labeller to labelled pages: evidence first, then trees; pages with snippets are labelled by the trees of those with whole texts."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from train.reader.boost import fit_trees, likelihood
from train.reader.evidence import Shares
from train.reader.made_lines import make_lines
from train.reader.made_pages import Made, make_pages
from train.reader.pages import Labelled
from train.reader.plain_pages import made_as_lines, respaced
from train.reader.rows import Rows, evidence_by_fold, matrices, rows_of, rows_of_made
from train.reader.small_pages import make_small_pages
from train.reader.snippets import labelled_by_both, labelled_by_reading
from train.reader.words import LINE_WORDS
from workers.steps.extract.columns.arrays import Floats
from workers.steps.extract.columns.evidence import Evidence
from workers.steps.extract.trees import TreeLabeller

SEED = 7
FIRST_TREES, TREES = 100, 200
Look = Callable[[Sequence[Labelled], Mapping[int, Evidence]], list[Floats]]
"""What makes the matrices of pages, each with the evidence of its fold."""
WARY, WARY_OF_LINES = 0.5, 0.4
"""What is taken for text and is none is most of what goes wrong on lines, and on news nearly all of it; on HTML's news it is twice what is missed."""
_SMALL_THEMSELVES = "readability"
"""The set whose pages are small and plain as they are, and none is made of."""


def fit(pages: Sequence[Labelled], shares: Mapping[str, Shares]) -> TreeLabeller:
    """Learn to read HTML from the pages that teach; `shares` are of their sites, and may be of more."""
    return warier(fit_to(pages, made_of(pages), shares), WARY)


def fit_lines(pages: Sequence[Labelled], plain: Sequence[Labelled], shares: Mapping[str, Shares]) -> TreeLabeller:
    """Learn to read plain text from pages' plain text, and from pages that are made of them; `shares` are of lines."""
    made = [*made_as_lines(made_of(pages)), *make_lines(plain, SEED)]
    return warier(fit_to([*plain, *respaced(plain)], made, shares), WARY_OF_LINES)


def warier(labeller: TreeLabeller, by: float) -> TreeLabeller:
    """Hold everything for less likely, by so many log-odds."""
    leaves = labeller.trees.leaves.copy()
    leaves[0] -= by
    return msgspec.structs.replace(labeller, trees=msgspec.structs.replace(labeller.trees, leaves=leaves))


def made_of(pages: Sequence[Labelled]) -> list[Made]:
    """Make pages of those that teach."""
    whole = [page for page in pages if page.teaches and page.gold.text is not None and page.source != _SMALL_THEMSELVES]
    return [*make_pages(whole, SEED), *make_small_pages(whole, SEED)]


def fit_to(pages: Sequence[Labelled], made: Sequence[Made], shares: Mapping[str, Shares]) -> TreeLabeller:
    """Learn from the pages that teach and from made ones. The same pages give the same labeller."""
    evidence, rows = rows_by_teacher(pages, made, shares)
    return TreeLabeller(evidence, fit_trees(Rows.of([each for some in rows.values() for each in some]), TREES, SEED), LINE_WORDS)


def rows_by_teacher(
    pages: Sequence[Labelled], made: Sequence[Made], shares: Mapping[str, Shares], look: Look = matrices
) -> tuple[Evidence, dict[str, list[Rows]]]:
    """Make rows of all that teaches, by what it is: whole texts, made pages, other readers of pages with snippets, and a person."""
    read = [page for page in pages if page.read]
    pages = [page for page in pages if page.teaches]
    whole = [page for page in pages if page.gold.text is not None]
    snippets = [page for page in pages if page.gold.text is None]
    apart, evidence = evidence_by_fold(shares, {page.site for page in pages})
    rows = {"whole": list(map(rows_of, whole, look(whole, apart)))}
    first = fit_trees(Rows.of(rows["whole"]), FIRST_TREES, SEED)
    rows["made"] = list(map(rows_of_made, made, look([page for page, _ in made], apart)))
    by_both = (
        labelled_by_both(page, matrix, likelihood(first, matrix))
        for page, matrix in zip(snippets, look(snippets, apart), strict=True)
    )
    rows["snippets"] = [found for found in by_both if found is not None]
    rows["read"] = list(map(labelled_by_reading, read, look(read, apart)))
    return evidence, rows
