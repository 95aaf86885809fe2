"""How each line of plain text is written and set apart, and how those around it are."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from workers.steps.extract.columns.arrays import Columns, before_and_behind, floats, shift
from workers.steps.extract.plain.lines import Line
from workers.steps.extract.plain.titles import slug_likeness, slug_words

_SEEN = 200  # characters of a line that are counted
_TITLE_WEIGHT = 240  # the longest line that may be a title
_LIKE = 0.3
"""How like the address a line has to be to be taken for the title."""
_FAR = -99
_QUOTES = "\"“„«»‚'‘—–-"
_LABEL = re.compile(r"[^:：|»›→]{2,50}[:：|»›→]\s")
_SIGN = re.compile(r"[^\w\s\"'“”„«»‚‘’—–¿¡(-]")
_ADDRESS = re.compile(r"\w\.[a-z]{2,}\b(?!\.)|@\w\w")
"""Of a page or a person on the web: in an article's sentences they are rare, in what a site says of itself they are not."""


def shape_columns(lines: Sequence[Line], url: str) -> Columns:
    """Say how lines are written and set apart."""
    seen = Counter(line.key for line in lines)
    gap = floats([line.gap for line in lines])
    slug = slug_words(url)
    like = floats([slug_likeness(slug, line.key)[0] if line.weight <= _TITLE_WEIGHT else 0.0 for line in lines])
    best = int(like.argmax())
    return {
        "gap": gap,
        "gap_behind": shift(gap, -1, 0),
        "gap_average": np.full(len(lines), gap.mean()),
        **written_columns(lines),
        "seen": floats([seen[line.key] for line in lines]),
        "address_like": like,
        "address_since": np.arange(len(lines)) - best if like[best] > _LIKE else np.full(len(lines), _FAR),
    }


def written_columns(lines: Sequence[Line]) -> Columns:
    """Say how lines are written; blocks of HTML are, too."""
    texts = [line.text[:_SEEN] for line in lines]
    return {
        "bullet": floats([line.bullet for line in lines]),
        "digits": floats([sum(map(str.isdigit, text)) / len(text) for text in texts]),
        "upper": floats([sum(map(str.isupper, text)) / len(text) for text in texts]),
        "lower": floats([text[0].islower() for text in texts]),
        "colon": floats([line.text[-1] in ":：" for line in lines]),
        "quote": floats([text[0] in _QUOTES for text in texts]),
        "stop": floats([line.stop != "" for line in lines]),
        "full_stop": floats([line.full_stop for line in lines]),
    }


def label_columns(lines: Sequence[Line]) -> Columns:
    """Say whether lines begin with a label (one more than its words) or a sign, and whether they name an address."""
    heads = [_LABEL.match(line.text) for line in lines]
    return {
        "label": floats([head[0].count(" ") + 1 if head else 0 for head in heads]),
        "sign": floats([_SIGN.match(line.text) is not None for line in lines]),
        "addressed": floats([_ADDRESS.search(line.text[:_SEEN]) is not None for line in lines]),
    }


def beside_columns(columns: Columns) -> Columns:
    """Say what the three lines before and behind are like, and how much of what stands further around is prose."""
    found: Columns = {
        f"{name}@{-step}": shift(floats(columns[name]), step, -1)
        for name in ("weight", "word_mean", "text", "gap", "address_like", "shared_words", "stop", "bullet", "upper")
        for step in (1, 2, 3, -1, -2, -3)
    }
    weight, prose = columns["weight"].astype(np.float64), columns["prose"].astype(np.float64)
    for reach in (2, 5, 12, 30):
        for side, all_of, of_prose in zip(
            ("before", "behind"), before_and_behind(weight, reach), before_and_behind(prose, reach), strict=True
        ):
            found |= {f"weight_{side}{reach}": all_of / reach, f"prose_{side}{reach}": of_prose / (all_of + 1)}
    return found


def run_columns(columns: Columns) -> Columns:
    """Say what the run of lines without a blank one is like in which each stands, and what those around it are like."""
    place = np.arange(len(columns["gap"]))
    run = np.cumsum((floats(columns["gap"]) > 0) & (place > 0))
    count = np.bincount(run)
    weight, prose, stop = (np.bincount(run, columns[name].astype(np.float64)) for name in ("weight", "prose", "stop"))
    first = place - np.searchsorted(run, run)
    found: Columns = {"run_from": first, "run_to": count[run] - first}
    for name, values in (
        ("lines", count),
        ("weight", weight),
        ("average", weight / count),
        ("prose", prose / (weight + 1)),
        ("stops", stop / count),
    ):
        found[f"run_{name}"] = values[run]
        found |= {f"run_{name}@{-step}": shift(floats(values), step, -1)[run] for step in (1, 2, -1, -2)}
    return found
