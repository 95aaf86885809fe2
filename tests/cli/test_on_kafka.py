"""The commands that speak to Kafka, each by what it says and the exit code that it ends with."""

import asyncio
import json
import os
import socket
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from testing.broker import free_port
from tests.command import newsmill
from tests.kafka.fixtures import NEWSMILL, Start
from tests.kafka.running import article, page, stop, wait_for
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.client.topics import create_topics
from workers.settings import Settings

URL = "https://paper.example/news/1"
NOWHERE = {"NEWSMILL_KAFKA": "127.0.0.1:1", "NEWSMILL_KAFKA_SECONDS": "1"}


def answers(port: int, path: str = "/health/ready") -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:  # not there yet, or not ready
        return False


@pytest.mark.parametrize("command", ["audit", "dead-letters", "feed page.html", "replay", "rewind", "topics create", "worker"])
def test_a_kafka_that_is_not_there_is_one_line_and_exit_code_1(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("page.html").write_text("<p>A page")
    run = newsmill(*command.split(), environ=NOWHERE)
    told = [line for line in run.stderr.splitlines() if not line.startswith("newsmill: read 0 ")]  # accountings come all the same
    assert (run.returncode, run.stdout, len(told)) == (1, "", 1)
    assert told[0].startswith("newsmill: Kafka cannot be reached at 127.0.0.1:1")


def test_a_data_folder_that_cannot_be_made_was_set_wrongly(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    run = newsmill("worker", environ={**NOWHERE, "NEWSMILL_DATA_DIR": str(tmp_path / "file" / "data")})
    assert run.returncode == 2
    assert run.stderr == f"newsmill: NEWSMILL_DATA_DIR='{tmp_path}/file/data': cannot be made: Not a directory\n"


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
def test_a_port_that_is_taken_was_set_wrongly(environ: dict[str, str], tmp_path: Path) -> None:
    """It is said before the group is joined: the other workers need not notice."""
    with socket.create_server(("", 0)) as other:
        port = other.getsockname()[1]
        own = {**environ, "NEWSMILL_DATA_DIR": str(tmp_path), "NEWSMILL_WEB_PORT": str(port)}
        run = newsmill("worker", environ=own)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == f"newsmill: NEWSMILL_WEB_PORT={port}: Address already in use; choose another port\n"


@pytest.mark.kafka
def test_topics_are_created_once_and_what_differs_afterwards_is_told(environ: dict[str, str], settings: Settings) -> None:
    first, second = (newsmill("topics", "create", environ=environ) for _ in range(2))
    names = [kafka_topic(settings, role) for role in Role]
    assert (first.returncode, first.stdout.splitlines()) == (0, [f"created {name} with 3 partitions" for name in names])
    assert (second.returncode, second.stdout.splitlines()) == (0, [f"{name} is there" for name in names])
    other = newsmill("topics", "create", environ={**environ, "NEWSMILL_PARTITIONS": "4"})
    assert (other.returncode, other.stderr.splitlines()[0]) == (1, f"newsmill: {names[0]}: partitions is 3, has to be 4")


@pytest.mark.kafka
@pytest.mark.usefixtures("raw")
def test_pages_that_are_fed_are_missing_until_a_worker_ran_and_dead_letters_can_be_seen_and_replayed(
    environ: dict[str, str], start: Start, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "pages.jsonl").write_text(page(URL, article(1)) + "{broken\n")
    (folder / "notes.md").touch()

    fed = newsmill("feed", folder, environ=environ)
    assert (fed.returncode, fed.stdout) == (0, "")
    assert fed.stderr == f"newsmill: passed over, of no known kind: {folder}/notes.md\nnewsmill: read 2 = 2 sent\n"
    early = newsmill("audit", environ=environ)
    assert early.returncode == 1
    assert "2 missing: " in early.stdout

    worker = start(module=None)
    late = newsmill("audit", "--wait", 90, "--json", environ=environ)
    assert (late.returncode, json.loads(late.stdout)["missing"]) == (0, 0)
    table = newsmill("dead-letters", environ=environ)
    assert table.returncode == 0
    assert "invalid_json" in table.stdout
    (line,) = newsmill("dead-letters", "--json", "--save", tmp_path / "saved", environ=environ).stdout.splitlines()
    assert json.loads(line)["reason"] == "invalid_json"
    assert b"{broken" in [path.read_bytes() for path in (tmp_path / "saved").iterdir()]
    assert newsmill("dead-letters", "--reason", "step_failed", "--json", environ=environ).stdout == ""

    again = newsmill("replay", environ=environ)
    assert (again.returncode, again.stderr) == (0, "newsmill: read 1 dead letters = 1 sent\n")
    assert newsmill("audit", "--wait", 90, environ=environ).stdout.startswith("3 raw pages = 1 articles")
    stop(worker)


@pytest.mark.kafka
def test_lag_is_served_until_a_signal_and_known_when_no_worker_runs(environ: dict[str, str], settings: Settings) -> None:
    asyncio.run(create_topics(settings))
    port = free_port()
    environment = {"PATH": os.environ["PATH"], **environ, "NEWSMILL_LAG_PORT": str(port)}
    with subprocess.Popen([str(NEWSMILL), "lag"], env=environment, stderr=subprocess.PIPE, text=True) as service:
        try:
            wait_for(lambda: answers(port))
            stop(service)
        finally:
            service.kill()
        assert service.stderr
        assert service.stderr.read() == "newsmill: lag is known\n"
