"""What Newsmill is measured against: trafilatura alone, JSON with metadata, over the same pages in as many processes.

Usage: bare_trafilatura.py PROCESSES OUTPUT PAGES...    reads and decodes pages as `newsmill clean` does
"""

import multiprocessing
import sys
from collections.abc import Iterator
from pathlib import Path

import trafilatura

from workers.inputs import Input, read_inputs
from workers.page import Document, NotAnArticle, Unprocessable
from workers.steps.decode.decode import decode
from workers.steps.read.message import RawMessage
from workers.steps.read.read import read_page

CHUNK = 4  # pages handed to a process at once: fewer messages, and none of them waits long for the last


def extract(message: RawMessage) -> str | None:
    """Turn a raw page into trafilatura's JSON; None where it finds nothing or there is nothing to read."""
    try:
        page = decode(read_page(message))
    except (NotAnArticle, Unprocessable):
        return None
    found: str | None = trafilatura.extract(
        page.text, url=page.final_url, output_format="json", with_metadata=True, include_comments=False
    )
    return found


def text_of(document: Document, *, fast: bool = False) -> str:
    """Give the text alone that trafilatura finds in a decoded page."""
    return trafilatura.extract(document.text, url=document.final_url, fast=fast, include_comments=False) or ""


def messages(pages: list[str]) -> Iterator[RawMessage]:
    """Read raw pages."""
    return (item.message for item in read_inputs(pages) if isinstance(item, Input))


def main() -> None:
    """Extract every page."""
    processes, output, *pages = sys.argv[1:]
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__"])
    with context.Pool(int(processes)) as pool, Path(output).open("w", encoding="utf-8") as out:
        for found in pool.imap(extract, messages(pages), CHUNK):
            if found is not None:
                print(found, file=out)


if __name__ == "__main__":
    main()
