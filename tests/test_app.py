"""The Faust application: what starts and watches workers can go by what it answers, and it ends with one line where it cannot work."""

import socket
from pathlib import Path

import pytest

from testing.broker import free_port
from testing.newsmill import ask
from tests.kafka.fixtures import Newsmill, Start
from tests.kafka.running import FAILED, article, behind, members, page, read, stop, wait_for
from workers.errors import CALLED_WRONGLY
from workers.kafka.client.roles import Role
from workers.settings import Settings

PAGES = 5


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
def test_it_is_ready_once_it_has_partitions_works_on_both_stations_and_leaves_nothing_behind(
    settings: Settings, newsmill: Newsmill, start: Start, tmp_path: Path
) -> None:
    pages = tmp_path / "pages.jsonl"
    pages.write_text("".join(page(f"https://paper{number}.example/news/{number}", article(number)) for number in range(PAGES)))
    assert newsmill("feed", pages).returncode == 0
    port = free_port()
    worker = start(NEWSMILL_WEB_PORT=str(port))
    wait_for(lambda: ask(port, "/health/ready") == (200, "ready\n"))
    assert ask(port, "/health/live") == (200, "live\n")
    assert members(settings) == 1

    wait_for(lambda: behind(settings) == 0)
    events = read(settings)
    assert {role: len(found) for role, found in events.items() if found} == {Role.ARTICLES: PAGES}
    created = f'newsmill_pages_total{{outcome="article",reason="created"}} {PAGES}.0'
    wait_for(lambda: created in ask(port, "/metrics")[1].splitlines())

    assert stop(worker) < 10
    assert members(settings) == 0
    assert ask(port, "/health/live") == (0, "")


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
def test_a_port_that_is_taken_ends_it_with_one_line_before_it_joins_the_group(start: Start, tmp_path: Path) -> None:
    with socket.create_server(("", 0)) as other:
        port = other.getsockname()[1]
        worker = start(NEWSMILL_WEB_PORT=str(port))
        assert worker.wait(timeout=60) == CALLED_WRONGLY
    log = (tmp_path / "worker.log").read_text()
    assert "Traceback" not in log
    (line,) = [line for line in log.splitlines() if "NEWSMILL_WEB_PORT" in line]
    assert line.strip().endswith(f"NEWSMILL_WEB_PORT={port}: Address already in use; choose another port")
    assert "joined group" not in log


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
def test_partitions_that_are_not_as_set_end_it_before_it_reads_a_page(start: Start, tmp_path: Path) -> None:
    worker = start(NEWSMILL_PARTITIONS="4")
    assert worker.wait(timeout=60) == FAILED
    log = (tmp_path / "worker.log").read_text()
    assert "has 3 partitions, NEWSMILL_PARTITIONS says 4" in log
    assert "Traceback" not in log
