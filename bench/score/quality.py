"""Score Newsmill on pages of sites that it has not seen, HTML and plain text, by set and group of languages: writes docs/quality.md.

For each fold of sites a labeller is fitted to the others, as `make train NAME=reader` fits one to all, and reads the fold's pages: their text,
and their fields. Beside it stand the rules, and for HTML trafilatura and its fast way; and what is left where pages that are taken for no
article are refused: else each is scored. `--shared` holds data/. A run that was ended goes on where it was, unless something has changed.

Figures go to bench/score/figures/, from which `make docs` writes docs/quality.md, as this does. The last line is JSON: by format and set F1
of each reader's text, and `seconds`.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path

import msgspec

from bench.lib.arguments import parser
from bench.lib.bare_trafilatura import text_of
from bench.lib.fields import NONE, Fields, fields_of, fields_of_trafilatura
from bench.lib.figures import FOLDER, OURS, Scored, note, scored
from bench.lib.kept import folder_of, keep
from testing.newsmill import ROOT
from train.reader.folds import FOLDS
from train.reader.out_of_fold import lines_out_of_fold, out_of_fold
from train.reader.pages import SCORED, Labelled, read_pages
from train.reader.plain_pages import plain_pages
from train.reader.workers import over
from workers.models.words import load_words
from workers.page import Extracted, Format, NotAnArticle
from workers.steps.extract import find
from workers.steps.extract.articleness import require_article
from workers.steps.extract.labeller import Labeller
from workers.steps.extract.trees import TreeLabeller

REFUSING = "refusing pages"
PEER, FAST, RULES = "trafilatura", "trafilatura, fast", "rules"
NAMES = {Format.HTML: "html", Format.PLAIN: "plain_text"}
"""What figures of a format are kept as."""


class Pages:
    """The pages that are scored, each format read when it is first asked for."""

    def __init__(self, shared: Path, say: Callable[[str], None]) -> None:
        self._shared, self._say = shared, say

    @cached_property
    def html(self) -> list[Labelled]:
        """All that have gold."""
        pages = read_pages(self._shared, SCORED)
        self._say(f"{len(pages)} pages read")
        return pages

    @cached_property
    def plain(self) -> list[Labelled]:
        """Their plain text."""
        pages = plain_pages(self.html)
        self._say(f"{len(pages)} pages made plain text")
        return pages

    def apart(self, form: Format, folds: list[int]) -> Iterator[tuple[TreeLabeller, list[Labelled]]]:
        """Give for each of these folds a labeller that has seen none of its sites, and the fold's pages."""
        if form is Format.HTML:
            return out_of_fold(self.html, folds)
        return lines_out_of_fold(self.html, self.plain, folds)


def score(labeller: Labeller, page: Labelled) -> list[Scored]:
    """Read a page with all readers."""
    document, words = page.document, load_words()
    try:
        found, signs = find(document, labeller, words)
    except NotAnArticle:  # it has no elements
        return scored(page, dict.fromkeys((OURS, REFUSING, *_peers(page)), ""), {}, refused=True)
    try:
        require_article(document, found, signs, words.pages)
        refused = False
    except NotAnArticle:
        refused = True
    texts = {OURS: found.text, REFUSING: "" if refused else found.text} | _peers(page)
    return scored(page, texts, _fields(page, found, refused=refused), refused=refused)


def _peers(page: Labelled) -> dict[str, str]:
    """Give the texts that others find."""
    document = page.document
    try:
        texts = {RULES: find(document, None, load_words())[0].text}
    except NotAnArticle:
        texts = {RULES: ""}
    if document.format is Format.HTML:
        texts |= {PEER: text_of(document), FAST: text_of(document, fast=True)}
    return texts


def _fields(page: Labelled, found: Extracted, *, refused: bool) -> dict[str, Fields]:
    """Give the fields that readers find, trafilatura the same in both ways; in plain text there is none beside ours."""
    ours = fields_of(found.metadata)
    fields = {OURS: ours, REFUSING: NONE if refused else ours}
    if page.document.format is Format.HTML and (page.gold.title or page.gold.published or page.gold.authors):
        fields[PEER] = fields_of_trafilatura(page.document)
    return fields


def score_format(form: Format, pages: Pages, folder: Path, say: Callable[[str], None]) -> list[Scored]:
    """Score all folds, those that an earlier run has scored from what it kept."""
    kept = [folder / f"{NAMES[form]}-{fold}.json" for fold in range(FOLDS)]
    missing = [fold for fold in range(FOLDS) if not kept[fold].exists()]
    if missing:
        for fold, (labeller, unseen) in zip(missing, pages.apart(form, missing), strict=True):
            keep(kept[fold], [each for some in over(partial(score, labeller), unseen, at_once=16) for each in some])
            say(f"{NAMES[form]}, fold {fold} of {FOLDS}: {len(unseen)} pages scored")
    return [each for path in kept for each in msgspec.json.decode(path.read_bytes(), type=list[Scored])]


def main() -> None:
    """Fit, read, score, print, note, and write the page."""
    start = time.perf_counter()

    def say(what: str) -> None:
        print(f"{time.perf_counter() - start:5.0f} s  {what}", flush=True)

    shared = parser(__doc__).parse_args().shared
    folder = folder_of(shared, "score")
    say(f"what is found is kept in {folder}")
    pages = Pages(shared, say)
    told = {name: note(FOLDER / f"{name}.json", score_format(form, pages, folder, say)) for form, name in NAMES.items()}
    subprocess.run([sys.executable, "-m", "docs.generate"], cwd=ROOT, check=True)
    print(json.dumps({**told, "seconds": round(time.perf_counter() - start)}))


if __name__ == "__main__":
    main()
