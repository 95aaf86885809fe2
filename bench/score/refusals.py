"""Say which pages are refused as no articles, and what each list of page words brings to that.

All pages whose type is known are read by rules, which have learned from none, and are judged with all words, and then each time without
those of one purpose. `--shared` holds data/. Figures go to refusals.json in bench/score/figures/, from which `make docs` writes
docs/quality.md, as this does. The last line is JSON: `refused` of articles and others, and `seconds`.
"""

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from bench.lib.arguments import parser
from bench.lib.figures import FOLDER
from testing.newsmill import ROOT
from train.reader.pages import NO_ARTICLES, SETS, gold_pages
from train.reader.workers import over
from workers.models.words import load_words
from workers.page import Document, Extracted, NotAnArticle, Unprocessable
from workers.steps.decode.decode import decode
from workers.steps.extract import find
from workers.steps.extract.articleness import require_article
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.page_words import PageWords, Sayings
from workers.steps.extract.signs import Signs, page_signs
from workers.steps.extract.sources import read_sources
from workers.steps.read.message import RawMessage
from workers.steps.read.read import read_page

ALL_WORDS = "with all words"
OF_SIGNS = "read_more"
"""The words by which signs are seen, which are then looked for anew."""
OF_PLAIN_TEXT = "password_labels"
PURPOSES = [purpose for purpose in PageWords.__struct_fields__ if purpose != OF_PLAIN_TEXT]
"""The purposes of words that pages of HTML are judged by."""
ARTICLES, OTHERS = "articles", "other pages"


def refusals_of(task: bytes) -> list[bool] | None:
    """Say whether a page is refused, first with all words, then without those of each purpose; None where there is nothing to read."""
    words = load_words()
    try:
        document = decode(read_page(RawMessage(task)))
        found, signs = find(document, None, words)
        tree = parse_html(document.text)
    except (NotAnArticle, Unprocessable):
        return None
    if tree is None:
        return None
    other = page_signs(tree, read_sources(tree, document, words.lines).nodes, Sayings(()))
    tried = ((other if purpose == OF_SIGNS else signs, without(words.pages, purpose)) for purpose in PURPOSES)
    return [is_refused(document, found, *each) for each in ((signs, words.pages), *tried)]


def without(words: PageWords, purpose: str) -> PageWords:
    """Take the words of a purpose away."""
    return msgspec.structs.replace(words, **{purpose: Sayings(())})


def is_refused(document: Document, found: Extracted, signs: Signs, words: PageWords) -> bool:
    """Say whether a page is taken for no article."""
    try:
        require_article(document, found, signs, words)
    except NotAnArticle:
        return True
    return False


def figures_of(found: Mapping[str, Sequence[Sequence[bool]]]) -> list[dict[str, Any]]:
    """Count what is refused: of each kind of pages it is said for each page with all words, and without each purpose."""
    names = [ALL_WORDS, *(f"without `{purpose}`" for purpose in PURPOSES)]
    pages = {kind: len(some) for kind, some in found.items()}
    return [
        {"name": name, "pages": pages, "refused": {kind: sum(each[place] for each in some) for kind, some in found.items()}}
        for place, name in enumerate(names)
    ]


def main() -> None:
    """Read, judge, note."""
    start = time.perf_counter()
    shared = parser(__doc__).parse_args().shared
    found = {}
    for kind, names in ((ARTICLES, tuple(SETS)), (OTHERS, (NO_ARTICLES,))):
        lines = [line for name in names for line, _ in gold_pages(shared, name)]
        found[kind] = [each for each in over(refusals_of, lines, at_once=8) if each is not None]
        print(f"{len(found[kind])} {kind}: {time.perf_counter() - start:.0f} s", flush=True)
    figures = figures_of(found)
    for figure in figures:
        print(f"{figure['name']:28} {figure['refused']}")
    (FOLDER / "refusals.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "docs.generate"], cwd=ROOT, check=True)
    print(json.dumps({"refused": figures[0]["refused"], "seconds": round(time.perf_counter() - start)}))


if __name__ == "__main__":
    main()
