"""Figures of readers on labelled pages: how alike what they find and the gold is, by set and group of languages."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from bench.lib.fields import Fields, measured_fields
from bench.lib.shingles import Floats, Shares, f1, interval, shares, shingles_of
from train.reader.pages import SCORED, Gold, Labelled
from workers.models.language import load_language_model
from workers.steps.language import detect_language

FOLDER = Path(__file__).parents[1] / "score" / "figures"
OURS = "newsmill"
TEXT = "text"
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
"""A group of fewer pages is not shown: its figures would say nothing; nor is one that is the whole set once more."""


class Scored(msgspec.Struct, frozen=True):
    """What became of a page's text or of one of its fields: of each reader what is right, extra and missing, as shares or counts.

    `refused` says whether Newsmill would have taken the page for no article.
    """

    what: str
    source: str
    group: str
    refused: bool
    found: dict[str, Shares]


def scored(page: Labelled, texts: Mapping[str, str], fields: Mapping[str, Fields], *, refused: bool = False) -> list[Scored]:
    """Measure what each reader found on a page, as far as the truth is known.

    Its language is that of its gold text, else of all of its texts, whatever readers found.
    """
    gold = page.gold
    sample = gold.text or "\n".join(page.blocks.texts)
    group = GROUPS.get(detect_language(load_language_model(), sample, None).code, OTHERS)
    of_fields = {reader: measured_fields(gold, found) for reader, found in fields.items()}
    by_what = {what: {reader: found[what] for reader, found in of_fields.items()} for what in of_fields.get(OURS, {})}
    if gold.text is not None or gold.within or gold.without:
        by_what = {TEXT: {reader: measured(gold, text) for reader, text in texts.items()}, **by_what}
    return [Scored(what, page.source, group, refused, found) for what, found in by_what.items()]


def measured(gold: Gold, text: str) -> Shares:
    """Measure what a reader found on a page: shares of shingles, or counts of snippets."""
    if gold.text is not None:
        return shares(shingles_of(gold.text), shingles_of(text))
    right = sum(snippet in text for snippet in gold.within)
    return right, sum(snippet in text for snippet in gold.without), len(gold.within) - right


def figures_of(pages_scored: Sequence[Scored]) -> Iterator[dict[str, Any]]:
    """Sum up each set, whole and by group of languages: how good each reader is, and in what bounds ours differs from the others."""
    whats = list(dict.fromkeys(page.what for page in pages_scored))
    for source, what in ((source, what) for source in SCORED for what in sorted(whats, key=lambda what: what != TEXT)):
        of_set = [page for page in pages_scored if (page.source, page.what) == (source, what)]
        groups = sorted({page.group for page in of_set}, key=lambda group: (group == OTHERS, group))
        for group in (ALL, *groups):
            pages = [page for page in of_set if group in (ALL, page.group)]
            if len(pages) >= LEAST and (group == ALL or len(pages) < len(of_set)):
                rows = {reader: np.array([page.found[reader] for page in pages]) for reader in pages[0].found}
                yield {
                    "set": source,
                    "what": what,
                    "group": group,
                    "pages": len(pages),
                    "refused": sum(page.refused for page in pages),
                    "readers": {name: against(rows, name) for name in rows},
                }


def against(rows: Mapping[str, Floats], reader: str) -> dict[str, float]:
    """Say how good a reader is, and by how much ours is better."""
    right, extra, missing = rows[reader].sum(axis=0).tolist()
    found = {"f1": f1(rows[reader]), "precision": right / max(right + extra, 1e-9), "recall": right / max(right + missing, 1e-9)}
    if reader != OURS:
        found |= dict(zip(("ours_better_from", "ours_better_to"), interval(rows[OURS], rows[reader]), strict=True))
    return {name: round(value, 4) for name, value in found.items()}


def show(figure: dict[str, Any]) -> None:
    """Print a line of a figure."""
    readers = figure["readers"]
    parts = [
        f"{figure['set']:12} {figure['what']:8} {figure['group']:26} {figure['pages']:4} pages, {figure['refused']:3} refused"
    ]
    parts.append(f"ours {readers[OURS]['f1']:.4f}")
    for peer in [name for name in readers if name != OURS]:
        low, high = readers[peer]["ours_better_from"], readers[peer]["ours_better_to"]
        parts.append(f"{peer} {readers[peer]['f1']:.4f} ({low:+.4f} to {high:+.4f})")
    print("  ".join(parts), flush=True)


def note(path: Path, pages_scored: Sequence[Scored]) -> dict[str, dict[str, float]]:
    """Write the figures down, print them, and give each set's F1 of every reader's text."""
    figures = list(figures_of(pages_scored))
    for figure in figures:
        show(figure)
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return {
        figure["set"]: {name: found["f1"] for name, found in figure["readers"].items()}
        for figure in figures
        if (figure["group"], figure["what"]) == (ALL, TEXT)
    }
