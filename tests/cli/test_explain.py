"""`newsmill explain` as a command: what it reads, what it shows, what it refuses."""

import io
import json
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from tests.command import newsmill
from tests.explain.labeller import small_tools
from tests.explain.pages import PAGE, PROSE, URL, message
from workers.cli import explain_run
from workers.dead_letter import dead_letter
from workers.limits import Limits
from workers.pipeline import Tools
from workers.records import DeadLetterReason, Source, Step

TOOLS = small_tools()


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Explain by the small labeller: what it says is known, whatever is learned."""
    monkeypatch.setattr(explain_run, "load_tools", lambda *_: TOOLS)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page in a file of its own."""
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def typed(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """Put it on standard input."""
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(content)))


def test_a_page_is_shown_with_its_outcome_fields_claims_and_blocks(page: Path) -> None:
    run = newsmill("explain", page)
    assert (run.returncode, run.stderr) == (0, "")
    lines = run.stdout.splitlines()
    assert lines[0] == "School stays open for two years"
    assert lines[2].startswith("article  goes to the relay as ")
    assert "authors       Mara Lindqvist" in lines
    assert any(line.startswith("claims        url:") for line in lines)
    kept = [line for line in lines if PROSE[:60] in line]
    assert len(kept) == 4
    assert all(line.startswith("✓ 0.97 ") and line.endswith("  +1.9 no links, hardly any around it") for line in kept)


def test_what_goes_to_no_terminal_has_no_colours_and_nothing_that_moves_a_cursor(page: Path) -> None:
    page.write_text(PAGE.replace("Then it rained", "Then \x1b[2J it \u202e rained"), encoding="utf-8")
    shown = newsmill("explain", page, "--all").stdout
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\\u202e" in shown


def test_blocks_in_a_row_that_were_surely_dropped_are_one_line_unless_all_are_asked_for(page: Path) -> None:
    menu = "".join(f'<li><a href="/{number}">Item {number}</a></li>' for number in range(9))
    page.write_text(PAGE.replace("<ul>", f"<ul>{menu}"), encoding="utf-8")
    short, long = newsmill("explain", page).stdout, newsmill("explain", page, "--all").stdout
    assert "13 blocks: Item 0 · Item 1" in short
    assert "blocks: Item" not in long
    assert len(long.splitlines()) > len(short.splitlines()) + 11


def test_a_page_of_html_comes_by_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, PAGE.encode())
    told = json.loads(newsmill("explain", "-", "--json").stdout)
    assert (told["outcome"], told["source"], told["reader"]) == ("article", {"file": "-"}, "learned")


def test_json_lines_come_by_standard_input_each_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    event = json.dumps({"url": URL, "fetched_at": "2026-03-02T08:00:00Z", "body": PAGE})
    typed(monkeypatch, f"{event}\n{event}\n{{broken\n".encode())
    told = [json.loads(line) for line in newsmill("explain", "-", "--json").stdout.splitlines()]
    assert [each["outcome"] for each in told] == ["article", "article", "dead letter"]
    assert [each["source"]["record"] for each in told] == [1, 2, 3]


def test_of_a_dead_letter_the_page_that_it_keeps_is_explained(tmp_path: Path) -> None:
    source = Source(file="crawl.jsonl", record=7)
    letter = dead_letter(message(), source, Step.EXTRACT, DeadLetterReason.TIMEOUT, "too slow", url=URL)
    (tmp_path / "dead-letters.jsonl").write_bytes(msgspec.json.encode(letter) + b"\n")
    told = json.loads(newsmill("explain", tmp_path / "dead-letters.jsonl", "--json").stdout)
    assert (told["outcome"], told["url"]) == ("article", URL)
    assert told["source"] == {"file": "crawl.jsonl", "record": 7}


def test_a_dead_letter_that_keeps_an_article_on_its_way_says_where_its_page_lies(tmp_path: Path) -> None:
    source = Source(kafka_topic="pages.raw", partition=3, offset=17)
    letter = dead_letter(message(), source, Step.RELAY, DeadLetterReason.STEP_FAILED, "no", url=URL)
    (tmp_path / "letters.jsonl").write_bytes(msgspec.json.encode(letter) + b"\n")
    run = newsmill("explain", tmp_path / "letters.jsonl")
    assert run.returncode == 2
    assert run.stderr.endswith("record 1: keeps an article on its way; its raw page: newsmill explain --kafka pages.raw 3 17\n")


def test_a_page_for_a_browser_is_written_instead(page: Path, tmp_path: Path) -> None:
    run = newsmill("explain", page, page, "--html", tmp_path / "out.html")
    assert (run.returncode, run.stdout) == (0, "")
    assert run.stderr == f"newsmill: 2 pages explained in {tmp_path}/out.html\n"
    written = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert written.count("<main") == 2
    assert newsmill("explain", page, page, "--html", "-").stdout == written


def test_a_page_for_a_browser_that_cannot_be_written_is_one_line(page: Path, tmp_path: Path) -> None:
    run = newsmill("explain", page, "--html", tmp_path / "none" / "out.html")
    assert (run.returncode, run.stderr.count("\n")) == (2, 1)
    assert "No such file or directory" in run.stderr


def test_an_input_is_not_written_over(page: Path) -> None:
    run = newsmill("explain", page, "--html", page)
    assert run.returncode == 2
    assert "is an input" in run.stderr
    assert page.read_text(encoding="utf-8") == PAGE


@pytest.mark.parametrize(
    ("option", "variable", "reader"), [("", "learned", "learned"), ("--reader learned", "trafilatura", "learned")]
)
def test_the_reader_is_that_of_the_settings_unless_another_is_asked_for(
    page: Path, monkeypatch: pytest.MonkeyPatch, option: str, variable: str, reader: str
) -> None:
    asked: list[str] = []

    def load(_: Limits, name: str) -> Tools:
        asked.append(name)
        return TOOLS

    monkeypatch.setattr(explain_run, "load_tools", load)
    run = newsmill("explain", page, *option.split(), environ={"NEWSMILL_READER": variable})
    assert (run.returncode, asked) == (0, [reader])


def test_labels_are_written_corrected_and_compared(page: Path, tmp_path: Path) -> None:
    labels = tmp_path / "labels.txt"
    run = newsmill("explain", page, "--labels", labels)
    assert (run.returncode, run.stdout) == (0, "")
    assert run.stderr == f"newsmill: the labels of 10 blocks are in {labels}: correct their signs, and call this again\n"
    assert newsmill("explain", page, "--labels", labels).returncode == 0
    labels.write_text(labels.read_text(encoding="utf-8").replace("-    4 By Mara", "+    4 By Mara"), encoding="utf-8")
    run = newsmill("explain", page, "--labels", labels)
    assert run.returncode == 1
    assert run.stderr == f"newsmill: 1 of 10 blocks are labelled otherwise in {labels}\n"
    assert run.stdout.startswith("✗ 0.38     4 By Mara Lindqvist\n")


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        ("+ 0 News\n", "the labels are of 1 blocks, the page has 10: are they another page's?"),
        ("*    0 News\n" * 10, "the label of block 0 is none: '*    0 News'"),
        ("+    0 Other\n" * 10, "the label of block 0 is none: '+    0 Other'"),
    ],
)
def test_labels_that_are_not_the_pages_are_refused(page: Path, tmp_path: Path, labels: str, says: str) -> None:
    (tmp_path / "labels.txt").write_text(labels, encoding="utf-8")
    run = newsmill("explain", page, "--labels", tmp_path / "labels.txt")
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert says in run.stderr


def test_labels_are_of_one_page(page: Path, tmp_path: Path) -> None:
    run = newsmill("explain", page, page, "--labels", tmp_path / "labels.txt")
    assert (run.returncode, run.stderr) == (2, "newsmill: labels are of one page, not of 2\n")


def test_where_there_is_no_page_the_exit_code_says_so(tmp_path: Path) -> None:
    (tmp_path / "notes.md").touch()
    run = newsmill("explain", tmp_path)
    assert run.returncode == 1
    assert run.stderr.splitlines()[-1] == "newsmill: there was no page to explain"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("", "nothing to read: name files or folders"),
        ("page.html --kafka pages.raw 0 1", "name files, or a message by --kafka, not both"),
        ("--kafka pages.raw 0", "Option '--kafka' requires 3 arguments"),
        ("--kafka pages.raw 0 -1", "Invalid value for '--kafka'"),
        ("--kafka pages.raw x 1", "Invalid value for '--kafka'"),
        ("page.html --json --all", "--html, --labels, --all and --json are four ways to be told; choose one"),
        ("nowhere.html", "nowhere.html: No such file or directory; check the path"),
        ("- - ", "- stands for standard input, which is read once"),
    ],
)
def test_called_wrongly_it_says_so_in_one_line(arguments: str, says: str) -> None:
    run = newsmill("explain", *arguments.split())
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert says in run.stderr
