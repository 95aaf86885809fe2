"""A page's texts and boxes: one block for each text that stands by itself, in the page's order."""

import pytest

from workers.steps.extract.blocks.elements import Inside, Mark
from workers.steps.extract.blocks.walk import Blocks, read_blocks
from workers.steps.extract.html.tree import parse_html


def walk(body: str) -> Blocks:
    tree = parse_html(f"<html><body>{body}</body></html>")
    assert tree is not None
    return read_blocks(tree)


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("<p>One <b>bold</b> word</p><p>Two</p>", ["One bold word", "Two"]),
        ("<div>Loose<p>Inner</p>Behind</div>", ["Loose", "Inner", "Behind"]),
        ("<p>One<br>line</p>", ["One line"]),
        ("<p>First<br><br>Second<br> <br>Third</p>", ["First", "Second", "Third"]),
        ("Above<hr>Below", ["Above", "Below"]),
        ("<ul><li>A<li>B</ul>", ["A", "B"]),
        ("<p>Soft\u00adhyphen and zero\u200bwidth</p>", ["Softhyphen and zerowidth"]),
        ("<p>Pre&zwnj;view</p><p>&zwnj; &zwnj;</p><p>می\u200cرود</p>", ["Preview", "می\u200cرود"]),
        ("<p>Seen<span class='sr-only'>said</span> and <span style='display:none'>gone</span>here</p>", ["Seen and here"]),
        (
            "<p>A <span class='overflow-hidden'>boat</span> with <b class='backface-hidden rounded'>two</b> masts</p>",
            ["A boat with two masts"],
        ),
        (
            "<p>It costs <span class='hidden md:inline'>four</span> <i class='hidden-print'>pounds</i></p>",
            ["It costs four pounds"],
        ),
        (
            "<p>It sails <span class='hide-on-mobile'>at</span> <span class='mobile-hidden hidden'>gone </span>ten</p>",
            ["It sails at ten"],
        ),
        (
            "<p>A<em class='screen-reader-text'>said</em> <a class='sr-only' href='/x'>skip</a><b style='display:none'>gone</b>boat</p>",
            ["A boat"],
        ),
        ("<p>In favour <i>\ue000\ue000</i>and against</p>", ["In favour and against"]),
        ("<p>The <glossary-term>council</glossary-term> agreed</p><my-card>Card</my-card>", ["The council agreed", "Card"]),
        ("<p>A <math><mi>v</mi><mo>=</mo><mn>2</mn><annotation>v=2</annotation></math> boat</p>", ["A v=2 boat"]),
        ("<p>The <ruby>鴎<rt>かもめ</rt>島<rt>じま</rt></ruby> ferry</p>", ["The 鴎島 ferry"]),
        ("<p>The <ruby>鴎島<rp>（</rp><rt>かもめ</rt><rp>）</rp></ruby> ferry</p>", ["The 鴎島（かもめ） ferry"]),
        ("<p>The <button>council</button> agreed. <button>Share</button></p><button>Menu</button>", ["The council agreed."]),
        ("<h3><button>When?</button></h3><h2>Boats <button>Follow</button></h2>", ["When?", "Boats"]),
        ("<button><h3>When?</h3></button><p>At ten</p>", ["When?", "At ten"]),
        ("<div>T</div>he night ferry sails again", ["The night ferry sails again"]),
        (
            "<div>A</div><p> list of boats that sail</p><h3>B</h3><p>boats that do not sail</p>",
            ["A", "list of boats that sail", "B", "boats that do not sail"],
        ),
        ("<script>var a = '<p>no</p>'</script><style>p{}</style><p>Yes</p>", ["Yes"]),
        ("<a href='/x'><h2>Headline</h2><p>Lead</p></a>", ["Headline", "Lead"]),
        ("   <p> </p>", []),
    ],
)
def test_each_text_that_stands_by_itself_is_a_block(body: str, texts: list[str]) -> None:
    assert walk(body).texts == texts


def test_what_an_unclosed_button_swallows_is_read() -> None:
    assert walk("<button>Menu<article><h1>Title</h1><p>Text</p></article>").texts == ["Menu", "Title", "Text"]
    assert walk("<button>Menu</button><p>Text</p>").texts == ["Text"]


def test_links_to_other_pages_and_strong_characters_are_counted() -> None:
    blocks = walk("<p>See <a href='/b'>there</a> and <a href='#c'>below</a></p><p><b>All</b></p>")
    assert blocks.linked == [5, 0]
    assert blocks.strong == [0, 3]


def test_what_stands_between_two_texts_is_counted_once() -> None:
    blocks = walk("<p>A</p><img><figure><picture><img></picture></figure><hr><p>B</p><p>C</p>")
    assert [marks[Mark.PICTURE] for marks in blocks.marks] == [0, 2, 0]
    assert [marks[Mark.RULE] for marks in blocks.marks] == [0, 1, 0]


def test_boxes_know_what_they_lie_in_and_their_likes() -> None:
    blocks = walk("<article><div class=x><p>A</p></div><div class=x hidden><p>B</p></div></article><a href=/><div>C</div></a>")
    one, other, third = blocks.box
    assert blocks.inside[one] == Inside.ARTICLE
    assert blocks.inside[third] == Inside.LINK
    assert blocks.likeness[one] == blocks.likeness[other]
    assert blocks.own_likeness[blocks.parent[one]] == blocks.own_likeness[blocks.parent[other]] != blocks.own_likeness[third]
    assert [blocks.hidden[box] for box in blocks.box] == [False, True, False]
    assert all(parent < box for box, parent in enumerate(blocks.parent))
    assert blocks.names[blocks.parent[one]] == "x"
