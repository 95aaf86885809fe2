"""A labeller that is fitted: the same from the same pages, better than none, and never asked about a site that it has seen."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from testing.words import LINE_WORDS
from tests.train.reader.pages import HTML, PARAGRAPHS, labelled
from train.reader.evidence import shares_by_site
from train.reader.pages import Gold, Labelled
from workers.models.reader import load_labeller, save_labeller
from workers.steps.extract.columns.matrix import columns_of, matrix_of

pytest.importorskip("lightgbm", reason="it is installed by `make train`")
from train.reader import out_of_fold as apart
from train.reader.fit import fit, fit_lines, made_of, rows_by_teacher, warier
from train.reader.plain_pages import plain_pages


def pages(count: int) -> list[Labelled]:
    """Pages of as many sites; every fourth has snippets only."""
    urls = [f"https://paper{number}.example/a" for number in range(count)]
    golds = [Gold(url=url, within=[PARAGRAPHS[0]]) if place % 4 == 3 else None for place, url in enumerate(urls)]
    return [labelled(url, gold=gold) for url, gold in zip(urls, golds, strict=True)]


def test_the_same_pages_give_the_same_bytes_and_teach(tmp_path: Path) -> None:
    known = pages(12)
    for name in ("one.npz", "two.npz"):
        save_labeller(fit(known, shares_by_site(known)), tmp_path / name)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    unseen = labelled("https://unseen.example/a", HTML.replace("article", "chronicle"))
    likely = load_labeller(tmp_path / "two.npz")(unseen.blocks, unseen.witness)
    text = [value for value, share in zip(likely, unseen.labels, strict=True) if share]
    rest = [value for value, share in zip(likely, unseen.labels, strict=True) if not share]
    assert min(text) > 0.9
    assert max(rest) < 0.1


def test_what_was_read_teaches_though_its_page_does_not() -> None:
    known = pages(12)
    page = msgspec.structs.replace(labelled("https://paper1.example/b"), teaches=False)
    read = msgspec.structs.replace(page, read={place: 1 - round(share) for place, share in enumerate(page.labels)})
    without, withal = (fit([*known, one], shares_by_site(known)).trees.leaves for one in (page, read))
    assert not np.array_equal(without, withal)


def test_lines_teach_as_blocks_do(tmp_path: Path) -> None:
    known = pages(12)
    plain = plain_pages(known)
    save_labeller(fit_lines(known, plain, shares_by_site(plain)), tmp_path / "lines.npz")
    unseen = plain_pages([labelled("https://unseen.example/a", HTML.replace("article", "chronicle"))])[0]
    likely = load_labeller(tmp_path / "lines.npz")(unseen.blocks, unseen.witness)
    text = [value for value, share in zip(likely, unseen.labels, strict=True) if share]
    rest = [value for value, share in zip(likely, unseen.labels, strict=True) if not share]
    assert min(text) > 0.8
    assert max(rest) < 0.2


def test_a_warier_labeller_holds_all_for_less_likely() -> None:
    known = pages(12)
    labeller = fit(known, shares_by_site(known))
    matrix = matrix_of(columns_of(known[0].blocks, known[0].witness, labeller.evidence, LINE_WORDS))
    assert warier(labeller, 0.5).trees.log_odds(matrix) == pytest.approx(labeller.trees.log_odds(matrix) - 0.5, abs=1e-5)


def test_rows_are_told_apart_by_what_taught_them() -> None:
    known = [msgspec.structs.replace(page, read={0: 1}) if number == 1 else page for number, page in enumerate(pages(12))]
    _, rows = rows_by_teacher(known, made_of(known), shares_by_site(known))
    assert list(rows) == ["whole", "made", "snippets", "read"]
    assert [len(rows[name]) for name in ("whole", "snippets")] == [9, 3]
    assert [sum(len(each.labels) for each in rows[name]) for name in ("read",)] == [1]
    assert rows["made"]


def test_only_folds_that_are_wanted_are_fitted(monkeypatch: pytest.MonkeyPatch) -> None:
    known = pages(30)
    fitted: list[int] = []
    monkeypatch.setattr(apart, "fit", lambda some, _: fitted.append(len(some)))
    (_, unseen), *more = apart.out_of_fold(known, [3])
    assert (more, {page.fold for page in unseen}) == ([], {3})
    assert fitted == [30 - len(unseen)]


@pytest.mark.parametrize("of_lines", [False, True])
def test_a_fold_is_read_by_a_labeller_that_has_seen_none_of_its_sites(monkeypatch: pytest.MonkeyPatch, *, of_lines: bool) -> None:
    seen: list[set[str]] = []
    monkeypatch.setattr(apart, "fit", lambda known, _: seen.append({page.site for page in known}))
    monkeypatch.setattr(apart, "fit_lines", lambda known, plain, _: seen.append({page.site for page in (*known, *plain)}))
    known = pages(30)
    folds = apart.lines_out_of_fold(known, plain_pages(known)) if of_lines else apart.out_of_fold(known)
    unseen = [{page.site for page in some} for _, some in folds]
    assert set.union(*unseen) == {page.site for page in known}
    assert sum(map(len, unseen)) == 30
    assert [sites & others for sites, others in zip(seen, unseen, strict=True)] == [set()] * len(unseen)
    assert all(len(sites) + len(others) == 30 for sites, others in zip(seen, unseen, strict=True))


def test_nothing_is_made_of_pages_that_are_small_themselves() -> None:
    known = [page for page in pages(12) if page.gold.text is not None]
    assert made_of(known)
    assert made_of([msgspec.structs.replace(page, source="readability") for page in known]) == []
