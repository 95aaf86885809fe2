"""Coverage by folder: what mirrors what, and that lines count whatever becomes of the process that ran them."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.coverage import Module, folders, measuring, mirroring, spans


def test_a_folder_is_mirrored_by_the_tests_of_its_own_name_and_not_by_those_within() -> None:
    assert {".", "relay", "kafka/worker"} < set(folders())
    assert not [folder for folder in folders() if "extract" in folder]
    assert "test_relay.py" in [path.name for path in mirroring("relay")]
    assert {path.parent.name for path in mirroring(".")} == {"tests"}


def test_lines_that_follow_each_other_are_told_as_one() -> None:
    assert spans([3, 4, 5, 9, 11, 12]) == "3-5, 9, 11-12"
    assert Module("workers/ids.py", 8, [3, 4]).percent == 75


LINES = "SELECT path, numbits FROM file JOIN line_bits ON file_id = file.id"


def saved(place: Path) -> set[str]:
    """Name the files whose lines were saved. Files are read as they lie: coverage would make what a file that is just being made lacks."""
    names = set()
    for path in place.glob("lines.*"):
        with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as data:
            names |= {Path(name).name for name, lines in data.execute(LINES) if any(lines)}
    return names


@pytest.mark.parametrize("forks", [False, True], ids=["started", "forked"])
def test_what_a_process_ran_is_saved_before_it_is_killed_though_only_path_was_handed_on(tmp_path: Path, *, forks: bool) -> None:
    code = "import os, time; child = {fork}; child or __import__('workers.ids'); time.sleep(60)"
    with measuring(tmp_path) as environment:
        command = [sys.executable, "-c", code.format(fork="os.fork()" if forks else "0")]
        process = subprocess.Popen(command, env={"PATH": environment["PATH"]}, start_new_session=True)
        try:
            end = time.monotonic() + 60
            while "ids.py" not in saved(tmp_path):
                assert time.monotonic() < end
                time.sleep(0.05)
        finally:
            subprocess.run(["kill", "-KILL", "--", f"-{process.pid}"], check=True)
            process.wait()
    assert not list(Path(sys.executable).parents[1].glob(f"lib/*/site-packages/zz_newsmill_coverage_{os.getpid()}.pth"))
