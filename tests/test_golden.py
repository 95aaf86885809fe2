"""Golden pages: each folder of tests/golden is a page and what it must become (see the README there)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workers.enums import ReaderName
from workers.limits import DEFAULT_LIMITS
from workers.models.load import load_tools
from workers.pipeline import Tools, prepare
from workers.records import Candidate, DeadLetter, Rejected, Source
from workers.steps.read.message import RawMessage

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path for path in GOLDEN.iterdir() if path.is_dir())
PLAIN = [case for case in CASES if (case / "page.txt").exists()]


@pytest.fixture(scope="module")
def tools() -> Tools:
    return load_tools(DEFAULT_LIMITS)


@pytest.fixture(scope="module")
def learned() -> Tools:
    return load_tools(DEFAULT_LIMITS, ReaderName.LEARNED)


def in_order(text: str, parts: list[str]) -> bool:
    place = 0
    for part in parts:
        if (found := text.find(part, place)) < 0:
            return False
        place = found + len(part)
    return True


CHECKS: dict[str, Callable[[Candidate, Any], bool]] = {
    "text_starts_with": lambda article, start: article.text.startswith(start),
    "text_ends_with": lambda article, end: article.text.endswith(end),
    "text_contains": lambda article, parts: in_order(article.text, parts),
    "also_on_page": lambda article, titles: [other.title for other in article.also_on_page] == titles,
}


def read_event(case: Path, between: str | None = None) -> bytes:
    """The case's raw page; with `between`, that stands between any two of its lines that are not blank."""
    page = json.loads((case / "page.json").read_text(encoding="utf-8"))
    for body in case.glob("page.[ht]*"):
        page["body"] = body.read_text(encoding="utf-8")
        if between is not None:
            page["body"] = between.join(line for line in page["body"].splitlines() if line.strip())
    return json.dumps(page).encode()


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_a_golden_page_becomes_what_a_careful_editor_says(tools: Tools, case: Path) -> None:
    check(tools, case, read_event(case))


@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["dense", "spaced"])
@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in PLAIN])
def test_a_golden_plain_page_becomes_the_same_without_blank_lines_and_with_more(tools: Tools, case: Path, between: str) -> None:
    check(tools, case, read_event(case, between))


@pytest.mark.parametrize("between", [None, "\n", "\n\n"], ids=["as it is", "dense", "spaced"])
@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in PLAIN])
def test_a_golden_plain_page_becomes_the_same_by_labels_that_are_learned(learned: Tools, case: Path, between: str | None) -> None:
    check(learned, case, read_event(case, between))


def check(tools: Tools, case: Path, event: bytes) -> None:
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    page = prepare(RawMessage(event), Source(file=case.name), tools)
    match page:
        case Rejected():
            assert expected == {"rejected": page.reason.value}, page.detail
        case DeadLetter():
            assert expected == {"dead_letter": page.reason.value}, page.message
        case Candidate():
            for key, value in expected.items():
                if key in CHECKS:
                    assert CHECKS[key](page, value), f"{key}: {value!r} does not hold for: {page.text}"
                else:
                    assert getattr(page, key, None) == value
