"""The table of `make demo`: it fits a terminal, whatever the pages are written in, and says what they came to."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from samples.show import HEADER, NARROWEST, OUTPUTS, Row, lines_of, row, widths, wrapped
from testing.newsmill import ROOT

LONG = "Zusters vertrekken, klokken blijven: klooster Sint-Odrada krijgt na 412 jaar een nieuwe gemeenschap"
ROWS: list[Row] = [
    ("dead letter", "", "bad content encoding", "declared as gzip, but gzip data ends early"),
    ("created", "nl", "disaster, accident and emergency incident", LONG),
    ("created", "ja", "arts, culture, entertainment and media", "潮見台が28年ぶり優勝 アンカー逆転、湾岸高校駅伝"),
    ("created", "zh", "sport", "岚浦港前三季度外贸额首破千亿元小家电出口成新增长点" * 4),
    ("created", "th", "sport", "เกาะเล็กได้โรงเรียนคืนหลังชาวบ้านรวบรวมรายชื่อสี่ร้อยคนเพื่อขอให้เปิดต่อ" * 2),
    ("created", "hi", "economy, business and finance", "सुरमई घाटी में 24 घंटे में 212 मिमी बारिश, अगले तीन दिन के लिए रेड अलर्ट"),
    ("copy", "ar", "", "مجلس بلدية واحة السنابل ينتخب رئيسته الأولى بفارق صوت واحد"),
    ("created", "en", "", ""),
]

Show = Callable[[int], str]


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Show:
    """Run the script as `make demo` does, without a terminal, in so many columns."""

    def run(columns: int) -> str:
        command = [sys.executable, "samples/show.py", str(tmp_path_factory.mktemp("demo") / "out")]
        environ = {**os.environ, "COLUMNS": str(columns)}
        return subprocess.run(command, cwd=ROOT, env=environ, check=True, capture_output=True, text=True, timeout=300).stdout

    return run


@pytest.mark.parametrize("columns", [NARROWEST, 72, 80, 100, 200])
@pytest.mark.parametrize("cells", [HEADER, *ROWS], ids=lambda cells: cells[1] or cells[0])
def test_a_row_fits_its_terminal_in_two_lines_and_no_word_is_broken(cells: Row, columns: int) -> None:
    lines = lines_of(cells, columns)
    assert len(lines) <= 2
    assert max(map(cell_len, lines)) <= columns
    known = {word for cell in cells for word in cell.split()} | {"…"}
    narrow = min(widths(columns)[2:])
    broken = [word for line in lines for word in line.split() if word not in known]
    assert all(cell_len(whole) > narrow for word in broken for whole in known if word in whole)


def test_what_is_left_out_is_told() -> None:
    assert wrapped("one two three", 9) == ["one two", "three"]
    assert wrapped("one two three four", 9) == ["one two", "three …"]
    assert wrapped("one two threefold four", 9) == ["one two", "threefo …"]
    assert wrapped("one", 9) == ["one"]
    assert wrapped("", 9) == [""]


def test_wide_characters_take_two_columns() -> None:
    assert wrapped("岚浦港前三", 4) == ["岚浦", "港 …"]
    assert wrapped("岚浦港前", 4) == ["岚浦", "港前"]


def test_what_became_of_a_page_is_said_in_words() -> None:
    letter = {"reason": "bad_content_encoding", "message": "gzip data ends early"}
    assert row("dead-letters", letter) == ("dead letter", "", "bad content encoding", "gzip data ends early")
    copy: dict[str, Any] = {"kind": "copy", "language": {"code": "en"}, "topics": [], "title": None}
    assert row("duplicates", copy) == ("copy", "en", "", "")


def test_the_demo_fits_eighty_columns_and_ends_with_its_accounting(show: Show) -> None:
    shown = show(80)
    assert "\x1b" not in shown, "it is no terminal"
    command, table, end = shown.split("\n\n")
    assert command.startswith("$ newsmill clean samples/pages")
    assert all(f"--{name}=" in command for name in OUTPUTS)
    assert max(map(cell_len, [*table.splitlines(), *end.splitlines()[:1]])) <= 80
    count, counts = re.match(r"(\d+) pages in \d+\.\d s = (.*)\n", end).groups()  # type: ignore[union-attr]
    numbers = [int(part.split()[0]) for part in counts.split(" + ")]
    assert sum(numbers) == int(count)
    assert len([line for line in table.splitlines() if not line.startswith(" ")]) == int(count) + 1, "a row each, and the header"


def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    command = [sys.executable, "samples/show.py", str(tmp_path / "file" / "out")]
    told = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert (told.returncode, told.stderr.count("\n")) == (2, 1)
