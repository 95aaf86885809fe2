"""The second reader reads where the labeller is unsure of the whole."""

import json
from collections.abc import Callable

import numpy as np
import pytest

from testing.words import LINE_WORDS
from tests.steps.extract.html_pages import PARAGRAPHS, TITLE, URL, article, document, page
from workers.enums import ReaderName
from workers.page import Doubt, Extracted
from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Floats
from workers.steps.extract.columns.matrix import Witness
from workers.steps.extract.html import extract_html
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.sources import read_sources

REMARK = "Six readers wrote to us about the boat, and each of them remembers another colour of its funnel, from red to none."


PAGE = article(after=f"<section class='comments'><p>{REMARK}</p></section>")
STATE = json.dumps({"body": "".join(f"<p>{text}</p>" for text in PARAGRAPHS)})


def read(likely: float, html: str = PAGE, is_text: Callable[[str], bool] = lambda text: len(text) > 60) -> Extracted:
    """Read a page with a labeller that finds such texts, else paragraphs and remarks, so likely, and all else unlikely."""

    def labeller(blocks: Blocks, witness: Witness) -> Floats:  # noqa: ARG001 # a labeller is given it
        return np.array([likely if is_text(text) else 0.01 for text in blocks.texts], np.float32)

    tree = parse_html(html)
    assert tree is not None
    return extract_html(read_sources(tree, document(html, URL), LINE_WORDS), labeller)


@pytest.mark.parametrize("likely", [0.95, 0.7])
def test_a_labeller_that_is_sure_is_believed(likely: float) -> None:
    found = read(likely)
    assert (found.reader, found.text.split("\n")) == (ReaderName.LEARNED, [*PARAGRAPHS, REMARK])
    assert found.how_read.doubt is None
    assert found.how_read.expected == pytest.approx(likely, abs=0.03)


@pytest.mark.parametrize(("likely", "doubt"), [(0.5, Doubt.UNSURE), (0.2, Doubt.UNSURE), (0.1, Doubt.NOTHING_FOUND)])
def test_where_it_is_unsure_the_second_reader_reads_even_if_it_finds_less(likely: float, doubt: Doubt) -> None:
    found = read(likely)
    assert (found.reader, found.text.split("\n")) == (ReaderName.TRAFILATURA_ALONE, list(PARAGRAPHS))
    assert found.how_read.doubt is doubt
    assert found.how_read.expected == pytest.approx(likely, abs=0.07)


def test_where_it_is_sure_of_too_little_the_second_reader_reads() -> None:
    found = read(0.95, is_text=lambda text: text == REMARK)
    assert (found.reader, found.text.split("\n")) == (ReaderName.TRAFILATURA_ALONE, list(PARAGRAPHS))
    assert found.how_read.doubt is Doubt.TOO_LITTLE
    assert found.how_read.expected == pytest.approx(0.9, abs=0.07)


def json_ld(body: str) -> str:
    return f"<script type='application/ld+json'>{json.dumps({'@type': 'NewsArticle', 'headline': TITLE, 'articleBody': body})}</script>"


@pytest.mark.parametrize("menu", ["", f"<footer><p>{REMARK}</p></footer>"])
def test_an_article_that_stands_in_the_json_ld_alone_keeps_its_paragraphs(menu: str) -> None:
    found = read(0.01, page(f"<h1>{TITLE}</h1><div id='app'></div>{menu}", json_ld("\n".join(PARAGRAPHS))))
    assert found.text.split("\n") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "footer", ["", "<footer><p>© 2026 Harbour Press. All rights reserved, and the weather is our own.</p></footer>"]
)
def test_an_article_that_only_a_script_holds_is_read_whatever_stands_below_it(footer: str) -> None:
    found = read(0.9, page(f"<div id='app'></div><script>window.state = {STATE};</script>{footer}"))
    assert found.text.split("\n") == list(PARAGRAPHS)


@pytest.mark.parametrize("html", ["<>", "<p>* * *</p>", "<" * 100, "<svg><text>a</text></svg>"])
def test_a_page_without_a_letter_to_see_has_no_text(html: str) -> None:
    assert read(0.9, html).text == ""


def test_a_huge_page_is_read_rather_than_judged() -> None:
    found = read(0.9, PAGE.replace("</article>", f"{'<b></b>' * 15_000}</article>"))
    assert found.reader is ReaderName.TRAFILATURA
    assert set(PARAGRAPHS) <= set(found.text.split("\n"))


def test_a_brief_in_a_script_that_needs_few_characters_is_not_too_little() -> None:
    brief = (
        "市议会周一决定，开往外岛的夜间渡轮将从六月一日起恢复，这是十一年来的第一次。",
        "单程票价四元，学生免费，冬天每晚一班。",
    )
    html = page(f"<article><h1>{TITLE}</h1><p>{brief[0]}</p><p>{brief[1]}</p></article><section><p>{REMARK}</p></section>")
    found = read(0.95, html, is_text=lambda text: text in brief)
    assert (found.how_read.doubt, found.text.split("\n")) == (None, list(brief))
