"""Score both readers as they are shipped on a fixed sample of gold pages: none has become worse than its figures that are noted.

The learned one has seen these pages: what it is worth on others, docs/quality.md says. `--shared` holds data/; `--note` writes the figures
down. The last line is JSON: F1 by set and reader, and `seconds`. Exit code 1 where one is lower than noted.
"""

import json
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from bench.lib.arguments import parser
from bench.lib.figures import FOLDER, measured
from bench.lib.shingles import Shares, f1
from train.reader.pages import SETS, Gold, gold_pages
from train.reader.words import LINE_WORDS
from train.reader.workers import over
from workers.enums import ReaderName
from workers.models.reader import load_labellers
from workers.page import NotAnArticle, Unprocessable
from workers.steps.decode.decode import decode
from workers.steps.extract.html import extract_html
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.sources import read_sources
from workers.steps.read.message import RawMessage
from workers.steps.read.read import read_page

NOTED = FOLDER / "sample.json"
EVERY = 12
"""Of so many pages one is read: some 170."""
ALLOWED = 0.001
"""What another build of a library may cost."""

Figures = dict[str, dict[str, float]]


def read(page: tuple[bytes, Gold]) -> dict[str, Shares]:
    """Read a page with both readers; one that cannot be decoded has no text."""
    line, gold = page
    labellers = {ReaderName.TRAFILATURA: None, ReaderName.LEARNED: load_labellers()}
    found = {}
    for reader, labeller in labellers.items():
        try:
            document = decode(read_page(RawMessage(line)))
            tree = parse_html(document.text)
        except (NotAnArticle, Unprocessable):
            tree = None
        text = "" if tree is None else extract_html(read_sources(tree, document, LINE_WORDS), labeller).text
        found[reader.value] = measured(gold, text)
    return found


def figures(shared: Path) -> Figures:
    """Score each set's sample."""
    return {name: dict(_of_set(shared, name)) for name in SETS}


def _of_set(shared: Path, name: str) -> Iterator[tuple[str, float]]:
    found = list(over(read, islice(gold_pages(shared, name), 0, None, EVERY), at_once=4))
    for reader in found[0]:
        yield reader, round(f1(np.array([page[reader] for page in found])), 4)


def lower(found: Figures, noted: Figures) -> list[str]:
    """Say which readers have become worse, and on which set."""
    return [
        f"{name}: F1 of the reader {reader} was {before}, and is {found[name][reader]}"
        for name, readers in noted.items()
        for reader, before in readers.items()
        if found[name][reader] < before - ALLOWED
    ]


def main() -> None:
    """Score, print, and compare with what is noted."""
    start = time.perf_counter()
    arguments = parser(__doc__)
    arguments.add_argument("--note", action="store_true", help="note the figures, for those who come after")
    options = arguments.parse_args()
    if not (options.shared / "data").is_dir():
        print(f"{options.shared} holds no data/: name a folder with data/ (SHARED=…)", file=sys.stderr)
        sys.exit(2)
    found = figures(options.shared)
    if options.note:
        NOTED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    worse = lower(found, json.loads(NOTED.read_text("utf-8")))
    for line in worse:
        print(line, file=sys.stderr)
    print(json.dumps({**found, "seconds": round(time.perf_counter() - start)}))
    sys.exit(int(bool(worse)))


if __name__ == "__main__":
    main()
