"""Train the learned reader: html.npz in workers/models/data/reader, from the labelled pages of `--shared`.

The last line is JSON: `pages`, `bytes`, `seconds`. The same input gives the same weights. How good it is `make score NAME=reader` says.
"""

import json
import time

from bench.lib.arguments import parser
from train.reader.evidence import shares_by_site
from train.reader.fit import fit
from train.reader.pages import read_pages
from workers.models.reader import HTML, save_labeller


def main() -> None:
    """Read, fit, write."""
    shared = parser(__doc__).parse_args().shared
    start = time.perf_counter()
    pages = read_pages(shared)
    print(f"{len(pages)} pages read, {sum(page.teaches for page in pages)} of them teach", flush=True)
    labeller = fit(pages, shares_by_site(pages))
    HTML.parent.mkdir(parents=True, exist_ok=True)
    save_labeller(labeller, HTML)
    seconds = round(time.perf_counter() - start)
    print(json.dumps({"pages": len(pages), "bytes": HTML.stat().st_size, "seconds": seconds}))


if __name__ == "__main__":
    main()
