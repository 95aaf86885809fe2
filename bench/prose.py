"""What the print of a page's prose tells of real pages, and what it costs: `workers/steps/prose.py`.

Takes `--count` of `--pages`, and for those that are articles: how many of the text's long lines are prose of the page (which is what lets news
be told whichever reader reads), how alike a page is to itself with other teasers and advertisements, and how often one more paragraph in
the article shows. The cost is processor time, beside that of all steps, page by page. The last line is JSON.
"""

import json
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

import msgspec

from bench.lib.arguments import dev_pages, parser_of_pages
from testing.made_pages import made_words, sentences_of
from workers.inputs import Input, read_inputs
from workers.limits import DEFAULT_LIMITS
from workers.models.load import load_tools
from workers.page import Document, Format
from workers.pipeline import prepare
from workers.records import Candidate
from workers.steps.decode.decode import decode
from workers.steps.prose import CELLS, DIGEST_BYTES, alike, news, prose
from workers.steps.read.read import read_page

PAGES = 400


def teasers(rng: random.Random) -> str:
    """Make a list of other articles, headlines and long teasers, and an advertisement."""
    words = made_words(rng, 400)
    items = (
        f"<li><a href=/{n}><h3>{' '.join(words[n : n + 8])}</h3><p>{' '.join(words[n : n + 30])}</p></a></li>" for n in range(20)
    )
    return f"<aside><ul>{''.join(items)}</ul><div>Advertisement {rng.random()}</div></aside>"


def with_rest(text: str, rng: random.Random) -> str:
    """Change what stands around the article."""
    body = max(text.find("<body"), 0)
    begin, end = text.find(">", body) + 1, text.rfind("</body")
    return text[:begin] + teasers(rng) + text[begin:end] + teasers(rng) + text[end:]


def with_paragraph(text: str, paragraph: str, after: str) -> str | None:
    """Put one more paragraph behind the one that begins with these words; None where none does."""
    found = re.search(rf"<p\b[^<>]*>\s*{re.escape(after)}", text)
    end = text.find("</p>", found.end()) + 4 if found else 3
    return None if end == 3 else f"{text[:end]}<p>{paragraph}</p>{text[end:]}"


def articles(paths: list[Path], count: int, costs: dict[str, float]) -> Iterator[tuple[Document, Candidate]]:
    """Read so many pages; give those that are articles, and add up what all cost."""
    tools = load_tools(DEFAULT_LIMITS)
    items = [item for item in read_inputs(list(map(str, paths))) if isinstance(item, Input)]
    random.Random(1).shuffle(items)
    for item in items[:count]:
        begin = time.process_time()
        found = prepare(item.message, item.source, tools)
        costs["page"] += time.process_time() - begin
        if isinstance(found, Candidate):
            document = decode(read_page(item.message))
            begin = time.process_time()
            prose(document)
            costs["prose"] += time.process_time() - begin
            yield document, found


def main() -> None:
    """Measure and print."""
    options = parser_of_pages(__doc__, count=PAGES).parse_args()
    rng = random.Random(2)
    costs = {"page": 0.0, "prose": 0.0}
    known: list[float] = []
    same: list[float] = []
    shown: list[bool] = []
    for document, candidate in articles(options.pages or dev_pages(options.shared), options.count, costs):
        lines = [line for line in candidate.text.split("\n") if len(line.encode()) > 200]
        now = prose(document)
        if len(now) < CELLS * DIGEST_BYTES:  # else it does not tell what it holds
            known += [news(line, b"", now) for line in lines]
        if document.format is not Format.HTML or not now:
            continue
        other = prose(msgspec.structs.replace(document, text=with_rest(document.text, rng)))
        same.append(alike(now, other))
        paragraph = " ".join(sentences_of(made_words(rng, 40)))
        more = with_paragraph(document.text, paragraph, lines[len(lines) // 2][:40]) if lines else None
        if more:
            later = prose(msgspec.structs.replace(document, text=with_rest(more, rng)))
            shown.append(news(f"{candidate.text}\n{paragraph}", now, later) == 1)
    figures = {
        "lines_known": round(mean(known), 4),
        "alike_with_other_teasers": round(mean(same), 4),
        "least_alike": round(min(same), 4),
        "paragraphs_added": len(shown),
        "paragraphs_shown": round(mean(shown), 4),
        "share_of_time": round(costs["prose"] / costs["page"], 4),
    }
    print("\n".join(f"{name:26}{value}" for name, value in figures.items()))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
