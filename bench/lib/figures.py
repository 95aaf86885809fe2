"""Figures of readers on labelled pages: how alike their texts and the gold ones are, by set and group of languages."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from bench.lib.shingles import Floats, Shares, f1, interval, shares, shingles_of
from train.reader.pages import SETS, Gold, Labelled
from workers.models.language import load_language_model
from workers.steps.language import detect_language

FOLDER = Path(__file__).parents[1] / "score" / "figures"
OURS = "newsmill"
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


def scored(page: Labelled, texts: Mapping[str, str]) -> Scored:
    """Measure what each reader found on a page. Its language is that of its gold text, else of all of its texts, whatever readers found."""
    sample = page.gold.text or "\n".join(page.blocks.texts)
    group = GROUPS.get(detect_language(load_language_model(), sample, None).code, OTHERS)
    return Scored(page.source, group, {reader: measured(page.gold, text) for reader, text in texts.items()})


def measured(gold: Gold, text: str) -> Shares:
    """Measure what a reader found on a page: shares of shingles, or counts of snippets."""
    if gold.text is not None:
        return shares(shingles_of(gold.text), shingles_of(text))
    right = sum(snippet in text for snippet in gold.within)
    return right, sum(snippet in text for snippet in gold.without), len(gold.within) - right


def figures_of(pages_scored: Sequence[Scored]) -> Iterator[dict[str, Any]]:
    """Sum up each set, whole and by group of languages: how good each reader is, and in what bounds ours differs from the others."""
    for source in SETS:
        of_set = [page for page in pages_scored if page.source == source]
        groups = sorted({page.group for page in of_set}, key=lambda group: (group == OTHERS, group))
        for group in (ALL, *groups):
            pages = [page for page in of_set if group in (ALL, page.group)]
            if len(pages) >= LEAST:
                rows = {reader: np.array([page.found[reader] for page in pages]) for reader in pages[0].found}
                yield {"set": source, "group": group, "pages": len(pages), "readers": {name: _of(rows, name) for name in rows}}


def _of(rows: dict[str, Floats], reader: str) -> dict[str, Any]:
    right, extra, missing = rows[reader].sum(axis=0).tolist()
    found = {"f1": f1(rows[reader]), "precision": right / max(right + extra, 1e-9), "recall": right / max(right + missing, 1e-9)}
    if reader != OURS:
        found |= dict(zip(("ours_better_from", "ours_better_to"), interval(rows[OURS], rows[reader]), strict=True))
    return {name: round(value, 4) for name, value in found.items()}


def show(figure: dict[str, Any]) -> None:
    """Print a line of a figure."""
    readers = figure["readers"]
    parts = [f"{figure['set']:12} {figure['group']:26} {figure['pages']:4} pages", f"ours {readers[OURS]['f1']:.4f}"]
    for peer in [name for name in readers if name != OURS]:
        low, high = readers[peer]["ours_better_from"], readers[peer]["ours_better_to"]
        parts.append(f"{peer} {readers[peer]['f1']:.4f} ({low:+.4f} to {high:+.4f})")
    print("  ".join(parts), flush=True)


def note(path: Path, pages_scored: Sequence[Scored]) -> dict[str, dict[str, float]]:
    """Write the figures down, print them, and give each set's F1 of every reader."""
    figures = list(figures_of(pages_scored))
    for figure in figures:
        show(figure)
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return {
        figure["set"]: {name: found["f1"] for name, found in figure["readers"].items()}
        for figure in figures
        if figure["group"] == ALL
    }
