"""Ask a person of blocks that the reader is unsure of, on the pages of which only snippets are known, and note the answers.

`ask` writes a sheet for each page to `--sheets`, in JSON, and shows them; blocks that have a label are not asked of again. `note` reads
answers (train/reader/sheet.py says how they look) from standard input into labels_by_reading.tsv; the last line is JSON: `labels`, `text`.
"""

import json
import sys
from pathlib import Path

import msgspec

from bench.lib.arguments import parser
from train.reader.by_reading import LABELS, load_readings, to_lines
from train.reader.pages import READ, Labelled, read_pages
from train.reader.sheet import Sheet, read_answers, sheet_of, unsure_blocks
from train.reader.words import LINE_WORDS
from workers.models.reader import HTML, load_labeller
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.labeller import Labeller
from workers.steps.extract.metadata import read_metadata
from workers.steps.extract.sources import read_sources
from workers.steps.extract.strings import folded

MOST = 6
"""So many blocks of a page are asked of."""


def ask(page: Labelled, number: int, labeller: Labeller, most: int = MOST) -> Sheet | None:
    """Make the sheet of a page; None where nothing is worth asking."""
    likely = labeller(page.blocks, page.witness)
    title = _title(page)
    titles = {place for place, text in enumerate(page.blocks.texts) if folded(text) == folded(title)}
    places = unsure_blocks(page, likely, most, but=titles.union(page.read))
    return sheet_of(number, page, title, likely, places) if places else None


def _title(page: Labelled) -> str:
    tree = parse_html(page.document.text)
    title = read_metadata(read_sources(tree, page.document, LINE_WORDS)).title if tree is not None else None
    return title.value if title else ""


def note(answers: str, sheets: list[Sheet]) -> dict[str, dict[str, int]]:
    """Add answers to the labels that there are."""
    readings = load_readings()
    for name, blocks in read_answers(answers, sheets).items():
        readings[name] = {**readings.get(name, {}), **blocks}
    LABELS.write_text(to_lines(readings), encoding="utf-8")
    return readings


def main() -> None:
    """Ask or note."""
    arguments = parser(__doc__)
    arguments.add_argument("what", choices=("ask", "note"))
    arguments.add_argument("--sheets", type=Path, required=True, help="a file outside of the project: it holds texts of pages")
    arguments.add_argument(
        "--weights", type=Path, nargs="+", default=[HTML], help="of one reader, or of one for each fold of sites"
    )
    told = arguments.parse_args()
    if told.what == "note":
        readings = note(sys.stdin.read(), msgspec.json.decode(told.sheets.read_bytes(), type=list[Sheet]))
        labels = [label for blocks in readings.values() for label in blocks.values()]
        print(json.dumps({"labels": len(labels), "text": sum(labels)}))
        return
    labellers = [load_labeller(path) for path in told.weights]
    pages = [page for page in read_pages(told.shared) if page.source == READ]
    sheets = [
        sheet
        for number, page in enumerate(pages)
        if (sheet := ask(page, number, labellers[page.fold % len(labellers)])) is not None
    ]
    told.sheets.write_bytes(msgspec.json.encode(sheets))
    print("\n".join(sheet.shown for sheet in sheets))


if __name__ == "__main__":
    main()
