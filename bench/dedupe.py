"""Draw the curve of near-duplicate detection: recall and precision over the true Jaccard similarity of the texts' shingles.

Every story and every lookalike goes through the relay into one store. Then each edited story is tried against that store:
recall is how many become copies of their own story, precision how many of all copies, the lookalikes' included, are what they
are called. `--count` edited stories are tried. `--pages` are JSON lines with `text` and `language`, as articles are, in place of the
gold pages and the sentences under `--shared`. The last line is JSON. Exit code 1 where a bound of `BOUNDS` does not hold.
"""

import itertools
import json
import sys
import time
import timeit
from collections import ChainMap, Counter, defaultdict
from collections.abc import Callable, Iterable
from random import Random

import msgspec
import numpy as np
import numpy.typing as npt

from bench.lib.arguments import parser_of_pages
from bench.lib.newsroom import EDITS, Desk, desks, lookalikes
from testing.candidates import numbered_candidate
from workers.records import Candidate, Duplicate
from workers.relay.relay import THRESHOLD, relay
from workers.steps.fingerprint import BANDS, ROWS, SHINGLE_TOKENS, fingerprint, minima, shingles, tokens
from workers.steps.similarity import similarity

SEED = 20260301
PAIRS = 25_000
"""Edited stories tried: some two minutes."""
BIN = 0.05
BOUNDS = {"recall_from_0.8": 0.98, "recall_from_0.7": 0.90, "precision": 0.999}
MOST_MILLISECONDS = 1.0
"""For the fingerprint of 5,000 bytes of text, in the language that takes longest."""
CHOICES = [(bands, rows, least) for bands, rows in ((4, 1), (4, 2), (5, 2), (6, 2), (8, 2), (5, 3)) for least in (0.6, 0.65, 0.7)]
"""Bands, rows, thresholds that are compared on the same pairs."""
_MOST_ROWS = max(bands * rows for bands, rows, _ in CHOICES)


class Pair(msgspec.Struct, frozen=True):
    """An edited story and its own: how similar they are in truth and by estimate, and what the relay made of it."""

    language: str
    edit: str
    jaccard: float
    found: bool
    copy_of_another: bool
    equal: npt.NDArray[np.bool_]
    estimate: float


def shingle_set(text: str) -> set[tuple[str, ...]]:
    """Gather the shingles themselves, of which the fingerprint keeps only hashes."""
    words = tokens(text)
    return set(zip(*(words[place:] for place in range(SHINGLE_TOKENS)), strict=False))


def jaccard(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    """Compute the Jaccard similarity of two sets."""
    return len(one & other) / len(one | other) if one and other else 0.0


class Newsroom:
    """All stories and lookalikes in one store, and what the relay called copies among them although none is."""

    def __init__(self, rng: Random, all_desks: list[Desk]) -> None:
        self.store: dict[str, bytes] = {}
        self.numbers = itertools.count()
        self.texts: dict[str, str] = {}
        self.ids: dict[int, str] = {}
        self.lookalikes: Counter[str] = Counter()
        self.mistaken: list[tuple[str, float]] = []
        told = [("story", story) for desk in all_desks for story in desk.stories]
        told += [alike for desk in all_desks for alike in lookalikes(rng, desk)]
        rng.shuffle(told)
        for kind, story in told:
            candidate = self.candidate("\n".join(story))
            self.texts[candidate.article_id] = candidate.text
            self.lookalikes[kind] += 1
            if kind == "story":
                self.ids[id(story)] = candidate.article_id
            if isinstance(event := relay(candidate, self.store), Duplicate):
                self.mistaken.append((kind, self.true_similarity(candidate.text, event.duplicate_of)))

    def candidate(self, text: str) -> Candidate:
        """Make a candidate of a text, at a URL of its own."""
        return numbered_candidate(next(self.numbers), text, fingerprint(text))

    def true_similarity(self, text: str, article: str) -> float:
        """Compute a text's similarity to an article's."""
        return jaccard(shingle_set(text), shingle_set(self.texts[article]))

    def attempt(self, rng: Random, desk: Desk, edit: str) -> Pair:
        """Edit a story, and see what the relay makes of it; the store stays as it was."""
        story = rng.choice(desk.stories)
        own = self.ids[id(story)]
        text = "\n".join(EDITS[edit](rng, story, desk, rng.random()))
        edited = self.candidate(text)
        event = relay(edited, ChainMap({}, self.store))
        of = event.duplicate_of if isinstance(event, Duplicate) else None
        one, other = minima(shingles(text))[:_MOST_ROWS], minima(shingles(self.texts[own]))[:_MOST_ROWS]
        return Pair(
            language=desk.language,
            edit=edit,
            jaccard=self.true_similarity(text, own),
            found=of == own,
            copy_of_another=of not in (None, own),
            equal=one == other,
            estimate=similarity(edited.fingerprint.minhash, fingerprint(self.texts[own]).minhash),
        )


def recall(pairs: Iterable[Pair], least: float, below: float = 2.0) -> float | None:
    """Tell how many of the pairs whose similarity lies between two values were found."""
    found = [pair.found for pair in pairs if least <= pair.jaccard < below]
    return sum(found) / len(found) if found else None


def chosen(pairs: list[Pair], bands: int, rows: int, threshold: float) -> list[Pair]:
    """See which pairs another choice of constants would have found."""

    def would_find(pair: Pair) -> bool:
        return bool(pair.equal[: bands * rows].reshape(bands, rows).all(axis=1).any()) and pair.estimate >= threshold

    return [msgspec.structs.replace(pair, found=would_find(pair)) for pair in pairs]


def percent(share: float | None) -> str:
    """Write a share."""
    return "–" if share is None else f"{share:.2%}"


def print_shares(title: str, pairs: list[Pair], name: Callable[[Pair], str]) -> None:
    """Print the recall of each group of pairs."""
    groups = defaultdict(list)
    for pair in pairs:
        groups[name(pair)].append(pair)
    print(f"\n{title:<24}{'pairs':>8}{'J ≥ 0.8':>10}{'J ≥ 0.7':>10}")
    for group in sorted(groups):
        print(
            f"{group:<24}{len(groups[group]):>8}"
            + "".join(f"{percent(recall(groups[group], least)):>10}" for least in (0.8, 0.7))
        )


def print_choices(pairs: list[Pair]) -> None:
    """Print what other constants would have found among the same pairs."""
    print(
        f"\n{'bands × rows, threshold':<24}{'J ≥ 0.8':>10}{'J ≥ 0.7':>10}{'.70–.75':>10}{'.60–.65':>10}{'.50–.55':>10}{'J < 0.5':>10}"
    )
    ranges = ((0.8, 2), (0.7, 2), (0.7, 0.75), (0.6, 0.65), (0.5, 0.55), (0, 0.5))
    for bands, rows, threshold in CHOICES:
        found = chosen(pairs, bands, rows, threshold)
        mark = "←" if (bands, rows, threshold) == (BANDS, ROWS, THRESHOLD) else ""
        row = "".join(f"{percent(recall(found, least, below)):>10}" for least, below in ranges)
        print(f"{f'{bands} × {rows}, {threshold:.2f}':<24}{row} {mark}")


def print_curve(pairs: list[Pair]) -> list[dict[str, float | int | None]]:
    """Print recall over true similarity, and return it."""
    print(f"\n{'true Jaccard':<16}{'pairs':>8}{'copies':>10}")
    curve: list[dict[str, float | int | None]] = []
    for step in range(round(1 / BIN) + 1):
        low, high = round(step * BIN, 2), round((step + 1) * BIN, 2)
        inside = [pair for pair in pairs if low <= pair.jaccard < high]
        share = recall(inside, 0)
        curve.append({"from": low, "pairs": len(inside), "recall": share})
        label = f"{low:.2f} – {high:.2f}" if low < 1 else "1"
        print(f"{label:<16}{len(inside):>8}{percent(share):>10} {'█' * round(40 * (share or 0))}")
    return curve


def milliseconds(desk: Desk) -> float:
    """Time the fingerprint of 5,000 bytes of a language's text, in the processor's time; the best of some runs."""
    text = "\n".join(itertools.chain(*desk.stories)).encode()[:5000].decode(errors="ignore")
    return min(timeit.repeat(lambda: fingerprint(text), timer=time.process_time, number=10, repeat=20)) * 100


def main() -> int:
    """Draw the curve; return the exit code."""
    began = time.perf_counter()
    options = parser_of_pages(__doc__, count=PAIRS).parse_args()
    shared, texts = options.shared, options.pages or []
    if not texts and not (shared / "data/langid").is_dir():
        print(f"dedupe: {shared} holds no data/langid; name a folder with data/, or files of texts (PAGES=…)", file=sys.stderr)
        return 2
    rng = Random(SEED)  # no secret depends on it
    all_desks = desks(rng, shared, texts)
    took = {desk.language: milliseconds(desk) for desk in all_desks}
    newsroom = Newsroom(rng, all_desks)
    edits = itertools.cycle(EDITS)
    pairs = [newsroom.attempt(rng, rng.choice(all_desks), next(edits)) for _ in range(options.count)]

    curve = print_curve(pairs)
    print_shares("language", pairs, lambda pair: pair.language)
    print_shares("edit", pairs, lambda pair: pair.edit)
    print_choices(pairs)
    print(f"\n{'not edited from each other':<32}{'texts':>8}{'copies':>8}   their true Jaccard")
    for kind, count in sorted(newsroom.lookalikes.items()):
        similarities = sorted(round(similar, 2) for of, similar in newsroom.mistaken if of == kind)
        print(f"{kind:<32}{count:>8}{len(similarities):>8}   {similarities or ''}")
    slowest = max(took, key=took.__getitem__)
    print(f"\nfingerprint of 5,000 bytes: {min(took.values()):.2f} ms at best, {took[slowest]:.2f} ms at worst ({slowest})")

    right = sum(pair.found for pair in pairs)
    wrong = sum(pair.copy_of_another for pair in pairs) + len(newsroom.mistaken)
    figures = {
        "recall_from_0.8": recall(pairs, 0.8),
        "recall_from_0.7": recall(pairs, 0.7),
        "recall_0.70_to_0.75": recall(pairs, 0.7, 0.75),
        "precision": right / (right + wrong),
        "copies_below_0.5": sum(pair.found for pair in pairs if pair.jaccard < 0.5),
        "fingerprint_ms": round(took[slowest], 3),
        "pairs": len(pairs),
        "texts": newsroom.lookalikes.total(),
        "languages": len(all_desks),
        "seconds": round(time.perf_counter() - began),
        "curve": curve,
    }
    held = all((figures[name] or 0) >= bound for name, bound in BOUNDS.items()) and took[slowest] < MOST_MILLISECONDS  # type: ignore[operator]
    print()
    print(json.dumps({**figures, "bounds_hold": held}))
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
