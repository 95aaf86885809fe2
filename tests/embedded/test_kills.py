"""Kill -9 at any point, and going on with `--state`: every article is published once. (`make bench NAME=kills` kills the command itself.)"""

import json
import random
import time
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from testing.candidates import candidate_of
from tests.embedded.killed import run
from workers.embedded.claim_store import LocalStore
from workers.embedded.clean import Accounting, clean
from workers.embedded.outputs import Outputs
from workers.pool.context import fork_context
from workers.records import Candidate
from workers.relay.relay import WINDOW

ARTICLES = 600
SIZE = 1_500  # bytes of an article as it is written, about
KILLS = 8
ONCE = Counter(f"https://paper.example/{n}" for n in range(ARTICLES))


@cache
def pages() -> list[Candidate]:
    """Articles that are unlike each other, and at every fourth a recrawl of an earlier one."""
    words = random.Random(3).choices([f"word{n}" for n in range(900)], k=40 * ARTICLES)
    order = [number for n in range(ARTICLES) for number in ([n, n // 2] if n % 4 == 3 else [n])]
    texts = [" ".join(words[40 * n : 40 * n + 40]) for n in range(ARTICLES)]
    return [candidate_of(texts[n], url=f"https://paper.example/{n}", record=record) for record, n in enumerate(order)]


class DyingStore(LocalStore):
    """A store whose process ends where claims are to be kept."""

    def commit(self, sizes: dict[str, int]) -> None:
        """Keep sizes, but no claims."""
        if self._pending:
            raise KeyboardInterrupt
        super().commit(sizes)


def test_an_event_written_just_before_the_first_commit_does_not_stand_twice(tmp_path: Path) -> None:
    store = DyingStore(tmp_path / "state", WINDOW)
    outputs = Outputs({"articles": str(tmp_path / "articles")}, store)
    with pytest.raises(KeyboardInterrupt):
        list(clean(pages()[:2], store, outputs, Accounting(), WINDOW))
    outputs.close()
    store.close()
    assert (tmp_path / "articles").stat().st_size > 0
    run(tmp_path, pages())
    assert published(tmp_path) == ONCE


def published(folder: Path) -> Counter[str]:
    """Count how often each URL was published."""
    return Counter(json.loads(line)["url"] for line in (folder / "articles").read_bytes().splitlines())


def test_after_kills_at_any_point_every_article_is_published_once(tmp_path: Path) -> None:
    seed = random.Random(5)
    context = fork_context()  # the pool's, for a process has one such server
    articles = tmp_path / "articles"
    articles.touch()
    for kill in range(KILLS):
        process = context.Process(target=run, args=(tmp_path, pages()), daemon=True)
        process.start()
        aim = (kill + seed.random()) / (KILLS + 1) * ARTICLES * SIZE
        end = time.monotonic() + 60
        while process.is_alive() and articles.stat().st_size < aim:
            assert time.monotonic() < end
            time.sleep(0.0005)  # a processor of its own would be taken from the process
        process.kill()
        process.join(60)
        assert process.exitcode == -9, f"run {kill} came to its end before it was killed"
    process = context.Process(target=run, args=(tmp_path, pages()), daemon=True)
    process.start()
    process.join(60)
    assert process.exitcode == 0
    assert published(tmp_path) == ONCE
