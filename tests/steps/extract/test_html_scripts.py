"""An article that only the scripts of its page hold."""

import json

import pytest

from tests.steps.extract.html_pages import PARAGRAPHS, TITLE, blocks, lines, page

pytestmark = pytest.mark.usefixtures("reader")

STATE = json.dumps(
    {"id": 7, "title": TITLE, "teaser": "<p>Short</p>", "body": f"<div class='caption'><p>Quay</p></div>{blocks()}"}
)


def escaped(text: str) -> str:
    return text.replace("<", r"\u003c").replace(">", r"\u003e")


@pytest.mark.parametrize(
    "script",
    [
        f"window.state = {STATE};",
        f"window.state = {escaped(STATE)};",
        f"push([1, {escaped(json.dumps(STATE))}])",
        f"push([1, {json.dumps(escaped(STATE))}])",
    ],
)
def test_the_article_in_a_script_s_data_is_read(script: str) -> None:
    html = page(f"<div id='root'></div><script>{script}</script>")
    assert lines(html) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "script", ["", "var a = '<p>';", 'var a = "<p>one</p>";', 'var a = "<p>\\x</p><p>2</p><p>3</p>";', '"' * 100_001]
)
def test_other_scripts_hold_no_article(script: str) -> None:
    assert lines(page(f"<div id='root'></div><script>{script}</script>")) == [""]


def test_an_article_in_the_markup_goes_before_one_in_a_script() -> None:
    other = json.dumps({"body": blocks((*PARAGRAPHS, *PARAGRAPHS))}).replace("ferry", "tram")
    assert lines(page(f"<article><h1>{TITLE}</h1>{blocks()}</article><script>{other}</script>")) == list(PARAGRAPHS)
