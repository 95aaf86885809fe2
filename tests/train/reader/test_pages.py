"""Pages are read with what is known of them: gold text or snippets, and what a person has read."""

import base64
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.train.reader.pages import HTML, PARAGRAPHS, TEXT
from train.reader import pages
from train.reader.by_reading import block_names, page_name

pytest.importorskip("resiliparse", reason="it is installed by `make train`")
from train.reader.plain_pages import plain_pages

NEWS, BLOG = "https://paper.example/a", "https://blog.example/b"


def write(shared: Path, source: str, gold: dict[str, Any]) -> None:
    """Write a set of one page."""
    base = shared / "data" / pages.SCORED[source]
    base.parent.mkdir(parents=True, exist_ok=True)
    page = {
        "url": gold["url"],
        "fetched_at": "2026-01-01T00:00:00Z",
        "status": 200,
        "content_type": "text/html",
        "body_base64": base64.b64encode(HTML.encode()).decode(),
    }
    for name, row in (("gold", gold), ("pages", page)):
        Path(f"{base}.{name}.jsonl.gz").write_bytes(gzip.compress(json.dumps(row).encode() + b"\n"))


def test_what_was_read_comes_with_its_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "news", {"url": NEWS, "text": TEXT})
    write(tmp_path, "snippets", {"url": BLOG, "with": [PARAGRAPHS[0]]})
    monkeypatch.setattr(pages, "SETS", {name: pages.SETS[name] for name in ("news", "snippets")})
    (name,) = block_names(BLOG, [PARAGRAPHS[1]])
    monkeypatch.setattr(pages, "load_readings", lambda: {page_name(BLOG): {name: 1}})
    news, blog = pages.read_pages(tmp_path)
    assert (news.source, blog.source) == ("news", "snippets")
    assert sum(news.labels) == len(TEXT.splitlines())
    assert news.read == {}
    assert blog.read == {blog.blocks.texts.index(PARAGRAPHS[1]): 1}


@pytest.mark.parametrize(
    ("source", "gold", "is_read"),
    [
        ("articles", {"text": TEXT}, True),
        ("articles", {"text": TEXT, "page_type": "product"}, False),
        ("articles", {"title": "A title"}, False),
        (pages.NO_ARTICLES, {"text": TEXT, "page_type": "product"}, True),
        (pages.NO_ARTICLES, {"text": TEXT, "page_type": "article"}, False),
        (pages.FIELDS_ALONE, {"title": "A title"}, True),
    ],
)
def test_a_page_is_in_the_set_of_its_type_and_only_those_of_articles_teach(
    tmp_path: Path, source: str, gold: dict[str, Any], *, is_read: bool
) -> None:
    write(tmp_path, source, {"url": NEWS, **gold})
    found = pages.read_pages(tmp_path, [source])
    assert [page.source for page in found] == [source] * is_read
    assert all(page.teaches == (source in pages.SETS) for page in found)
    assert all(page.teaches == (source in pages.SETS) for page in plain_pages(found))
