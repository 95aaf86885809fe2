"""The circuit breaker: it opens where dead letters exceed their share, and restarts do not wear it down."""

import random

import pytest

from workers.kafka.worker.circuit_breaker import CircuitBreaker
from workers.settings import Settings

SETTINGS = Settings(dead_letter_limit=0.5, dead_letter_window=100, dead_letter_least=20)


def run(breaker: CircuitBreaker, pages: str) -> str:
    """Pages, a x for a dead letter: those that are committed."""
    told: list[str] = []
    was_open = breaker.is_open
    taken = "".join(page for page in pages if breaker.admits(dead=page == "x", tell=lambda: told.append("")))
    assert len(told) == (breaker.is_open and not was_open)
    return taken


def restarted(breaker: CircuitBreaker, *older: str) -> CircuitBreaker:
    again = CircuitBreaker(SETTINGS)
    again.take_up(["", *older, breaker.note(2.0)])
    return again


def test_a_bad_release_eats_half_of_the_least_pages_where_there_were_none() -> None:
    breaker = CircuitBreaker(SETTINGS)
    assert run(breaker, "x" * 1000) == "x" * 10
    assert breaker.is_open
    assert run(breaker, "...") == ""


def test_a_bad_release_eats_the_share_of_the_window_after_good_pages() -> None:
    breaker = CircuitBreaker(SETTINGS)
    assert run(breaker, "." * 500 + "x" * 500) == "." * 500 + "x" * 50


@pytest.mark.parametrize("share", [0.01, 0.1, 0.3])
def test_fewer_dead_letters_than_the_limit_pass(share: float) -> None:
    rng = random.Random(1)
    pages = "".join("x" if rng.random() < share else "." for _ in range(20_000))
    assert run(CircuitBreaker(SETTINGS), pages) == pages


def test_restarts_of_a_bad_release_eat_two_pages_in_all() -> None:
    breaker = CircuitBreaker(SETTINGS)
    run(breaker, "." * 70 + "x" * 1000)
    eaten = ""
    for _ in range(100):
        breaker = restarted(breaker)
        eaten += run(breaker, "x" * 1000)
        assert breaker.is_open
    assert eaten == "xx"


def test_restarts_of_a_release_that_fails_at_most_pages_eat_few() -> None:
    rng = random.Random(2)
    breaker = CircuitBreaker(SETTINGS)
    run(breaker, "x" * 1000)
    eaten = 0
    for _ in range(100):
        breaker = restarted(breaker)
        eaten += len(run(breaker, "".join("x" if rng.random() < 0.8 else "." for _ in range(1000))))
    assert eaten < 200


def test_a_release_that_does_better_is_judged_by_its_own_pages() -> None:
    """The dead letters of the bad one do not count against it."""
    breaker = CircuitBreaker(SETTINGS)
    run(breaker, "." * 200 + "x" * 1000)
    breaker = restarted(breaker)
    pages = ("xx." + "." * 20) * 20
    assert run(breaker, pages) == pages
    breaker = restarted(breaker)
    assert 40 < len(run(breaker, "x" * 100)) <= 50
    breaker = restarted(breaker)
    assert run(breaker, pages) == pages, "and so does each that follows"


def test_it_goes_on_from_the_latest_note() -> None:
    """Another partition's older window says nothing; what other tools wrote, and what is broken, is no note."""
    good, bad = CircuitBreaker(SETTINGS), CircuitBreaker(SETTINGS)
    run(good, "." * 1000)
    run(bad, "x" * 1000)
    others = ("{}", "[1]", "owner@host", '{"at": 9, "least": 1, "pages": 3, "bits": "zz"}')
    assert run(restarted(bad, good.note(1.0), *others), "xxx") == "xx"
    assert run(restarted(good, bad.note(1.0), *others), "xxx") == "xxx"


def test_a_window_that_is_shorter_now_keeps_the_newest() -> None:
    long = CircuitBreaker(Settings(dead_letter_window=1000, dead_letter_least=20))
    run(long, "x" * 9 + "." * 200)
    short = restarted(long)
    assert (short.window.pages, short.window.dead) == (100, 0)


def test_its_note_fits_beside_an_offset() -> None:
    """Kafka's limit is 4,096 bytes."""
    breaker = CircuitBreaker(Settings(dead_letter_window=8000, dead_letter_limit=1))
    run(breaker, "x" * 8000)
    assert len(breaker.note(1_800_000_000.123)) < 4096


def test_a_limit_of_one_is_none() -> None:
    breaker = CircuitBreaker(Settings(dead_letter_limit=1))
    assert run(breaker, "x" * 3000) == "x" * 3000
