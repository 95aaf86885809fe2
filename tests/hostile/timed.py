"""What each page takes of a processor: noted where it is prepared, in the processes of the pool."""

import json
import os
import time
from collections import defaultdict
from pathlib import Path

from workers.limits import Limits
from workers.pool.pool import load_prepare
from workers.pool.process import Prepare
from workers.records import Prepared, Source
from workers.steps.read.message import RawMessage
from workers.trace import PageReport


def load_timed(folder: Path, limits: Limits) -> Prepare:
    """Prepare pages as always, and note in the folder what each takes: its file's name and seconds of processor time."""
    prepare = load_prepare(limits)

    def timed(message: RawMessage, source: Source) -> tuple[Prepared, PageReport]:
        begin = time.process_time()
        prepared = prepare(message, source)
        with (folder / str(os.getpid())).open("a", encoding="utf-8") as times:
            times.write(json.dumps([Path(source.file or "").name, time.process_time() - begin]) + "\n")
        return prepared

    return timed


def read_times(folder: Path) -> dict[str, list[float]]:
    """Tell the seconds of each file's pages."""
    seconds: dict[str, list[float]] = defaultdict(list)
    for file in folder.iterdir():
        for line in file.read_text(encoding="utf-8").splitlines():
            name, took = json.loads(line)
            seconds[name].append(took)
    return seconds
