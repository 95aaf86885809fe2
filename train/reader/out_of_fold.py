"""Labellers for pages that they have not seen: for each fold one that is fitted to the others, with all that fitting does."""

from collections.abc import Iterable, Iterator, Sequence

from train.reader.evidence import shares_by_site
from train.reader.fit import fit, fit_lines
from train.reader.folds import FOLDS
from train.reader.pages import Labelled
from workers.steps.extract.trees import TreeLabeller


def out_of_fold(pages: Sequence[Labelled], folds: Iterable[int] = range(FOLDS)) -> Iterator[tuple[TreeLabeller, list[Labelled]]]:
    """Give for each fold a labeller that has seen none of its sites, and the fold's pages."""
    shares = shares_by_site(pages)
    for fold in folds:
        yield fit([page for page in pages if page.fold != fold], shares), [page for page in pages if page.fold == fold]


def lines_out_of_fold(
    pages: Sequence[Labelled], plain: Sequence[Labelled], folds: Iterable[int] = range(FOLDS)
) -> Iterator[tuple[TreeLabeller, list[Labelled]]]:
    """Give the same for the plain text of pages."""
    shares = shares_by_site(plain)
    for fold in folds:
        known, known_plain = ([page for page in some if page.fold != fold] for some in (pages, plain))
        yield fit_lines(known, known_plain, shares), [page for page in plain if page.fold == fold]
