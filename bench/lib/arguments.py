"""The arguments that scripts have in common, by the names of the Makefile's variables."""

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path

from testing.newsmill import ROOT

DEV_PAGES = ("extraction-dev/fundus-dev.pages.jsonl.gz", "pages-dev/trafilatura-eval.pages.jsonl.gz")


def parser(doc: str | None, *, count: int | None = None) -> ArgumentParser:
    """Make a script's parser from its docstring: `--shared`, and `--count` where it has a number that it does something by."""
    made = ArgumentParser(description=doc, formatter_class=RawDescriptionHelpFormatter)
    made.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="the folder with data/ and tools/")
    if count is not None:
        made.add_argument("--count", type=int, default=count, help="how many: %(default)s unless told")
    return made


def parser_of_pages(doc: str | None, *, count: int | None = None) -> ArgumentParser:
    """Make the parser of a script that reads files: `--pages`, too."""
    made = parser(doc, count=count)
    made.add_argument("--pages", nargs="+", type=Path, help="files that `newsmill clean` reads; the dev pages unless told")
    return made


def dev_pages(shared: Path) -> list[Path]:
    """Name the files that scripts read unless told. Ends with 2 where they are not there."""
    pages = [shared / "data" / name for name in DEV_PAGES]
    if missing := [path for path in pages if not path.exists()]:
        print(f"{missing[0]} is not there: name other files (PAGES=…), or the folder with data/ (SHARED=…)", file=sys.stderr)
        sys.exit(2)
    return pages
