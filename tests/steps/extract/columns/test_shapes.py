"""How texts are written: labels, signs and addresses, of HTML's blocks too."""

import pytest

from testing.words import LINE_WORDS
from tests.steps.extract.html_pages import document
from workers.steps.extract.columns.evidence import Evidence
from workers.steps.extract.columns.matrix import columns_of
from workers.steps.extract.columns.shapes import label_columns
from workers.steps.extract.html import look
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.plain.lines import measure
from workers.steps.extract.sources import read_sources


@pytest.mark.parametrize(
    ("text", "label", "sign", "addressed"),
    [
        ("Read also: Storm holds up the post", 3, 0, 0),
        ("It was so: he told me, and I told nobody.", 4, 0, 0),
        ("Half past ten.", 0, 0, 0),
        ("© 2026 Harbour Press", 0, 1, 0),
        ("[ Read more: Storm ]", 4, 1, 0),
        ("“Read more”, he said.", 0, 0, 0),
        ("Follow harbourpress.example on Google News", 0, 0, 1),
        ("Follow @harbourpress for more", 0, 0, 1),
    ],
)
def test_labels_signs_and_addresses(text: str, label: int, sign: int, addressed: int) -> None:
    columns = label_columns([measure(text, ())])
    assert [int(columns[name][0]) for name in ("label", "sign", "addressed")] == [label, sign, addressed]


def test_blocks_of_html_have_them() -> None:
    tree = parse_html("<html><body><p>© 2026 Harbour Press</p><p>Half past ten.</p></body></html>")
    assert tree is not None
    looked = look(read_sources(tree, document(""), LINE_WORDS))
    columns = columns_of(looked.blocks, looked.witness, Evidence({}, {}, {}), LINE_WORDS)
    assert columns["sign"].tolist() == [1, 0]
    assert columns["full_stop"].tolist() == [0, 1]
