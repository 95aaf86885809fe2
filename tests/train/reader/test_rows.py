"""Rows: easy blocks are thinned and keep their weight; a page of a fold is measured without its evidence; snippets and readings decide."""

import msgspec
import numpy as np
import pytest

from testing.words import LINE_WORDS
from tests.train.reader.pages import LINES, labelled
from train.reader.evidence import shares_by_site
from train.reader.folds import FOLDS, fold_of
from train.reader.made_pages import make_pages
from train.reader.pages import Gold
from train.reader.rows import Rows, evidence_by_fold, rows_of, rows_of_made
from train.reader.snippets import READ_WEIGHT, labelled_by_both, labelled_by_reading
from workers.steps.extract.blocks.lines import read_lines
from workers.steps.extract.plain import witness_of
from workers.steps.extract.plain.lines import measure

PAGE = labelled()
NUMBERS = np.arange(len(PAGE.labels), dtype=np.float32).reshape(-1, 1)


def test_easy_rows_are_few_and_weigh_what_all_did() -> None:
    rows = rows_of(PAGE, NUMBERS)
    assert len(rows.labels) == len(PAGE.labels) - 16, "of 20 links in the menu 4 are left"
    assert rows.weights.sum() == pytest.approx(2 * len(PAGE.labels))
    assert rows.labels.sum() == len(LINES)
    assert len(Rows.of([rows, rows]).labels) == 2 * len(rows.labels)


def test_short_lines_among_short_ones_are_easy_in_plain_text() -> None:
    lines = msgspec.structs.replace(
        PAGE,
        witness=witness_of(PAGE.document),
        blocks=read_lines([measure(text, LINE_WORDS.months) for text in PAGE.blocks.texts]),
    )
    rows = rows_of(lines, NUMBERS)
    assert len(rows.labels) == len(PAGE.labels) - 12, "15 of 20 lines of the menu have five short ones behind them"
    assert rows.weights.sum() == pytest.approx(2 * 2 * len(PAGE.labels)), "lines of news weigh twice as much as its blocks"


def test_rows_of_a_made_page_are_what_is_new_and_beside_it() -> None:
    made = next(iter(make_pages([PAGE] * 5, 1)))
    matrix = np.arange(len(made.page.labels), dtype=np.float32).reshape(-1, 1)
    rows = rows_of_made(made, matrix)
    taken = set(rows.matrix[:, 0].astype(int).tolist())
    assert set(made.places) <= taken
    assert all(min(abs(place - other) for other in made.places) <= 2 for place in taken)


def test_pages_are_measured_by_what_other_folds_taught() -> None:
    sites: dict[int, list[str]] = {}
    for number in range(200):
        sites.setdefault(fold_of(f"paper{number}.example"), []).append(f"paper{number}.example")
    assert set(sites) == set(range(FOLDS))
    pages = [labelled(f"https://{site}/a") for fold in (0, 1, 2) for site in sites[fold][:2]]
    odd = [labelled(f"https://{site}/a", html=PAGE.document.text.replace("teasers", "oddly")) for site in sites[3][:3]]
    shares = shares_by_site([*pages, *odd])
    apart, everything = evidence_by_fold(shares, set(shares))
    assert set(apart) == {0, 1, 2, 3}
    assert "oddly" in everything.names
    assert "oddly" in apart[0].names
    assert "oddly" not in apart[3].names
    others, none = evidence_by_fold(shares, {page.site for page in pages})
    assert "oddly" not in none.names, "what is known of a site that is not asked for is not used"
    assert set(others) == {0, 1, 2}


def both(likely: list[float], *without: str) -> Rows | None:
    page = labelled(gold=Gold(url="https://paper.example/a", without=list(without)))
    return labelled_by_both(page, NUMBERS, np.array(likely, np.float32))


def test_where_two_readers_agree_there_is_a_label() -> None:
    likely = [0.9 * share for share in PAGE.labels]
    rows = both(likely)
    assert rows is not None
    assert rows.labels.sum() == len(LINES)
    assert (rows.weights > 0).all()


def test_what_they_differ_on_weighs_nothing_unless_a_snippet_decides() -> None:
    likely = [0.9 * share for share in PAGE.labels]
    last = len(likely) - 1
    likely[last] = 0.9
    differed = both(likely)
    assert differed is not None
    assert differed.weights[-1] == 0
    decided = both(likely, "Also of interest")
    assert decided is not None
    assert (decided.labels[-1], decided.weights[-1]) == (0, 0.5)


def test_a_page_on_which_they_differ_much_teaches_nothing() -> None:
    assert both([0.1] * len(PAGE.labels)) is None


def test_what_a_person_has_read_decides_and_teaches_apart() -> None:
    page = labelled(gold=Gold(url="https://paper.example/a", within=[LINES[0]]))
    text, teaser = page.labels.index(1), len(page.labels) - 1
    read = msgspec.structs.replace(page, read={teaser: 1, text: 0})
    likely = np.array([0.9 * share for share in page.labels], np.float32)
    rest = labelled_by_both(read, NUMBERS, likely)
    assert rest is not None
    assert [weight > 0 for number, weight in zip(rest.matrix[:, 0], rest.weights, strict=True) if number in (text, teaser)] == [
        False,
        False,
    ], "they are not counted twice"
    rows = labelled_by_reading(read, NUMBERS)
    assert rows.matrix[:, 0].tolist() == [teaser, text]
    assert rows.labels.tolist() == [1, 0]
    assert rows.weights.tolist() == [READ_WEIGHT] * 2


def test_readings_settle_what_two_readers_differ_on() -> None:
    page = labelled(gold=Gold(url="https://paper.example/a"))
    unlikely = np.full(len(page.labels), 0.1, np.float32)
    assert labelled_by_both(page, NUMBERS, unlikely) is None
    read = msgspec.structs.replace(page, read={place: 1 for place, share in enumerate(page.labels) if share})
    assert labelled_by_both(read, NUMBERS, unlikely) is not None
