"""Labelled pages → what names, words and short texts speak for: each site counts once, so that a large one does not outvote others."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from train.reader.pages import Labelled
from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.evidence import LONGEST_TEXT, WORD, Evidence, text_key
from workers.steps.extract.columns.names import words_of

LEAST_SITES = {"names": 3, "words": 5, "texts": 2}
"""The sites on which something has to be seen to be known."""
LEAST_ODDS = {"names": 0.0, "words": 0.3, "texts": 0.0}
"""What says less than so much either way is not kept."""
_SMOOTHING = 2.0  # sites, that would have been like all others
_SURE = 1e-3
Shares = dict[str, dict[str, float]]
"""By kind: which share of the blocks with a name, word or text is the article's, on a site."""


def shares_by_site(pages: Iterable[Labelled]) -> dict[str, Shares]:
    """Count what speaks for the article on each site, by its pages that teach."""
    sites: dict[str, list[Labelled]] = defaultdict(list)
    for page in pages:
        if page.teaches:
            sites[page.site].append(page)
    return {site: shares_of(some) for site, some in sites.items()}


def shares_of(pages: Iterable[Labelled]) -> Shares:
    """Count what speaks for the article on the pages of one site."""
    counts = {kind: defaultdict[str, list[float]](lambda: [0.0, 0.0]) for kind in LEAST_SITES}
    for page in pages:
        named = _named(page.blocks)
        for text, box, share in zip(page.blocks.texts, page.blocks.box, page.labels, strict=True):
            lower = text.lower()
            seen = {
                "names": named[box],
                "words": set(WORD.findall(lower)),
                "texts": {text_key(text)} if len(text) <= LONGEST_TEXT else (),
            }
            for kind, words in seen.items():
                for word in words:
                    count = counts[kind][word]
                    count[0] += share
                    count[1] += 1
    return {kind: {word: share / number for word, (share, number) in found.items()} for kind, found in counts.items()}


def learn_evidence(sites: Sequence[Shares]) -> Evidence:
    """Turn the sites' shares into log-odds, beside those of all."""
    return Evidence(**{kind: _odds([site[kind] for site in sites], kind) for kind in LEAST_SITES})


def _named(blocks: Blocks) -> list[frozenset[str]]:
    """Gather the words in the names of each box and of all that it lies in."""
    named: list[frozenset[str]] = []
    for parent, names in zip(blocks.parent, blocks.names, strict=True):
        above = named[parent] if parent >= 0 else frozenset[str]()
        own = words_of(names)
        named.append(above.union(own) if own else above)
    return named


def _odds(sites: Iterable[dict[str, float]], kind: str) -> dict[str, float]:
    sums: dict[str, float] = defaultdict(float)
    numbers: dict[str, int] = defaultdict(int)
    for site in sites:
        for word, share in site.items():
            sums[word] += share
            numbers[word] += 1
    usual = sum(sums.values()) / max(1, sum(numbers.values()))  # lines of plain text have no names
    odds = {
        word: round(_logit((sums[word] + _SMOOTHING * usual) / (number + _SMOOTHING)) - _logit(usual), 2)
        for word, number in numbers.items()
        if number >= LEAST_SITES[kind]
    }
    return {word: value for word, value in sorted(odds.items()) if abs(value) >= LEAST_ODDS[kind]}


def _logit(share: float) -> float:
    share = min(max(share, _SURE), 1 - _SURE)
    return math.log(share / (1 - share))
