"""Train the learned reader: html.npz and plain_text.npz in workers/models/data/reader, from the labelled pages of `--shared`.

`--format` names one of the two where the other stays as it is. The last line is JSON: `pages`, `bytes`, `seconds`. The same input gives the
same weights. How good they are `make score` says.
"""

import json
import time
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence

from bench.lib.arguments import parser
from train.reader.evidence import shares_by_site
from train.reader.fit import fit, fit_lines
from train.reader.pages import Labelled, read_pages
from train.reader.plain_pages import plain_pages
from workers.models.reader import FOLDER, WEIGHTS, save_labeller
from workers.page import Format
from workers.steps.extract.trees import TreeLabeller


def fit_blocks(pages: Sequence[Labelled]) -> TreeLabeller:
    """Fit to pages' HTML."""
    return fit(pages, shares_by_site(pages))


def fit_plain_text(pages: Sequence[Labelled]) -> TreeLabeller:
    """Fit to pages' plain text."""
    plain = plain_pages(pages)
    return fit_lines(pages, plain, shares_by_site(plain))


FITS: Mapping[Format, Callable[[Sequence[Labelled]], TreeLabeller]] = {Format.HTML: fit_blocks, Format.PLAIN: fit_plain_text}


def arguments() -> ArgumentParser:
    """Say what may be told."""
    made = parser(__doc__)
    made.add_argument("--format", type=Format, choices=list(FITS), help="the one to train for; all unless told")
    return made


def main() -> None:
    """Read, fit, write."""
    asked = arguments().parse_args()
    start = time.perf_counter()
    pages = read_pages(asked.shared)
    print(f"{len(pages)} pages read, {sum(page.teaches for page in pages)} of them teach", flush=True)
    wanted = [asked.format] if asked.format else list(FITS)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for one in wanted:
        save_labeller(FITS[one](pages), WEIGHTS[one])
    size = sum(WEIGHTS[one].stat().st_size for one in wanted)
    print(json.dumps({"pages": len(pages), "bytes": size, "seconds": round(time.perf_counter() - start)}))


if __name__ == "__main__":
    main()
