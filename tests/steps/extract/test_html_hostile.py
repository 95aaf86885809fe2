"""Whatever a page holds, the HTML extractor neither raises nor hangs."""

import time

import pytest

from tests.steps.extract.html_pages import PARAGRAPHS, TITLE, article, blocks, extracted, lines, page
from workers.page import Unprocessable

pytestmark = pytest.mark.usefixtures("reader")

MANY = 100_000


@pytest.mark.parametrize(
    "html", ["", " \n\t", "<!-- a comment -->", "<!DOCTYPE html>", "<?xml version='1.0'?>", "\0\0\0", "<>", "<" * 1000]
)
def test_a_page_without_content_has_an_empty_text(html: str) -> None:
    assert extracted(html).text == ""


@pytest.mark.parametrize(
    "html",
    ["<script>var a = 1;</script>", "<style>p {}</style>", "<frameset><frame src='/a'></frameset>", "<svg><text>a</text></svg>"],
)
def test_a_page_without_text_has_an_empty_text(html: str) -> None:
    assert extracted(html).text == ""


def test_text_without_markup_is_text() -> None:
    assert extracted(PARAGRAPHS[0]).text == PARAGRAPHS[0]


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td", "blockquote", "article", "span"])
def test_tags_nested_a_hundred_thousand_times_are_told_rather_than_cut(tag: str) -> None:
    with pytest.raises(Unprocessable, match="Excessive depth in document: 256"):
        extracted(f"<body><p>{PARAGRAPHS[0]}</p>" + f"<{tag}>" * MANY)


@pytest.mark.parametrize("tag", ["a href='/x'", "p", "option"])
def test_tags_that_end_each_other_are_not_nested(tag: str) -> None:
    assert extracted(f"<body><p>{PARAGRAPHS[0]}</p>" + f"<{tag}>" * MANY).text == PARAGRAPHS[0]


@pytest.mark.parametrize(
    "html", ["<body><p>{}", "<body><!--{}--><p>x", "<head><meta content='{}'><body><p>x", "<script>{}</script>"]
)
def test_a_piece_of_more_than_ten_megabytes_is_told_rather_than_cut(html: str) -> None:
    with pytest.raises(Unprocessable, match="Buffer size limit exceeded"):
        extracted(html.format("a" * 11_000_000))


@pytest.mark.parametrize(
    "unit", ["<br>", "<p>", "<td>", "<li>a", "<i>a</i> ", "<a href='/x'>a</a> ", "<h1>a</h1>", "&amp;", "<p class='related ad'>a"]
)
def test_a_hundred_thousand_siblings_are_read(unit: str) -> None:
    extracted(f"<body><article><h1>{TITLE}</h1>{unit * MANY}")


def test_one_name_of_a_megabyte_is_read() -> None:
    assert lines(page(f"<h1>{TITLE}</h1><div class='{'re' * 500_000}'>{blocks()}</div>")) == list(PARAGRAPHS)


def test_an_encoding_declared_in_decoded_text_does_not_count() -> None:
    html = f"<?xml version='1.0' encoding='iso-8859-1'?>{page(f'<article><h1>{TITLE}</h1><p>Sjøfolk på Åland.</p>{blocks()}</article>', '<meta charset=latin1>')}"
    assert lines(html)[0] == "Sjøfolk på Åland."


@pytest.mark.parametrize("control", ["&#0;", "&#1;", "&#x0b;", "&#x1F;", "&#31", "&#x7F;", "&#xFFFE;", "&#xD800;", "&#1114112;"])
def test_references_to_what_is_no_text_do_not_reach_it(control: str) -> None:
    text = extracted(article().replace("night ferry", f"night{control} ferry")).text
    assert text.replace("night\ufffd ferry", "night ferry").split("\n") == list(PARAGRAPHS)


@pytest.mark.parametrize("root", ["<html/>", "<html lang='en'/>", "<html><body/>", "<html><body class='a'/>"])
def test_a_self_closed_root_does_not_end_the_page(root: str) -> None:
    assert lines(f"<!DOCTYPE html>{root}<h1>{TITLE}</h1><div>{blocks()}</div>") == list(PARAGRAPHS)


def test_unclosed_and_crossed_tags_are_mended() -> None:
    html = article().replace("</p>", "").replace("</h1>", "<b></h1></b>").replace("</div></article>", "")
    assert lines(html) == list(PARAGRAPHS)


@pytest.mark.parametrize("end", range(0, 1_000, 97))
def test_a_page_cut_off_anywhere_is_read(end: int) -> None:
    extracted(article()[:end])


@pytest.mark.parametrize(
    "unit", ["<a href='/login'>a</a> ", "<div><a href='/login'>a</a></div>", "<h2>Related</h2>", "<h2></h2>", "<li>By Ann Bell"]
)
def test_tens_of_thousands_of_boxes_take_no_more_than_linear_time(unit: str) -> None:
    start = time.process_time()
    extracted(f"<body><h1>{TITLE}</h1><div>{unit * 14_000}</div>{blocks()}")
    assert time.process_time() - start < 5
