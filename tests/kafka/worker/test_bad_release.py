"""A bad release in front of a backlog: it pauses after a few dead letters, and the mended one makes everything good."""

from collections.abc import Callable
from pathlib import Path

import pytest

from testing.broker import free_port
from tests.kafka.fixtures import Newsmill, Start
from tests.kafka.running import article, page, read, stop, wait_for
from tests.kafka.scraping import scrape
from workers.kafka.client.roles import OUTCOMES, Role
from workers.settings import Settings

pytestmark = pytest.mark.kafka

PAGES = 200
EATEN = 20
TRIED = 2
"""Dead letters that workers are allowed, all together, that are started where the breaker was open."""
DEAD = EATEN + TRIED
LIMITS = {"NEWSMILL_DEAD_LETTER_LIMIT": "0.5", "NEWSMILL_DEAD_LETTER_WINDOW": "100", "NEWSMILL_DEAD_LETTER_LEAST": "40"}


def paused(port: int) -> Callable[[], bool]:
    return lambda: (told := scrape(port)).has("newsmill_paused") and told.total("newsmill_paused") == 1


def test_it_pauses_and_replay_brings_every_page_through(
    settings: Settings, newsmill: Newsmill, start: Start, tmp_path: Path
) -> None:
    pages = tmp_path / "pages.jsonl"
    urls = [f"https://paper{number}.example/news/{number}" for number in range(PAGES)]
    pages.write_text("".join(page(url, article(number)) for number, url in enumerate(urls)))
    newsmill("topics", "create")
    newsmill("feed", pages)

    for life in range(2):
        port = free_port()
        bad = start("bad", "tests.kafka.bad_release", NEWSMILL_WEB_PORT=str(port), **LIMITS)
        wait_for(paused(port))
        eaten = (EATEN, TRIED)[life]  # committed by now, or soon
        wait_for(lambda: scrape(port).value("newsmill_pages_total", outcome="dead_letter", reason="step_failed") == eaten)  # noqa: B023
        assert scrape(port).total("newsmill_dead_letter_share") == pytest.approx((0.5, 0.4)[life])
        events = read(settings)
        assert [len(events[role]) for role in OUTCOMES] == [0, 0, 0, EATEN + life * TRIED]
        if life == 0:
            bad.kill()
            bad.wait()
        else:
            stop(bad)
    log = (tmp_path / "bad.log").read_text()
    assert log.count("paused: with one more, over 0.5 of the latest pages would be dead letters (20 of 20 are)") == 1
    assert log.count("paused: with one more, over 0.5 of the latest pages would be dead letters (2 of 2 are)") == 1
    assert log.count("paused: ") == 2
    assert "language, step_failed: 'ZeroDivisionError: a bad release'" in log

    start("good", **LIMITS)
    audit = newsmill("audit", "--wait", 90)
    assert (audit.returncode, len(read(settings)[Role.DEAD_LETTER])) == (0, DEAD)
    assert newsmill("replay").stderr == f"newsmill: read {DEAD} dead letters = {DEAD} sent\n"
    audit = newsmill("audit", "--wait", 90)
    assert audit.stdout.startswith(f"{PAGES + DEAD} raw pages = {PAGES} articles ({PAGES} created) + ")
    assert audit.returncode == 0
    events = read(settings)
    assert sorted(event["url"] for event in events[Role.ARTICLES]) == sorted(urls)
    assert newsmill("replay").stderr == f"newsmill: read {DEAD} dead letters = 0 sent + {DEAD} sent before\n"


def test_a_page_that_fails_again_is_a_dead_letter_with_one_attempt_more(
    settings: Settings, newsmill: Newsmill, start: Start, tmp_path: Path
) -> None:
    pages = tmp_path / "pages.jsonl"
    pages.write_text('{"url": "https://paper.example/broken"}\n' + page("https://paper.example/1", article(1)))
    newsmill("topics", "create")
    newsmill("feed", pages)
    start()
    for attempts in (1, 2):
        assert newsmill("audit", "--wait", 90).returncode == 0
        letters = read(settings)[Role.DEAD_LETTER]
        assert sorted(letter["attempts"] for letter in letters) == list(range(1, attempts + 1))
        assert len({(letter["original_base64"], letter["original_key_base64"]) for letter in letters}) == 1
        assert newsmill("replay").stderr.startswith(f"newsmill: read {attempts} dead letters = 1 sent")
