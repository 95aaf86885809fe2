"""How alike two texts are: by runs of four words, each page weighing the same."""

import numpy as np
import pytest

from bench.lib.shingles import f1, interval, shares, shingles_of


def test_the_same_words_are_right_whatever_stands_between_them() -> None:
    assert shares(shingles_of("one, two – three four five"), shingles_of("one two three\nfour five!")) == (1, 0, 0)


def test_a_run_that_is_repeated_counts_once_where_the_gold_has_it_once() -> None:
    assert shares(shingles_of("a b c d"), shingles_of("a b c d a b c d")) == pytest.approx((1 / 5, 4 / 5, 0))


def test_a_text_of_fewer_than_four_words_is_one_run() -> None:
    assert shingles_of("one two").total() == 1
    assert shingles_of("").total() == 0
    assert shares(shingles_of("one two"), shingles_of("one")) == (0, 0.5, 0.5)


def test_every_page_weighs_the_same() -> None:
    short, long = shares(shingles_of("a b c d"), shingles_of("x y z w")), shares(shingles_of("a " * 99), shingles_of("a " * 99))
    assert f1([short, long]) == pytest.approx(2 * 1 / (2 * 1 + 0.5 + 0.5))


def test_an_interval_is_of_pairs_of_the_same_pages() -> None:
    theirs = np.random.default_rng(1).dirichlet((5, 1, 1), 200)
    assert interval(theirs, theirs) == (0, 0)
    better = theirs.copy()
    better[:, 0] += better[:, 1] / 2
    better[:, 1] /= 2
    low, high = interval(better, theirs)
    assert 0 < low < high
