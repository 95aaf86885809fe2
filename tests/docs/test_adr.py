"""Decisions are numbered once, without a gap, and all listed."""

import re
from pathlib import Path

from tests.docs.markdown import ROOT

FOLDER = ROOT / "docs" / "adr"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")

_PAGE = re.compile(r"# (?P<number>\d+)\. (?P<title>.+)\n\nDate: \d{4}-\d\d-\d\d\. Status: (?P<status>.+)\.\n")
_ROW = re.compile(
    r"^\| (?P<number>\d+) \| \[(?P<title>[^\]]+)\]\((?P<file>[^)]+)\) \| .{20,} \| (?P<status>[^|]+) \|$", re.MULTILINE
)
_MENTION = re.compile(r"\[ADR (\d+)\]\([^)]*?(\d{4})-[^)]+\)")


def told(page: Path) -> tuple[int, str, str, str]:
    """Number, title, file and status, as the page's own first lines tell them."""
    head = _PAGE.match(page.read_text(encoding="utf-8"))
    assert head, f"{page.name} begins with its number, title, date and status"
    return int(head["number"]), head["title"], page.name, head["status"]


def test_numbers_are_given_once_and_without_a_gap() -> None:
    assert [told(page)[0] for page in PAGES] == [int(page.name[:4]) for page in PAGES] == list(range(1, len(PAGES) + 1))


def test_every_decision_is_listed_by_its_own_number_title_and_status() -> None:
    rows = _ROW.finditer((FOLDER / "README.md").read_text(encoding="utf-8"))
    assert [(int(row["number"]), row["title"], row["file"], row["status"]) for row in rows] == [told(page) for page in PAGES]


def test_a_decision_is_mentioned_by_the_number_of_its_page() -> None:
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    mentions = [mention for path in documents for mention in _MENTION.findall(path.read_text(encoding="utf-8"))]
    assert mentions
    assert [mention for mention in mentions if int(mention[0]) != int(mention[1])] == []
