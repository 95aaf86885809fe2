"""The command `newsmill clean`: run as a person runs it where its process is what counts (signals, pipes, limits), else in this one."""

import contextlib
import gzip
import json
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.command import newsmill

NEWSMILL = Path(sys.executable).parent / "newsmill"
OUTPUTS = ("articles", "duplicates", "rejected", "dead-letters")
SENTENCES = [
    "The council of {place} voted on Tuesday to keep the {thing} open.",
    "Parents in {place} had collected four hundred signatures for the {thing}.",
    "The mayor said that the {thing} would be paid for out of the harbour fees of {place}.",
    "Critics in {place} call the plan for the {thing} a waste, and want a second vote in the autumn.",
    "A report about the {thing} is to be presented to the people of {place} before Christmas.",
]


def text(place: str, thing: str) -> str:
    return "\n\n".join(sentence.format(place=place, thing=thing) for sentence in SENTENCES)


def page(url: str, body: str, **keys: object) -> dict[str, object]:
    return {"url": url, "fetched_at": "2026-03-02T08:00:00Z", "content_type": "text/plain", "body": body, **keys}


PAGES: list[dict[str, object]] = [
    page("https://paper.example/news/school", "Island school stays open\n\n" + text("Norrholm", "island school")),
    page("https://paper.example/news/ferry", "Ferry line is saved\n\n" + text("Westerhaven", "ferry line")),
    page("https://paper.example/news/school", "Island school stays open\n\n" + text("Norrholm", "island school")),
    page("https://gazette.example/a/123", "School on the island is saved\n\n" + text("Norrholm", "island school")),
    page("https://paper.example/gone", "gone", status=410),
    page("https://paper.example/photo", "x", content_type="image/png"),
    {"url": "https://paper.example/none", "fetched_at": "2026-03-02T08:00:00Z"},
]


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    path = tmp_path / "pages.jsonl"
    path.write_text("".join(json.dumps(page) + "\n" for page in PAGES) + "{broken\n", encoding="utf-8")
    return path


def process(*arguments: object, stdin: bytes | None = None) -> subprocess.CompletedProcess[str]:
    command = [str(NEWSMILL), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, input=stdin and stdin.decode(), check=False, timeout=120)


def outputs(folder: Path, files: tuple[str, ...] = OUTPUTS) -> list[str]:
    folder.mkdir(exist_ok=True)
    return [f"--{name}={folder / name}" for name in files]


def read(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


def test_every_page_ends_in_one_output_and_the_accounting_closes(pages: Path, tmp_path: Path) -> None:
    run = process("clean", pages, *outputs(tmp_path / "out"))
    assert run.returncode == 0
    assert run.stdout == ""
    assert run.stderr == (
        "newsmill: read 8 = 2 articles (2 created) + 2 duplicates (1 copy, 1 recrawl)"
        " + 2 rejected (1 content_type, 1 http_status) + 2 dead letters (1 invalid_json, 1 invalid_page)\n"
    )
    assert [event["source"]["record"] for event in read(tmp_path / "out", "articles")] == [1, 2]
    assert [event["kind"] for event in read(tmp_path / "out", "duplicates")] == ["recrawl", "copy"]


def test_articles_go_to_standard_output_and_dead_letters_are_named(pages: Path) -> None:
    run = newsmill("clean", pages)
    assert [json.loads(line)["url"] for line in run.stdout.splitlines()] == [PAGES[0]["url"], PAGES[1]["url"]]
    assert f"newsmill: dead letter: {pages}, record 8: decode, invalid_json: " in run.stderr


def test_the_same_input_gives_the_same_bytes_whatever_the_number_of_processes(pages: Path, tmp_path: Path) -> None:
    for processes in (1, 3):
        newsmill("clean", pages, "--processes", processes, *outputs(tmp_path / str(processes)))
    for name in OUTPUTS:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "3" / name).read_bytes()


def test_a_second_run_with_state_publishes_nothing_new_and_keeps_what_was_published(pages: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    newsmill("clean", pages, "--state", state, *outputs(tmp_path / "first"))
    first = (tmp_path / "first" / "articles").read_bytes()
    newsmill("clean", pages, "--state", state, *outputs(tmp_path / "first"))
    again = newsmill("clean", pages, "--state", state, *outputs(tmp_path / "second"))
    assert (tmp_path / "first" / "articles").read_bytes() == first
    assert read(tmp_path / "second", "articles") == []
    assert "0 articles + 4 duplicates" in again.stderr


def test_after_a_kill_files_are_cut_back_to_what_the_claims_know_of(pages: Path, tmp_path: Path) -> None:
    """What a killed run wrote after its last commit comes again, and must not stand twice."""
    state, out = tmp_path / "state", tmp_path / "out"
    newsmill("clean", pages, "--state", state, *outputs(out))
    whole = (out / "articles").read_bytes()
    with (out / "articles").open("ab") as file:
        file.write(b'{"event":"created","written":"but not claim')
    newsmill("clean", pages, "--state", state, *outputs(out))
    assert (out / "articles").read_bytes() == whole


def test_standard_input_is_read_as_json_lines(pages: Path) -> None:
    run = process("clean", "-", stdin=pages.read_bytes())
    assert len(run.stdout.splitlines()) == 2


def test_compressed_lines_give_the_same_articles(pages: Path, tmp_path: Path) -> None:
    packed = tmp_path / "pages.jsonl.gz"
    packed.write_bytes(gzip.compress(pages.read_bytes()))
    plain, gzipped = (newsmill("clean", path).stdout.splitlines() for path in (pages, packed))
    assert [json.loads(line)["event_id"] for line in plain] == [json.loads(line)["event_id"] for line in gzipped]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "nothing to read"),
        (["no-such-file.jsonl"], "No such file"),
        (["--processes", "0", "-"], "--processes"),
        (["--no-such-option"], "--no-such-option"),
        (["-", "--articles", "same", "--duplicates", "same"], "--duplicates same is --articles too"),
        (["-", "--articles", "no/such/folder/a"], "no/such/folder/a"),
    ],
)
def test_a_usage_error_is_one_line_and_exit_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    run = newsmill("clean", *arguments)
    assert run.returncode == 2
    assert len(run.stderr.splitlines()) == 1
    assert says in run.stderr
    assert not list(tmp_path.iterdir())


def test_an_output_that_is_an_input_is_refused(pages: Path) -> None:
    before = pages.read_bytes()
    run = newsmill("clean", pages, "--articles", pages)
    assert run.returncode == 2
    assert "is an input" in run.stderr
    assert pages.read_bytes() == before


def test_a_full_disk_is_one_clear_line(pages: Path) -> None:
    run = newsmill("clean", pages, "--articles", "/dev/full")
    assert run.returncode == 1
    assert run.stderr == "newsmill: /dev/full: No space left on device; make room, then run again\n"


def test_a_reader_that_goes_away_ends_the_run_quietly(pages: Path) -> None:
    run = subprocess.run(
        ["sh", "-c", f"{NEWSMILL} clean {pages} | true"], capture_output=True, text=True, check=False, timeout=60
    )
    assert "Traceback" not in run.stderr
    assert "Error" not in run.stderr


@contextlib.contextmanager
def at_work(folder: Path, lines: bytes, files: tuple[str, ...] = OUTPUTS) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the command on standard input, which stays open, until its first article is written."""
    arguments = [str(NEWSMILL), "clean", "-", "--state", str(folder / "state"), *outputs(folder / "out", files)]
    articles = folder / "out" / "articles"
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdin
        end = time.monotonic() + 60
        try:
            run.stdin.write(lines)
            run.stdin.flush()
            while not articles.exists() or articles.stat().st_size == 0:
                assert run.poll() is None
                assert time.monotonic() < end
                time.sleep(0.002)
            yield run
        finally:
            run.kill()


def lines_of(pages: Iterable[dict[str, object]]) -> bytes:
    return b"".join(json.dumps(page).encode() + b"\n" for page in pages)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_finishes_the_pages_that_were_read(tmp_path: Path, number: signal.Signals) -> None:
    """The command waits for more, and ends all the same, its claims kept and its files whole."""
    with at_work(tmp_path, lines_of(PAGES * 20)) as run:
        run.send_signal(number)
        said = run.communicate(timeout=60)[1].decode()
    assert run.returncode == 128 + number
    assert "(stopped early)" in said
    assert " = 2 articles (2 created) + " in said
    assert len(read(tmp_path / "out", "articles")) == 2


def test_a_second_signal_ends_the_run_at_once(tmp_path: Path) -> None:
    with at_work(tmp_path, lines_of(PAGES * 20)) as run:
        run.send_signal(signal.SIGINT)
        run.send_signal(signal.SIGTERM)
        said = run.communicate(timeout=60)[1].decode()
    assert run.returncode == 130
    assert said.split("\n", 1)[-1] == "newsmill: interrupted\n"


@pytest.mark.parametrize(
    ("recrawls", "says"),
    [(0, "/out/articles: File too large; make room"), (200, "/state: File too large; make room")],
    ids=["output", "state"],
)
def test_after_a_full_disk_a_run_with_state_neither_loses_nor_doubles(tmp_path: Path, recrawls: int, says: str) -> None:
    """The disk is full for files of more than 40,000 bytes: where articles lie, or where recrawls renew their claims."""
    articles = [
        page(
            f"https://paper.example/{n}",
            f"A story of {n}\n\n" + "\n\n".join(text(f"Port-{n}{m}", f"house {n}{m}") for m in "abcd"),
        )
        for n in range(40)
    ]
    lines = lines_of(articles[:9] + articles[:1] * recrawls + articles[9:])
    with at_work(tmp_path, lines_of(articles[:9] * 3), ("articles",)) as run:
        resource.prlimit(run.pid, resource.RLIMIT_FSIZE, (40_000, 40_000))
        said = run.communicate(lines, timeout=60)[1].decode()
    assert run.returncode == 1
    assert said.endswith(f"{says}, then run again\n")
    assert len(said.splitlines()) == 1
    (tmp_path / "pages.jsonl").write_bytes(lines)
    again = newsmill("clean", tmp_path / "pages.jsonl", "--state", tmp_path / "state", *outputs(tmp_path / "out", ("articles",)))
    assert again.returncode == 0
    published = Counter(article["url"] for article in read(tmp_path / "out", "articles"))
    assert published == Counter(page["url"] for page in articles)
