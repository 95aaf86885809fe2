"""Score the learned reader on pages of sites that it has not seen, beside trafilatura, by set and group of languages.

For each fold of sites a labeller is fitted to the others, as `make train NAME=reader` fits one to all, and reads the fold's pages as
`newsmill clean` does. `--shared` holds data/. Figures go to bench/score/figures/reader.json, from which `make docs` writes docs/quality.md;
the last line is JSON: each set's F1 of ours and theirs, and `seconds`.
"""

import json
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from bench.lib.arguments import parser
from bench.lib.bare_trafilatura import text_of
from bench.lib.shingles import Floats, Shares, f1, interval, shares, shingles_of
from train.reader.out_of_fold import out_of_fold
from train.reader.pages import SETS, Gold, Labelled, read_pages
from train.reader.workers import over
from workers.models.language import load_language_model
from workers.page import Document
from workers.steps.extract.html import extract_html
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.labeller import Labeller
from workers.steps.extract.sources import read_sources
from workers.steps.language import detect_language

FIGURES = Path(__file__).parent / "figures" / "reader.json"
OURS, PEERS = "newsmill", ("trafilatura", "trafilatura, fast")
ALL = "all"
GROUPS = {
    "en": "English",
    "de": "German",
    **dict.fromkeys("fr es it pt ca gl ro".split(), "Romance"),
    "la": "filler text (lorem ipsum)",
    **dict.fromkeys("zh ja ko".split(), "Chinese, Japanese, Korean"),
}
OTHERS = "other"
LEAST = 10
"""A group of fewer pages is not shown: its figures would say nothing."""


class Scored(msgspec.Struct, frozen=True):
    """What became of a page: of each reader what is right, extra and missing; shares of shingles, or counts of snippets."""

    source: str
    group: str
    found: dict[str, Shares]


def score(labeller: Labeller, page: Labelled) -> Scored:
    """Read a page with all readers."""
    texts = {OURS: _ours(page.document, labeller)}
    texts |= {peer: text_of(page.document, fast=fast) for peer, fast in zip(PEERS, (False, True), strict=True)}
    sample = page.gold.text or texts[OURS]
    group = GROUPS.get(detect_language(load_language_model(), sample, None).code, OTHERS)
    return Scored(page.source, group, {reader: _measured(page.gold, text) for reader, text in texts.items()})


def _ours(document: Document, labeller: Labeller) -> str:
    tree = parse_html(document.text)
    return "" if tree is None else extract_html(read_sources(tree, document), labeller).text


def _measured(gold: Gold, text: str) -> Shares:
    if gold.text is not None:
        return shares(shingles_of(gold.text), shingles_of(text))
    right = sum(snippet in text for snippet in gold.within)
    return right, sum(snippet in text for snippet in gold.without), len(gold.within) - right


def figures_of(scored: Sequence[Scored]) -> Iterator[dict[str, Any]]:
    """Sum up each set, whole and by group of languages: how good each reader is, and in what bounds ours differs from the others."""
    for source in SETS:
        of_set = [page for page in scored if page.source == source]
        groups = sorted({page.group for page in of_set}, key=lambda group: (group == OTHERS, group))
        for group in (ALL, *groups):
            pages = [page for page in of_set if group in (ALL, page.group)]
            if len(pages) >= LEAST:
                rows = {reader: np.array([page.found[reader] for page in pages]) for reader in (OURS, *PEERS)}
                yield {"set": source, "group": group, "pages": len(pages), "readers": {name: _of(rows, name) for name in rows}}


def _of(rows: dict[str, Floats], reader: str) -> dict[str, Any]:
    right, extra, missing = rows[reader].sum(axis=0).tolist()
    found = {"f1": f1(rows[reader]), "precision": right / max(right + extra, 1e-9), "recall": right / max(right + missing, 1e-9)}
    if reader != OURS:
        found |= dict(zip(("ours_better_from", "ours_better_to"), interval(rows[OURS], rows[reader]), strict=True))
    return {name: round(value, 4) for name, value in found.items()}


def show(figure: dict[str, Any]) -> None:
    """Print a line."""
    readers = figure["readers"]
    parts = [f"{figure['set']:12} {figure['group']:26} {figure['pages']:4} pages", f"ours {readers[OURS]['f1']:.4f}"]
    for peer in PEERS:
        low, high = readers[peer]["ours_better_from"], readers[peer]["ours_better_to"]
        parts.append(f"{peer} {readers[peer]['f1']:.4f} ({low:+.4f} to {high:+.4f})")
    print("  ".join(parts), flush=True)


def main() -> None:
    """Fit, read, score, print and note."""
    start = time.perf_counter()
    pages = read_pages(parser(__doc__).parse_args().shared)
    print(f"{len(pages)} pages read: {time.perf_counter() - start:.0f} s", flush=True)
    scored: list[Scored] = []
    for fold, (labeller, unseen) in enumerate(out_of_fold(pages)):
        scored += over(partial(score, labeller), unseen, at_once=16)
        print(f"fold {fold}: {len(unseen)} pages scored: {time.perf_counter() - start:.0f} s", flush=True)
    figures = list(figures_of(scored))
    for figure in figures:
        show(figure)
    FIGURES.parent.mkdir(exist_ok=True)
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    whole = {
        figure["set"]: {name: found["f1"] for name, found in figure["readers"].items()}
        for figure in figures
        if figure["group"] == ALL
    }
    print(json.dumps({**whole, "seconds": round(time.perf_counter() - start)}))


if __name__ == "__main__":
    main()
