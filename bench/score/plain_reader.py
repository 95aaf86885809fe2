"""Score the learned reader on plain text of pages of sites that it has not seen, beside the rules, by set and group of languages.

For each fold of sites a labeller is fitted to the others' plain text, as `make train NAME=reader` fits one to all, and reads the fold's as
`newsmill clean` does. `--shared` holds data/. Figures go to plain_reader.json beside those of HTML, from which `make docs` writes
docs/quality.md; the last line is JSON: each set's F1 of ours and the rules', and `seconds`.
"""

import json
import time
from functools import partial

from bench.lib.arguments import parser
from bench.lib.figures import FOLDER, OURS, Scored, note, scored
from train.reader.out_of_fold import lines_out_of_fold
from train.reader.pages import Labelled, read_pages
from train.reader.plain_pages import plain_pages
from train.reader.words import LINE_WORDS
from train.reader.workers import over
from workers.steps.extract.labeller import Labeller
from workers.steps.extract.plain import extract_plain

RULES = "rules"


def score(labeller: Labeller, page: Labelled) -> Scored:
    """Read a page by labels and by rules."""
    return scored(
        page,
        {
            OURS: extract_plain(page.document, labeller, LINE_WORDS).text,
            RULES: extract_plain(page.document, None, LINE_WORDS).text,
        },
    )


def main() -> None:
    """Fit, read, score, print and note."""
    start = time.perf_counter()
    pages = read_pages(parser(__doc__).parse_args().shared)
    plain = plain_pages(pages)
    print(f"{len(plain)} pages read: {time.perf_counter() - start:.0f} s", flush=True)
    found: list[Scored] = []
    for fold, (labeller, unseen) in enumerate(lines_out_of_fold(pages, plain)):
        found += over(partial(score, labeller), unseen, at_once=16)
        print(f"fold {fold}: {len(unseen)} pages scored: {time.perf_counter() - start:.0f} s", flush=True)
    print(json.dumps({**note(FOLDER / "plain_reader.json", found), "seconds": round(time.perf_counter() - start)}))


if __name__ == "__main__":
    main()
