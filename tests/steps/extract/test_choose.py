"""Which blocks are kept: as many as make the best whole, each text once."""

import numpy as np
import pytest

from workers.steps.extract.choose import LEAST, MOST, choose, cut_at, expected_index, index_of

LONG = "A paragraph that says enough to be one of an article's, and a little more than that, number {}."


def likely(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.array(values, np.float32)


@pytest.mark.parametrize(
    ("values", "limit"),
    [((1, 1, 0, 0), MOST), ((0.3, 0.3, 0.3, 0.3), 0.231), ((0.05, 0.05, 0.01, 0.01), LEAST)],
)
def test_the_cut_is_where_another_block_makes_the_whole_no_better(values: tuple[float, ...], limit: float) -> None:
    assert cut_at(expected_index(likely(*values), likely(10, 10, 10, 10))) == pytest.approx(limit, abs=0.01)


def test_what_is_likely_is_kept_in_order() -> None:
    texts = [LONG.format(number) for number in range(4)]
    assert choose(texts, likely(0.9, 0.05, 0.8, 0.01)).kept == [0, 2]
    assert choose([], likely()) == ([], 0)


def test_a_long_text_is_kept_once_and_a_short_one_as_often_as_it_stands() -> None:
    texts = [LONG.format(1), "Yes.", LONG.format(1), "Yes."]
    assert choose(texts, likely(0.9, 0.9, 0.9, 0.9)).kept == [0, 1, 3]


def test_what_is_said_twice_in_the_same_kind_of_box_is_no_repetition() -> None:
    texts = [LONG.format(number) for number in (1, 2, 1, 3, 3, 3)]
    assert choose(texts, likely(*[0.9] * 6), [0] * 6).kept == [0, 1, 2, 3, 4, 5]
    assert choose(texts, likely(*[0.9] * 6), [0, 0, 1, 0, 0, 0]).kept == [0, 1, 3, 4, 5]  # as a quotation drawn out of the text


def test_a_page_that_holds_its_article_twice_gives_it_once() -> None:
    texts = [LONG.format(number) for number in range(4)]
    assert choose(texts * 2, likely(*[0.9] * 8), [0] * 8).kept == [0, 1, 2, 3]


def test_a_heap_of_all_paragraphs_is_no_paragraph() -> None:
    texts = [LONG.format(number) for number in range(5)]
    assert choose([" ".join(texts), *texts], likely(*[0.9] * 6)).kept == [1, 2, 3, 4, 5]


def test_what_another_reader_keeps_has_an_expected_index_too() -> None:
    texts = [LONG.format(number) for number in range(4)]
    values = likely(0.9, 0.9, 0.1, 0.1)
    own = choose(texts, values)
    assert index_of(texts, values, own.kept) == pytest.approx(own.expected, abs=1e-3)
    assert index_of(texts, values, [0, 1, 2]) == pytest.approx(1.9 / 3.1)
    assert index_of(texts, values, [0]) == pytest.approx(0.9 / 2.1)
    assert index_of(texts, values, []) == 0


def test_the_expected_index_says_how_sure_the_choice_is() -> None:
    texts = [LONG.format(number) for number in range(4)]
    assert choose(texts, likely(1, 1, 0, 0)).expected > 0.99
    assert choose(texts, likely(0.5, 0.5, 0.4, 0.3)).expected < 0.6
