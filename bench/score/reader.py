"""Score the learned reader on HTML pages of sites that it has not seen, beside trafilatura, by set and group of languages.

For each fold of sites a labeller is fitted to the others, as `make train NAME=reader` fits one to all, and reads the fold's pages as
`newsmill clean` does. `--shared` holds data/. Figures go to bench/score/figures/reader.json, from which `make docs` writes docs/quality.md;
the last line is JSON: each set's F1 of ours and theirs, and `seconds`.
"""

import json
import time
from functools import partial

from bench.lib.arguments import parser
from bench.lib.bare_trafilatura import text_of
from bench.lib.figures import FOLDER, OURS, Scored, note, scored
from train.reader.out_of_fold import out_of_fold
from train.reader.pages import Labelled, read_pages
from train.reader.words import LINE_WORDS
from train.reader.workers import over
from workers.page import Document
from workers.steps.extract.html import extract_html
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.labeller import Labeller
from workers.steps.extract.sources import read_sources

PEERS = ("trafilatura", "trafilatura, fast")


def score(labeller: Labeller, page: Labelled) -> Scored:
    """Read a page with all readers."""
    texts = {OURS: _ours(page.document, labeller)}
    return scored(
        page, texts | {peer: text_of(page.document, fast=fast) for peer, fast in zip(PEERS, (False, True), strict=True)}
    )


def _ours(document: Document, labeller: Labeller) -> str:
    tree = parse_html(document.text)
    return "" if tree is None else extract_html(read_sources(tree, document, LINE_WORDS), labeller).text


def main() -> None:
    """Fit, read, score, print and note."""
    start = time.perf_counter()
    pages = read_pages(parser(__doc__).parse_args().shared)
    print(f"{len(pages)} pages read: {time.perf_counter() - start:.0f} s", flush=True)
    found: list[Scored] = []
    for fold, (labeller, unseen) in enumerate(out_of_fold(pages)):
        found += over(partial(score, labeller), unseen, at_once=16)
        print(f"fold {fold}: {len(unseen)} pages scored: {time.perf_counter() - start:.0f} s", flush=True)
    print(json.dumps({**note(FOLDER / "reader.json", found), "seconds": round(time.perf_counter() - start)}))


if __name__ == "__main__":
    main()
