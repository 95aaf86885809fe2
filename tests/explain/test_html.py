"""The page for a browser holds what a page says as text, whatever it says, and no more of it than a browser bears."""

import msgspec
from lxml import html

from tests.explain.pages import PAGE, SOURCE, explained
from workers.explain.explanation import Block, Explanation, Field, Offer, Verdict
from workers.explain.html import MOST_BLOCKS, MOST_CHARACTERS, POLICY, to_html

NASTY = "<script>alert(1)</script><img src=https://elsewhere.example/a.png onerror=alert(1)>\"'</details></main>&amp;\x00\x1b[31m\u202e\ud800"
SHOWN = "<script>alert(1)</script><img src=https://elsewhere.example/a.png onerror=alert(1)>\"'</details></main>&amp;��[31m��"
ELEMENTS = set(
    "html head meta title style body main h1 h2 h3 p span div section aside small details summary ul li b bdi br".split()
)


def nasty() -> Explanation:
    """An explanation in which everything that a page has a say in is nasty."""
    block = Block(number=0, text=NASTY, path=NASTY, verdict=Verdict.KEPT, why="above the cut", likelihood=0.9)
    offer = Offer(source="html", value=NASTY, note=NASTY)
    fields = (Field(name="title", value=NASTY, offers=(offer,)),)
    return Explanation(
        source=SOURCE, url=NASTY, outcome="article", detail=NASTY, cut=0.5, blocks=(block,), fields=fields, claims=(NASTY,)
    )


def parsed(*explanations: Explanation) -> html.HtmlElement:
    """What a parser makes of the page."""
    return html.document_fromstring("".join(to_html(explanations)).encode())


def test_what_a_page_says_is_text_wherever_it_stands() -> None:
    tree = parsed(nasty())
    assert {element.tag for element in tree.iter() if isinstance(element.tag, str)} <= ELEMENTS
    attributes = {name for element in tree.iter() for name in element.attrib}
    assert attributes <= {"class", "dir", "title", "lang", "charset", "content", "name", "http-equiv"}
    (block,) = tree.find_class("block")
    assert block.find(".//span[@dir]").text == SHOWN


def test_everything_can_be_written_as_utf_8() -> None:
    "".join(to_html([nasty()])).encode()


def test_a_policy_forbids_all_but_styles() -> None:
    head = "".join(to_html([])).partition("</head>")[0]
    assert f'http-equiv="Content-Security-Policy" content="{POLICY}"' in head
    assert "default-src 'none'" in POLICY
    assert "script" not in POLICY


def test_a_page_of_many_long_blocks_is_bounded() -> None:
    told = explained()
    many = tuple(msgspec.structs.replace(told.blocks[0], number=number, text="x" * 10_000) for number in range(MOST_BLOCKS + 7))
    written = "".join(to_html([msgspec.structs.replace(told, blocks=many)]))
    assert written.count("<details") == MOST_BLOCKS
    assert "… and 7 blocks more" in written
    assert "x" * (MOST_CHARACTERS + 1) not in written


def test_blocks_are_coloured_by_verdict_and_marked_beside_it() -> None:
    blocks = parsed(explained()).find_class("block")
    told = {block.get("class").split()[1]: block.find(".//span[@class='score']").text[0] for block in blocks}
    assert told == {"kept": "✓", "dropped": "✗"}
    assert len(blocks) == len(explained().blocks)


def test_several_pages_stand_below_each_other() -> None:
    assert len(parsed(explained(), explained(PAGE), nasty()).findall(".//main")) == 3
