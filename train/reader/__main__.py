"""Train the learned reader: html.npz and plain_text.npz in workers/models/data/reader, from the labelled pages of `--shared`.

The last line is JSON: `pages`, `bytes`, `seconds`. The same input gives the same weights. How good it is `make score NAME=reader` says.
"""

import json
import time

from bench.lib.arguments import parser
from train.reader.evidence import shares_by_site
from train.reader.fit import fit, fit_lines
from train.reader.pages import read_pages
from train.reader.plain_pages import plain_pages
from workers.models.reader import FOLDER, HTML, PLAIN_TEXT, WEIGHTS, save_labeller


def main() -> None:
    """Read, fit, write."""
    shared = parser(__doc__).parse_args().shared
    start = time.perf_counter()
    pages = read_pages(shared)
    print(f"{len(pages)} pages read, {sum(page.teaches for page in pages)} of them teach", flush=True)
    plain = plain_pages(pages)
    FOLDER.mkdir(parents=True, exist_ok=True)
    save_labeller(fit(pages, shares_by_site(pages)), HTML)
    save_labeller(fit_lines(pages, plain, shares_by_site(plain)), PLAIN_TEXT)
    size = sum(path.stat().st_size for path in WEIGHTS.values())
    print(json.dumps({"pages": len(pages), "bytes": size, "seconds": round(time.perf_counter() - start)}))


if __name__ == "__main__":
    main()
